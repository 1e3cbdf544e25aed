"""Pages and texts for people, and how they are filled: whatever is shown in HTML is escaped."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def filled(template: str, **values: object) -> Iterator[str]:
    """The template's text, in pieces."""
    return _TEMPLATES.get_template(template).generate(**values)
