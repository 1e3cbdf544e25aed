"""The kinds of filter: which values each allows, and which records they match."""

from app.filters.base import Filter, Values, named
from app.filters.many import Exactly, Flag, Ids, IdsIn, Many, Named, OneOf, Refers
from app.filters.one import MOST_CHARACTERS, AtLeast, From, Since, To, Words

__all__ = [
    "MOST_CHARACTERS",
    "AtLeast",
    "Exactly",
    "Filter",
    "Flag",
    "From",
    "Ids",
    "IdsIn",
    "Many",
    "Named",
    "OneOf",
    "Refers",
    "Since",
    "To",
    "Values",
    "Words",
    "named",
]
