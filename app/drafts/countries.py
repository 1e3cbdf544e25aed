"""Country codes: which are assigned, and which one was probably meant."""

from collections.abc import Sequence
from functools import cache

from iso3166 import countries_by_alpha2, countries_by_alpha3, countries_by_numeric

from app.text.words import fold, nearest

# The package also has XK for Kosovo, one of the codes that ISO 3166-1 leaves to its users and assigns to nobody.
ASSIGNED = frozenset(countries_by_alpha2) - {"XK"}

_USED_INSTEAD = {"UK": "GB", "EL": "GR"}
"""Codes that are common in practice though the country has another."""

_EVERYDAY = {
    "britain": "GB",
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "east timor": "TL",
    "great britain": "GB",
    "ivory coast": "CI",
    "laos": "LA",
    "nauru": "NR",
    "north korea": "KP",
    "south korea": "KR",
    "turkey": "TR",
    "united states": "US",
    "vatican city": "VA",
    "vietnam": "VN",
}
"""What countries are called in texts where the standard's name begins with other words, or two begin alike."""

_SHORTEST_BEGINNING = 5
"""Shorter words begin too many names to tell which is meant."""


def meant(written: str, names: Sequence[str]) -> str | None:
    """The assigned code that somebody probably meant, by what was written or else by the names of the actor."""
    code = _by_code(written.strip().upper())
    if code in ASSIGNED:
        return code
    words = [fold(word) for word in (written, *names)]
    found = (find(word) for find in (_codes().get, _by_beginning) for word in words)
    return next(filter(None, found), None) or _codes().get(nearest(words[0], list(_codes())) or "")


def _by_code(code: str) -> str:
    longer = countries_by_alpha3.get(code) or countries_by_numeric.get(code)
    return longer.alpha2 if longer else _USED_INSTEAD.get(code, code)


@cache
def _codes() -> dict[str, str]:
    """Codes by the country's folded name, as the standard has it (`Korea, Republic of`) and the other way round."""
    found = dict(_EVERYDAY)
    for code in sorted(ASSIGNED):
        name = countries_by_alpha2[code].name
        found[fold(name)] = found[fold(" ".join(reversed(name.split(", ", 1))))] = code
    return found


def _by_beginning(word: str) -> str | None:
    if len(word) < _SHORTEST_BEGINNING:
        return None
    found = {code for name, code in _codes().items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else None
