"""Releases: named states of the whole database."""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('release',
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('counts', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_release')),
    sqlite_strict=True
    )
    op.create_table('release_part',
    sa.Column('release_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('packed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['release_name'], ['release.name'], name=op.f('fk_release_part_release_name'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('release_name', 'position', name=op.f('pk_release_part')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('release_part')
    op.drop_table('release')
