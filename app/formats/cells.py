"""A column of a table: what stands in its cells, and what the shape of the records tells of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from app.formats import Record
from app.records.base import Shape
from app.vocabulary import Noun

Cell = str | int | bool | None
Kind = Literal["string", "integer", "boolean", "datetime"]
"""As Table Schema calls them: https://datapackage.org/standard/table-schema/."""

_BETWEEN = "; "
SEVERAL = f" Several are parted by “{_BETWEEN}”."
"""What is said of a column whose cells can hold several values."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and how its cell is read from a record."""

    read: Callable[[Any], Cell]
    about: str
    kind: Kind = "string"
    required: bool = False
    values: tuple[str, ...] = ()
    """The only ones allowed, where there are few."""
    names: Noun | None = None
    """Whose ids the cells are, each of them one."""


class Columns:
    """Makes columns of the fields of a shape."""

    def __init__(self, shape: type[Shape]) -> None:
        self._shape = shape

    def plain(self, *names: str) -> dict[str, Column]:
        """Fields as they are."""
        return {name: self.within(name) for name in names}

    def moments(self, *names: str) -> dict[str, Column]:
        return {name: replace(column, kind="datetime") for name, column in self.plain(*names).items()}

    def within(self, *path: str) -> Column:
        """A field, or one inside it."""
        return _told(self._shape, path, _reader(path))

    def ref(self, name: str, noun: Noun) -> Column:
        """The id of the record that a field refers to."""
        column = _told(self._shape, (name,), _reader((name, "id")))
        return replace(column, names=noun)

    def span(self, name: str, *path: str) -> dict[str, Column]:
        """The words of a span, and where they stand."""
        at = (*path, "exact"), (*path, "start"), (*path, "end")
        return dict(zip((name, f"{name}_start", f"{name}_end"), (self.within(*each) for each in at), strict=True))

    def refs(self, name: str) -> Column:
        """The ids of the records that a field refers to."""
        return self.joined(name, itemgetter("id"))

    def each(self, name: str, part: str) -> Column:
        """The same part of each item of a field."""
        return self.joined(name, itemgetter(part), part)

    def joined(self, name: str, text: Callable[[Any], Any] = str, *part: str) -> Column:
        """The items of a field, each as a text, in one cell."""
        about = _told(self._shape, (name, *part), text).about
        return Column(lambda record: join(text(each) for each in record[name]), about + SEVERAL)


def join(values: Iterable[Any]) -> str | None:
    """Several values as one cell; None where there is none."""
    return _BETWEEN.join("" if value is None else str(value) for value in values) or None


def _reader(path: tuple[str, ...]) -> Callable[[Record], Any]:
    if len(path) == 1:
        return itemgetter(path[0])

    def read(record: Record) -> Any:
        value: Any = record
        for name in path:
            if value is None:
                return None
            value = value[name]
        return value

    return read


def _told(shape: Any, path: tuple[str, ...], read: Callable[[Any], Any]) -> Column:
    """A column with what the shape tells of the fields on the path to it; items stand for their list."""
    abouts, required = [], True
    for name in path:
        field = next(each for key, each in shape.model_fields.items() if (each.alias or key) == name)
        abouts.append(field.description or "")
        options = get_args(field.annotation) if _is_union(field.annotation) else (field.annotation,)
        required = required and NoneType not in options
        shape = _bare(next(each for each in options if each is not NoneType))
    about = one_sentence(abouts)
    if get_origin(shape) is Literal:
        return Column(read, about, "string", required, get_args(shape))
    values = tuple(shape) if issubclass(shape, StrEnum) else ()
    kind: Kind = "boolean" if shape is bool else "integer" if shape is int else "string"
    return Column(read, about, kind, required, values)


def one_sentence(abouts: list[str]) -> str:
    """What is said of a field and of what is inside it: “The rights in the text: the rights, in words.”"""
    outer, *inner = abouts
    # A capital stays where the word is an abbreviation.
    lowered = (each if each[1].isupper() else each[0].lower() + each[1:] for each in inner)
    return ": ".join((outer, *lowered)).replace(".:", ":")


def _is_union(annotation: object) -> bool:
    return get_origin(annotation) in (Union, UnionType)


def _bare(annotation: Any) -> Any:
    """The type under `Annotated[…]` and `list[…]`."""
    while get_origin(annotation) in (Annotated, list):
        annotation = get_args(annotation)[0]
    return annotation
