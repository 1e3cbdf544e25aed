"""One record: as it is, as a version of it was, or why it is gone."""

from typing import Any

import orjson
from sqlalchemy import Select, select

from app import memory
from app.db import Database, Prepared, Reading, asked
from app.models import Representation, table
from app.problems import Gone, NotFound, fault
from app.records.base import Ref
from app.records.facts import address
from app.suggesting import suggestion
from app.vocabulary import Noun

_REPRESENTATION = table(Representation)


async def record(db: Database, reading: Reading, noun: Noun, record_id: str) -> str:
    """A record as stored JSON. Raises NotFound or Gone."""
    found = await reading.rows(record_statement(db, noun), {"record_id": record_id})
    if found:
        return str(found[0][0])
    gone = await reading.rows(db.statement((noun, "gone"), memory.deletion, noun), {"record_id": record_id})
    if gone:
        raise tombstone(noun, record_id, *gone[0])
    near = await suggestion(db, reading, (noun,), record_id)
    error = fault("path", "id", record_id, f"no {noun.singular} has this id", did_you_mean=near)
    raise NotFound(f"No {noun.singular} has the id “{error.value}”.", [error])


async def past(db: Database, reading: Reading, noun: Noun, record_id: str, version: int) -> str:
    """A record as a version of it last was, be it deleted since. Raises NotFound or Gone."""
    asked_for = {"record_id": record_id, "version": version}
    found = await reading.rows(db.statement((noun, "version"), memory.at_version, noun), asked_for)
    if found:
        return str(found[0][0])
    latest = orjson.loads(await record(db, reading, noun, record_id))["version"]
    wrong = fault("query", "version", version, "there is no such version", allowed=f"1 to {latest}")
    raise NotFound(f"The {noun.singular} “{record_id}” has no version {version}.", [wrong])


def tombstone(noun: Noun, record_id: str, at: str, why: str | None, instead: str | None, label: str | None) -> Gone:
    """What is told of a record that was deleted; `instead` is the id of what takes its place, and `label` its name."""
    ref = instead and Ref(id=instead, label=label or instead, url=address(noun, instead)).model_dump()
    takes = f"; {address(noun, instead)} takes its place" if instead else ""
    told = {"deleted": at, "why": why, "replaced_by": ref}
    return Gone(f"The {noun.singular} “{record_id}” was deleted at {at}{takes}.", more=told)


def record_statement(db: Database, noun: Noun) -> Prepared:
    """What finds the JSON of one record by its `record_id`."""
    return db.statement((noun, "record"), _record_statement, noun)


def _record_statement(noun: Noun) -> Select[Any]:
    columns = _REPRESENTATION.c
    return select(columns.body).where(columns.noun == noun.value, columns.id == asked("record_id"))
