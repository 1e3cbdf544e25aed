"""Everything as plain tables: one for each noun, one for each list inside its records, and what stands beside them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from app.formats import Record
from app.formats.cells import Cell, Column, Columns, one_sentence
from app.formats.columns import COLUMNS
from app.records.actors import ActorRecord, Alias, Position
from app.records.base import Record as RecordShape
from app.records.base import Span
from app.records.claims import ClaimRecord, RoleOf, Step
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import Author, SourceRecord
from app.records.topics import TopicRecord
from app.vocabulary import ENUMERATIONS, Noun

_SHAPES: Mapping[Noun, type[RecordShape]] = {
    Noun.SOURCES: SourceRecord,
    Noun.ACTORS: ActorRecord,
    Noun.TOPICS: TopicRecord,
    Noun.CLAIMS: ClaimRecord,
    Noun.GRIEVANCES: GrievanceRecord,
    Noun.RELATIONS: RelationRecord,
}
"""In this order, so that most tables come after those they refer to."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and how its rows are read from a record."""

    name: str
    about: str
    columns: Mapping[str, Column]
    key: Sequence[str]
    items: Callable[[Record], Iterable[Any]]
    """What of a record has a row of its own."""

    def rows(self, record: Record) -> Iterator[list[Cell]]:
        for item in self.items(record):
            yield [column.read(item) for column in self.columns.values()]


def _of_noun(noun: Noun) -> Table:
    return Table(noun.value, _SHAPES[noun].__doc__ or "", COLUMNS[noun], ("id",), lambda record: (record,))


def _of_list(noun: Noun, name: str, field: str, columns: Mapping[str, Column]) -> Table:
    """The items of a list inside a noun's records, each with its owner and its place."""
    owner = noun.singular
    numbered = {
        owner: Column(itemgetter(0), f"The {owner}.", required=True, names=noun),
        "position": Column(itemgetter(1), f"Its place among those of the {owner}, from 1.", "integer", required=True),
        **{name: _of_item(column) for name, column in columns.items()},
    }

    def items(record: Record) -> Iterator[tuple[str, int, Any]]:
        return ((record["id"], place, item) for place, item in enumerate(record[field], start=1))

    said = one_sentence([f"Of each {owner}", _SHAPES[noun].model_fields[field].description or ""])
    return Table(f"{owner}_{name}", said, numbered, (owner, "position"), items)


def _of_item(column: Column) -> Column:
    return replace(column, read=lambda numbered: column.read(numbered[2]))


def _ids(name: str, about: str, noun: Noun) -> dict[str, Column]:
    return {name: Column(itemgetter("id"), about, required=True, names=noun)}


def _spans() -> dict[str, Column]:
    of = Columns(Span)
    # `end` alone is a word of SQL.
    at = {"char_start": of.within("start"), "char_end": of.within("end")}
    return of.plain("exact", "prefix", "suffix") | at | of.plain("utf16_start", "utf16_end", "paragraph", "sentence")


def _posts() -> dict[str, Column]:
    of = Columns(Position)
    where = itemgetter("organisation")
    return {
        **of.plain("title"),
        "organisation": Column(
            lambda post: where(post)["id"] if isinstance(where(post), Mapping) else None,
            "Where, if that is an actor.",
            names=Noun.ACTORS,
        ),
        "organisation_text": Column(
            lambda post: where(post) if isinstance(where(post), str) else None, "Where, if that is plain words."
        ),
        "from_date": of.within("from"),
        "to_date": of.within("to"),
    }


def _authors() -> dict[str, Column]:
    of = Columns(Author)
    return of.plain("family", "given", "affiliation") | {"actor": of.ref("actor", Noun.ACTORS)}


def _steps() -> dict[str, Column]:
    of = Columns(Step)
    return {"voice": of.ref("voice", Noun.ACTORS), **of.plain("directness"), **of.span("cue", "cue")}


def _roles() -> dict[str, Column]:
    of = Columns(RoleOf)
    return {**of.plain("role"), "actor": of.ref("actor", Noun.ACTORS)}


