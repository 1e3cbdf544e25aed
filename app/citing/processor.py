"""The CSL processor: typst, run in the process on a document of two lines that reads everything else as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

import orjson
import typst

from app.citing.reference import STAND_INS
from app.citing.styles import Manual

_DOCUMENT = b"""#set text(lang: "en", region: sys.inputs.region)
#html.elem("cite", cite(label("cited"), supplement: if sys.inputs.at != "" { sys.inputs.at }))
#bibliography(bytes(sys.inputs.entries), style: sys.inputs.style, title: none)
"""
_NO_FONTS = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
"""HTML needs none, and to look for them would take most of the time."""
_REMEMBERED = 1024
"""References that are kept at hand, of a few kilobytes at most."""

_CITE = re.compile(r"<cite>(.*?)</cite>", re.DOTALL)
_ITEM = re.compile(r"<li[^>]*>(.*?)</li>", re.DOTALL)
_BACK = re.compile(r"<sup[^>]*>.*?</sup>", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")

ITALIC, UPRIGHT = STAND_INS[2:4]
"""Begin and end italics in what is rendered: as characters, so that no text can be taken for a tag."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a style makes of an entry."""

    listed: str
    """Its entry in the bibliography."""
    cited: str
    """What stands where it is cited: in brackets, or a whole note."""


def rendered(manual: Manual, entry: Mapping[str, Any], at: str) -> Rendered:
    """An entry of typst's bibliographies by a manual's rules, cited at a place such as “para. 1”; for a thread."""
    return _rendered(manual, orjson.dumps({"cited": entry}).decode(), at)


@lru_cache(maxsize=_REMEMBERED)
def _rendered(manual: Manual, entries: str, at: str) -> Rendered:
    inputs = {"entries": entries, "style": manual.csl, "region": manual.region, "at": at}
    made = typst.compile(_DOCUMENT, format="html", font_paths=_NO_FONTS, ignore_system_fonts=True, sys_inputs=inputs)
    page = made.decode()
    listed, *notes = _ITEM.findall(page)
    [cited] = notes if manual.notes else _CITE.findall(page)
    return Rendered(_plain(listed), _plain(cited))


def _plain(fragment: str) -> str:
    fragment = _TAG.sub(_slant, _BACK.sub("", fragment))
    return " ".join(unescape(fragment).split())


def _slant(tag: re.Match[str]) -> str:
    ends, name = tag.groups()
    return (UPRIGHT if ends else ITALIC) if name == "em" else ""
