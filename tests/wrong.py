"""Records that are wrong, where that is reported, and the nearest right value."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bundling import Files, line_of

CODING = "sources/quarrel/coding.yaml"
CLAIM: dict[str, object] = {
    "text": "Something.",
    "kind": "factual",
    "quotes": ["Southland might pay"],
    "author_stance": "endorses",
    "polarity": "affirmed",
    "modality": "certain",
}
GRIEVANCE: dict[str, object] = {
    "text": "Something.",
    "holder": "king",
    "explicitness": "implied",
    "intensity": 1,
    "quotes": ["Some fear a war"],
}
ACTOR: dict[str, object] = {"name": "Somebody", "kind": "person"}
TOPIC: dict[str, object] = {"label": "Something", "definition": "What it is."}
BASES: dict[str, dict[str, object]] = {
    "claims": CLAIM,
    "grievances": GRIEVANCE,
    "actors.yaml": ACTOR,
    "topics.yaml": TOPIC,
}

Place = tuple[str, int | None, str, str | None]
"""File, line, path and the nearest right value."""


@dataclass(frozen=True)
class Wrong:
    """A record that is wrong, where, and what is said; `{at}` is its place in the list."""

    into: str
    record: dict[str, object]
    path: str
    says: str
    did_you_mean: str | None = None

    def add(self, files: Files) -> Callable[[Path], Place]:
        record = {**BASES.get(self.into, {}), **self.record}
        shown = json.dumps(record, ensure_ascii=False)
        at = files.add(self.into, shown)
        file = self.into if self.into.endswith(".yaml") else CODING
        section = "" if self.into.endswith(".yaml") else f"{self.into}."
        path = f"{section}{at}{self.path}"
        return lambda folder: (file, line_of(folder, file, shown), path, self.did_you_mean)


WRONG: dict[str, Wrong] = {
    "a misquoted sentence": Wrong(
        "claims",
        {"id": "misquoted", "quotes": ["If the king insisted, the council"]},
        ".quotes.0.exact",
        "“If the king insisted, the council”: these words do not stand in the text",
        "If the king insists, the council will",
    ),
    "an ambiguous quote": Wrong(
        "claims",
        {"id": "ambiguous", "quotes": ["Northland"]},
        ".quotes.0.exact",
        "“Northland”: these words stand 2 times (at 25: “By A. Writer  Northland says that",
    ),
    "the same quote twice": Wrong(
        "claims", {"id": "twice", "quotes": ["fear", "fear"]}, ".quotes", "the same words are given twice"
    ),
    "a hedge that is not there": Wrong(
        "claims",
        {"id": "hedged", "hedges": ["migth"]},
        ".hedges.0.exact",
        "“migth”: these words do not stand in the text",
        "might",
    ),
    "a start that is wrong": Wrong(
        "claims",
        {"id": "misplaced", "quotes": [{"exact": "Some fear", "start": 3}]},
        ".quotes.0.exact",
        "“Some fear”: these words do not stand in the text",
        "Some fear",
    ),
    "an unknown actor": Wrong(
        "claims",
        {"id": "misnamed", "actors": [{"role": "subject", "actor": "northlnd"}]},
        ".actors.0.actor",
        "“northlnd”: no actor has this id",
        "northland",
    ),
    "an unknown voice": Wrong(
        "claims",
        {"id": "unheard", "attribution": [{"voice": "kin", "directness": "direct"}]},
        ".attribution.0.voice",
        "“kin”: no actor has this id",
        "king",
    ),
    "an unknown topic": Wrong(
        "claims", {"id": "untold", "topics": ["debts", "shps"]}, ".topics.1", "“shps”: no topic has this id", "ships"
    ),
    "an unknown holder": Wrong(
        "grievances", {"id": "unheld", "holder": "zzz"}, ".holder", "“zzz”: no actor has this id"
    ),
    "unknown evidence": Wrong(
        "grievances",
        {"id": "unproved", "evidence": ["ship-owed"]},
        ".evidence.0",
        "“ship-owed”: no claim has this id",
        "ships-owed",
    ),
    "an unknown end": Wrong(
        "relations",
        {"type": "rebuts", "from": "ships-owed", "to": "ships-wantd"},
        ".to",
        "“ships-wantd”: no claim or grievance has this id",
        "ships-wanted",
    ),
    "one end": Wrong(
        "relations",
        {"type": "restates", "from": "ships-owed", "to": "ships-owed"},
        ".to",
        "“ships-owed”: a relation needs two different ends",
    ),
    "a topic under itself": Wrong(
        "topics.yaml",
        {"id": "selfish", "parent": "selfish"},
        ".parent",
        "“selfish”: goes round in a circle: selfish → selfish",
    ),
    "a duplicate actor": Wrong("actors.yaml", {"id": "writer"}, ".id", "“writer”: two actors have this id"),
    "a duplicate claim": Wrong("claims", {"id": "ships-owed"}, ".id", "“ships-owed”: two claims have this id"),
    "a grievance with a claim's id": Wrong(
        "grievances", {"id": "ships-wanted"}, ".id", "“ships-wanted”: a claim has this id"
    ),
    "a wrong value": Wrong(
        "claims", {"id": "unkind", "kind": "factul"}, ".kind", "“factul”: Input should be 'factual', ", "factual"
    ),
    "a wrong value within": Wrong(
        "claims",
        {"id": "unrolled", "actors": [{"role": "objekt", "actor": "king"}]},
        ".actors.0.role",
        "“objekt”: Input should be 'subject', 'target', 'addressee' or 'mentioned'",
    ),
    "an unknown key": Wrong(
        "claims", {"id": "unlocked", "hedgs": []}, ".hedgs", "Extra inputs are not permitted (allowed: id, ", "hedges"
    ),
    "a recommendation to nobody": Wrong(
        "claims",
        {"id": "unasked", "kind": "recommendation"},
        ".actors",
        "a recommendation needs an actor in the role addressee",
    ),
    "a grievance against its holder": Wrong(
        "grievances", {"id": "own-fault", "target": "king"}, ".target", "“king”: a grievance is not against its holder"
    ),
    "a bad date": Wrong(
        "claims", {"id": "undated", "about": "2009-13"}, ".about", "“2009-13”: not an EDTF level 1 date"
    ),
    "an intensity of 4": Wrong(
        "grievances", {"id": "too-grave", "intensity": 4}, ".intensity", "“4”: Input should be less than or equal to 3"
    ),
    "no quote": Wrong("claims", {"id": "unquoted", "quotes": []}, ".quotes", "List should have at least 1 item"),
    "NUL in a text": Wrong(
        "topics.yaml", {"id": "nothing", "label": "a\x00b"}, ".label", "“a\x00b”: holds the character U+0000"
    ),
    "a bad id": Wrong("actors.yaml", {"id": "Some_Body"}, ".id", "“Some_Body”: String should match pattern"),
    "a missing key": Wrong("topics.yaml", {"id": "undefined", "definition": None}, ".definition", "Input should be"),
    "an unknown sentence": Wrong(
        "uncoded",
        {"sentence": "It is very late", "reason": "It is not there."},
        ".sentence",
        "“It is very late”: these words do not stand in the text",
        "It is late.",
    ),
    "the middle of a sentence": Wrong(
        "uncoded",
        {"sentence": "fear a war", "reason": "It is the middle."},
        ".sentence",
        "“fear a war”: no sentence of the body begins with these words",
    ),
}

CYCLE = ["{id: hen, name: Hen, kind: group, parent: egg}", "{id: egg, name: Egg, kind: group, parent: hen}"]


def add_circle(files: Files) -> Callable[[Path], list[Place]]:
    """Two actors, each the parent of the other."""
    at = [files.add("actors.yaml", record) for record in CYCLE]
    return lambda folder: [
        ("actors.yaml", line_of(folder, "actors.yaml", record), f"{number}.parent", None)
        for number, record in zip(at, CYCLE, strict=True)
    ]
