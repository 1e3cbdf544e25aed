"""YAML that remembers on which line everything stands."""

import json
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from yaml import CSafeLoader, MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, compose

from app.bundles.files import Readable

_TAG = "tag:yaml.org,2002:"


class UnreadableYaml(ValueError):
    """A file that is not YAML; `line` counts from 1."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


class _Loader(CSafeLoader):
    """Plain words mean what YAML 1.2's core schema says: `no` is a word, and a date stays as it is written."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    # The library's own way looks for rules by path too, of which there are none, and takes a third of all the time.
    def resolve(self, kind: type[Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        if kind is not ScalarNode:
            return f"{_TAG}{'map' if kind is MappingNode else 'seq'}"
        if implicit[0]:
            for tag, form in self.yaml_implicit_resolvers.get((value or "")[:1], ()):
                if form.match(value):
                    return str(tag)
        return f"{_TAG}str"

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...


# What a plain scalar can be besides words: how it is written, with which characters it starts, what it becomes.
_SCALARS: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "null": (r"~|null|Null|NULL|", "~nN", lambda _: None),
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF", lambda said: said.lower() == "true"),
    "int": (r"[-+]?[0-9]+", "-+0123456789", int),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", "-+.0123456789", float),
}
_MADE = {f"{_TAG}{kind}": make for kind, (_, _, make) in _SCALARS.items()} | {f"{_TAG}str": str}
for _kind, (_form, _starts, _) in _SCALARS.items():
    _firsts = [*_starts, ""] if _kind == "null" else [*_starts]
    _Loader.add_implicit_resolver(f"{_TAG}{_kind}", re.compile(rf"^(?:{_form})$"), _firsts)


def is_word(plain: str) -> bool:
    """Whether this is a text where it stands without quotation marks."""
    return not any(re.fullmatch(form, plain) for form, _, _ in _SCALARS.values())


class YamlFile:
    """One file's data, plain, and the lines its parts stand on.

    Lines are looked for where there is a fault, and the file is parsed anew for them: all its nodes are many times as
    large as its data.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        try:
            written = file.read_bytes().decode("utf-8")
            self.data: Any = _as_json(written) if written.startswith(("{", "[")) else _as_yaml(written)
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
        root: Node | None = compose(self._file.read_bytes().decode("utf-8"), _Loader)
        return root

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
    """What is JSON is YAML as well, and read fifty times as fast; what a program writes is mostly that."""
    try:
        return json.loads(written, object_pairs_hook=_said_once, parse_constant=_said_otherwise)
    except (ValueError, RecursionError):
        # A fault is told as of any other file.
        return _as_yaml(written)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands here a second time")
    return made


def _said_otherwise(constant: str) -> Any:
    raise ValueError(f"{constant} is a word in YAML")


def _as_yaml(written: str) -> Any:
    root = compose(written, _Loader)
    return None if root is None else _plain(root, set())


def _part(node: Node | None, part: str | int) -> tuple[Node, Node] | None:
    """A key of a mapping, or an item of a sequence, and its value."""
    if isinstance(node, MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _plain(node: Node, seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        if node.tag not in _MADE:
            raise UnreadableYaml(f"tags are not taken: {node.tag}", line)
        return _MADE[node.tag](node.value)
    if id(node) in seen:
        # A few lines of aliases can stand for gigabytes.
        raise UnreadableYaml("aliases are not taken; write it out", line)
    seen.add(id(node))
    if isinstance(node, SequenceNode):
        return [_plain(item, seen) for item in node.value]
    made: dict[Any, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise UnreadableYaml("a key is a word", line)
        name = _plain(key, seen)
        if name in made:
            raise UnreadableYaml(f"the key “{name}” stands here a second time", line)
        made[name] = _plain(value, seen)
    return made
