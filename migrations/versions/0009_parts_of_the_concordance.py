"""The concordance by parts, so that new entries go among few; what texts there are is entered."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app import concordance


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

_AT_ONCE = 100


def upgrade() -> None:
    op.drop_table('concordance')
    _create('part')
    db = op.get_bind()
    keys = db.execute(sa.text('SELECT key FROM source ORDER BY key')).scalars().all()
    of_some = sa.text('SELECT key, text FROM source WHERE key IN :keys').bindparams(sa.bindparam('keys', expanding=True))
    for at in range(0, len(keys), _AT_ONCE):
        some = db.execute(of_some, {'keys': keys[at : at + _AT_ONCE]})
        concordance.put(db, {key: text for key, text in some})


def downgrade() -> None:
    op.rename_table('concordance', 'concordance_by_parts')
    _create()
    op.execute(
        'INSERT INTO concordance SELECT letters, source_key, start FROM concordance_by_parts'
        ' ORDER BY letters, source_key, start'
    )
    op.drop_table('concordance_by_parts')


def _create(*more: str) -> None:
    op.create_table('concordance',
    *(sa.Column(name, sa.Integer(), nullable=False) for name in more),
    sa.Column('letters', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint(*more, 'letters', 'source_key', 'start', name=op.f('pk_concordance')),
    sqlite_strict=True,
    sqlite_with_rowid=False
    )
