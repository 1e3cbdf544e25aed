"""What people are shown of sources, actors and topics."""

from collections.abc import Mapping

from app.formats import Record
from app.formats.facts import (
    Fact,
    Quote,
    Shown,
    Value,
    address,
    counted,
    counts,
    dates,
    in_words,
    plain,
    refs_of,
    telling,
    words_of,
)
from app.vocabulary import Noun, TextPolicy


def actor(record: Record) -> Shown:
    word, refs = words_of(Noun.ACTORS, record), refs_of(record)
    return Shown(
        title=record["name"],
        lead=record["description"],
        brief=[record["kind"], *(alias["name"] for alias in record["aliases"])],
        facts=telling(
            word("kind", "Kind"),
            Fact("Also called", [Value(alias["name"], aside=alias["kind"]) for alias in record["aliases"]]),
            refs("parent", "Part of"),
            Fact("Positions", [_position(each) for each in record["positions"]]),
            plain("Country code", record["iso3166"]),
            Fact("The same as", [address(url) for url in record["same_as"]]),
            *counts(record, "actor"),
        ),
    )


def topic(record: Record) -> Shown:
    return Shown(
        title=record["label"],
        lead=record["definition"],
        quotes=[Quote(record["example"])] if record["example"] else [],
        brief=counted(record),
        facts=telling(
            refs_of(record)("parent", "Wider"),
            Fact("Narrower", [Value("topics below it, if any", f"/v1/topics?parent={record['id']}")]),
            *counts(record, "topic"),
        ),
    )


def source(record: Record) -> Shown:
    rights, location, url = record["rights"], record["location"], record["url"]
    served = [Value("the text", f"{url}/text")] if rights["text_policy"] == TextPolicy.FULL else []
    reading = [*served, Value("sentence by sentence", f"{url}/segments"), Value("what is uncoded", f"{url}/coverage")]
    return Shown(
        title=record["title"],
        lead=byline(record),
        brief=counted(record),
        facts=telling(
            Fact("Authors", [_author(each) for each in record["authors"]]),
            plain("In", record["container_title"]),
            plain("Publisher", record["publisher"]),
            dates("Published", record["issued"]),
            plain("Genre", record["genre"]),
            plain("Language", record["language"]),
            Fact("Found at", [address(location)] if location else []),
            plain("Rights", rights["statement"]),
            plain("Length", f"{record['words']} words", f"{record['characters']} characters"),
            plain("SHA-256 of the text", record["text_sha256"]),
            Fact("Read", reading),
            *counts(record, "source"),
        ),
    )


def byline(source: Record) -> str:
    """“Richard J. Samuels and James L. Schoff, International Herald Tribune, 2009-01-23”."""
    names = " and ".join(_name(author) for author in source["authors"])
    found = source["container_title"] or source["publisher"]
    return ", ".join(filter(None, (names, found, in_words(source["issued"]))))


def _name(author: Record) -> str:
    return " ".join(filter(None, (author["given"], author["family"])))


def _author(author: Record) -> Value:
    return Value(_name(author), author["actor"] and author["actor"]["url"], author["affiliation"])


def _position(position: Record) -> Value:
    where, held = position["organisation"], f"{position['from'] or '..'}/{position['to'] or '..'}"
    is_actor = isinstance(where, Mapping)
    organisation = where["label"] if is_actor else where
    return Value(
        ", ".join(filter(None, (position["title"], organisation))),
        where["url"] if is_actor else None,
        in_words(held) if position["from"] or position["to"] else None,
    )
