"""Claims, grievances and relations as JSON-LD."""

from collections.abc import Iterable, Mapping, Sequence

from app.formats import Export, Record
from app.formats.jsonld_terms import Node, date, each, heading, to, told, value, words
from app.vocabulary import ActorKind, AuthorStance, Directness, Noun, RelationDirection, RelationType

_PREDICATES: Mapping[str, str] = {
    **{of_type: f"voc:relation_type-{of_type}" for of_type in RelationType},
    RelationType.SUPPORTS: "cito:supports",
    # “Refutes” would say that it succeeds.
    RelationType.REBUTS: "cito:disputes",
    RelationType.QUALIFIES: "cito:qualifies",
    RelationType.ANSWERS: "cito:repliesTo",
}
"""CiTO's property where one means the same, else the codebook's own."""


NOT_ASSERTED = (AuthorStance.REJECTS, AuthorStance.DOUBTS)
"""What authors think of a claim that they set up themselves, and so do not make."""


def claim(record: Record, export: Export) -> Node:
    voices = [step["voice"] for step in record["attribution"]]
    return (
        heading(record, export, "prov:Entity")
        | _proposition(record, export)
        | _roles(record, export)
        | _quotes(record, export, _quoted_speaker(record, export))
        | _provenance(record, export, [*voices, *_makers(record)])
        | _chain(record, export)
        | _relations(record, export)
    )


def _proposition(record: Record, export: Export) -> Node:
    return told(
        {
            "text": record["text"],
            "description": record["attribution_sentence"],
            "appearance": to(export, record["source"]),
            "author": each(export, _agents(export, _makers(record))),
            "about": each(export, record["topics"]),
            "dateCreated": date(record["said"]),
            "temporalCoverage": date(record["about"]),
            **{f"voc:{name}": value(name, record[name]) for name in ("author_stance", "modality", "polarity")},
            "voc:claim_kind": value("claim_kind", record["kind"]),
            "voc:claim_status": value("claim_status", record["status"]),
            "voc:ironic": record["ironic"],
            "voc:hedge": [words(export, record["source"], span) for span in record["hedges"]],
            "voc:condition": _condition(record, export),
            "voc:grievance": each(export, record["grievances"]),
            "skos:note": record["curator_note"],
        }
    )


def _makers(record: Record) -> Sequence[Record]:
    """Who makes the claim: nobody, where the authors bring up what they do not think."""
    unmade = record["author_stance"] in NOT_ASSERTED and not record["attribution"]
    return [] if unmade else record["speakers"]


def _roles(record: Record, export: Export) -> Node:
    found: Node = {}
    for part in record["actors"]:
        found.setdefault(f"voc:role-{part['role']}", []).append(to(export, part["actor"]))
    return found


def _condition(record: Record, export: Export) -> Node | None:
    if record["condition"] is None:
        return None
    return {
        "@id": f"{export.iri(record['url'])}#condition",
        "@type": "Statement",
        "text": record["condition"]["text"],
        "voc:words": words(export, record["source"], record["condition"]["span"]),
    }


def _quotes(record: Record, export: Export, speaker: Node | None = None) -> Node:
    """Each quote is a quotation from the source, and an annotation of its words with the record."""
    address, source = export.iri(record["url"]), to(export, record["source"])
    quotations = [
        told(
            {
                "@id": f"{address}#quote-{number}",
                "@type": ["Quotation", "oa:Annotation", "prov:Entity"],
                "text": span["exact"],
                "isBasedOn": source,
                "spokenByCharacter": speaker,
                "prov:wasQuotedFrom": source,
                "oa:motivatedBy": {"@id": "oa:describing"},
                "oa:hasBody": {"@id": address},
                "oa:hasTarget": words(export, record["source"], span),
            }
        )
        for number, span in enumerate(record["quotes"], start=1)
    ]
    return told({"prov:wasDerivedFrom": quotations})


