"""Bundles made for tests: the article's, changed, and a small one of a few lines whose every line is known."""

import copy
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text

from app.bundles.load import Loaded, load
from app.db import Database
from app.vocabulary import ENUMERATIONS
from tests.conftest import SEED, SOURCE

Written = dict[str, Any]
Tables = dict[str, list[tuple[Any, ...]]]

TEXT = """A quarrel

By A. Writer

Northland says that Southland owes it ten ships. “We want them back,” said the king of Northland. Some fear a war.

Southland might pay. If the king insists, the council will refuse. It is late.
"""
SOURCE_YAML = """id: quarrel
title: A quarrel
authors: [{family: Writer, given: A., actor: writer}]
issued: '2009-01-23'
language: en
genre: report
rights: {statement: Free., text_policy: full}
body_starts_with: Northland says
"""
_SAME = "polarity: affirmed, modality: certain"


def small_lists() -> dict[str, list[str]]:
    """The small bundle's lists, one record a line."""
    return {
        "topics.yaml": [
            "{id: debts, label: Debts, definition: What is owed.}",
            "{id: ships, label: Ships, definition: Ships that are owed., parent: debts}",
        ],
        "actors.yaml": [
            "{id: northland, name: Northland, kind: state}",
            "{id: southland, name: Southland, kind: state}",
            "{id: king, name: The King, kind: person, parent: northland}",
            "{id: writer, name: A. Writer, kind: person}",
        ],
        "claims": [
            "{id: ships-owed, text: Southland owes Northland ten ships., kind: factual, quotes: [owes it ten ships], "
            "attribution: [{voice: northland, directness: indirect, cue: says that}], author_stance: reports, "
            f"actors: [{{role: subject, actor: southland}}], topics: [ships], {_SAME}, about: 2009}}",
            "{id: ships-wanted, text: Northland wants the ships back., kind: demand, quotes: [We want them back], "
            "attribution: [{voice: king, directness: direct}], author_stance: reports, "
            f"actors: [{{role: addressee, actor: southland}}], topics: [ships, debts], {_SAME}}}",
        ],
        "grievances": [
            "{id: northland-misses-ships, text: Northland resents the debt., holder: northland, target: southland, "
            "topics: [debts], explicitness: implied, intensity: 2, quotes: [owes it ten ships], "
            "evidence: [ships-owed], remedies: [ships-wanted]}",
        ],
        "relations": ["{type: supports, from: ships-owed, to: ships-wanted, marker: Northland says}"],
        "uncoded": ["{sentence: It is late, reason: It tells the hour.}"],
    }


@dataclass
class Files:
    """A bundle in the making: the small one, and what is added to it."""

    lists: dict[str, list[str]] = field(default_factory=small_lists)
    others: dict[str, str | bytes] = field(
        default_factory=lambda: {"sources/quarrel/source.yaml": SOURCE_YAML, "sources/quarrel/text.txt": TEXT}
    )

    def add(self, into: str, record: str) -> int:
        """Add a record to a list; returns its place there."""
        self.lists[into].append(record)
        return len(self.lists[into]) - 1

    def write(self, folder: Path) -> Path:
        """The files on disk."""
        files = dict(self.others)
        coding = ""
        for name, records in self.lists.items():
            lines = "".join(f"- {record}\n" for record in records)
            if name.endswith(".yaml"):
                files.setdefault(name, lines)
            else:
                coding += f"{name}:\n{lines}"
        files.setdefault("sources/quarrel/coding.yaml", coding)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder


def line_of(folder: Path, file: str, words: str) -> int:
    """The only line of a file that has these words, from 1."""
    lines = (folder / file).read_bytes().decode().split("\n")
    [found] = [number for number, line in enumerate(lines, start=1) if words in line]
    return found


def vocabulary() -> Written:
    """A vocabulary with every value."""
    value = {"definition": "Means this.", "choose_when": "When so.", "example": "So."}
    return {
        name: {"definition": "What it is.", "values": {str(each): dict(value) for each in values}}
        for name, values in ENUMERATIONS.items()
    }


def seed_part(file: str) -> Any:
    """What a file of the article's bundle holds, to be changed at will."""
    return copy.deepcopy(_parsed(file))


@cache
def _parsed(file: str) -> Any:
    return json.loads(json.dumps(yaml.load((SEED / file).read_text(), yaml.CSafeLoader), default=str))


def seed_coding() -> Written:
    coding: Written = seed_part(f"sources/{SOURCE}/coding.yaml")
    return coding


def by_id(records: list[Written], record_id: str) -> Written:
    [found] = [record for record in records if record["id"] == record_id]
    return found


def write_parts(folder: Path, coding: Written | None = None, **parts: Any) -> Path:
    """A bundle of some of the article's records, as changed; `parts` are `topics`, `actors` or `source`."""
    inside = folder / "sources" / SOURCE
    inside.mkdir(parents=True)
    (inside / "text.txt").write_bytes((SEED / "sources" / SOURCE / "text.txt").read_bytes())
    source, uncoded = _parsed(f"sources/{SOURCE}/source.yaml"), _parsed(f"sources/{SOURCE}/coding.yaml")["uncoded"]
    files = {
        f"sources/{SOURCE}/source.yaml": {**source, **parts.pop("source", {})},
        f"sources/{SOURCE}/coding.yaml": {"uncoded": uncoded, **(coding or {})},
    }
    for name, content in [*files.items(), *((f"{name}.yaml", part) for name, part in parts.items())]:
        # JSON is YAML.
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1))
    return folder


def load_parts(database: Database, folder: Path, coding: Written | None = None, **parts: Any) -> Loaded:
    return load(database, write_parts(folder, coding, **parts))


def tables(database: Database) -> Tables:
    """Every row of every table."""
    with database.engine.connect() as db:
        names = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars().all()
        return {name: sorted(map(tuple, db.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr) for name in names}


def bodies(database: Database) -> dict[str, str]:
    """Every stored representation, by its address."""
    with database.engine.connect() as db:
        rows = db.execute(text("SELECT noun, id, body FROM representation"))
        return {f"/v1/{noun}/{record_id}": body for noun, record_id, body in rows}


def records(database: Database) -> dict[str, Written]:
    return {address: json.loads(body) for address, body in bodies(database).items()}


def dataset_version(database: Database) -> int:
    with database.engine.connect() as db:
        version: int = db.execute(text("SELECT version FROM dataset")).scalar_one()
        return version


def references(value: Any, address: str) -> list[str]:
    """The labels under which some data refers to a record."""
    if isinstance(value, list):
        return [label for each in value for label in references(each, address)]
    if not isinstance(value, dict):
        return []
    if value.get("url") == address and "label" in value and "version" not in value:
        return [str(value["label"])]
    return [label for each in value.values() for label in references(each, address)]
