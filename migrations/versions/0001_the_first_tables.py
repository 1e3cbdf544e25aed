"""The first tables."""

import secrets

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dataset',
    sa.Column('only', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('next_key', sa.Integer(), nullable=False),
    sa.Column('cursor_secret', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint('only = 1', name=op.f('ck_dataset_only')),
    sa.PrimaryKeyConstraint('only', name=op.f('pk_dataset')),
    sqlite_strict=True
    )
    op.create_table('loaded_bundle',
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('loaded', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_loaded_bundle')),
    sqlite_strict=True
    )
    op.create_table('representation',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('noun', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("noun IN ('sources', 'actors', 'claims', 'grievances', 'relations', 'topics')", name=op.f('ck_representation_noun')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_representation')),
    sa.UniqueConstraint('noun', 'id', name=op.f('uq_representation_noun_id')),
    sqlite_strict=True
    )
    op.create_table('vocabulary_value',
    sa.Column('enumeration', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('value', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('enumeration_definition', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('definition', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('choose_when', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('example', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("enumeration IN ('claim_kind', 'directness', 'author_stance', 'modality', 'polarity', 'role', 'relation_type', 'relation_direction', 'explicitness', 'intensity', 'claim_status', 'grievance_status', 'actor_kind', 'alias_kind', 'text_policy', 'genre')", name=op.f('ck_vocabulary_value_enumeration')),
    sa.PrimaryKeyConstraint('enumeration', 'value', name=op.f('pk_vocabulary_value')),
    sqlite_strict=True
    )
    op.create_table('actor',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('updated', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('parent_key', sa.Integer(), nullable=True),
    sa.Column('iso3166', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('description', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("kind IN ('state', 'government', 'person', 'party', 'armed-group', 'organisation', 'group', 'document')", name=op.f('ck_actor_kind')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_actor_version')),
    sa.ForeignKeyConstraint(['key'], ['representation.key'], name=op.f('fk_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['parent_key'], ['actor.key'], name=op.f('fk_actor_parent_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_actor')),
    sa.UniqueConstraint('id', name=op.f('uq_actor_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('actor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_actor_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_actor_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_actor_parent_key'), ['parent_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_actor_updated'), ['updated'], unique=False)

    op.create_table('record_words',
    sa.Column('record_key', sa.Integer(), nullable=False),
    sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['record_key'], ['representation.key'], name=op.f('fk_record_words_record_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('record_key', name=op.f('pk_record_words')),
    sqlite_strict=True
    )
    op.create_table('source',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('updated', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('container_title', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('publisher', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('issued', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('issued_earliest', sa.Integer(), nullable=False),
    sa.Column('issued_latest', sa.Integer(), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('genre', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('location', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('rights_statement', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text_policy', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body_starts_with', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text_sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("genre IN ('op-ed', 'news-article', 'report', 'speech', 'document', 'journal-article', 'book', 'web-page')", name=op.f('ck_source_genre')),
    sa.CheckConstraint("text_policy IN ('full', 'quotes')", name=op.f('ck_source_text_policy')),
    sa.CheckConstraint('issued_earliest <= issued_latest', name=op.f('ck_source_issued')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_source_version')),
    sa.ForeignKeyConstraint(['key'], ['representation.key'], name=op.f('fk_source_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_source')),
    sa.UniqueConstraint('id', name=op.f('uq_source_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('source', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_source_issued_earliest'), ['issued_earliest'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_title'), ['title'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_updated'), ['updated'], unique=False)

    op.create_table('topic',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('updated', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('label', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('definition', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('parent_key', sa.Integer(), nullable=True),
    sa.Column('example', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint('version >= 1', name=op.f('ck_topic_version')),
    sa.ForeignKeyConstraint(['key'], ['representation.key'], name=op.f('fk_topic_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['parent_key'], ['topic.key'], name=op.f('fk_topic_parent_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_topic')),
    sa.UniqueConstraint('id', name=op.f('uq_topic_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_label'), ['label'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_parent_key'), ['parent_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_updated'), ['updated'], unique=False)

    op.create_table('actor_alias',
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('folded', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("kind IN ('official', 'short', 'acronym', 'metonym', 'demonym', 'misspelling', 'name')", name=op.f('ck_actor_alias_kind')),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_actor_alias_actor_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('actor_key', 'position', name=op.f('pk_actor_alias')),
    sqlite_strict=True
    )
    with op.batch_alter_table('actor_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_actor_alias_folded'), ['folded'], unique=False)

    op.create_table('actor_identity',
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_actor_identity_actor_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('actor_key', 'position', name=op.f('pk_actor_identity')),
    sqlite_strict=True
    )
    with op.batch_alter_table('actor_identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_actor_identity_url'), ['url'], unique=False)

    op.create_table('actor_position',
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisation_key', sa.Integer(), nullable=True),
    sa.Column('organisation_text', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('from_date', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('to_date', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint('organisation_key IS NULL OR organisation_text IS NULL', name=op.f('ck_actor_position_organisation')),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_actor_position_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['organisation_key'], ['actor.key'], name=op.f('fk_actor_position_organisation_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('actor_key', 'position', name=op.f('pk_actor_position')),
    sqlite_strict=True
    )
    with op.batch_alter_table('actor_position', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_actor_position_organisation_key'), ['organisation_key'], unique=False)

    op.create_table('claim',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('updated', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('position', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('author_stance', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('polarity', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('modality', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('hedged', sa.Boolean(), nullable=False),
    sa.Column('conditional', sa.Boolean(), nullable=False),
    sa.Column('attributed', sa.Boolean(), nullable=False),
    sa.Column('condition_text', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('ironic', sa.Boolean(), nullable=False),
    sa.Column('said', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('said_earliest', sa.Integer(), nullable=True),
    sa.Column('said_latest', sa.Integer(), nullable=True),
    sa.Column('about', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('about_earliest', sa.Integer(), nullable=True),
    sa.Column('about_latest', sa.Integer(), nullable=True),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('curator_note', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("author_stance IN ('endorses', 'reports', 'doubts', 'rejects', 'concedes')", name=op.f('ck_claim_author_stance')),
    sa.CheckConstraint("kind IN ('factual', 'evaluative', 'causal', 'predictive', 'recommendation', 'demand', 'commitment', 'concern')", name=op.f('ck_claim_kind')),
    sa.CheckConstraint("modality IN ('certain', 'probable', 'possible', 'unknown')", name=op.f('ck_claim_modality')),
    sa.CheckConstraint("polarity IN ('affirmed', 'negated')", name=op.f('ck_claim_polarity')),
    sa.CheckConstraint("status IN ('accepted', 'draft', 'disputed')", name=op.f('ck_claim_status')),
    sa.CheckConstraint('about_earliest <= about_latest', name=op.f('ck_claim_about')),
    sa.CheckConstraint('attributed IN (true, false)', name=op.f('ck_claim_attributed')),
    sa.CheckConstraint('conditional IN (true, false)', name=op.f('ck_claim_conditional')),
    sa.CheckConstraint('hedged IN (true, false)', name=op.f('ck_claim_hedged')),
    sa.CheckConstraint('ironic IN (true, false)', name=op.f('ck_claim_ironic')),
    sa.CheckConstraint('said_earliest <= said_latest', name=op.f('ck_claim_said')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_claim_version')),
    sa.ForeignKeyConstraint(['key'], ['representation.key'], name=op.f('fk_claim_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_claim_source_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_claim')),
    sa.UniqueConstraint('id', name=op.f('uq_claim_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_about_earliest_id'), ['about_earliest', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_kind_id'), ['kind', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_kind_position_id'), ['kind', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_position_id'), ['position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_said_earliest_id'), ['said_earliest', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_source_key_position_id'), ['source_key', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_updated'), ['updated'], unique=False)

    op.create_table('grievance',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('updated', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('position', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('holder_key', sa.Integer(), nullable=False),
    sa.Column('target_key', sa.Integer(), nullable=True),
    sa.Column('explicitness', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('intensity', sa.Integer(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('curator_note', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint("explicitness IN ('explicit', 'implied', 'inferred')", name=op.f('ck_grievance_explicitness')),
    sa.CheckConstraint("status IN ('open', 'addressed', 'resolved', 'unknown')", name=op.f('ck_grievance_status')),
    sa.CheckConstraint('holder_key <> target_key', name=op.f('ck_grievance_target')),
    sa.CheckConstraint('intensity BETWEEN 1 AND 3', name=op.f('ck_grievance_intensity')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_grievance_version')),
    sa.ForeignKeyConstraint(['holder_key'], ['actor.key'], name=op.f('fk_grievance_holder_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['key'], ['representation.key'], name=op.f('fk_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_grievance_source_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['target_key'], ['actor.key'], name=op.f('fk_grievance_target_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_grievance')),
    sa.UniqueConstraint('id', name=op.f('uq_grievance_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('grievance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grievance_holder_key'), ['holder_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_grievance_position_id'), ['position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_grievance_source_key_position_id'), ['source_key', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_grievance_target_key'), ['target_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_grievance_updated'), ['updated'], unique=False)

    op.create_table('sentence',
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('paragraph', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name=op.f('ck_sentence_offsets')),
    sa.CheckConstraint('number >= 1 AND paragraph >= 1', name=op.f('ck_sentence_numbers')),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_sentence_source_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('source_key', 'number', name=op.f('pk_sentence')),
    sqlite_strict=True
    )
    op.create_table('source_author',
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('family', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('given', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('affiliation', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('folded', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('folded_family', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('actor_key', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_source_author_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_source_author_source_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('source_key', 'position', name=op.f('pk_source_author')),
    sqlite_strict=True
    )
    with op.batch_alter_table('source_author', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_source_author_actor_key'), ['actor_key'], unique=False)

    op.create_table('span',
    sa.Column('record_key', sa.Integer(), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('exact', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("field IN ('quotes', 'hedges', 'attribution', 'condition', 'cue', 'marker')", name=op.f('ck_span_field')),
    sa.CheckConstraint('"start" >= 0 AND length(exact) = "end" - "start" AND "end" > "start"', name=op.f('ck_span_offsets')),
    sa.ForeignKeyConstraint(['record_key'], ['representation.key'], name=op.f('fk_span_record_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_span_source_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('record_key', 'field', 'position', name=op.f('pk_span')),
    sqlite_strict=True
    )
    with op.batch_alter_table('span', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_span_source_key_start'), ['source_key', 'start'], unique=False)

    op.create_table('claim_actor',
    sa.Column('claim_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('role', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.CheckConstraint("role IN ('subject', 'target', 'addressee', 'mentioned')", name=op.f('ck_claim_actor_role')),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_claim_actor_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['claim_key'], ['claim.key'], name=op.f('fk_claim_actor_claim_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('claim_key', 'position', name=op.f('pk_claim_actor')),
    sa.UniqueConstraint('claim_key', 'role', 'actor_key', name=op.f('uq_claim_actor_claim_key_role_actor_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('claim_actor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_actor_actor_key'), ['actor_key'], unique=False)

    op.create_table('claim_speaker',
    sa.Column('claim_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_claim_speaker_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['claim_key'], ['claim.key'], name=op.f('fk_claim_speaker_claim_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('claim_key', 'position', name=op.f('pk_claim_speaker')),
    sa.UniqueConstraint('claim_key', 'actor_key', name=op.f('uq_claim_speaker_claim_key_actor_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('claim_speaker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_speaker_actor_key'), ['actor_key'], unique=False)

    op.create_table('claim_topic',
    sa.Column('claim_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('topic_key', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['claim_key'], ['claim.key'], name=op.f('fk_claim_topic_claim_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['topic_key'], ['topic.key'], name=op.f('fk_claim_topic_topic_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('claim_key', 'position', name=op.f('pk_claim_topic')),
    sa.UniqueConstraint('claim_key', 'topic_key', name=op.f('uq_claim_topic_claim_key_topic_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('claim_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_topic_topic_key'), ['topic_key'], unique=False)

    op.create_table('claim_voice',
    sa.Column('claim_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.Column('directness', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.CheckConstraint("directness <> 'authorial'", name=op.f('ck_claim_voice_voice')),
    sa.CheckConstraint("directness IN ('direct', 'indirect', 'mixed', 'authorial')", name=op.f('ck_claim_voice_directness')),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_claim_voice_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['claim_key'], ['claim.key'], name=op.f('fk_claim_voice_claim_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('claim_key', 'position', name=op.f('pk_claim_voice')),
    sqlite_strict=True
    )
    with op.batch_alter_table('claim_voice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_voice_actor_key'), ['actor_key'], unique=False)

    op.create_table('grievance_evidence',
    sa.Column('grievance_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('claim_key', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['claim_key'], ['claim.key'], name=op.f('fk_grievance_evidence_claim_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['grievance_key'], ['grievance.key'], name=op.f('fk_grievance_evidence_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('grievance_key', 'position', name=op.f('pk_grievance_evidence')),
    sa.UniqueConstraint('grievance_key', 'claim_key', name=op.f('uq_grievance_evidence_grievance_key_claim_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('grievance_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grievance_evidence_claim_key'), ['claim_key'], unique=False)

    op.create_table('grievance_reciprocal',
    sa.Column('grievance_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('other_key', sa.Integer(), nullable=False),
    sa.CheckConstraint('grievance_key <> other_key', name=op.f('ck_grievance_reciprocal_other')),
    sa.ForeignKeyConstraint(['grievance_key'], ['grievance.key'], name=op.f('fk_grievance_reciprocal_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['other_key'], ['grievance.key'], name=op.f('fk_grievance_reciprocal_other_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('grievance_key', 'position', name=op.f('pk_grievance_reciprocal')),
    sa.UniqueConstraint('grievance_key', 'other_key', name=op.f('uq_grievance_reciprocal_grievance_key_other_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('grievance_reciprocal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grievance_reciprocal_other_key'), ['other_key'], unique=False)

    op.create_table('grievance_remedy',
    sa.Column('grievance_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('claim_key', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['claim_key'], ['claim.key'], name=op.f('fk_grievance_remedy_claim_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['grievance_key'], ['grievance.key'], name=op.f('fk_grievance_remedy_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('grievance_key', 'position', name=op.f('pk_grievance_remedy')),
    sa.UniqueConstraint('grievance_key', 'claim_key', name=op.f('uq_grievance_remedy_grievance_key_claim_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('grievance_remedy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grievance_remedy_claim_key'), ['claim_key'], unique=False)

    op.create_table('grievance_topic',
    sa.Column('grievance_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('topic_key', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['grievance_key'], ['grievance.key'], name=op.f('fk_grievance_topic_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['topic_key'], ['topic.key'], name=op.f('fk_grievance_topic_topic_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('grievance_key', 'position', name=op.f('pk_grievance_topic')),
    sa.UniqueConstraint('grievance_key', 'topic_key', name=op.f('uq_grievance_topic_grievance_key_topic_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('grievance_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grievance_topic_topic_key'), ['topic_key'], unique=False)

    op.create_table('grievance_voice',
    sa.Column('grievance_key', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('actor_key', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['actor_key'], ['actor.key'], name=op.f('fk_grievance_voice_actor_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['grievance_key'], ['grievance.key'], name=op.f('fk_grievance_voice_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('grievance_key', 'position', name=op.f('pk_grievance_voice')),
    sa.UniqueConstraint('grievance_key', 'actor_key', name=op.f('uq_grievance_voice_grievance_key_actor_key')),
    sqlite_strict=True
    )
    with op.batch_alter_table('grievance_voice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grievance_voice_actor_key'), ['actor_key'], unique=False)

    op.create_table('relation',
    sa.Column('key', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('updated', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('source_key', sa.Integer(), nullable=False),
    sa.Column('position', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('type', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('from_claim_key', sa.Integer(), nullable=True),
    sa.Column('from_grievance_key', sa.Integer(), nullable=True),
    sa.Column('to_claim_key', sa.Integer(), nullable=True),
    sa.Column('to_grievance_key', sa.Integer(), nullable=True),
    sa.CheckConstraint("type IN ('supports', 'exemplifies', 'explains', 'causes', 'rebuts', 'undercuts', 'qualifies', 'contrasts', 'restates', 'answers', 'reciprocates')", name=op.f('ck_relation_type')),
    sa.CheckConstraint('(from_claim_key IS NULL) <> (from_grievance_key IS NULL)', name=op.f('ck_relation_from')),
    sa.CheckConstraint('(to_claim_key IS NULL) <> (to_grievance_key IS NULL)', name=op.f('ck_relation_to')),
    sa.CheckConstraint('from_claim_key <> to_claim_key', name=op.f('ck_relation_claims')),
    sa.CheckConstraint('from_grievance_key <> to_grievance_key', name=op.f('ck_relation_grievances')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_relation_version')),
    sa.ForeignKeyConstraint(['from_claim_key'], ['claim.key'], name=op.f('fk_relation_from_claim_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['from_grievance_key'], ['grievance.key'], name=op.f('fk_relation_from_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['key'], ['representation.key'], name=op.f('fk_relation_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['source_key'], ['source.key'], name=op.f('fk_relation_source_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['to_claim_key'], ['claim.key'], name=op.f('fk_relation_to_claim_key'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['to_grievance_key'], ['grievance.key'], name=op.f('fk_relation_to_grievance_key'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_relation')),
    sa.UniqueConstraint('id', name=op.f('uq_relation_id')),
    sqlite_strict=True
    )
    with op.batch_alter_table('relation', schema=None) as batch_op:
        batch_op.create_index('uq_relation_ends', ['type', sa.literal_column('coalesce(from_claim_key, from_grievance_key)'), sa.literal_column('coalesce(to_claim_key, to_grievance_key)')], unique=True)
        batch_op.create_index(batch_op.f('ix_relation_from_claim_key'), ['from_claim_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_from_grievance_key'), ['from_grievance_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_position_id'), ['position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_source_key_position_id'), ['source_key', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_to_claim_key'), ['to_claim_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_to_grievance_key'), ['to_grievance_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_type_id'), ['type', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_type_position_id'), ['type', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_relation_updated'), ['updated'], unique=False)
    dataset = sa.table("dataset", *(sa.column(name) for name in ("only", "version", "next_key", "cursor_secret")))
    op.execute(dataset.insert().values(only=1, version=0, next_key=1, cursor_secret=secrets.token_hex(32)))


def downgrade() -> None:
    with op.batch_alter_table('relation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_relation_updated'))
        batch_op.drop_index(batch_op.f('ix_relation_type_position_id'))
        batch_op.drop_index(batch_op.f('ix_relation_type_id'))
        batch_op.drop_index(batch_op.f('ix_relation_to_grievance_key'))
        batch_op.drop_index(batch_op.f('ix_relation_to_claim_key'))
        batch_op.drop_index(batch_op.f('ix_relation_source_key_position_id'))
        batch_op.drop_index(batch_op.f('ix_relation_position_id'))
        batch_op.drop_index(batch_op.f('ix_relation_from_grievance_key'))
        batch_op.drop_index(batch_op.f('ix_relation_from_claim_key'))

    op.drop_table('relation')
    with op.batch_alter_table('grievance_voice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grievance_voice_actor_key'))

    op.drop_table('grievance_voice')
    with op.batch_alter_table('grievance_topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grievance_topic_topic_key'))

    op.drop_table('grievance_topic')
    with op.batch_alter_table('grievance_remedy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grievance_remedy_claim_key'))

    op.drop_table('grievance_remedy')
    with op.batch_alter_table('grievance_reciprocal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grievance_reciprocal_other_key'))

    op.drop_table('grievance_reciprocal')
    with op.batch_alter_table('grievance_evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grievance_evidence_claim_key'))

    op.drop_table('grievance_evidence')
    with op.batch_alter_table('claim_voice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_voice_actor_key'))

    op.drop_table('claim_voice')
    with op.batch_alter_table('claim_topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_topic_topic_key'))

    op.drop_table('claim_topic')
    with op.batch_alter_table('claim_speaker', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_speaker_actor_key'))

    op.drop_table('claim_speaker')
    with op.batch_alter_table('claim_actor', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_actor_actor_key'))

    op.drop_table('claim_actor')
    with op.batch_alter_table('span', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_span_source_key_start'))

    op.drop_table('span')
    with op.batch_alter_table('source_author', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_source_author_actor_key'))

    op.drop_table('source_author')
    op.drop_table('sentence')
    with op.batch_alter_table('grievance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grievance_updated'))
        batch_op.drop_index(batch_op.f('ix_grievance_target_key'))
        batch_op.drop_index(batch_op.f('ix_grievance_source_key_position_id'))
        batch_op.drop_index(batch_op.f('ix_grievance_position_id'))
        batch_op.drop_index(batch_op.f('ix_grievance_holder_key'))

    op.drop_table('grievance')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_updated'))
        batch_op.drop_index(batch_op.f('ix_claim_source_key_position_id'))
        batch_op.drop_index(batch_op.f('ix_claim_said_earliest_id'))
        batch_op.drop_index(batch_op.f('ix_claim_position_id'))
        batch_op.drop_index(batch_op.f('ix_claim_kind_position_id'))
        batch_op.drop_index(batch_op.f('ix_claim_kind_id'))
        batch_op.drop_index(batch_op.f('ix_claim_about_earliest_id'))

    op.drop_table('claim')
    with op.batch_alter_table('actor_position', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_actor_position_organisation_key'))

    op.drop_table('actor_position')
    with op.batch_alter_table('actor_identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_actor_identity_url'))

    op.drop_table('actor_identity')
    with op.batch_alter_table('actor_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_actor_alias_folded'))

    op.drop_table('actor_alias')
    with op.batch_alter_table('topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_updated'))
        batch_op.drop_index(batch_op.f('ix_topic_parent_key'))
        batch_op.drop_index(batch_op.f('ix_topic_label'))

    op.drop_table('topic')
    with op.batch_alter_table('source', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_source_updated'))
        batch_op.drop_index(batch_op.f('ix_source_title'))
        batch_op.drop_index(batch_op.f('ix_source_issued_earliest'))

    op.drop_table('source')
    op.drop_table('record_words')
    with op.batch_alter_table('actor', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_actor_updated'))
        batch_op.drop_index(batch_op.f('ix_actor_parent_key'))
        batch_op.drop_index(batch_op.f('ix_actor_name'))
        batch_op.drop_index(batch_op.f('ix_actor_kind'))

    op.drop_table('actor')
    op.drop_table('vocabulary_value')
    op.drop_table('representation')
    op.drop_table('loaded_bundle')
    op.drop_table('dataset')
