"""How many statements name an actor or are about a topic: counted over all, or kept up by what a write changes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select
from sqlmodel import SQLModel

from app.models import Claim, ClaimTopic, Grievance, GrievanceTopic, Representation, Topic, table
from app.models.pairs import Pairs, pairs
from app.records.base import Built
from app.records.chunks import KEYS, chunks
from app.records.fresh import Fresh
from app.records.naming import ACTOR_SOURCES, CLAIM_ACTORS, GRIEVANCE_ACTORS
from app.vocabulary import Noun

Of = Callable[[ColumnElement[Any]], ColumnElement[bool]]
"""Which owners are meant."""


def _counting(tied: Pairs, target: Of | None = None, owner: Of | None = None) -> Select[Any]:
    each = tied.subquery().c
    which = [of(column) for of, column in ((target, each.target), (owner, each.owner)) if of is not None]
    return select(each.target, func.count(each.owner.distinct())).where(*which).group_by(each.target)


def _some(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(KEYS)


def _later(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column >= bindparam("first")


class Counted:
    """How many owners are tied to each target: of some targets, or of some owners alone."""

    def __init__(self, tied: Pairs) -> None:
        self.all = _counting(tied, target=_some)
        self.of_some = _counting(tied, owner=_some)
        self.of_later = _counting(tied, owner=_later)


class _About(Counted):
    """Statements and the topics they are about, those above included."""

    def __init__(self, link: type[SQLModel], owner: str) -> None:
        topics, links = table(Topic).c, table(link).c
        # From the topics down, as there are few of them: of the statements only those are looked at that are wanted.
        tree = select(topics.key.label("above"), topics.key.label("below")).cte(recursive=True)
        tree = tree.union(select(tree.c.above, topics.key).join(tree, topics.parent_key == tree.c.below))
        down = pairs(links[owner], tree.c.above).join_from(tree, table(link), links.topic_key == tree.c.below)
        self.all = _counting(down, target=_some)
        self.of_some, self.of_later = (_counting(_upwards(links[owner], links.topic_key, of)) for of in (_some, _later))


def _upwards(owner: ColumnElement[int], topic: ColumnElement[int], of: Of) -> Pairs:
    topics = table(Topic).c
    tree = pairs(owner, topic).where(of(owner)).cte(recursive=True)
    above = select(tree.c.owner, topics.parent_key).join(tree, topics.key == tree.c.target)
    tree = tree.union(above.where(topics.parent_key.is_not(None)))
    return select(tree.c.owner, tree.c.target)


_CLAIM, _GRIEVANCE = table(Claim).c, table(Grievance).c
COUNTED: Mapping[Noun, Mapping[str, Counted]] = {
    Noun.SOURCES: {
        "claims": Counted(pairs(_CLAIM.key, _CLAIM.source_key)),
        "grievances": Counted(pairs(_GRIEVANCE.key, _GRIEVANCE.source_key)),
        "actors": Counted(ACTOR_SOURCES),
    },
    Noun.ACTORS: {"claims": Counted(CLAIM_ACTORS), "grievances": Counted(GRIEVANCE_ACTORS)},
    Noun.TOPICS: {"claims": _About(ClaimTopic, "claim_key"), "grievances": _About(GrievanceTopic, "grievance_key")},
}
"""What is counted of each noun, by the noun that is counted."""
_KEPT_UP = frozenset((Noun.ACTORS, Noun.TOPICS))
"""Of a source all are counted: it has few, and an actor is named in it as long as one statement names it."""

_REPRESENTATION = table(Representation).c
_STORED = select(_REPRESENTATION.key, _REPRESENTATION.body).where(
    _REPRESENTATION.key.in_(KEYS), _REPRESENTATION.body != ""
)
_PARENTS = select(table(Topic).c.key, table(Topic).c.parent_key).where(table(Topic).c.key.in_(KEYS))


class Tallies:
    """What counts are now: counted over all, or in a write what was stored, with what the write takes and adds."""

    def __init__(self, db: Connection, fresh: Fresh | None = None) -> None:
        """In a write, what is new; there may be more of it until the first count is asked for."""
        self._db, self._fresh = db, fresh
        self._left: dict[Counted, list[int]] = defaultdict(list)
        self._gone: dict[Counted, Counter[int]] = defaultdict(Counter)
        self._before: dict[int, Built] = {}
        self._parents: dict[int, int | None] = {}

    def leave(self, noun: Noun, keys: Collection[int]) -> None:
        """Before the rows of these records are taken out, to be written anew or not."""
        counting = [counted for of in _KEPT_UP if (counted := COUNTED[of].get(noun.value))]
        for chunk in chunks(keys):
            if noun in _KEPT_UP:
                self._before |= self._stored(chunk)
                self._parents |= self._parents_of(chunk)
            for counted in counting:
                self._left[counted] += chunk
                self._gone[counted].update(self._read(counted.of_some, keys=chunk))

    def counts(self, noun: Noun, keys: Sequence[int]) -> Mapping[int, Built]:
        """What each of these records counts, by name."""
        before = {**self._stored(keys), **self._before} if noun in self._kept_up else {}
        kept, anew = ([key for key in keys if (key in before) is known] for known in (True, False))
        found: dict[int, Built] = {key: {} for key in keys}
        for name, counted in COUNTED[noun].items():
            every = self._read(counted.all, keys=anew) if anew else Counter[int]()
            for key in anew:
                found[key][name] = every[key]
            for key in kept:
                found[key][name] = before[key][name] + self._moved[counted][key]
        return found

    @cached_property
    def _kept_up(self) -> Collection[Noun]:
        """Whose counts are not counted over all."""
        if self._fresh is None:
            return ()
        # Where a topic stands changes what all count that are above it.
        moved = self._parents_of(self._parents).items() - self._parents.items()
        return _KEPT_UP - {Noun.TOPICS} if moved else _KEPT_UP

    @cached_property
    def _moved(self) -> Mapping[Counted, Counter[int]]:
        """How many more are tied to each than before the write, or fewer."""
        assert self._fresh is not None
        found: dict[Counted, Counter[int]] = {}
        for counted in (each for noun in self._kept_up for each in COUNTED[noun].values()):
            moved = found[counted] = Counter()
            for chunk in chunks(self._left[counted]):
                moved.update(self._read(counted.of_some, keys=chunk))
            if self._fresh.new:
                # New keys are the highest.
                moved.update(self._read(counted.of_later, first=min(self._fresh.new)))
            moved.subtract(self._gone[counted])
        return found

    def _read(self, statement: Select[Any], **params: Any) -> Counter[int]:
        return Counter(dict(tuple(row) for row in self._db.execute(statement, params)))

    def _stored(self, keys: Sequence[int]) -> dict[int, Built]:
        """The counts in the stored representations; a record that is written anew has none."""
        rows = self._db.execute(_STORED, {"keys": keys})
        return {key: orjson.loads(body)["counts"] for key, body in rows}

    def _parents_of(self, keys: Collection[int]) -> dict[int, int | None]:
        return dict(tuple(row) for row in self._db.execute(_PARENTS, {"keys": list(keys)})) if keys else {}
