"""Words as they are compared: without case, accents or punctuation."""

import re
import unicodedata

from rapidfuzz import fuzz, process

_WORD = re.compile(r"\w+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
# What each character of ASCII is in a list of words: a small letter, a digit, or between two of them.
_PLAIN = "".join(char.lower() if _WORD.match(char) else " " for char in map(chr, range(128)))
CLEAR_WINNER = 70.0


def fold(text: str) -> str:
    """The text without case or accents, its white space single: `Satō  EISAKU` → `sato eisaku`."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = _BEYOND_ASCII.sub(_without_marks, unicodedata.normalize("NFKD", text))
    return " ".join(bare.casefold().split())


def _without_marks(found: re.Match[str]) -> str:
    return "".join(char for char in found[0] if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    if text.isascii():
        return text.translate(_PLAIN).split()
    return _WORD.findall(fold(text))


def slug(text: str, limit: int = 60) -> str:
    """A readable id of the text's first words: `Japan's debt` → `japan-s-debt`."""
    made = ""
    for word in re.findall(r"[a-z0-9]+", fold(text)):
        if len(made) + len(word) + 1 > limit and made:
            break
        made = f"{made}-{word}" if made else word[:limit]
    return made or "record"


def shorten(text: str, limit: int = 90) -> str:
    """The text cut at a word to at most `limit` characters, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def nearest(value: str, allowed: list[str]) -> str | None:
    """The allowed value most like this one, or None where nothing is near (Indel similarity below 70 of 100)."""
    found = process.extractOne(value, allowed, scorer=fuzz.ratio, processor=fold, score_cutoff=CLEAR_WINNER)
    return found[0] if found else None
