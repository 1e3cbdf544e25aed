"""What a table of records has in its columns: references as ids, several values in a cell joined by “; ”."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.formats import Record
from app.vocabulary import Noun, Role

Cell = str | int | bool | None
Column = Callable[[Record], Cell]


def _plain(name: str) -> Column:
    return lambda record: record[name]


def _ref(name: str) -> Column:
    return lambda record: record[name]["id"] if record[name] else None


def _within(name: str, part: str) -> Column:
    return lambda record: record[name][part] if record[name] else None


def _each(name: str, part: str) -> Column:
    """The same part of each object in a list."""
    return lambda record: _joined(each[part] for each in record[name])


def _joined(values: Iterable[Any]) -> str:
    return "; ".join("" if value is None else str(value) for value in values)


def _refs(name: str) -> Column:
    return _each(name, "id")


def _listed(name: str) -> Column:
    return lambda record: _joined(record[name])


def _in_role(role: Role) -> Column:
    return lambda record: _joined(each["actor"]["id"] for each in record["actors"] if each["role"] == role)


def _condition_span(record: Record) -> Cell:
    return record["condition"]["span"]["exact"] if record["condition"] else None


def _voices(record: Record) -> Cell:
    return _joined(step["voice"]["id"] for step in record["attribution"])


def _cues(record: Record) -> Cell:
    return _joined(step["cue"] and step["cue"]["exact"] for step in record["attribution"])


def _authors(record: Record) -> Cell:
    return _joined(", ".join(filter(None, (each["family"], each["given"]))) for each in record["authors"])


def _relations(record: Record) -> Cell:
    return _joined(f"{each['direction']} {each['type']} {each['other']['id']}" for each in record["relations"])


def _positions(record: Record) -> Cell:
    return _joined(", ".join(filter(None, (each["title"], _organisation(each)))) for each in record["positions"])


def _organisation(position: Record) -> str | None:
    named: Mapping[str, str] | str | None = position["organisation"]
    return named["label"] if isinstance(named, Mapping) else named


def _columns(*plain: str, **others: Column) -> dict[str, Column]:
    return {name: _plain(name) for name in plain} | others


def _quotes() -> dict[str, Column]:
    parts = {"": "exact", "_start": "start", "_end": "end", "_paragraph": "paragraph", "_sentence": "sentence"}
    return {f"quotes{suffix}": _each("quotes", part) for suffix, part in parts.items()}


_FIRST: Sequence[str] = ("id", "url")
_LAST: Sequence[str] = ("created", "updated", "version")

COLUMNS: Mapping[Noun, Mapping[str, Column]] = {
    Noun.SOURCES: _columns(*_FIRST, "title", authors=_authors)
    | _columns(
        "container_title", "publisher", "issued", "language", "genre", "location", "text_sha256", "characters", "words"
    )
    | {
        "rights_statement": _within("rights", "statement"),
        "text_policy": _within("rights", "text_policy"),
        "claims": _within("counts", "claims"),
        "grievances": _within("counts", "grievances"),
        "actors": _within("counts", "actors"),
    }
    | _columns(*_LAST),
    Noun.ACTORS: _columns(*_FIRST, "name", "kind")
    | {
        "aliases": _each("aliases", "name"),
        "parent": _ref("parent"),
        "positions": _positions,
        "same_as": _listed("same_as"),
    }
    | _columns("iso3166", "description")
    | {"claims": _within("counts", "claims"), "grievances": _within("counts", "grievances")}
    | _columns(*_LAST),
    Noun.CLAIMS: _columns(*_FIRST, source=_ref("source"))
    | _columns("text", "kind", "attribution_sentence")
    | _quotes()
    | {
        "speakers": _refs("speakers"),
        "voices": _voices,
        "directness": _each("attribution", "directness"),
        "cues": _cues,
        "author_stance": _plain("author_stance"),
    }
    | {role.value: _in_role(role) for role in Role}
    | {"topics": _refs("topics")}
    | _columns("polarity", "modality")
    | {
        "hedges": _each("hedges", "exact"),
        "condition": _within("condition", "text"),
        "condition_words": _condition_span,
    }
    | _columns("ironic", "said", "about")
    | {"grievances": _refs("grievances"), "relations": _relations}
    | _columns("status", "curator_note", *_LAST),
    Noun.GRIEVANCES: _columns(*_FIRST, source=_ref("source"))
    | _columns("text", holder=_ref("holder"), target=_ref("target"), topics=_refs("topics"))
    | _columns("explicitness", "intensity", cue=_within("cue", "exact"))
    | _quotes()
    | {
        "voiced_by": _refs("voiced_by"),
        "evidence": _refs("evidence"),
        "remedies": _refs("remedies"),
        "reciprocal_of": _refs("reciprocal_of"),
        "relations": _relations,
    }
    | _columns("status", "curator_note", *_LAST),
    Noun.RELATIONS: _columns(*_FIRST, source=_ref("source"))
    | _columns("type")
    | {
        "from_type": _within("from", "type"),
        "from": _ref("from"),
        "to_type": _within("to", "type"),
        "to": _ref("to"),
        "marker": _within("marker", "exact"),
    }
    | _columns(*_LAST),
    Noun.TOPICS: _columns(*_FIRST, "label", "definition", parent=_ref("parent"))
    | _columns("example")
    | {"claims": _within("counts", "claims"), "grievances": _within("counts", "grievances")}
    | _columns(*_LAST),
}
"""The columns of each noun's table, in order."""
