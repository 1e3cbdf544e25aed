"""One record: as it is, as a version of it was, or why it is gone."""

import re
from typing import Any

from sqlalchemy import Select, select

from app import memory
from app.db import Database, Prepared, Reading, asked
from app.models import Representation, table
from app.params import RecordParams
from app.problems import Gone, NotFound, fault
from app.records.base import Ref
from app.records.facts import address
from app.suggesting import suggestion
from app.vocabulary import Noun

_REPRESENTATION = table(Representation)


_VERSION = re.compile(r'"version":(\d+)')


async def as_asked(db: Database, reading: Reading, noun: Noun, record_id: str, ask: RecordParams) -> str:
    """A record as stored JSON, of the version that is asked for. Raises NotFound or Gone."""
    if ask.version is None:
        return await record(db, reading, noun, record_id)
    return await past(db, reading, noun, record_id, ask.version)


async def lineage(present: Database, noun: Noun, record_id: str, body: str, ask: RecordParams) -> list[str]:
    """Values for a record's Link header that lead to other versions of it (RFC 5829).

    `body` is its JSON in the state that was asked for. A successor is there only where it changed since, and none of
    all this in another coding, which has no history.
    """
    if ask.coding in ask.edition().values():
        return []
    address_now, version = address(noun, record_id), version_of(body)
    links = [f'<{address_now}/history>; rel="version-history"']
    if version > 1:
        links.append(f'<{address_now}?version={version - 1}>; rel="predecessor-version"')
    if ask.pinned():
        links.append(f'<{address_now}>; rel="latest-version"')
        async with present.reading() as reading:
            statement = present.statement((noun, "latest"), memory.latest, noun)
            [(latest,)] = await reading.rows(statement, {"record_id": record_id})
        if latest > version:
            links.append(f'<{address_now}?version={version + 1}>; rel="successor-version"')
    return links


def version_of(body: str) -> int:
    """The version of a record as its JSON has it."""
    # No text can hold this: its quotes are escaped. To parse a claim takes a hundred times as long.
    found = _VERSION.search(body)
    assert found
    return int(found[1])


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
    latest = version_of(await record(db, reading, noun, record_id))
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
