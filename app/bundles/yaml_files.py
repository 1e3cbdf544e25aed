"""YAML that remembers on which line everything stands."""

import json
from functools import cached_property
from typing import Any

from yaml import MappingNode, MarkedYAMLError, Node, SequenceNode

from app.bundles.files import Readable
from app.bundles.yaml_data import UnreadableYaml, as_yaml, nodes


class YamlFile:
    """One file's data, plain, and the lines its parts stand on.

    Lines are looked for where there is a fault, and the file is parsed anew for them: all its nodes are many times as
    large as its data.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        try:
            written = file.read_bytes().decode("utf-8")
            self.data: Any = _as_json(written) if written.startswith(("{", "[")) else as_yaml(written)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise UnreadableYaml(error.problem or str(error), mark.line + 1 if mark else None) from error
        except UnreadableYaml:
            raise
        except Exception as error:
            # The library reads bytes and digits, and lets through whatever that raises.
            raise UnreadableYaml(f"not readable as YAML: {error}", None) from error

    @cached_property
    def _root(self) -> Node | None:
        return nodes(self._file.read_bytes().decode("utf-8"))

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of the deepest part of this path that the file has, from 1."""
        node, line = self._root, 0
        for part in path:
            found = _part(node, part)
            if found is None:
                break
            key, node = found
            line = key.start_mark.line
        return line + 1


def _as_json(written: str) -> Any:
    """What is JSON is YAML as well, and read ten times as fast; what a program writes is mostly that."""
    try:
        return json.loads(written, object_pairs_hook=_said_once, parse_constant=_said_otherwise)
    except (ValueError, RecursionError):
        # A fault is told as of any other file.
        return as_yaml(written)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands here a second time")
    return made


def _said_otherwise(constant: str) -> Any:
    raise ValueError(f"{constant} is a word in YAML")


def _part(node: Node | None, part: str | int) -> tuple[Node, Node] | None:
    """A key of a mapping, or an item of a sequence, and its value."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None
