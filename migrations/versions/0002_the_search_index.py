"""The search index."""

import orjson
import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.records.wording import entry
from app.text.words import words
from app.vocabulary import Noun


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('search_row',
    sa.Column('record_key', sa.Integer(), nullable=False),
    sa.Column('noun', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['record_key'], ['representation.key'], name=op.f('fk_search_row_record_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('record_key', name=op.f('pk_search_row')),
    sqlite_strict=True
    )
    op.execute("""CREATE VIRTUAL TABLE search_words USING fts5(
    names, quotes, texts, ends,
    content='', contentless_delete=1, prefix='1 2', tokenize="ascii tokenchars '_'"
)""")
    op.drop_table('record_words')


def downgrade() -> None:
    op.create_table('record_words',
    sa.Column('record_key', sa.Integer(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['record_key'], ['representation.key'], name=op.f('fk_record_words_record_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('record_key', name=op.f('pk_record_words')),
    sqlite_strict=True
    )
    op.drop_table('search_words')
    op.drop_table('search_row')
    db = op.get_bind()
    for key, in db.execute(sa.text('SELECT key FROM representation')).all():
        row = db.execute(sa.text('SELECT noun, label, body FROM representation WHERE key = :key'), {'key': key}).one()
        held = entry(key, Noun(row.noun), row.label, orjson.loads(row.body))
        said = ' '.join(word for text in (*held.names, *held.texts, *held.quotes) for word in words(text))
        db.execute(sa.text('INSERT INTO record_words VALUES (:key, :words)'), {'key': key, 'words': f' {said} '})
