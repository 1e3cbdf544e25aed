"""Codings of a source beside the one that is served."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('coding',
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('coder', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('bundle', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_coding_source_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('source_key', 'name', name=op.f('pk_coding')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_coding_name'), 'coding', ['name'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_coding_name'), table_name='coding')
    op.drop_table('coding')
