"""Which records an outside name or address means."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import CompoundSelect, Select, literal, select, union_all
from starlette.concurrency import run_in_threadpool

from app.answering import answer, own_path
from app.asking import ClosedRoute, asked
from app.db import Database, Prepared, Reading
from app.db import asked as bound
from app.filters import MOST_CHARACTERS
from app.formats import JSON
from app.models import ActorAlias, ActorIdentity, Representation, Source, table
from app.params import AsOf
from app.records.base import Shape
from app.records.facts import address
from app.resources.shared import documented, edition
from app.text.likeness import alike
from app.text.urls import spellings
from app.text.words import fold
from app.values import SLUG, TEXT_LENGTH, Slug
from app.vocabulary import AliasKind, Noun

router = APIRouter(prefix="/v1/lookup", tags=["finding"], route_class=ClosedRoute)

MOST_ALIKE = 10
MOST_NAMES = 20_000
"""Names that are compared: where there are more, first those with the same first letter."""

_SAID = (
    {"name": "name"}
    | {kind.value: kind.value for kind in AliasKind}
    | {"official": "official name", "short": "short name"}
)
"""What each kind of name is called, those that mean an actor most surely first."""
_URL = re.compile(r"^([hH][tT][tT][pP][sS]?:/)?/[^\x00-\x20\x7f]*$")
_RECORD = re.compile(rf"/v1/({'|'.join(Noun)})/({SLUG.strip('^$')})(?:\.[a-z.]+)?/?")

_ALIAS, _IDENTITY, _SOURCE = table(ActorAlias).c, table(ActorIdentity).c, table(Source).c
_REPRESENTATION = table(Representation).c
_REF = (_REPRESENTATION.noun, _REPRESENTATION.id, _REPRESENTATION.label)

Row = tuple[Any, ...]


class Meant(Shape):
    """A record that is meant."""

    type: Noun
    """The noun of the record."""
    id: Slug
    """The record's id."""
    label: str
    """A short name for people."""
    url: str
    """Where the record is, path-absolute."""
    why: str
    """What ties it to the name or address, such as `metonym “Tokyo”`."""


class Lookup(Shape):
    """What an outside name or address means."""

    items: list[Meant]
    """The records, the likeliest first."""


