"""One record written, changed or taken away: by its noun's rules, under the tag it was read with, as a revision."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import Connection, select

from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.checking import Placed
from app.drafts.claims import ClaimDraft
from app.drafts.desk import DraftFault
from app.drafts.grievances import GrievanceDraft
from app.drafts.refusals import refusals
from app.drafts.relations import RelationDraft, id_of_parts
from app.drafts.rewritten import rewritten
from app.drafts.sources import SourceDraft
from app.drafts.topics import TopicDraft
from app.erasing import erase, referring
from app.memory import Edit, deleted, deletion
from app.models import Representation, table
from app.one_record import tombstone
from app.problems import (
    Conflict,
    Fault,
    InvalidRequest,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    fault,
)
from app.records.facts import address
from app.text.words import slug
from app.values import SLUG_LENGTH
from app.vocabulary import Noun
from app.writing import write

DRAFTS: Mapping[Noun, type[Draft]] = {
    each.noun: each for each in (SourceDraft, ActorDraft, ClaimDraft, GrievanceDraft, RelationDraft, TopicDraft)
}
_NAMED = ("text", "title", "name", "label")
"""What an id is made of where none is given."""
_LONGEST = SLUG_LENGTH - 10
"""What is kept of an id before a number."""

Written = dict[str, Any]


def create(db: Connection, noun: Noun, written: Written, edit: Edit) -> tuple[str, str]:
    """Write a new record. Returns its id and its JSON. Raises InvalidRequest or Conflict."""
    if written.get("id") is None:
        written = {**written, "id": _free_id(db, noun, written)}
    draft = _draft(noun, written)
    if _present(db, noun, draft.id) is not None:
        wrong = fault("body", "id", draft.id, f"a {noun.singular} has this id")
        raise Conflict(f"There is a {noun.singular} “{draft.id}” already.", [wrong])
    return draft.id, _written(db, draft, edit)


def replace(db: Connection, noun: Noun, record_id: str, written: Written, tags: str | None, edit: Edit) -> str:
    """Write a record anew. Returns its JSON."""
    held(db, noun, record_id, tags)
    return _written(db, _draft(noun, _under(record_id, written)), edit)


def patch(db: Connection, noun: Noun, record_id: str, merged: Written, tags: str | None, edit: Edit) -> str:
    """Change some of a record by a JSON Merge Patch (RFC 7396) of what is written. Returns its JSON."""
    body = held(db, noun, record_id, tags)
    written = merge(rewritten(db, noun, body), merged)
    return _written(db, _draft(noun, _under(record_id, written)), edit)


def take_away(
    db: Connection, noun: Noun, record_id: str, tags: str | None, edit: Edit, replaced_by: str | None
) -> None:
    """Leave a tombstone in a record's place. Raises Conflict where others refer to it."""
    held(db, noun, record_id, tags)
    present = table(Representation).c
    key = db.execute(select(present.key).where(present.noun == noun.value, present.id == record_id)).scalar_one()
    others = referring(db, key)
    if others:
        errors = [fault("path", "id", address(of, other), f"this {of.singular} refers to it") for of, other in others]
        raise Conflict(f"Others refer to the {noun.singular} “{record_id}”.", errors)
    if replaced_by == record_id:
        raise InvalidRequest.of([fault("query", "replaced_by", replaced_by, "nothing takes its own place")])
    if replaced_by is not None and _present(db, noun, replaced_by) is None:
        raise InvalidRequest.of([fault("query", "replaced_by", replaced_by, f"no {noun.singular} has this id")])
    erase(db, DRAFTS[noun], key, edit, replaced_by)


def tag_of(body: str) -> str:
    """The strong tag under which a record's JSON is answered."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def held(db: Connection, noun: Noun, record_id: str, tags: str | None) -> str:
    """The JSON of a record that is there and has one of these tags.

    Raises NotFound, Gone, PreconditionRequired or PreconditionFailed.
    """
    body = _present(db, noun, record_id)
    if body is None:
        gone = db.execute(deletion(noun), {"record_id": record_id}).first()
        if gone is not None:
            raise tombstone(noun, record_id, *gone)
        raise NotFound(f"No {noun.singular} has the id “{record_id}”.", [fault("path", "id", record_id, "no such id")])
    if tags is None:
        raise PreconditionRequired("Send If-Match with the tag under which the record was read.")
    if tags.strip() != "*" and tag_of(body) not in (each.strip() for each in tags.split(",")):
        wrong = fault("header", "If-Match", tags, "the record has changed since", allowed=tag_of(body))
        raise PreconditionFailed(f"The {noun.singular} “{record_id}” has changed; read it again.", [wrong])
    return body


def merge(target: Any, merged: Any) -> Any:
    """A JSON Merge Patch applied, as RFC 7396 has it."""
    if not isinstance(merged, dict):
        return merged
    made = dict(target) if isinstance(target, dict) else {}
    for name, value in merged.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = merge(made.get(name), value)
    return made


def _present(db: Connection, noun: Noun, record_id: str) -> str | None:
    stored = table(Representation).c
    query = select(stored.body).where(stored.noun == noun.value, stored.id == record_id)
    body: str | None = db.execute(query).scalar_one_or_none()
    return body


def _under(record_id: str, written: Written) -> Written:
    if written.get("id", record_id) != record_id:
        raise InvalidRequest.of([fault("body", "id", written["id"], "an id never changes", allowed=record_id)])
    return {**written, "id": record_id}


def _free_id(db: Connection, noun: Noun, written: Written) -> str:
    """An id of the record's words, numbered where it was given before."""
    words = next((value for name in _NAMED if isinstance(value := written.get(name), str)), noun.singular)
    made = id_of_parts(written) if noun is Noun.RELATIONS else slug(words)
    tried, number = made, 1
    nouns = (Noun.CLAIMS, Noun.GRIEVANCES) if noun in (Noun.CLAIMS, Noun.GRIEVANCES) else (noun,)
    while any(_present(db, each, tried) is not None or deleted(db, each, [tried]) for each in nouns):
        number += 1
        tried = f"{made[:_LONGEST].rstrip('-')}-{number}"
    return tried


def _draft(noun: Noun, written: Written) -> Draft:
    try:
        return DRAFTS[noun].model_validate(written)
    except ValidationError as error:
        raise InvalidRequest.of([_as_fault(found) for found in refusals(error, DRAFTS[noun])]) from None


def _written(db: Connection, draft: Draft, edit: Edit) -> str:
    outcome = write(db, [Placed(draft, ())], edit=edit)
    if outcome.faults:
        raise InvalidRequest.of([_as_fault(found) for _, found in outcome.faults])
    body = _present(db, draft.noun, draft.id)
    assert body is not None
    return body


def _as_fault(found: DraftFault) -> Fault:
    name = ".".join(str(part) for part in found.path)
    return fault("body", name, found.value, found.message, allowed=found.allowed, did_you_mean=found.did_you_mean)


def read_object(body: bytes) -> Written:
    """A request's body as a JSON object. Raises InvalidRequest."""
    try:
        given = orjson.loads(body)
    except ValueError as error:
        raise InvalidRequest.of([fault("body", "", None, f"not JSON in UTF-8: {error}")]) from None
    if not isinstance(given, dict):
        raise InvalidRequest.of([fault("body", "", None, "not a JSON object")])
    return given
