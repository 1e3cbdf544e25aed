"""The representations an answer can have: one line a format, one module each where there is something to write."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A representation: the path ending that asks for it, and its media type."""

    ending: str
    media_type: str


JSON = Format("json", "application/json")
TEXT = Format("txt", "text/plain")
HTML = Format("html", "text/html")