_TOPIC, _ACTOR = _ids("topic", "The topic.", Noun.TOPICS), _ids("actor", "The actor.", Noun.ACTORS)
_CLAIM, _OTHER = _ids("claim", "The claim.", Noun.CLAIMS), _ids("other", "The other one.", Noun.GRIEVANCES)

OF_NOUNS: Mapping[Noun, Sequence[Table]] = {
    Noun.SOURCES: (_of_noun(Noun.SOURCES), _of_list(Noun.SOURCES, "authors", "authors", _authors())),
    Noun.ACTORS: (
        _of_noun(Noun.ACTORS),
        _of_list(Noun.ACTORS, "aliases", "aliases", Columns(Alias).plain("name", "kind")),
        _of_list(Noun.ACTORS, "positions", "positions", _posts()),
        _of_list(Noun.ACTORS, "same_as", "same_as", {"address": Column(str, "The address.", required=True)}),
    ),
    Noun.TOPICS: (_of_noun(Noun.TOPICS),),
    Noun.CLAIMS: (
        _of_noun(Noun.CLAIMS),
        _of_list(Noun.CLAIMS, "quotes", "quotes", _spans()),
        _of_list(Noun.CLAIMS, "speakers", "speakers", _ACTOR),
        _of_list(Noun.CLAIMS, "voices", "attribution", _steps()),
        _of_list(Noun.CLAIMS, "actors", "actors", _roles()),
        _of_list(Noun.CLAIMS, "topics", "topics", _TOPIC),
        _of_list(Noun.CLAIMS, "hedges", "hedges", _spans()),
    ),
    Noun.GRIEVANCES: (
        _of_noun(Noun.GRIEVANCES),
        _of_list(Noun.GRIEVANCES, "quotes", "quotes", _spans()),
        _of_list(Noun.GRIEVANCES, "topics", "topics", _TOPIC),
        _of_list(Noun.GRIEVANCES, "voices", "voiced_by", _ACTOR),
        _of_list(Noun.GRIEVANCES, "evidence", "evidence", _CLAIM),
        _of_list(Noun.GRIEVANCES, "remedies", "remedies", _CLAIM),
        _of_list(Noun.GRIEVANCES, "reciprocals", "reciprocal_of", _OTHER),
    ),
    Noun.RELATIONS: (_of_noun(Noun.RELATIONS),),
}
"""The tables that are read from each noun's records, its own first."""


def _beside(name: str, about: str, key: Sequence[str], columns: Mapping[str, Column]) -> Table:
    return Table(name, about, columns, key, lambda row: (row,))


def _number(name: str, about: str) -> Column:
    return Column(itemgetter(name), about, "integer", required=True)


def _text(name: str, about: str, required: bool = True, values: Iterable[str] = ()) -> Column:
    return Column(itemgetter(name), about, required=required, values=tuple(values))


_SOURCE = Column(itemgetter("source"), "The source.", required=True, names=Noun.SOURCES)

SENTENCES = _beside(
    "sentences",
    "The sentences of each source's body: where they stand, and why one carries no claim.",
    ("source", "sentence"),
    {
        "source": _SOURCE,
        "sentence": _number("number", "Its number in the body, from 1."),
        "paragraph": _number("paragraph", "The number of its paragraph, from 1."),
        "char_start": _number("start", "Code points before it."),
        "char_end": _number("end", "Code points up to its end, exclusive."),
        "reason": _text("reason", "Why it carries no claim, in the coder's words.", required=False),
    },
)
VOCABULARY = _beside(
    "vocabulary",
    "The codebook: every value of every enumeration, defined.",
    ("enumeration", "value"),
    {
        "enumeration": _text("enumeration", "The enumeration's name.", values=ENUMERATIONS),
        "enumeration_definition": _text("enumeration_definition", "What the enumeration tells apart."),
        "position": _number("position", "The value's place in its enumeration."),
        "value": _text("value", "The value as records have it."),
        "definition": _text("definition", "What it means."),
        "choose_when": _text("choose_when", "When to choose it over its neighbours."),
        "example": _text("example", "Words that show it."),
    },
)
TEXTS = _beside(
    "texts",
    "The full text of each source whose rights allow it; positions of quotes count its Unicode code points.",
    ("source",),
    {"source": _SOURCE, "text": _text("text", "The text, unchanged.")},
)
