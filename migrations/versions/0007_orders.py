"""Indexes for orders, which are total by id, and for the filter by directness."""

from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

_NOUNS = ('topic', 'actor', 'source', 'claim', 'grievance', 'relation')


def upgrade() -> None:
    for noun in _NOUNS:
        op.drop_index(op.f(f'ix_{noun}_updated'), table_name=noun)
        for column in ('created', 'updated'):
            op.create_index(op.f(f'ix_{noun}_{column}_id'), noun, [column, 'id'], unique=False)
    op.create_index(op.f('ix_grievance_intensity_id'), 'grievance', ['intensity', 'id'], unique=False)
    for column in ('title', 'issued_earliest'):
        op.drop_index(op.f(f'ix_source_{column}'), table_name='source')
        op.create_index(op.f(f'ix_source_{column}_id'), 'source', [column, 'id'], unique=False)
    op.create_index(op.f('ix_claim_voice_directness_claim_key'), 'claim_voice', ['directness', 'claim_key'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_claim_voice_directness_claim_key'), table_name='claim_voice')
    for column in ('title', 'issued_earliest'):
        op.drop_index(op.f(f'ix_source_{column}_id'), table_name='source')
        op.create_index(op.f(f'ix_source_{column}'), 'source', [column], unique=False)
    op.drop_index(op.f('ix_grievance_intensity_id'), table_name='grievance')
    for noun in _NOUNS:
        for column in ('created', 'updated'):
            op.drop_index(op.f(f'ix_{noun}_{column}_id'), table_name=noun)
        op.create_index(op.f(f'ix_{noun}_updated'), noun, ['updated'], unique=False)
