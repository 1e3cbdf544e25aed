"""What the table of each noun has in its columns: references as ids, several values in a cell joined by “; ”."""

from collections.abc import Mapping
from typing import Any

from app.formats import Record
from app.formats.cells import SEVERAL, Cell, Column, Columns, join
from app.records.actors import ActorRecord
from app.records.claims import ClaimRecord
from app.records.grievances import GrievanceRecord
from app.records.relations import RelationRecord
from app.records.sources import SourceRecord
from app.records.topics import TopicRecord
from app.vocabulary import Noun, Role

Table = Mapping[str, Column]


def _sources() -> Table:
    of = Columns(SourceRecord)
    return {
        **of.plain("id", "url", "title"),
        "authors": of.joined("authors", _name),
        **of.plain("container_title", "publisher", "issued", "language", "genre", "location"),
        **of.plain("text_sha256", "characters", "words"),
        "rights_statement": of.within("rights", "statement"),
        "text_policy": of.within("rights", "text_policy"),
        "claim_count": of.within("counts", "claims"),
        "grievance_count": of.within("counts", "grievances"),
        "actor_count": of.within("counts", "actors"),
        **_versioned(of),
    }


def _actors() -> Table:
    of = Columns(ActorRecord)
    return {
        **of.plain("id", "url", "name", "kind"),
        "aliases": of.each("aliases", "name"),
        "parent": of.ref("parent", Noun.ACTORS),
        "positions": of.joined("positions", _post),
        "same_as": of.joined("same_as"),
        **of.plain("iso3166", "description"),
        "claim_count": of.within("counts", "claims"),
        "grievance_count": of.within("counts", "grievances"),
        **_versioned(of),
    }


def _claims() -> Table:
    of = Columns(ClaimRecord)
    return {
        **of.plain("id", "url"),
        "source": of.ref("source", Noun.SOURCES),
        **of.plain("text", "kind", "attribution_sentence"),
        **_quotes(of),
        "speakers": of.refs("speakers"),
        "voices": of.joined("attribution", lambda step: step["voice"]["id"], "voice"),
        "directness": of.each("attribution", "directness"),
        "cues": of.joined("attribution", lambda step: step["cue"] and step["cue"]["exact"], "cue"),
        **of.plain("author_stance"),
        **{role.value: _in_role(role) for role in Role},
        "topics": of.refs("topics"),
        **of.plain("polarity", "modality"),
        "hedges": of.each("hedges", "exact"),
        "condition": of.within("condition", "text"),
        **of.span("condition_words", "condition", "span"),
        **of.plain("ironic", "said", "about"),
        "grievances": of.refs("grievances"),
        "relations": of.joined("relations", _link),
        **of.plain("status", "curator_note"),
        **_versioned(of),
    }


def _grievances() -> Table:
    of = Columns(GrievanceRecord)
    return {
        **of.plain("id", "url"),
        "source": of.ref("source", Noun.SOURCES),
        **of.plain("text"),
        "holder": of.ref("holder", Noun.ACTORS),
        "target": of.ref("target", Noun.ACTORS),
        "topics": of.refs("topics"),
        **of.plain("explicitness", "intensity"),
        **of.span("cue", "cue"),
        **_quotes(of),
        **{name: of.refs(name) for name in ("voiced_by", "evidence", "remedies", "reciprocal_of")},
        "relations": of.joined("relations", _link),
        **of.plain("status", "curator_note"),
        **_versioned(of),
    }


def _relations() -> Table:
    of = Columns(RelationRecord)
    return {
        **of.plain("id", "url"),
        "source": of.ref("source", Noun.SOURCES),
        **of.plain("type"),
        # `from` and `to` alone are words of SQL.
        "from_type": of.within("from", "type"),
        "from_id": of.within("from", "id"),
        "to_type": of.within("to", "type"),
        "to_id": of.within("to", "id"),
        **of.span("marker", "marker"),
        **_versioned(of),
    }


def _topics() -> Table:
    of = Columns(TopicRecord)
    return {
        **of.plain("id", "url", "label", "definition"),
        "parent": of.ref("parent", Noun.TOPICS),
        **of.plain("example"),
        "claim_count": of.within("counts", "claims"),
        "grievance_count": of.within("counts", "grievances"),
        **_versioned(of),
    }


def _versioned(of: Columns) -> Table:
    return {**of.moments("created", "updated"), **of.plain("version")}


def _quotes(of: Columns) -> Table:
    parts = {"": "exact", "_start": "start", "_end": "end", "_paragraph": "paragraph", "_sentence": "sentence"}
    return {f"quotes{suffix}": of.each("quotes", part) for suffix, part in parts.items()}


def _in_role(role: Role) -> Column:
    def actors(record: Record) -> Cell:
        return join(each["actor"]["id"] for each in record["actors"] if each["role"] == role)

    return Column(actors, f"Who has the part of {role.value} in it.{SEVERAL}")


def _name(author: Record) -> str:
    return ", ".join(filter(None, (author["family"], author["given"])))


def _post(position: Record) -> str:
    where: Any = position["organisation"]
    return ", ".join(filter(None, (position["title"], where["label"] if isinstance(where, Mapping) else where)))


def _link(relation: Record) -> str:
    return f"{relation['direction']} {relation['type']} {relation['other']['id']}"


COLUMNS: Mapping[Noun, Table] = {
    Noun.SOURCES: _sources(),
    Noun.ACTORS: _actors(),
    Noun.CLAIMS: _claims(),
    Noun.GRIEVANCES: _grievances(),
    Noun.RELATIONS: _relations(),
    Noun.TOPICS: _topics(),
}
"""The columns of each noun's table, in order."""
