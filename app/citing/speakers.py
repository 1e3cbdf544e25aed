"""Who speaks in a source besides its authors."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.citing.reference import Find, Record, source_of
from app.vocabulary import ActorKind, AliasKind, Directness, Noun


@dataclass(frozen=True, slots=True)
class Speaker:
    """One who speaks: in brackets by a short name, in a note by the whole."""

    short: str
    whole: str


@dataclass(frozen=True, slots=True)
class Speakers:
    """Those whose claim or grievance it is, and whether the source gives their own words."""

    names: Sequence[Speaker]
    quoted: bool


def speakers(record: Record, noun: Noun, find: Find) -> Speakers | None:
    """Those besides the authors whose claim it is or who voice the grievance; None where there are none."""
    said_by = {Noun.CLAIMS: "speakers", Noun.GRIEVANCES: "voiced_by"}.get(noun)
    if said_by is None:
        return None
    authors = {each["actor"]["id"] for each in source_of(record, noun, find)["authors"] if each["actor"]}
    others = [find(Noun.ACTORS, each["id"]) for each in record[said_by] if each["id"] not in authors]
    return Speakers([Speaker(_short(each), each["name"]) for each in others], _quoted(record)) if others else None


def _short(actor: Record) -> str:
    if actor["kind"] == ActorKind.PERSON:
        for alias in actor["aliases"]:
            if alias["kind"] == AliasKind.SHORT:
                return str(alias["name"])
    return str(actor["name"])


def _quoted(record: Record) -> bool:
    """Whether the innermost voice's own words are given."""
    chain = record.get("attribution")
    return bool(chain and chain[-1]["directness"] in (Directness.DIRECT, Directness.MIXED))
