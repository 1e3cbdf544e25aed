"""Who agrees with whom on which topics, and who disagrees: congruence and conflict, as in discourse network analysis.

An actor agrees or disagrees with a claim:

- a speaker agrees with what it says;
- the authors of a source agree with what they endorse or concede and disagree with what they reject, whoever says it;
  of what they report or doubt they say neither, and of their own text it is their stance that counts;
- who agrees with a claim agrees with what the claim restates or answers, and disagrees with what it rebuts.

Two actors are tied by every topic of a claim on which both take the same position (congruence) or opposite ones
(conflict), and each topic counts once: with x(a, c, r) = 1 where actor a takes position r on claim c, and T(c) the
topics of c,

    congruence(a, b) = | ⋃ { T(c) : x(a, c, r) x(b, c, r) = 1 for some r } |
    conflict(a, b)   = | ⋃ { T(c) : x(a, c, r) x(b, c, s) = 1 for some r ≠ s } |

After Leifeld, “Discourse Network Analysis: Policy Debates as Dynamic Networks”, The Oxford Handbook of Political
Networks (2017), 301–326, with claims as concepts, once each, gathered by topic. docs/networks.md works an example out.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import chain, combinations, product
from typing import Any

from sqlalchemy import Select, select, union

from app.models import ClaimSpeaker, ClaimTopic, Relation, SourceAuthor, Topic, table
from app.questions import chosen
from app.resources.claims import CLAIM
from app.views.networks.drawing import Drawing, Rows, actor_node, actors_among, too_large
from app.views.networks.shapes import PositionEdge, TakingPositions
from app.vocabulary import AuthorStance, Noun, RelationType

MOST_TIES = 1_000_000
"""Pairs of actors, counted for each claim; beyond that memory would be filled by claims on which thousands speak."""

_SPEAKER, _AUTHOR = table(ClaimSpeaker).c, table(SourceAuthor).c
_ABOUT, _TOPIC, _TIE = table(ClaimTopic).c, table(Topic).c, table(Relation).c

_AGREEING = (AuthorStance.ENDORSES, AuthorStance.CONCEDES)
_CARRYING = (RelationType.RESTATES, RelationType.ANSWERS, RelationType.REBUTS)

Takers = dict[int, set[int]]
"""By claim, the actors that take one position on it."""
Pair = tuple[int, int]
"""Two actors by their places in the order of ids, the first one first."""


def _drawn(rows: Rows, *, opposed: bool) -> tuple[Iterator[dict[str, Any]], Iterator[dict[str, Any]]]:
    agreeing, disagreeing = _positions(rows)
    topics: dict[int, list[str]] = defaultdict(list)
    for claim, topic in rows("topics"):
        topics[claim].append(topic)
    taken: dict[int, set[int]] = defaultdict(set)
    for claim, actor in chain(_each(agreeing), _each(disagreeing)):
        taken[actor].add(claim)
    actors = {key: actor_node(*node) for key, *node in rows("actors") if key in taken}
    tied = _tied(agreeing, disagreeing, {key: place for place, key in enumerate(actors)}, opposed)
    ids = [node["id"] for node in actors.values()]
    nodes = (
        node | {"claims": len(taken[key]), "topics": len({topic for claim in taken[key] for topic in topics[claim]})}
        for key, node in actors.items()
    )
    return nodes, _edges(rows, tied, ids, topics)


def _positions(rows: Rows) -> tuple[Takers, Takers]:
    """Who agrees and who disagrees with each claim."""
    agreeing: Takers = defaultdict(set)
    disagreeing: Takers = defaultdict(set)
    for claim, actor in rows("speakers"):
        agreeing[claim].add(actor)
    for claim, actor, stance in rows("authors"):
        agreeing[claim].discard(actor)
        if stance in _AGREEING:
            agreeing[claim].add(actor)
        elif stance == AuthorStance.REJECTS:
            disagreeing[claim].add(actor)
    # Gathered before any is carried, so that nothing goes further than one relation.
    for other, relation, actors in [(to, relation, set(agreeing[claim])) for claim, relation, to in rows("carrying")]:
        (disagreeing if relation == RelationType.REBUTS else agreeing)[other] |= actors
    return agreeing, disagreeing


def _each(takers: Takers) -> Iterator[tuple[int, int]]:
    return ((claim, actor) for claim, actors in takers.items() for actor in actors)


def _tied(agreeing: Takers, disagreeing: Takers, place: dict[int, int], opposed: bool) -> dict[Pair, set[int]]:
    """The claims that tie two actors. Raises InvalidRequest where that would be too many."""
    if opposed:
        both = agreeing.keys() & disagreeing.keys()
        ties = ((claim, pair) for claim in both for pair in product(agreeing[claim], disagreeing[claim]))
    else:
        sides = chain(agreeing.items(), disagreeing.items())
        ties = ((claim, pair) for claim, actors in sides for pair in combinations(actors, 2))
    tied: dict[Pair, set[int]] = defaultdict(set)
    for at, (claim, (one, other)) in enumerate(ties):
        if at >= MOST_TIES:
            raise too_large("more ties than that", f"{MOST_TIES}")
        first, second = sorted((place[one], place[other]))
        if first != second:
            tied[first, second].add(claim)
    return tied


def _edges(
    rows: Rows, tied: dict[Pair, set[int]], actors: list[str], topics: dict[int, list[str]]
) -> Iterator[dict[str, Any]]:
    tying = set().union(*tied.values())
    claims = {key: record_id for key, record_id in rows("claims") if key in tying}
    for one, other in sorted(tied):
        shared = sorted({topic for claim in tied[one, other] for topic in topics[claim]})
        # A claim about no topic is agreed upon, but ties nobody by a topic.
        if shared:
            yield {
                "source": actors[one],
                "target": actors[other],
                "weight": len(shared),
                "topics": shared,
                "claims": sorted(claims[claim] for claim in tied[one, other]),
            }


def _claims() -> Select[Any]:
    return select(CLAIM.key, CLAIM.id).where(CLAIM.key.in_(chosen()))


def _speakers() -> Select[Any]:
    return select(_SPEAKER.claim_key, _SPEAKER.actor_key).where(_SPEAKER.claim_key.in_(chosen()))


def _authors() -> Select[Any]:
    return (
        select(CLAIM.key, _AUTHOR.actor_key, CLAIM.author_stance)
        .join_from(CLAIM.key.table, _AUTHOR.source_key.table, _AUTHOR.source_key == CLAIM.source_key)
        .where(_AUTHOR.actor_key.is_not(None), CLAIM.key.in_(chosen()))
    )


def _carrying() -> Select[Any]:
    ends = (end.in_(chosen()) for end in (_TIE.from_claim_key, _TIE.to_claim_key))
    carrying = _TIE.type.in_([each.value for each in _CARRYING])
    return select(_TIE.from_claim_key, _TIE.type, _TIE.to_claim_key).where(carrying, *ends)


def _topics() -> Select[Any]:
    return (
        select(_ABOUT.claim_key, _TOPIC.id)
        .join_from(_ABOUT.claim_key.table, _TOPIC.key.table, _TOPIC.key == _ABOUT.topic_key)
        .where(_ABOUT.claim_key.in_(chosen()))
    )


def _actors() -> Select[Any]:
    speaking, writing = (statement().subquery() for statement in (_speakers, _authors))
    return actors_among(union(select(speaking.c.actor_key), select(writing.c.actor_key)))


_STATEMENTS = {
    "claims": _claims,
    "speakers": _speakers,
    "authors": _authors,
    "carrying": _carrying,
    "topics": _topics,
    "actors": _actors,
}
CONGRUENCE = Drawing(
    Noun.CLAIMS, _STATEMENTS, partial(_drawn, opposed=False), TakingPositions, PositionEdge, directed=False
)
CONFLICT = Drawing(
    Noun.CLAIMS, _STATEMENTS, partial(_drawn, opposed=True), TakingPositions, PositionEdge, directed=False
)
