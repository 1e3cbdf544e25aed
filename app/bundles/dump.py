"""The database written out as a bundle that `check` and `load` take back."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from yaml import CSafeDumper, MappingNode, Node, ScalarNode, SequenceNode, serialize

from app.bundles.content import everything
from app.bundles.yaml_data import is_word
from app.db import Database

_WIDTH = 120
_FLOW_WIDTH, _UNFOLDED = 100, 1 << 20
_PLAIN = re.compile(r"[A-Za-z0-9][\w .'~/-]*$", re.ASCII)
"""Words that need no quoting on a line of several values."""
_TAG = "tag:yaml.org,2002:"
_ODD = re.compile(r"[^\S ]|[\ufeff\x7f-\x9f]|  ")


class NotEmpty(ValueError):
    """The folder to write to holds something already."""


def dump(database: Database, folder: Path) -> None:
    """Write everything to a new folder. Raises NotEmpty."""
    refuse_filled(folder)
    with database.consulting() as db:
        files = everything(db)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_bytes(content.encode())
        else:
            write_yaml(path, content)


def refuse_filled(folder: Path) -> None:
    """Raises NotEmpty unless the folder is new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not an empty folder")


def write_yaml(path: Path, content: Any) -> None:
    """Write a file of a bundle as people would."""
    width = _WIDTH if not _ODD.search(str(content)) else _UNFOLDED
    with path.open("w", encoding="utf-8") as file:
        serialize(_node(content), file, CSafeDumper, width=width, allow_unicode=True)


def _node(content: Any) -> Node:
    """Lists and mappings in block style, small ones of plain values on a single line."""
    if isinstance(content, dict):
        pairs = [(_scalar(name), _node(value)) for name, value in content.items()]
        return MappingNode(f"{_TAG}map", pairs, flow_style=_on_one_line(content.values(), content))
    if isinstance(content, list):
        return SequenceNode(
            f"{_TAG}seq", [_node(value) for value in content], flow_style=_on_one_line(content, content)
        )
    return _scalar(content)


def _scalar(content: str | bool | int | None) -> ScalarNode:
    if isinstance(content, str):
        # Plain scalars are folded at spaces, and not all that looks like a space comes back from that.
        style = '"' if _ODD.search(content) else None if is_word(content) else "'"
        return ScalarNode(f"{_TAG}str", content, style=style)
    if content is None:
        return ScalarNode(f"{_TAG}null", "null")
    return ScalarNode(f"{_TAG}{'bool' if isinstance(content, bool) else 'int'}", str(content).lower())


def _on_one_line(parts: Iterable[Any], whole: Any) -> bool:
    plain = all(isinstance(part, int | None) or (isinstance(part, str) and _PLAIN.match(part)) for part in parts)
    return plain and len(str(whole)) < _FLOW_WIDTH
