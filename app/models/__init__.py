"""Every table.

Integrity lives here: foreign keys, enumerations, offsets, uniqueness. The first column of a primary key names the
record that a row belongs to; `app.affected` relies on it.

A record's rows are the truth. `representation`, `search_row` and `concordance` are derived from them, in the
transaction that changes them.
"""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from app import vocabulary as v
from app.models.base import (
    Answered,
    ApiKey,
    Change,
    ChangeKind,
    Dataset,
    KeyRole,
    LoadedBundle,
    Record,
    Release,
    ReleasePart,
    Representation,
    SearchRow,
    Touched,
    VocabularyValue,
    table,
)
from app.models.entities import (
    Actor,
    ActorAlias,
    ActorIdentity,
    ActorPosition,
    Coding,
    Concordance,
    Sentence,
    Source,
    SourceAuthor,
    Topic,
)
from app.models.statements import (
    Claim,
    ClaimActor,
    ClaimSpeaker,
    ClaimTopic,
    ClaimVoice,
    Grievance,
    GrievanceEvidence,
    GrievanceReciprocal,
    GrievanceRemedy,
    GrievanceTopic,
    GrievanceVoice,
    Relation,
    SpanField,
    SpanRow,
)

__all__ = [
    "TABLES",
    "Actor",
    "ActorAlias",
    "ActorIdentity",
    "ActorPosition",
    "Answered",
    "ApiKey",
    "Change",
    "ChangeKind",
    "Claim",
    "ClaimActor",
    "ClaimSpeaker",
    "ClaimTopic",
    "ClaimVoice",
    "Coding",
    "Concordance",
    "Dataset",
    "Grievance",
    "GrievanceEvidence",
    "GrievanceReciprocal",
    "GrievanceRemedy",
    "GrievanceTopic",
    "GrievanceVoice",
    "KeyRole",
    "LoadedBundle",
    "Record",
    "Relation",
    "Release",
    "ReleasePart",
    "Representation",
    "SearchRow",
    "Sentence",
    "Source",
    "SourceAuthor",
    "SpanField",
    "SpanRow",
    "Topic",
    "Touched",
    "VocabularyValue",
    "table",
]

TABLES: dict[v.Noun, type[Record]] = {
    v.Noun.TOPICS: Topic,
    v.Noun.ACTORS: Actor,
    v.Noun.SOURCES: Source,
    v.Noun.CLAIMS: Claim,
    v.Noun.GRIEVANCES: Grievance,
    v.Noun.RELATIONS: Relation,
}
"""Each noun's table, those referred to before those that refer."""


def _defer(metadata: MetaData) -> None:
    # A bundle's records refer to each other in any order: foreign keys are held against the finished transaction.
    for each in metadata.tables.values():
        for constraint in each.foreign_key_constraints:
            constraint.deferrable, constraint.initially = True, "DEFERRED"


_defer(SQLModel.metadata)
