"""What writing means, written from the contract in plain Python: what a record is once written, and what is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.oracle import STATEMENTS

Written = dict[str, Any]
Name = tuple[str, str]
"""A record by its noun and id."""

OTHER_TEXT = "A reply\n\nNobody asked us. The ships are ours.\n"
NEEDED: dict[str, tuple[str, ...]] = {
    "sources": ("title", "authors", "issued", "language", "genre", "rights", "text"),
    "actors": ("name", "kind"),
    "claims": ("source", "text", "kind", "quotes", "author_stance", "polarity", "modality"),
    "grievances": ("source", "text", "holder", "explicitness", "intensity", "quotes"),
    "relations": ("source", "type", "from", "to"),
    "topics": ("label", "definition"),
}
EMPTY: dict[str, Written] = {
    "sources": {"container_title": None, "publisher": None, "location": None, "body_starts_with": None, "uncoded": []},
    "actors": {
        "aliases": [],
        "parent": None,
        "positions": [],
        "same_as": [],
        "iso3166": None,
        "description": None,
    },
    "claims": {
        "speakers": None,
        "attribution": [],
        "actors": [],
        "topics": [],
        "hedges": [],
        "condition": None,
        "ironic": False,
        "said": None,
        "about": None,
        "status": "accepted",
        "curator_note": None,
    },
    "grievances": {
        "target": None,
        "topics": [],
        "cue": None,
        "voiced_by": None,
        "evidence": [],
        "remedies": [],
        "reciprocal_of": [],
        "status": "open",
        "curator_note": None,
    },
    "relations": {"marker": None},
    "topics": {"parent": None, "example": None},
}
_EMPTY_PARTS: dict[str, Written] = {
    "authors": {"given": None, "affiliation": None, "actor": None},
    "positions": {"organisation": None, "from": None, "to": None},
    "attribution": {"cue": None},
}
_LABELS = {"sources": "title", "actors": "name", "claims": "text", "grievances": "text", "topics": "label"}
_REFERENCES: dict[str, dict[str, str]] = {
    "sources": {"authors.actor": "actors"},
    "actors": {"parent": "actors", "positions.organisation": "actors"},
    "claims": {
        "source": "sources",
        "speakers": "actors",
        "attribution.voice": "actors",
        "actors.actor": "actors",
        "topics": "topics",
    },
    "grievances": {
        "source": "sources",
        "holder": "actors",
        "target": "actors",
        "topics": "topics",
        "voiced_by": "actors",
        "evidence": "claims",
        "remedies": "claims",
        "reciprocal_of": "grievances",
    },
    "relations": {"source": "sources", "from": "statements", "to": "statements"},
    "topics": {"parent": "topics"},
}
"""Where a record names others, and of which noun."""
_SPANS = {
    "claims": ("quotes", "hedges", "attribution.cue", "condition.span"),
    "grievances": ("quotes", "cue"),
    "relations": ("marker",),
}


@dataclass
class Model:
    """What is there, how often it was written, and what was taken away."""

    held: dict[Name, Written] = field(default_factory=dict)
    versions: dict[Name, int] = field(default_factory=dict)
    gone: dict[Name, str | None] = field(default_factory=dict)
    """Deleted records, and the id of what takes the place of each."""

    def ids(self, noun: str) -> list[str]:
        nouns = STATEMENTS if noun == "statements" else (noun,)
        return sorted(record_id for of, record_id in self.held if of in nouns)

    def in_order(self, noun: str) -> list[str]:
        """As a list has them: by where they stand, else by id."""
        return sorted(self.ids(noun), key=lambda record_id: (*self._standing((noun, record_id)), record_id))

    def _standing(self, name: Name) -> tuple[str, int]:
        """Where the words of a statement begin; a relation has those of its marker, or else of its first end."""
        record = self.held[name]
        if "source" not in record:
            return "", 0
        first = record if "quotes" in record else self._statement(record["from"])
        words = [record["marker"]] if record.get("marker") else first["quotes"]
        return record["source"], min(each["start"] for each in words)

    def _statement(self, record_id: str) -> Written:
        return next(self.held[noun, record_id] for noun in STATEMENTS if (noun, record_id) in self.held)

    def write(self, name: Name, written: Written) -> None:
        """Keep a record that is right; one that is as it was keeps its version."""
        made = self.made(name[0], written)
        if self.held.get(name) != made:
            self.held[name] = made
            self.versions[name] = self.versions.get(name, 0) + 1

    def made(self, noun: str, written: Written) -> Written:
        """A record with every key, its spans placed, and said by whom it is where that was left out."""
        record = {key: value for key, value in (EMPTY[noun] | written).items() if key != "id"}
        for name in _EMPTY_PARTS.keys() & record.keys():
            record[name] = [_EMPTY_PARTS[name] | each for each in record[name]]
        if noun == "sources":
            # They are kept with the sentences, in the order of the text.
            record["uncoded"] = sorted(record["uncoded"], key=lambda each: record["text"].index(each["sentence"]))
        if noun in _SPANS:
            record = _placed(record, self.text(record), "", _SPANS[noun])
        if noun == "claims" and record["speakers"] is None:
            record["speakers"] = self._usual_speakers(record)
        if noun == "grievances" and record["voiced_by"] is None:
            record["voiced_by"] = self.authors(record["source"])
        return record

    def rewritten(self, name: Name) -> Written:
        """A record as somebody would write it, who leaves out what goes without saying."""
        record = {key: value for key, value in self.held[name].items() if value is not None}
        if name[0] == "claims" and record["speakers"] in ([], self._usual_speakers(record)):
            del record["speakers"]
        if name[0] == "grievances" and record["voiced_by"] == self.authors(record["source"]):
            del record["voiced_by"]
        return record

    def _usual_speakers(self, claim: Written) -> list[str]:
        return [step["voice"] for step in claim["attribution"]][-1:] or self.authors(claim["source"])

    def authors(self, source: str) -> list[str]:
        return list(dict.fromkeys(each["actor"] for each in self.held["sources", source]["authors"] if each["actor"]))

    def text(self, record: Written) -> str:
        return str(self.held["sources", record["source"]]["text"])

    def label(self, name: Name) -> str:
        return str(self.held[name][_LABELS[name[0]]])

    # What is refused

    def faults(self, name: Name, written: Written) -> set[str]:
        """The places of everything that is wrong with a record."""
        noun = name[0]
        record = EMPTY[noun] | written
        if left_out := missing(noun, record):
            return left_out
        found = _RULES[noun](self, name, record) if noun in _RULES else set()
        unknown = {at for at, of, other in references(noun, record) if not self._known(name, of, other)}
        if noun in STATEMENTS and "source" in unknown:
            return found | {"source"}
        if unknown & {"source", "from", "to"}:
            # What no relation says can't be said twice.
            found.discard("")
        found |= unknown
        if noun in _SPANS and not unknown & {"source", "from", "to"}:
            wanted = [each for path in _SPANS[noun] for each in values(record, path)]
            found |= {f"{place}.exact" for place, span in wanted if start_of(self.text(record), span) is None}
        return found

    def _known(self, name: Name, noun: str, other: str) -> bool:
        return (noun, other) == name or other in self.ids(noun)

    def _above(self, name: Name, record: Written) -> set[str]:
        parent, seen = record["parent"], set[str]()
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = self.held.get((name[0], parent), {}).get("parent")
        return {"parent"} if name[1] in seen else set()

    def _actor(self, name: Name, record: Written) -> set[str]:
        wrong = {"iso3166"} if record["iso3166"] and record["kind"] != "state" else set()
        return wrong | self._above(name, record)

    def _source(self, name: Name, record: Written) -> set[str]:
        text = record["text"]
        found = {"text"} if text != self.held.get(name, record)["text"] else set()
        body = text.find(record["body_starts_with"] or "")
        if body < 0:
            found.add("body_starts_with")
        return found | {at for at, words in values(record, "uncoded.sentence") if words not in text[max(body, 0) :]}

    def _claim(self, name: Name, record: Written) -> set[str]:
        found = set()
        if record["kind"] == "recommendation" and "addressee" not in [each["role"] for each in record["actors"]]:
            found.add("actors")
        voices = [step["voice"] for step in record["attribution"]]
        if record["speakers"] is not None and not {*voices[-1:]} <= {*record["speakers"]}:
            found.add("speakers")
        return found

    def _grievance(self, name: Name, record: Written) -> set[str]:
        against_itself = {"target"} if record["target"] == record["holder"] else set()
        return against_itself | ({"reciprocal_of"} if name[1] in record["reciprocal_of"] else set())

    def _relation(self, name: Name, record: Written) -> set[str]:
        said = {_said(each): other for other, each in self.held.items() if other[0] == "relations" and other != name}
        return ({"to"} if record["from"] == record["to"] else set()) | ({""} if _said(record) in said else set())

    # Who refers to whom

    def referring(self, name: Name) -> set[str]:
        """The addresses of the other records that refer to one."""
        named = {name, ("statements", name[1])} if name[0] in STATEMENTS else {name}
        return {
            address(owner)
            for owner, record in self.held.items()
            if owner != name and any((of, other) in named for _, of, other in references(owner[0], record))
        }

    def shows(self, name: Name) -> Written:
        """What a record shows of those that refer to it."""
        noun, record_id = name
        others = sorted(
            (of, other, each) for (of, other), each in self.held.items() if of in (*STATEMENTS, "relations")
        )
        if noun == "sources":
            mine = [of for of, _, each in others if each["source"] == record_id]
            return {"counts": {of: mine.count(of) for of in STATEMENTS}}
        if noun not in STATEMENTS:
            return {}
        links = [each for of, _, each in others if of == "relations"]
        relations = [("out", each["type"], each["to"]) for each in links if each["from"] == record_id]
        relations += [("in", each["type"], each["from"]) for each in links if each["to"] == record_id]
        grievances = [(other, each) for of, other, each in others if of == "grievances"]
        if noun == "claims":
            near = [other for other, each in grievances if record_id in each["evidence"] + each["remedies"]]
            return {"relations": sorted(relations), "grievances": near}
        stated = self.held[name]["reciprocal_of"]
        stating = [other for other, each in grievances if record_id in each["reciprocal_of"] and other not in stated]
        return {"relations": sorted(relations), "reciprocal_of": stated + stating}


_RULES = {
    "sources": Model._source,
    "actors": Model._actor,
    "claims": Model._claim,
    "grievances": Model._grievance,
    "relations": Model._relation,
    "topics": Model._above,
}


def address(name: Name) -> str:
    return f"/v1/{name[0]}/{name[1]}"


def merged(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    kept |= {key: merged(kept.get(key), value) for key, value in patch.items()}
    return {key: value for key, value in kept.items() if patch.get(key, value) is not None}


def references(noun: str, record: Written) -> Iterator[tuple[str, str, str]]:
    """Where a record names others, their noun and their id."""
    for path, of in _REFERENCES[noun].items():
        for place, other in values(record, path):
            # An organisation may be plain words.
            if isinstance(other, str) and re.fullmatch("[a-z0-9-]+", other):
                yield place, of, other


def values(value: Any, path: str) -> list[tuple[str, Any]]:
    """The values at a path, each with its place: `attribution.voice` is that of each step."""
    name, _, rest = path.partition(".")
    found = value.get(name)
    items = enumerate(found) if isinstance(found, list) else [(None, found)]
    inside = [(name if number is None else f"{name}.{number}", each) for number, each in items if each is not None]
    if not rest:
        return inside
    return [(f"{place}.{further}", deep) for place, each in inside for further, deep in values(each, rest)]


def start_of(text: str, span: Any) -> int | None:
    """Where words stand that stand there alone, or that say themselves where."""
    wanted: Written = {"exact": span} if isinstance(span, str) else span
    if "start" in wanted:
        return int(wanted["start"]) if text.startswith(wanted["exact"], wanted["start"]) else None
    return text.index(wanted["exact"]) if text.count(wanted["exact"]) == 1 else None


def _placed(value: Any, text: str, path: str, spans: tuple[str, ...]) -> Any:
    """The same with every span as its words and where they stand."""
    if isinstance(value, list):
        return [_placed(each, text, path, spans) for each in value]
    if value is not None and path in spans:
        return {"exact": value if isinstance(value, str) else value["exact"], "start": start_of(text, value)}
    if isinstance(value, dict):
        return {key: _placed(each, text, f"{path}.{key}".strip("."), spans) for key, each in value.items()}
    return value


def missing(noun: str, record: Written) -> set[str]:
    """The places where something is needed and nothing is written."""
    found = {name for name in NEEDED[noun] if record.get(name) is None}
    inside = {"claims": ("condition", ("text", "span")), "sources": ("rights", ("statement", "text_policy"))}
    if noun in inside and record.get(inside[noun][0]) is not None:
        part, keys = inside[noun]
        found |= {f"{part}.{key}" for key in keys if key not in record[part]}
    return found | {name for name in ("quotes",) if record.get(name) == []}


def _said(relation: Written) -> tuple[str, str, str]:
    return relation["type"], relation["from"], relation["to"]


def told(value: Any) -> Any:
    """Part of a record as it is served, as it is written: others by their ids, spans by their words and their start."""
    if isinstance(value, list):
        return [told(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "utf16_start" in value:
        return {"exact": value["exact"], "start": value["start"]}
    if {"id", "label", "url"} <= value.keys() and "version" not in value:
        return value["id"]
    return {key: told(each) for key, each in value.items()}


def labels(value: Any) -> Iterator[tuple[Name, str]]:
    """The records that some data shows, each with the label under which it does."""
    if isinstance(value, list):
        for each in value:
            yield from labels(each)
    elif isinstance(value, dict):
        if {"id", "label", "url"} <= value.keys() and "version" not in value:
            _, _, noun, record_id = value["url"].split("/")
            yield (noun, record_id), value["label"]
        for each in value.values():
            yield from labels(each)
