"""What YAML says, as plain data."""

import re
from collections.abc import Callable
from typing import Any

from yaml import (
    AliasEvent,
    CSafeLoader,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingNode,
    Node,
    ScalarEvent,
    ScalarNode,
    SequenceEndEvent,
    SequenceNode,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
    compose,
)

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
_NO_WORD = re.compile("|".join(f"(?:{form})" for form, _, _ in _SCALARS.values()))
_MADE = {f"{_TAG}{kind}": make for kind, (_, _, make) in _SCALARS.items()} | {f"{_TAG}str": str}
for _kind, (_form, _starts, _) in _SCALARS.items():
    _firsts = [*_starts, ""] if _kind == "null" else [*_starts]
    _Loader.add_implicit_resolver(f"{_TAG}{_kind}", re.compile(rf"^(?:{_form})$"), _firsts)


def is_word(plain: str) -> bool:
    """Whether this is a text where it stands without quotation marks."""
    return _NO_WORD.fullmatch(plain) is None


def nodes(written: str) -> Node | None:
    """A file's data with the lines they stand on. Raises whatever the library does."""
    root: Node | None = compose(written, _Loader)
    return root


def as_yaml(written: str) -> Any:
    """The data of a file. Raises UnreadableYaml, or whatever the library does."""
    try:
        return _usual(written)
    except Exception:
        # Whether it is a fault, and which, is told by its nodes.
        root = nodes(written)
        return None if root is None else _plain(root, set())


def _usual(written: str) -> Any:
    """The data of a file without anything unusual, twice as fast as by way of nodes. Raises whatever it stumbles on."""
    following = _Loader(written).get_event
    begun = [type(following()) for _ in range(2)]
    made = _value(following(), following)
    ended = [type(following()) for _ in range(2)]
    if begun != [StreamStartEvent, DocumentStartEvent] or ended != [DocumentEndEvent, StreamEndEvent]:
        raise UnreadableYaml("not one document", None)
    return made


def _value(event: Any, following: Callable[[], Any]) -> Any:
    kind = type(event)
    if kind is AliasEvent or event.tag is not None or event.anchor is not None:
        raise UnreadableYaml("not plain data", None)
    if kind is ScalarEvent:
        return _scalar(event.value) if event.implicit[0] else event.value
    if kind is SequenceStartEvent:
        items = []
        while type(item := following()) is not SequenceEndEvent:
            items.append(_value(item, following))
        return items
    made: dict[Any, Any] = {}
    while type(key := following()) is not MappingEndEvent:
        name = _value(key, following)
        if name in made:
            raise UnreadableYaml("a key stands here a second time", None)
        made[name] = _value(following(), following)
    return made


def _scalar(plain: str) -> Any:
    """What stands without quotation marks, as what it means."""
    if is_word(plain):
        return plain
    return next(make(plain) for form, _, make in _SCALARS.values() if re.fullmatch(form, plain))


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
