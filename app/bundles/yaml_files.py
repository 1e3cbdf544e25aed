"""YAML that remembers on which line everything stands."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import ScalarNode


class UnreadableYaml(ValueError):
    """A file that is not YAML; `line` counts from 1."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


class _Constructor(RoundTripConstructor):
    """Dates stay as they are written: they are EDTF, not days of a calendar."""


def _as_written(_: RoundTripConstructor, node: ScalarNode) -> str:
    return str(node.value)


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


class YamlFile:
    """One file's data, plain, and the lines its parts stand on."""

    def __init__(self, path: Path) -> None:
        reader = YAML(typ="rt")
        reader.Constructor = _Constructor
        try:
            self._marked = reader.load(path.read_text(encoding="utf-8"))
            self.data: Any = _plain(self._marked, set())
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise UnreadableYaml(error.problem or str(error), mark.line + 1 if mark else None) from error
        except UnreadableYaml:
            raise
        except Exception as error:
            # The library turns scalars into numbers, dates and characters, and lets through whatever that raises.
            raise UnreadableYaml(f"not readable as YAML: {error}", None) from error

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line of the deepest part of this path that the file has, from 1."""
        node, line = self._marked, 0
        for part in path:
            try:
                line = node.lc.key(part)[0] if isinstance(node, CommentedMap) else node.lc.item(part)[0]
                node = node[part]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line + 1


def _plain(node: Any, seen: set[int]) -> Any:
    if isinstance(node, dict | list):
        # A few lines of aliases can stand for gigabytes.
        if id(node) in seen:
            raise UnreadableYaml("aliases are not taken; write it out", None)
        seen.add(id(node))
    if isinstance(node, dict):
        return {_plain(key, seen): _plain(value, seen) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item, seen) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node
