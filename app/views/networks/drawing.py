"""A network is read in a thread, by statements that are built once, and written as it is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.answering import answer_in_ranges, negotiate
from app.columns.found import Keys
from app.db import Database, Reading
from app.formats.graphs import NETWORK_FORMATS, Item, Network, NetworkFormat
from app.models import Actor, Representation, table
from app.params import FilterParams
from app.problems import InvalidRequest
from app.questions import Question, as_chosen
from app.records.base import Shape
from app.records.facts import address
from app.resources.shared import edition
from app.vocabulary import Noun

MOST_RECORDS = 250_000
"""Records that a network is made of; a larger one would take seconds and hundreds of megabytes."""

Rows = Callable[[str], Iterator[tuple[Any, ...]]]
"""Runs a statement by its name."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One kind of network: the noun it is made of, what is read, and how that becomes nodes and edges."""

    noun: Noun
    statements: Mapping[str, Callable[[], Select[Any]]]
    drawn: Callable[[Rows], tuple[Iterable[Item], Iterable[Item]]]
    node: type[Shape]
    edge: type[Shape]
    directed: bool
    multigraph: bool = False


class NetworkParams(FilterParams):
    """What a network can be asked besides the filters of its records."""

    bom: bool = False
    """For CSV: starts with a byte order mark, as Excel wants it."""


async def answer_network(request: Request, drawing: Drawing, ask: NetworkParams) -> Response:
    """The network of the records that match. Raises InvalidRequest where there are too many."""
    chosen = negotiate(request, NETWORK_FORMATS)
    assert isinstance(chosen, NetworkFormat)
    db, question = await edition(request, ask), Question(drawing.noun, ask)
    async with db.reading() as reading:
        matching = await question.matching(db, reading)
        matches = await question.matches(db, reading, matching)
        if matches.total > MOST_RECORDS:
            raise too_large(f"{matches.total} {drawing.noun}", f"{MOST_RECORDS}")
        about = {
            "total": matches.total,
            "query": question.given,
            "warnings": [asdict(warning) for warning in matches.warnings],
        }
        network = _network(db, reading, drawing, matching.keys, about, ask.bom)
        body = await run_in_threadpool(lambda: b"".join(chosen.write(network())))
        return answer_in_ranges(request, body, reading.version, NETWORK_FORMATS)


def too_large(found: str, most: str) -> InvalidRequest:
    return InvalidRequest(f"This network would be made of {found}, and at most {most} are drawn: narrow it by filters.")


def _network(
    db: Database, reading: Reading, drawing: Drawing, keys: Keys, about: dict[str, Any], bom: bool
) -> Callable[[], Network]:
    # Statements are compiled in the event loop's thread, and used in any.
    statements = {name: db.statement(build, build) for name, build in drawing.statements.items()}

    def network() -> Network:
        given = {"chosen": as_chosen(keys)}
        nodes, edges = drawing.drawn(lambda name: reading.stream(statements[name], given))
        return Network(drawing.node, drawing.edge, nodes, edges, drawing.directed, drawing.multigraph, about, bom)

    return network


def actors_among(keys: Any) -> Select[Any]:
    """Key, id, name and kind of the actors with these keys, by id."""
    actor, named = table(Actor).c, table(Representation).c
    return (
        select(actor.key, named.id, named.label, actor.kind)
        .join_from(actor.key.table, named.key.table, named.key == actor.key)
        .where(actor.key.in_(keys))
        .order_by(named.id)
    )


def actor_node(record_id: str, label: str, kind: str) -> dict[str, Any]:
    url = address(Noun.ACTORS, record_id)
    return {"id": record_id, "label": label, "type": Noun.ACTORS.singular, "url": url, "kind": kind}
