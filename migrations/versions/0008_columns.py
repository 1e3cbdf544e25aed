"""Lists are answered from columns in memory, so their indexes go; what versions touched, and where words stand, comes."""

import orjson
import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.records.building import index
from app.records.wording import entry
from app.text.words import words
from app.vocabulary import Noun


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_NOUNS = ('topic', 'actor', 'source', 'claim', 'grievance', 'relation')
_DROPPED = [
    *((noun, [column, 'id']) for noun in _NOUNS for column in ('created', 'updated')),
    *(('claim', columns) for columns in (['about_earliest', 'id'], ['said_earliest', 'id'], ['kind', 'id'])),
    ('claim', ['kind', 'position', 'id']),
    ('claim_voice', ['directness', 'claim_key']),
    ('grievance', ['intensity', 'id']),
    ('relation', ['type', 'id']),
    ('relation', ['type', 'position', 'id']),
]
_OF_SOURCES = ('claim', 'grievance', 'relation')
_FTS = """CREATE VIRTUAL TABLE search_words USING fts5(
    names, quotes, texts, ends,
    content='', contentless_delete=1, tokenize="ascii tokenchars '_'"
)"""


def upgrade() -> None:
    op.create_table('touched',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('key', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('version', 'key', name=op.f('pk_touched')),
    sqlite_strict=True
    )
    for table, columns in _DROPPED:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
    for table in _OF_SOURCES:
        op.drop_index(op.f(f'ix_{table}_source_key_position_id'), table_name=table)
        op.create_index(op.f(f'ix_{table}_source_key'), table, ['source_key'], unique=False)
    op.drop_table('search_words')
    op.drop_table('search_row')
    _create_search_row(sa.Column('words', sa.Integer(), nullable=False))
    op.execute(_FTS)
    op.execute("CREATE VIRTUAL TABLE search_words_places USING fts5vocab('search_words', 'instance')")
    index(op.get_bind())


def downgrade() -> None:
    op.drop_table('search_words_places')
    op.drop_table('search_words')
    op.drop_table('search_row')
    _create_search_row()
    op.execute(_FTS.replace("tokenize", "prefix='1 2', tokenize"))
    db = op.get_bind()
    for key, in db.execute(sa.text('SELECT key FROM representation')).all():
        row = db.execute(sa.text('SELECT noun, label, body FROM representation WHERE key = :key'), {'key': key}).one()
        held = entry(key, Noun(row.noun), row.label, orjson.loads(row.body))
        known = {'key': key, 'noun': held.noun.value, 'id': held.id, 'source': held.source}
        db.execute(sa.text('INSERT INTO search_row VALUES (:key, :noun, :id, :source)'), known)
        stored = {name: _edged(getattr(held, name)) for name in ('names', 'quotes', 'texts', 'ends')}
        db.execute(
            sa.text('INSERT INTO search_words (rowid, names, quotes, texts, ends) VALUES (:key, :names, :quotes, :texts, :ends)'),
            {'key': key, **stored},
        )
    for table in _OF_SOURCES:
        op.drop_index(op.f(f'ix_{table}_source_key'), table_name=table)
        op.create_index(op.f(f'ix_{table}_source_key_position_id'), table, ['source_key', 'position', 'id'], unique=False)
    for table, columns in _DROPPED:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns, unique=False)
    op.drop_table('touched')


def _create_search_row(*more: sa.Column[int]) -> None:
    op.create_table('search_row',
    sa.Column('record_key', sa.Integer(), nullable=False),
    sa.Column('noun', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    *more,
    sa.ForeignKeyConstraint(['record_key'], ['representation.key'], name=op.f('fk_search_row_record_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('record_key', name=op.f('pk_search_row')),
    sqlite_strict=True
    )


def _edged(texts: list[str]) -> str:
    said = ''.join(f'¶ {" ".join(words(text))} ' for text in texts)
    return said and said + '¶'
