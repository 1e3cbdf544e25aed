"""Everything that can be wrong with a bundle is reported with its place, all at once, and nothing is stored."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.bundles.load import load
from app.bundles.read import BundleFault
from app.db import Database
from tests.bundling import Files, line_of, tables

CODING = "sources/quarrel/coding.yaml"
CLAIM = {
    "text": "Something.",
    "kind": "factual",
    "quotes": ["Southland might pay"],
    "author_stance": "endorses",
    "polarity": "affirmed",
    "modality": "certain",
}
GRIEVANCE = {
    "text": "Something.",
    "holder": "king",
    "explicitness": "implied",
    "intensity": 1,
    "quotes": ["Some fear a war"],
}
ACTOR = {"name": "Somebody", "kind": "person"}
TOPIC = {"label": "Something", "definition": "What it is."}
BASES = {"claims": CLAIM, "grievances": GRIEVANCE, "actors.yaml": ACTOR, "topics.yaml": TOPIC}

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


def place(fault: BundleFault) -> Place:
    return fault.file, fault.line, fault.path, fault.did_you_mean


def faults_of(database: Database, folder: Path) -> list[BundleFault]:
    """What loading finds; it must leave every table as it was."""
    before = tables(database)
    faults = load(database, folder).faults
    assert tables(database) == before
    return list(faults)


@pytest.mark.parametrize("name", WRONG)
def test_one_fault(name: str, empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    expected = WRONG[name].add(files)
    folder = files.write(tmp_path / "bundle")
    [fault] = faults_of(empty_database, folder)
    assert place(fault) == expected(folder)
    assert fault.message.startswith(WRONG[name].says)


def add_cycle(files: Files) -> Callable[[Path], list[Place]]:
    at = [files.add("actors.yaml", record) for record in CYCLE]
    return lambda folder: [
        ("actors.yaml", line_of(folder, "actors.yaml", record), f"{number}.parent", None)
        for number, record in zip(at, CYCLE, strict=True)
    ]


def test_a_circle_of_parents(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    expected = add_cycle(files)
    folder = files.write(tmp_path / "bundle")
    faults = faults_of(empty_database, folder)
    assert [place(fault) for fault in faults] == expected(folder)
    assert [fault.message for fault in faults] == [
        "“egg”: goes round in a circle: hen → egg → hen",
        "“hen”: goes round in a circle: egg → hen → egg",
    ]


def test_a_circle_closed_by_what_is_stored(empty_database: Database, tmp_path: Path) -> None:
    assert not load(empty_database, Files().write(tmp_path / "first")).faults
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / "topics.yaml").write_text("- {id: debts, label: Debts, definition: D., parent: ships}\n")
    [fault] = faults_of(empty_database, folder)
    assert place(fault) == ("topics.yaml", 1, "0.parent", None)
    assert fault.message == "“ships”: goes round in a circle: debts → ships → debts"


def test_a_fault_stands_on_its_own_line(empty_database: Database, tmp_path: Path) -> None:
    """In a record of many lines: the line of the deepest part of the path that the file has."""
    block = """id: many-lines
  text: Something.
  kind: factual
  quotes:
    - Some fear a war
    - exact: owes it nine ships
      prefix: Southland
  author_stance: endorses
  polarity: affirmed
  modality: certain
  attribution:
    - {voice: king, directness: direct}
    - voice: kinng
      directness: indirect
  colour: blue"""
    files = Files()
    files.lists["claims"].append(block)
    folder = files.write(tmp_path / "bundle")
    assert [fault.line for fault in faults_of(empty_database, folder)] == [line_of(folder, CODING, "colour: blue")]
    files.lists["claims"][-1] = block.replace("colour: blue", "ironic: false")
    folder = files.write(tmp_path / "bundle")
    assert [place(fault) for fault in faults_of(empty_database, folder)] == [
        (
            CODING,
            line_of(folder, CODING, "exact: owes it nine"),
            "claims.2.quotes.1.exact",
            "Southland owes it ten ships.",
        ),
        (CODING, line_of(folder, CODING, "voice: kinng"), "claims.2.attribution.1.voice", "king"),
    ]
