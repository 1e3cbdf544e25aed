"""Dated claims in the order of what they speak of."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints
from sqlalchemy import Select, select

from app import cursors, db
from app.answering import answer, page_bytes
from app.asking import ClosedRoute, asked
from app.columns.read import OrderOf
from app.models import Representation, table
from app.questions import Question, as_chosen, chosen
from app.reading import Page, in_order
from app.records.base import Ref, Shape
from app.records.facts import address
from app.resources.claims import CLAIM, ClaimFilters
from app.resources.shared import PageOf, documented, edition
from app.text.queries import query_string
from app.values import Edtf, digits_alone
from app.vocabulary import Noun

_NAMED = table(Representation).c
_END = "9999"
"""What is dated begins by then, and what is not does not."""


class TimelineItem(Shape):
    """A claim, and the time it speaks of."""

    about: Edtf
    """The time as the claim has it."""
    earliest: str | None
    """The first day that this may mean, `YYYY-MM-DD`; null where the beginning is open."""
    latest: str | None
    """The last day that this may mean, `YYYY-MM-DD`; null where the end is open."""
    claim: Ref
    """The claim."""


class TimelineParams(ClaimFilters):
    """Which claims stand on the timeline."""

    limit: Annotated[int, Field(ge=1, le=1000), digits_alone] = 50
    """How many claims a page has."""
    cursor: Annotated[str | None, StringConstraints(max_length=1000)] = None
    """Where the page begins: copied from the `next` of the page before."""


TimelineAsk = Annotated[TimelineParams, asked(TimelineParams)]
router = APIRouter(prefix="/v1/timeline", tags=["timeline"], route_class=ClosedRoute)


@router.get("", operation_id="get_timeline", response_model=PageOf[TimelineItem], responses=documented(404, 406))
async def get_timeline(request: Request, params: TimelineAsk) -> Response:
    """Dated claims in the order of what they speak of: by first day, last day and id, with the filters of claims."""
    found = await timeline(await edition(request, params), params)
    links = [f'<{found.next}>; rel="next"'] if found.next else []
    return answer(request, page_bytes(found), found.version, links=links)


async def timeline(database: db.Database, ask: TimelineParams) -> Page:
    """One page of the timeline; claims that speak of no time are left out."""
    given = Question(Noun.CLAIMS, ask)
    question = Question(Noun.CLAIMS, ask.model_copy(update={"about_to": ask.about_to or _END}))
    async with database.reading() as reading:
        bound = f"timeline of {question.canonical}"
        after = None if ask.cursor is None else cursors.read(ask.cursor, bound, reading.secret)
        ordered = await in_order(database, reading, question, ORDER, after, descending=False)
        keys = ordered.next(ask.limit + 1)
        matches = await question.matches(database, reading, ordered.matching)
        rows = await reading.rows(database.statement(_statement, _statement), {"chosen": as_chosen(keys[: ask.limit])})
        following = None
        if len(keys) > ask.limit:
            token = cursors.written(list(rows[-1][:3]), bound, reading.secret)
            following = _address(given.words() | {"limit": str(ask.limit), "cursor": token})
        items = [orjson.dumps(_item(*row)).decode() for row in rows]
        query = given.given | {"limit": ask.limit}
        return Page(items, matches.total, following, query, matches.warnings, reading.version)


def _address(query: dict[str, str]) -> str:
    return f"/v1/timeline?{query_string(query)}"


ORDER = OrderOf(CLAIM.key.table, [CLAIM.about_earliest, CLAIM.about_latest])


def _statement() -> Select[Any]:
    place = (CLAIM.about_earliest, CLAIM.about_latest, CLAIM.id)
    return (
        select(*place, CLAIM.about, _NAMED.label)
        .join_from(CLAIM.key.table, _NAMED.key.table, _NAMED.key == CLAIM.key)
        .where(CLAIM.key.in_(chosen()))
        .order_by(*place)
    )


def _item(earliest: int, latest: int, claim_id: str, about: str, label: str) -> dict[str, Any]:
    first, interval, last = about.partition("/")
    return {
        "about": about,
        "earliest": None if interval and first in _OPEN else _day(earliest),
        "latest": None if interval and last in _OPEN else _day(latest),
        "claim": {"id": claim_id, "label": label, "url": address(Noun.CLAIMS, claim_id)},
    }


_OPEN = ("", "..")


def _day(number: int) -> str:
    year, rest = divmod(number, 10000)
    month, day = divmod(rest, 100)
    return f"{year:0{5 if year < 0 else 4}d}-{month:02d}-{day:02d}"