def _named(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("name", "holds nothing but white space", {"allowed": "a name"})
    return value


def _addressed(value: str) -> str:
    if not _URL.fullmatch(value):
        allowed = "an http or https address, or a path such as /v1/actors/japan"
        raise PydanticCustomError("url", "not an address", {"allowed": allowed})
    return value


Name = Annotated[
    str,
    StringConstraints(max_length=MOST_CHARACTERS),
    AfterValidator(_named),
    Field(json_schema_extra={"pattern": r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$"}),
]
Address = Annotated[
    str,
    StringConstraints(max_length=TEXT_LENGTH),
    AfterValidator(_addressed),
    Field(json_schema_extra={"pattern": _URL.pattern}),
]


class LookupParams(AsOf):
    """What is looked up; of both a name and an address, what both mean."""

    alias: Name | None = None
    """A name of an actor as texts have it: a capital for its government, an acronym, a misspelling."""
    url: Annotated[Address | None, Field(validate_default=True)] = None
    """An address: of a record here, of an actor at Wikidata or elsewhere, of a text where it was published."""

    @field_validator("url")
    @classmethod
    def _one_of_them(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None and info.data.get("alias", "") is None:
            raise PydanticCustomError("lookup", "there is nothing to look up", {"allowed": "alias=… or url=…"})
        return url


LookupAsk = Annotated[LookupParams, asked(LookupParams)]


@router.get("", operation_id="look_up", response_model=Lookup, responses=documented(404, 406))
async def look_up(request: Request, params: LookupAsk) -> Response:
    """Which records a name or an address from outside means, and why."""
    db, found = await edition(request, params), []
    async with db.reading() as reading:
        if params.alias is not None:
            found.append(await _by_name(db, reading, params.alias))
        if params.url is not None:
            found.append(await _by_url(db, reading, params.url, own_path(request, params.url)))
        items = [one for one in found[0] if all(one.url in {other.url for other in others} for others in found[1:])]
        return answer(request, Lookup(items=items).model_dump_json().encode(), reading.version, (JSON,))


async def _by_name(db: Database, reading: Reading, name: str) -> list[Meant]:
    """The actors of this name; else those with a name that is nearly the same."""
    folded = fold(name)
    within = {"least": folded, "most": folded}
    names = db.statement("names", _names)
    found = _likely([(1.0, row) for row in await reading.rows(names, within)])
    # In a thread: many names may be compared.
    return found or await run_in_threadpool(_nearly, folded, reading, names)


def _nearly(folded: str, reading: Reading, names: Prepared) -> list[Meant]:
    within = ({"least": start, "most": f"{start}\U0010ffff"} for start in (folded[:1], ""))
    rows = [row for each in within for row in reading.stream(names, each)]
    return _likely([(score, rows[at]) for at, score in alike(folded, [row[0] for row in rows]).items()])[:MOST_ALIKE]


def _likely(scored: list[tuple[float, Row]]) -> list[Meant]:
    """Each actor once, by its likeliest name."""
    scored.sort(key=lambda each: (-each[0], list(_SAID).index(each[1][2]), each[1][4]))
    found: dict[str, Meant] = {}
    for score, (_, name, kind, *ref) in scored:
        said = f"{_SAID[kind]} “{name}”"
        why = said if score == 1 else f"like the {said} ({score:.2f})"
        found.setdefault(ref[1], _meant(ref, why))
    return list(found.values())


async def _by_url(db: Database, reading: Reading, url: str, own_path: str | None) -> list[Meant]:
    """The record that has this address here, or those that are said to have it elsewhere."""
    record = _RECORD.fullmatch(own_path or "")
    if record:
        own = db.statement("lookup of a record", _own)
        rows = await reading.rows(own, {"noun": record[1], "record_id": record[2]})
        return [_meant(ref, "its own address") for ref in rows]
    written = spellings(url)
    elsewhere = db.statement(("lookup of an address", len(written)), _elsewhere, len(written))
    rows = await reading.rows(elsewhere, {f"url_{at}": each for at, each in enumerate(written)})
    return [_meant(ref, f"{how} {there}") for how, there, *ref in rows]


def _meant(ref: Sequence[str], why: str) -> Meant:
    noun, record_id, label = ref
    return Meant(type=Noun(noun), id=record_id, label=label, url=address(noun, record_id), why=why)


def _names() -> Select[Any]:
    return (
        select(_ALIAS.folded, _ALIAS.name, _ALIAS.kind, *_REF)
        .join_from(table(ActorAlias), table(Representation), _REPRESENTATION.key == _ALIAS.actor_key)
        .where(_ALIAS.folded >= bound("least"), _ALIAS.folded <= bound("most"))
        .limit(MOST_NAMES)
    )


def _own() -> Select[Any]:
    return select(*_REF).where(_REPRESENTATION.noun == bound("noun"), _REPRESENTATION.id == bound("record_id"))


def _elsewhere(spelled: int) -> CompoundSelect[Any]:
    urls = [bound(f"url_{at}") for at in range(spelled)]
    ways = (
        (ActorIdentity, _IDENTITY.actor_key, _IDENTITY.url, "same as"),
        (Source, _SOURCE.key, _SOURCE.location, "at"),
    )
    return union_all(
        *(
            select(literal(how, literal_execute=True).label("how"), there, *_REF)
            .join_from(table(model), table(Representation), _REPRESENTATION.key == key)
            .where(there.in_(urls))
            for model, key, there, how in ways
        )
    ).order_by("noun", "id")
