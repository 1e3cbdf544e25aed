"""Titles as manuals want them set: quotation marks that look like some, and capitals where a style has headlines."""

import re

from app.citing.reference import STAND_INS

# As the CSL specification 1.0.2 has them; “v.” and “vs.” as citeproc-js does.
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into", "nor", "of", "on", "onto"}
    | {"or", "over", "so", "the", "till", "to", "up", "via", "with", "yet", "v", "vs"}
)
_PARTS = re.compile(r"([\s/–—-]+)")
_STRAIGHT = (
    (re.compile(r"(?<![^\s(\[{/“‘–—-])\"(?=\S)"), "“"),
    (re.compile(r"\""), "”"),
    (re.compile(r"(?<![^\s(\[{/“‘–—-])'(?=[^\W\d])"), "‘"),
    (re.compile(r"'"), "’"),
)
_SINGLE = re.compile(r"‘(.+?)’(?!\w)")

OPENS, CLOSES = STAND_INS[:2]
"""Stand for the quotation marks inside a title until it is known whether others are put around it."""


def marked(title: str) -> str:
    """A title whose quotation marks are `OPENS` and `CLOSES`, and whose apostrophes are bent."""
    for straight, bent in _STRAIGHT:
        title = straight.sub(bent, title)
    if "“" not in title:
        title = _SINGLE.sub(r"“\1”", title)
    return title.replace("“", OPENS).replace("”", CLOSES)


def headline(title: str) -> str:
    """An English title with the capitals of a headline; words that have capitals of their own are left alone."""
    pieces = _PARTS.split(title)
    words = pieces[::2]
    for at, word in enumerate(words):
        at_edge = at in (0, len(words) - 1) or words[at - 1].endswith((":", "?", "!"))
        if word.islower() and (at_edge or word.strip(f".,;:?!)({OPENS}{CLOSES}") not in _SMALL):
            words[at] = _capitalised(word)
    pieces[::2] = words
    return "".join(pieces)


def _capitalised(word: str) -> str:
    for at, character in enumerate(word):
        if character.isalpha():
            return word[:at] + character.upper() + word[at + 1 :]
        if character.isdigit():
            break
    return word


def unmarked(text: str) -> str:
    """The marks of `marked` as single quotation marks within double ones, else as double ones."""
    # Before a comma or full stop that the style has put inside its own quotation marks, ours close after it too.
    text = re.sub(f"({CLOSES})([.,])”", r"\2\1”", text)
    shown, inside = [], False
    for character in text:
        if character in "“”":
            inside = character == "“"
        elif character == OPENS:
            character = "‘" if inside else "“"
        elif character == CLOSES:
            character = "’" if inside else "”"
        shown.append(character)
    return "".join(shown)