def _quoted_speaker(record: Record, export: Export) -> Node | None:
    """Whose very words the quotes are, where it is somebody other than the authors."""
    if not record["attribution"] or record["attribution"][-1]["directness"] != Directness.DIRECT:
        return None
    return to(export, record["attribution"][-1]["voice"])


def _provenance(record: Record, export: Export, voices: Iterable[Record]) -> Node:
    """Who answers for it, and the documents it is known from."""
    different = list({voice["id"]: voice for voice in voices}.values())
    documents = [voice for voice in different if _is_document(export, voice)]
    return told(
        {
            "prov:wasAttributedTo": each(export, _agents(export, different)),
            "prov:hadPrimarySource": each(export, documents),
        }
    )


def _chain(record: Record, export: Export) -> Node:
    """The steps of the chain of voices with their order, directness and cue, which plain attribution can't say."""
    found: Node = {}
    for position, step in enumerate(record["attribution"], start=1):
        document = _is_document(export, step["voice"])
        qualified, of_class, by = _QUALIFIED[document]
        node = {
            "@id": f"{export.iri(record['url'])}#voice-{position}",
            "@type": of_class,
            by: to(export, step["voice"]),
            "position": position,
            "voc:directness": value("directness", step["directness"]),
            "voc:cue": words(export, record["source"], step["cue"]),
        }
        found.setdefault(qualified, []).append(told(node))
    return found


_QUALIFIED = {
    False: ("prov:qualifiedAttribution", "prov:Attribution", "prov:agent"),
    True: ("prov:qualifiedPrimarySource", "prov:PrimarySource", "prov:entity"),
}


def _agents(export: Export, voices: Iterable[Record]) -> list[Record]:
    return [voice for voice in voices if not _is_document(export, voice)]


def _is_document(export: Export, voice: Record) -> bool:
    return bool(export.find(Noun.ACTORS, voice["id"])["kind"] == ActorKind.DOCUMENT)


def _relations(record: Record, export: Export) -> Node:
    out: Node = {}
    reverse: Node = {}
    for link in record["relations"]:
        side = out if link["direction"] == RelationDirection.OUT else reverse
        side.setdefault(_PREDICATES[link["type"]], []).append(to(export, link["other"]))
    return {**out, "@reverse": reverse} if reverse else out


def grievance(record: Record, export: Export) -> Node:
    return (
        heading(record, export, "voc:Grievance", "prov:Entity")
        | _complaint(record, export)
        | _quotes(record, export)
        | _provenance(record, export, record["voiced_by"])
        | _relations(record, export)
    )


def _complaint(record: Record, export: Export) -> Node:
    return told(
        {
            "text": record["text"],
            "isBasedOn": to(export, record["source"]),
            "about": each(export, record["topics"]),
            "voc:holder": to(export, record["holder"]),
            "voc:target": to(export, record["target"]) if record["target"] else None,
            "voc:explicitness": value("explicitness", record["explicitness"]),
            "voc:intensity": record["intensity"],
            "voc:cue": words(export, record["source"], record["cue"]),
            "voc:grievance_status": value("grievance_status", record["status"]),
            "voc:reciprocal_of": each(export, record["reciprocal_of"]),
            "cito:citesAsEvidence": each(export, record["evidence"]),
            "cito:citesAsPotentialSolution": each(export, record["remedies"]),
            "skos:note": record["curator_note"],
        }
    )


def relation(record: Record, export: Export) -> Node:
    """The link itself, and as CiTO's citation what can be said of it."""
    predicate = _PREDICATES[record["type"]]
    citing, cited = to(export, record["from"]), to(export, record["to"])
    return heading(record, export) | told(
        {
            "isBasedOn": to(export, record["source"]),
            "cito:hasCitingEntity": {**citing, predicate: cited},
            "cito:hasCitedEntity": cited,
            "cito:hasCitationCharacterization": {"@id": predicate},
            "voc:relation_type": value("relation_type", record["type"]),
            "voc:marker": words(export, record["source"], record["marker"]),
        }
    )
