"""The database written out as a bundle that `check` and `load` take back."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from app.bundles.content import everything
from app.db import Database

_WIDTH = 120
_FLOW_WIDTH, _UNFOLDED = 100, 1 << 20
_PLAIN = re.compile(r"[A-Za-z0-9][\w .'~/-]*$", re.ASCII)
"""Words that need no quoting on a line of several values."""
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
    writer = YAML()
    writer.width = _WIDTH if not _ODD.search(str(content)) else _UNFOLDED
    writer.indent(mapping=2, sequence=4, offset=2)
    with path.open("w", encoding="utf-8") as file:
        writer.dump(_styled(content), file)


def _styled(content: Any) -> Any:
    """Lists and mappings in block style, small ones of plain values on a single line."""
    if isinstance(content, dict):
        made: CommentedMap | CommentedSeq = CommentedMap({key: _styled(value) for key, value in content.items()})
        parts = list(content.values())
    elif isinstance(content, list):
        made = CommentedSeq([_styled(value) for value in content])
        parts = content
    else:
        # Plain scalars are folded at spaces, and not all that looks like a space comes back from that.
        return DoubleQuotedScalarString(content) if isinstance(content, str) and _ODD.search(content) else content
    on_one_line = all(isinstance(part, int | None) or (isinstance(part, str) and _PLAIN.match(part)) for part in parts)
    if on_one_line and len(str(content)) < _FLOW_WIDTH:
        made.fa.set_flow_style()
    return made
