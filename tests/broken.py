"""Files of a bundle that can't be taken, and where that is reported."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bundling import SOURCE_YAML, TEXT, Files, line_of, vocabulary
from tests.wrong import Place

Content = str | bytes | None
"""What a file holds; None leaves it out."""


@dataclass(frozen=True)
class Broken:
    """A second source with a file that can't be taken."""

    name: str
    files: dict[str, Content]
    where: tuple[str, int | None, str]
    says: str
    did_you_mean: str | None

    def add(self, files: Files) -> Place:
        folder = f"sources/{self.name}"
        files.others |= {f"{folder}/{file}": content for file, content in self.files.items() if content is not None}
        file, line, path = self.where
        return f"{folder}/{file}", line, path, self.did_you_mean


def _broken(
    name: str, where: tuple[str, int | None, str], says: str, near: str | None = None, **parts: Content
) -> Broken:
    files: dict[str, Content] = {
        "source.yaml": parts.get("source", _source(name)),
        "text.txt": parts.get("text", TEXT),
        "coding.yaml": parts.get("coding"),
    }
    return Broken(name, files, where, says, near)


def _source(name: str, old: str = "", new: str = "") -> str:
    return SOURCE_YAML.replace("id: quarrel", f"id: {name}").replace(old, new)


_END = "did not find expected node content"

BROKEN = [
    _broken("coding-not-yaml", ("coding.yaml", 3, ""), _END, coding="claims:\n- a: [\n"),
    _broken("source-not-yaml", ("source.yaml", 2, ""), _END, source="title: [\n"),
    _broken(
        "key-twice",
        ("source.yaml", 9, ""),
        "the key “title” stands here a second time",
        source=_source("key-twice") + "title: Again\n",
    ),
    _broken("not-a-list", ("coding.yaml", 1, "claims"), "must be a list", coding="claims: {id: x}\n"),
    _broken("unknown-list", ("coding.yaml", 2, "clams"), "unknown key", "claims", coding="uncoded: []\nclams: []\n"),
    _broken("coding-a-list", ("coding.yaml", 1, ""), "holds no mapping", coding="- a\n"),
    _broken("source-a-list", ("source.yaml", 1, ""), "holds no mapping", source="- a\n"),
    _broken("no-text", ("text.txt", None, ""), "this file is missing", text=None),
    _broken("no-source", ("source.yaml", None, ""), "this file is missing", source=None),
    _broken(
        "other-name", ("source.yaml", 1, "id"), "the id must be the folder's name, other-name", source=_source("name")
    ),
    _broken("not-utf-8", ("text.txt", None, ""), "not UTF-8: invalid start byte at byte 3", text=b"abc\xff"),
    _broken("nul", ("text.txt", None, ""), "“a\x00b”: holds the character U+0000", text="a\x00b"),
    _broken("no-words", ("text.txt", None, ""), "“ \n”: holds no words", text=" \n"),
    _broken("coding-not-utf-8", ("coding.yaml", None, ""), "not readable as YAML: 'utf-8' codec", coding=b"a: \xff"),
    _broken(
        "author",
        ("source.yaml", 3, "authors.0.actor"),
        "“writr”: no actor has this id",
        "writer",
        source=_source("author", "actor: writer", "actor: writr"),
    ),
    _broken(
        "genre",
        ("source.yaml", 6, "genre"),
        "“repord”: Input should be 'op-ed', ",
        "report",
        source=_source("genre", "genre: report", "genre: repord"),
    ),
    _broken(
        "body",
        ("source.yaml", 8, "body_starts_with"),
        "“Northland sayed”: these words do not stand in the text",
        "Northland says that",
        source=_source("body", "says", "sayed"),
    ),
    _broken(
        "uncoded-no-list", ("coding.yaml", 1, "uncoded"), "“5”: Input should be a valid list", coding="uncoded: 5\n"
    ),
]


def add_vocabulary(files: Files) -> Callable[[Path], list[Place]]:
    """A value that is misspelt, and an enumeration that no code knows."""
    written = vocabulary()
    values = written["claim_kind"]["values"]
    values["factul"] = values.pop("factual")
    written["claim_kinds"] = vocabulary()["genre"]
    files.others["vocabulary.yaml"] = json.dumps(written, indent=1)
    file = "vocabulary.yaml"
    return lambda folder: [
        (file, line_of(folder, file, '"claim_kinds":'), "claim_kinds", "claim_kind"),
        (file, line_of(folder, file, '"claim_kind":') + 2, "claim_kind.values", None),
        (file, line_of(folder, file, '"factul":'), "claim_kind.values.factul", "factual"),
    ]
