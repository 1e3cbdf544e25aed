"""The enumerations: the checked twin of `seed/vocabulary.yaml`, which says what each value means."""

from enum import StrEnum


class ClaimKind(StrEnum):
    FACTUAL = "factual"
    EVALUATIVE = "evaluative"
    CAUSAL = "causal"
    PREDICTIVE = "predictive"
    RECOMMENDATION = "recommendation"
    DEMAND = "demand"
    COMMITMENT = "commitment"
    CONCERN = "concern"


class Directness(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    AUTHORIAL = "authorial"


class AuthorStance(StrEnum):
    ENDORSES = "endorses"
    REPORTS = "reports"
    DOUBTS = "doubts"
    REJECTS = "rejects"
    CONCEDES = "concedes"


class Modality(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Polarity(StrEnum):
    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Role(StrEnum):
    SUBJECT = "subject"
    TARGET = "target"
    ADDRESSEE = "addressee"
    MENTIONED = "mentioned"


class RelationType(StrEnum):
    SUPPORTS = "supports"
    EXEMPLIFIES = "exemplifies"
    EXPLAINS = "explains"
    CAUSES = "causes"
    REBUTS = "rebuts"
    UNDERCUTS = "undercuts"
    QUALIFIES = "qualifies"
    CONTRASTS = "contrasts"
    RESTATES = "restates"
    ANSWERS = "answers"
    RECIPROCATES = "reciprocates"


class RelationDirection(StrEnum):
    OUT = "out"
    IN = "in"


class Explicitness(StrEnum):
    EXPLICIT = "explicit"
    IMPLIED = "implied"
    INFERRED = "inferred"


class Intensity(StrEnum):
    MILD = "1"
    MARKED = "2"
    GRAVE = "3"


class ClaimStatus(StrEnum):
    ACCEPTED = "accepted"
    DRAFT = "draft"
    DISPUTED = "disputed"


class GrievanceStatus(StrEnum):
    OPEN = "open"
    ADDRESSED = "addressed"
    RESOLVED = "resolved"
    UNKNOWN = "unknown"


class ActorKind(StrEnum):
    STATE = "state"
    GOVERNMENT = "government"
    PERSON = "person"
    PARTY = "party"
    ARMED_GROUP = "armed-group"
    ORGANISATION = "organisation"
    GROUP = "group"
    DOCUMENT = "document"


class AliasKind(StrEnum):
    OFFICIAL = "official"
    SHORT = "short"
    ACRONYM = "acronym"
    METONYM = "metonym"
    DEMONYM = "demonym"
    MISSPELLING = "misspelling"


class TextPolicy(StrEnum):
    FULL = "full"
    QUOTES = "quotes"


class Genre(StrEnum):
    OP_ED = "op-ed"
    NEWS_ARTICLE = "news-article"
    REPORT = "report"
    SPEECH = "speech"
    DOCUMENT = "document"
    JOURNAL_ARTICLE = "journal-article"
    BOOK = "book"
    WEB_PAGE = "web-page"


class Noun(StrEnum):
    """The six kinds of record; the value is the word in the path `/v1/{noun}`."""

    SOURCES = "sources"
    ACTORS = "actors"
    CLAIMS = "claims"
    GRIEVANCES = "grievances"
    RELATIONS = "relations"
    TOPICS = "topics"

    @property
    def singular(self) -> str:
        return self.value[:-1]


ENUMERATIONS: dict[str, type[StrEnum]] = {
    "claim_kind": ClaimKind,
    "directness": Directness,
    "author_stance": AuthorStance,
    "modality": Modality,
    "polarity": Polarity,
    "role": Role,
    "relation_type": RelationType,
    "relation_direction": RelationDirection,
    "explicitness": Explicitness,
    "intensity": Intensity,
    "claim_status": ClaimStatus,
    "grievance_status": GrievanceStatus,
    "actor_kind": ActorKind,
    "alias_kind": AliasKind,
    "text_policy": TextPolicy,
    "genre": Genre,
}
"""Every enumeration that `vocabulary.yaml` must define, value by value."""
