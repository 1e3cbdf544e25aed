"""What people are shown of a record, in whatever form: its title, its words, and the fields that carry information."""

from collections.abc import Callable, Mapping

from app.formats import Record
from app.formats.facts import (
    Fact,
    Quote,
    Shown,
    Value,
    dates,
    in_marks,
    in_role,
    plain,
    ref,
    refs_of,
    said,
    telling,
    words_of,
)
from app.formats.shown_entities import actor, source, topic
from app.vocabulary import ClaimStatus, Noun, Polarity, Role


def shown(noun: Noun, record: Record) -> Shown:
    return _SHOWN[noun](record)


def _claim(record: Record) -> Shown:
    word, refs = words_of(Noun.CLAIMS, record), refs_of(record)
    condition = record["condition"]
    marked = [("conditional", condition), ("ironic", record["ironic"])]
    return Shown(
        title=record["text"],
        lead=record["attribution_sentence"],
        quotes=[_quote(span) for span in record["quotes"]],
        brief=[record["kind"], record["modality"], record["author_stance"], *(name for name, is_so in marked if is_so)],
        chain=[_step(step) for step in record["attribution"]],
        facts=telling(
            word("kind", "Kind"),
            word("author_stance", "Authors’ stance"),
            word("modality", "Modality"),
            word("polarity", "Polarity", usual=Polarity.AFFIRMED),
            said("Hedges", record["hedges"]),
            plain("Condition", condition["text"], in_marks(condition["span"])) if condition else Fact("Condition", []),
            plain("Irony", "said by irony or idiom" if record["ironic"] else None),
            refs("speakers", "Speakers"),
            *(in_role(record, role) for role in Role),
            refs("topics", "Topics"),
            dates("Said", record["said"]),
            dates("Speaks of", record["about"]),
            refs("grievances", "Grievances"),
            word("status", "Status", usual=ClaimStatus.ACCEPTED),
            refs("source", "Source"),
        ),
        relations=record["relations"],
        note=record["curator_note"],
    )


def _grievance(record: Record) -> Shown:
    word, refs = words_of(Noun.GRIEVANCES, record), refs_of(record)
    target = record["target"]["label"] if record["target"] else "nobody named"
    intensity = f"{record['intensity']} of 3"
    return Shown(
        title=record["text"],
        lead=f"{record['holder']['label']} → {target}",
        quotes=[_quote(span) for span in record["quotes"]],
        brief=[record["explicitness"], f"intensity {intensity}", record["status"]],
        facts=telling(
            refs("holder", "Holder"),
            refs("target", "Target"),
            refs("voiced_by", "Voiced by"),
            refs("topics", "Topics"),
            word("explicitness", "Explicitness"),
            plain("Intensity", intensity),
            said("Cue", [record["cue"]]),
            word("status", "Status"),
            refs("evidence", "Evidence"),
            refs("remedies", "Remedies"),
            refs("reciprocal_of", "Reciprocal of"),
            refs("source", "Source"),
        ),
        relations=record["relations"],
        note=record["curator_note"],
    )


def _relation(record: Record) -> Shown:
    word, refs = words_of(Noun.RELATIONS, record), refs_of(record)
    return Shown(
        title=f"{record['from']['label']} → {record['type']} → {record['to']['label']}",
        quotes=[_quote(record["marker"])] if record["marker"] else [],
        facts=telling(refs("from", "From"), word("type", "Type"), refs("to", "To"), refs("source", "Source")),
    )


_SHOWN: Mapping[Noun, Callable[[Record], Shown]] = {
    Noun.SOURCES: source,
    Noun.ACTORS: actor,
    Noun.CLAIMS: _claim,
    Noun.GRIEVANCES: _grievance,
    Noun.RELATIONS: _relation,
    Noun.TOPICS: topic,
}


def _quote(span: Record) -> Quote:
    where = f"paragraph {span['paragraph']}, sentence {span['sentence']}" if span["paragraph"] else "heading and byline"
    return Quote(span["exact"], span["prefix"], span["suffix"], where)


def _step(step: Record) -> Value:
    given = step["directness"]
    return ref(step["voice"], f"{given}, {in_marks(step['cue'])}" if step["cue"] else given)
