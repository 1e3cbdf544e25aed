"""HTML as browsers read it, for tests: well-formed or refused."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "input", "br", "img", "hr"))


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    def text(self) -> str:
        """The words in it, with white space as browsers show it."""
        return " ".join("".join(each if isinstance(each, str) else f" {each.text()} " for each in self.inside).split())

    def words(self) -> str:
        """All characters in it, as they are."""
        return "".join(each if isinstance(each, str) else each.words() for each in self.inside)

    def all(self, *names: str, **attributes: str) -> list["Element"]:
        """The elements in it with one of these names and these attributes, in order; `class_` is `class`."""
        found: list[Element] = []
        for each in self.inside:
            if isinstance(each, Element):
                fits = all(each.attributes.get(name.rstrip("_")) == value for name, value in attributes.items())
                found += [each] * (fits and (not names or each.name in names)) + each.all(*names, **attributes)
        return found

    def one(self, *names: str, **attributes: str) -> "Element":
        (found,) = self.all(*names, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.name == tag, f"</{tag}> closes <{closed.name}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: str) -> Element:
    """The page's root; fails where an element is not closed, or closed in the wrong order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    (root,) = reader.open
    return root
