"""What a search means, written from the contract in plain Python over the records as served."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from tests.oracle import NOUNS, World
from tests.oracle_texts import Record, fold, texts

Found = tuple[str, str]
"""Type and id of a record."""


@dataclass(frozen=True)
class Term:
    """A word, or several that stand one after the other; of the last perhaps only the beginning."""

    said: tuple[str, ...]
    begins: bool = False

    def __str__(self) -> str:
        words = " ".join(self.said)
        return (f'"{words}"' if len(self.said) > 1 else words) + "*" * self.begins

    def stands_in(self, text: Sequence[str]) -> bool:
        folded = [fold(each) for each in self.said]
        for at in range(len(text) - len(folded) + 1):
            there = list(text[at : at + len(folded)])
            if self.begins and there[-1].startswith(folded[-1]):
                there[-1] = folded[-1]
            if there == folded:
                return True
        return False


@dataclass(frozen=True)
class Asked:
    """Of each group one term has to stand there, and none of those without."""

    groups: Sequence[Sequence[Term]]
    without: Sequence[Term] = ()

    def __str__(self) -> str:
        return " ".join(
            [*(" OR ".join(map(str, group)) for group in self.groups), *(f"-{each}" for each in self.without)]
        )

    def found_in(self, held: Sequence[Sequence[str]]) -> bool:
        def stands(term: Term) -> bool:
            return any(term.stands_in(text) for text in held)

        return all(any(map(stands, group)) for group in self.groups) and not any(map(stands, self.without))


def texts_of(noun: str, record: Record) -> Iterator[str]:
    """What a record is found by: its text fields, and its label where that is made of something else."""
    yield from (text for text in texts(noun, record) if text)
    if noun == "relations":
        yield f"{record['from']['id']} {record['type']} {record['to']['id']}"


def in_order(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def source_of(noun: str, record: Record) -> str | None:
    of: str | None = record["id"] if noun == "sources" else record.get("source", {"id": None})["id"]
    return of


class Searched:
    """All records of a world, ready to be searched."""

    def __init__(self, world: World) -> None:
        self.records = {(noun, record["id"]): record for noun in NOUNS for record in world.records[noun]}
        self.held = {
            (noun, record_id): [in_order(text) for text in texts_of(noun, record)]
            for (noun, record_id), record in self.records.items()
        }

    def found(self, asked: Asked) -> set[Found]:
        return {name for name, held in self.held.items() if asked.found_in(held)}

    def facets(self, found: set[Found]) -> tuple[Counter[str], Counter[str | None]]:
        """How many there are by type and by source."""
        return Counter(noun for noun, _ in found), Counter(source_of(name[0], self.records[name]) for name in found)

    def asked(self) -> st.SearchStrategy[Asked]:
        """Searches for words that stand in the records, and some that don't."""
        each = sorted({word for held in self.held.values() for text in held for word in text} | {"nowhere"})
        pairs = sorted({pair for held in self.held.values() for text in held for pair in pairwise(text)})
        words = st.sampled_from(each)
        beginnings = st.builds(lambda word, size: Term((word[:size],), True), words, st.integers(1, 4))
        terms = words.map(lambda word: Term((word,))) | st.sampled_from(pairs).map(Term)
        groups = st.lists(terms, min_size=1, max_size=3) | beginnings.map(lambda term: [term])
        return st.builds(Asked, st.lists(groups, min_size=1, max_size=2), st.lists(terms, max_size=2))
