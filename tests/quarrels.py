"""Small made-up quarrels for tests of networks: two texts, a few actors, and claims and grievances that meet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.db import Database
from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.checking import Placed
from app.drafts.claims import ClaimDraft
from app.drafts.grievances import GrievanceDraft
from app.drafts.relations import RelationDraft
from app.drafts.sources import SourceDraft
from app.drafts.topics import TopicDraft
from app.main import create_app
from app.vocabulary import AuthorStance, Explicitness, RelationType
from app.writing import write
from tests.client import Client
from tests.conftest import copied, examples, settings_for

Written = dict[str, Any]
AUTHORS = {"first": ["ana"], "second": ["ben", "cleo"]}
ACTORS = ("ana", "ben", "cleo", "ministry", "union")
TOPICS = ("bases", "spending", "trust")
few = settings(max_examples=examples(8), deadline=None, database=None, suppress_health_check=list(HealthCheck))


@dataclass
class Quarrel:
    """What is written of one."""

    claims: list[Written]
    grievances: list[Written] = field(default_factory=list)
    relations: list[Written] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    authors: dict[str, list[str]] = field(default_factory=lambda: AUTHORS)


def claim(claim_id: str, source: str, *voices: str, stance: str, topics: list[str], text: str = "Said.") -> Written:
    """A claim of a source, or of the last of these voices."""
    return {
        "id": claim_id,
        "source": source,
        "text": text,
        "kind": "factual",
        "quotes": ["Words"],
        "attribution": [{"voice": voice, "directness": "indirect"} for voice in voices],
        "author_stance": stance,
        "topics": topics,
        "polarity": "affirmed",
        "modality": "certain",
    }


def worked_example() -> Quarrel:
    """That of docs/networks.md."""
    return Quarrel(
        claims=[
            claim("c1", "first", "ministry", stance="endorses", topics=["spending", "trust"]),
            claim("c2", "first", "union", stance="rejects", topics=["bases"]),
            claim("c3", "second", stance="endorses", topics=["spending"]),
            claim("c4", "second", "ministry", stance="reports", topics=["bases"]),
        ],
        relations=[
            {"source": "second", "type": "rebuts", "from": "c3", "to": "c1"},
            {"source": "second", "type": "answers", "from": "c4", "to": "c2"},
        ],
        authors={"first": ["ana"], "second": ["ben"]},
    )


@contextmanager
def built(empty: Path, folder: Path, quarrel: Quarrel) -> Iterator[TestClient]:
    """The API on a database with this quarrel."""
    database = Database(settings_for(copied(empty, folder)))
    with database.writing() as db:
        assert write(db, [Placed(draft, (draft.id,)) for draft in _drafts(quarrel)]).faults == []
    database.close()
    with Client(create_app(settings_for(database.path))) as client:
        yield client


def _drafts(quarrel: Quarrel) -> Iterator[Draft]:
    for topic in TOPICS:
        yield TopicDraft(id=topic, label=topic, definition="Made up.", parent=None)
    for actor in ACTORS:
        written = {"id": actor, "name": quarrel.names.get(actor, actor.title()), "kind": "person"}
        yield ActorDraft.model_validate(written)
    for source, authors in quarrel.authors.items():
        yield SourceDraft.model_validate(
            {
                "id": source,
                "title": source,
                "authors": [{"family": author.title(), "given": None, "actor": author} for author in authors],
                "issued": "2009",
                "language": "en",
                "genre": "report",
                "rights": {"statement": "None.", "text_policy": "full"},
                "text": "Words stand here.",
            }
        )
    yield from (ClaimDraft.model_validate(each) for each in quarrel.claims)
    yield from (GrievanceDraft.model_validate(each) for each in quarrel.grievances)
    yield from (RelationDraft.model_validate(each) for each in quarrel.relations)


_actors, _sources = st.sampled_from(ACTORS), st.sampled_from(list(AUTHORS))
_topics = st.lists(st.sampled_from(TOPICS), max_size=2, unique=True)
_names = st.text("aÄ🦊 <>&\"'\r\n\t\x85\u2028]=;,@", min_size=1, max_size=20).map(str.strip).filter(bool)


@st.composite
def _quarrels(draw: st.DrawFn) -> Quarrel:
    claims = [_claim(draw, at) for at in range(draw(st.integers(2, 12)))]
    grievances = [_grievance(draw, at) for at in range(draw(st.integers(0, 6)))]
    ids = [each["id"] for each in (*claims, *grievances)]
    types = st.sampled_from(RelationType)
    ends = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
    links = draw(st.lists(st.tuples(types, ends), max_size=12, unique_by=lambda one: (one[0], *one[1])))
    relations = [{"source": draw(_sources), "type": of, "from": one, "to": other} for of, (one, other) in links]
    return Quarrel(claims, grievances, relations, {actor: draw(_names) for actor in ACTORS})


def _claim(draw: st.DrawFn, at: int) -> Written:
    voices = draw(st.lists(_actors, max_size=2))
    # The innermost voice speaks, be it alone or with others.
    several = draw(st.lists(_actors, max_size=2)) + voices[-1:]
    stance, topics = draw(st.sampled_from(AuthorStance)), draw(_topics)
    written = claim(f"c{at}", draw(_sources), *voices, stance=stance, topics=topics, text=draw(_names))
    return written | {"speakers": list(dict.fromkeys(several)) or None}


def _grievance(draw: st.DrawFn, at: int) -> Written:
    holder, target = draw(st.lists(_actors, min_size=2, max_size=2, unique=True))
    return {
        "id": f"g{at}",
        "source": draw(_sources),
        "text": draw(_names),
        "holder": holder,
        "target": draw(st.sampled_from([target, None])),
        "topics": draw(_topics),
        "explicitness": draw(st.sampled_from(Explicitness)),
        "intensity": draw(st.integers(1, 3)),
        "quotes": ["Words"],
        "reciprocal_of": draw(st.lists(st.sampled_from([f"g{each}" for each in range(at)]), max_size=1)) if at else [],
    }


datasets = _quarrels()
