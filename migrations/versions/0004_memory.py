"""Memory: changes, keys, and answers given before."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('change',
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('noun', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('summary', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('replaced_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("noun IN ('sources', 'actors', 'claims', 'grievances', 'relations', 'topics')", name=op.f('ck_change_noun')),
    sa.CheckConstraint("kind IN ('written', 'shown', 'deleted')", name=op.f('ck_change_kind')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_change')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_change_noun_id_seq'), 'change', ['noun', 'id', 'seq'], unique=False)
    op.create_table('api_key',
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('role', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('expires', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('revoked', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("role IN ('reader', 'editor')", name=op.f('ck_api_key_role')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_api_key')),
    sa.UniqueConstraint('sha256', name=op.f('uq_api_key_sha256')),
    sqlite_strict=True
    )
    op.create_table('answered',
    sa.Column('by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('idempotency_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('request_sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('location', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('by', 'idempotency_key', name=op.f('pk_answered')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_answered_at'), 'answered', ['at'], unique=False)
    # What was written before there was a memory begins it, as it stands.
    op.execute("""INSERT INTO change (seq, noun, id, version, kind, at, by)
        SELECT row_number() OVER (ORDER BY key), noun, id, json_extract(body, '$.version'), 'written',
            json_extract(body, '$.updated'), 'operator'
        FROM representation""")


def downgrade() -> None:
    op.drop_table('change')
    op.drop_table('api_key')
    op.drop_table('answered')
