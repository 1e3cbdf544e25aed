"""What every filter, sort and count means, written from the contract in plain Python over the records as served."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from starlette.testclient import TestClient

from tests.conftest import everything
from tests.oracle_texts import Record, days, fold, moment, own_spans, references, texts, words

Asked = Mapping[str, Sequence[str] | str]
"""Filters by name: several values where a filter takes several, else one."""

NOUNS = ("sources", "actors", "claims", "grievances", "relations", "topics")
STATEMENTS = ("claims", "grievances")


class World:
    """All records of a database."""

    def __init__(self, records: Mapping[str, list[Record]]) -> None:
        self.records = records
        self.parents = {topic["id"]: topic["parent"] and topic["parent"]["id"] for topic in records["topics"]}
        self.statements = {each["id"]: each for noun in STATEMENTS for each in records[noun]}
        self.labels = {ref["url"]: ref["label"] for ref in references(records)}
        self.sources_naming: dict[str, set[str]] = defaultdict(set)
        self._held: dict[tuple[str, str, str], frozenset[str]] = {}
        for noun in STATEMENTS:
            for each in records[noun]:
                for actor in VALUES[noun]["actor"](self, each):
                    self.sources_naming[actor].add(each["source"]["id"])

    def ids(self, of: str) -> list[str]:
        """The ids of a noun, or of all statements: claims and grievances."""
        return list(self.statements) if of == "statements" else [record["id"] for record in self.records[of]]

    def spans(self) -> Iterator[Record]:
        """The spans of all records, those shown in relations too."""
        for noun in (*STATEMENTS, "relations"):
            for record in self.records[noun]:
                yield from own_spans(record)
                yield from (link["marker"] for link in record.get("relations", []) if link["marker"])

    def select(self, noun: str, asked: Asked) -> list[Record]:
        """The records that meet all filters, in no order."""
        return [each for each in self.records[noun] if all(self._meets(noun, each, *one) for one in asked.items())]

    def ordered(self, noun: str, asked: Asked, sort: str | None = None) -> list[str]:
        """The ids of the records that meet all filters: nulls last in both directions, equals by id."""
        wanted = sort or DEFAULT_SORT[noun]
        field = SORTS[noun][wanted.lstrip("-")]
        placed = [(field(self, each), each["id"]) for each in self.select(noun, asked)]
        valued = sorted((each for each in placed if each[0] is not None), reverse=wanted.startswith("-"))
        nulls = sorted((each[1] for each in placed if each[0] is None), reverse=wanted.startswith("-"))
        return [record_id for _, record_id in valued] + nulls

    def counts(self, noun: str, by: Sequence[str], asked: Asked) -> Counter[tuple[str | None, ...]]:
        """How many records there are by value of some fields; one with several values stands under each."""
        found: Counter[tuple[str | None, ...]] = Counter()
        for record in self.select(noun, asked):
            found.update(product(*(self._counted(noun, record, name) for name in by)))
        return found

    def values(self, noun: str, name: str) -> list[str]:
        """Every value that occurs in the data under a filter that takes several."""
        return sorted({value for each in self.records[noun] for value in VALUES[noun][name](self, each)})

    def _counted(self, noun: str, record: Record, name: str) -> list[str | None]:
        # Under its own topics, not those above them.
        own = _refs("topics") if name == "topic" else VALUES[noun][name]
        return [*own(self, record)] or [None]

    def _meets(self, noun: str, record: Record, name: str, given: Sequence[str] | str) -> bool:
        if name in SINGLE[noun]:
            assert isinstance(given, str)
            return SINGLE[noun][name](record, given)
        compared: Callable[[str], str] = fold if name in ("name", "author") else str
        if (noun, name, record["id"]) not in self._held:
            values = VALUES[noun][name](self, record)
            self._held[noun, name, record["id"]] = frozenset(compared(value) for value in values)
        held = self._held[noun, name, record["id"]]
        wanted = {compared(value) for value in given if not value.startswith("!")}
        refused = {compared(value[1:]) for value in given if value.startswith("!")}
        return (not wanted or bool(held & wanted)) and not held & refused


def world_of(client: TestClient) -> World:
    return World({noun: everything(client, noun) for noun in NOUNS})


Field = Callable[[World, Record], Any]
Several = Callable[[World, Record], set[str]]
Meets = Callable[[Record, str], bool]


def _plain(name: str) -> Several:
    return lambda _, record: {record[name]}


def _refs(*names: str) -> Several:
    def ids(_: World, record: Record) -> set[str]:
        held = (record[name] for name in names)
        each = [one for value in held for one in (value if isinstance(value, list) else [value])]
        return {ref["id"] for ref in each if ref is not None}

    return ids


def _flag(holds: Callable[[Record], object]) -> Several:
    return lambda _, record: {"true" if holds(record) else "false"}


def _voices(_: World, record: Record) -> set[str]:
    return {step["voice"]["id"] for step in record["attribution"]}


def _roles(*roles: str) -> Several:
    return lambda _, record: {each["actor"]["id"] for each in record["actors"] if not roles or each["role"] in roles}


def _directness(_: World, record: Record) -> set[str]:
    return {step["directness"] for step in record["attribution"]} or {"authorial"}


def _topics_upwards(world: World, record: Record) -> set[str]:
    found: set[str] = set()
    for topic in record["topics"]:
        above: str | None = topic["id"]
        while above is not None:
            found.add(above)
            above = world.parents[above]
    return found


def _authors(_: World, record: Record) -> set[str]:
    names = {name for a in record["authors"] for name in (a["family"], f"{a['given'] or ''} {a['family']}".strip())}
    return names | {author["actor"]["id"] for author in record["authors"] if author["actor"]}


VALUES: dict[str, dict[str, Several]] = {
    "sources": {"author": _authors, "language": _plain("language")},
    "actors": {
        "kind": _plain("kind"),
        "parent": _refs("parent"),
        "source": lambda world, record: world.sources_naming[record["id"]],
        "name": lambda _, record: {record["name"], *(alias["name"] for alias in record["aliases"])},
    },
    "claims": {
        "source": _refs("source"),
        **{name: _plain(name) for name in ("kind", "modality", "polarity", "author_stance", "status")},
        "actor": lambda world, record: _roles()(world, record) | _voices(world, record),
        "speaker": _refs("speakers"),
        "voice": _voices,
        **{role: _roles(role) for role in ("subject", "target", "addressee")},
        "topic": _topics_upwards,
        "directness": _directness,
        "hedged": _flag(lambda record: record["hedges"]),
        "conditional": _flag(lambda record: record["condition"]),
        "ironic": _flag(lambda record: record["ironic"]),
        "attributed": _flag(lambda record: record["attribution"]),
    },
    "grievances": {
        **{name: _refs(name) for name in ("source", "holder", "target")},
        "actor": _refs("holder", "target", "voiced_by"),
        "topic": _topics_upwards,
        **{name: _plain(name) for name in ("explicitness", "status")},
        "remedied": _flag(lambda record: record["remedies"]),
        "reciprocal": _flag(lambda record: record["reciprocal_of"]),
    },
    "relations": {
        **{name: _refs(name) for name in ("source", "from", "to")},
        "type": _plain("type"),
        "record": _refs("from", "to"),
    },
    "topics": {"parent": _refs("parent")},
}
"""The values that a record has under each filter that takes several."""

COUNTED = {noun: [name for name in of if name not in ("name", "author")] for noun, of in VALUES.items()}
"""What lists can be counted by."""

for _of in VALUES.values():
    _of["id"] = _plain("id")


def _dated(name: str) -> dict[str, Meets]:
    """Between a `from` and a `to`: the record's days and those asked for overlap."""
    return {
        f"{name}_from": lambda record, asked: record[name] is not None and days(record[name])[1] >= days(asked)[0],
        f"{name}_to": lambda record, asked: record[name] is not None and days(record[name])[0] <= days(asked)[1],
    }


