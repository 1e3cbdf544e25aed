"""The concordance."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('concordance',
    sa.Column('letters', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('letters', 'source_key', 'start', name=op.f('pk_concordance')),
    sqlite_strict=True,
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_source_location'), 'source', ['location'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_source_location'), table_name='source')
    op.drop_table('concordance')