SINGLE: dict[str, dict[str, Meets]] = {
    "sources": _dated("issued"),
    "actors": {},
    "claims": {**_dated("about"), **_dated("said")},
    "grievances": {"intensity_min": lambda record, asked: record["intensity"] >= int(asked)},
    "relations": {},
    "topics": {},
}
"""The filters that take one value."""

AS_OF = ("release", "coding")
PAGED = ("limit", "cursor", "sort", "bom")
"""What every list takes besides its filters."""


def _holds_words(noun: str) -> Meets:
    return lambda record, asked: words(asked) <= {word for text in texts(noun, record) if text for word in words(text)}


for _noun, _singles in SINGLE.items():
    _singles["q"] = _holds_words(_noun)
    _singles["updated_since"] = lambda record, asked: moment(record["updated"]) >= moment(asked)


def _position(world: World, record: Record) -> tuple[str, int]:
    """A statement stands where its first quote stands, a relation where its marker or else its `from` stands."""
    marker = record.get("marker")
    spans = [marker] if marker else world.statements[record.get("from", record)["id"]]["quotes"]
    return record["source"]["id"], min(span["start"] for span in spans)


def _plainly(*names: str) -> dict[str, Field]:
    def value_of(name: str) -> Field:
        return lambda _, record: record[name]

    return {name: value_of(name) for name in ("id", "created", "updated", *names)}


def _earliest(name: str) -> Field:
    return lambda _, record: None if record[name] is None else days(record[name])[0]


SORTS: dict[str, dict[str, Field]] = {
    "sources": {**_plainly("title"), "issued": _earliest("issued")},
    "actors": _plainly("name", "kind"),
    "claims": {**_plainly("kind"), "position": _position, "about": _earliest("about"), "said": _earliest("said")},
    "grievances": {**_plainly("intensity"), "position": _position},
    "relations": {**_plainly("type"), "position": _position},
    "topics": _plainly("label"),
}
DEFAULT_SORT = {noun: "position" if "position" in fields else "id" for noun, fields in SORTS.items()}
