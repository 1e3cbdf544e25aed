"""Every record of the article: its keys, its proof, its references, and what it must agree on with other records."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db import Database
from app.records.wording import RECORDS
from app.text.spans import CONTEXT
from app.vocabulary import Noun
from tests.bundling import bodies
from tests.conftest import SOURCE
from tests.oracle import NOUNS, STATEMENTS, World, world_of
from tests.oracle_texts import references

HEAD = {"id", "url", "created", "updated", "version"}
KEYS = {
    "sources": "title authors container_title publisher issued language genre location rights text_sha256 characters "
    "words counts",
    "actors": "name kind aliases parent positions same_as iso3166 description counts",
    "claims": "source text kind quotes speakers attribution author_stance actors topics polarity modality hedges "
    "condition ironic said about grievances relations status curator_note attribution_sentence",
    "grievances": "source text holder target topics explicitness intensity cue quotes voiced_by evidence remedies "
    "reciprocal_of relations status curator_note",
    "relations": "source type from to marker",
    "topics": "label definition parent example counts",
}
PARTS = {
    ("sources", "authors"): {"family", "given", "affiliation", "actor"},
    ("sources", "rights"): {"statement", "text_policy"},
    ("sources", "counts"): {"claims", "grievances", "actors"},
    ("actors", "aliases"): {"name", "kind"},
    ("actors", "positions"): {"title", "organisation", "from", "to"},
    ("actors", "counts"): {"claims", "grievances"},
    ("claims", "attribution"): {"voice", "directness", "cue"},
    ("claims", "actors"): {"role", "actor"},
    ("claims", "condition"): {"text", "span"},
    ("claims", "relations"): {"type", "direction", "other", "marker"},
    ("grievances", "relations"): {"type", "direction", "other", "marker"},
    ("relations", "from"): {"type", "id", "label", "url"},
    ("relations", "to"): {"type", "id", "label", "url"},
    ("topics", "counts"): {"claims", "grievances"},
}
SPAN = {"exact", "prefix", "suffix", "start", "end", "utf16_start", "utf16_end", "paragraph", "sentence"}


@pytest.fixture(scope="module")
def world(client: TestClient) -> World:
    return world_of(client)


@pytest.fixture(scope="module")
def text(client: TestClient) -> str:
    return client.get(f"/v1/sources/{SOURCE}/text").text


@pytest.mark.parametrize("noun", NOUNS)
def test_every_key_is_always_present(world: World, noun: str) -> None:
    assert world.records[noun]
    for record in world.records[noun]:
        assert set(record) == HEAD | set(KEYS[noun].split())
        for (of, name), keys in PARTS.items():
            value = record[name] if of == noun else []
            for part in value if isinstance(value, list) else [value]:
                assert part is None or set(part) == keys


@pytest.mark.parametrize("noun", NOUNS)
def test_headings(world: World, noun: str) -> None:
    ids = world.ids(noun)
    assert len(ids) == len(set(ids))
    for record in world.records[noun]:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", record["id"])
        assert (len(record["id"]) <= 100, record["url"]) == (True, f"/v1/{noun}/{record['id']}")
        assert record["version"] == 1
        for moment in (record["created"], record["updated"]):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", moment)
            assert datetime.fromisoformat(moment).tzname() == "UTC"


@pytest.mark.parametrize("noun", NOUNS)
def test_a_record_alone_is_as_in_the_list(client: TestClient, world: World, noun: str) -> None:
    for record in world.records[noun]:
        assert client.get(record["url"]).json() == record


def test_references_resolve_and_show_the_label(client: TestClient, world: World) -> None:
    shown = {"sources": "title", "actors": "name", "topics": "label"}
    refs = {(ref["url"], ref["id"], ref["label"]) for ref in references(world.records)}
    assert len(refs) == len(world.labels)
    for url, record_id, label in sorted(refs):
        record = client.get(url).json()
        noun = url.split("/")[2]
        assert (record["id"], record["url"]) == (record_id, url)
        if noun in shown:
            assert record[shown[noun]] == label
        else:
            assert record["text"].startswith(label.removesuffix("…"))
            assert label.endswith("…") == (record["text"] != label)


def test_every_span_is_proved(world: World, text: str) -> None:
    spans = list(world.spans())
    assert spans
    for span in spans:
        start, end = span["start"], span["end"]
        assert set(span) == SPAN
        assert text[start:end] == span["exact"] != ""
        assert (span["prefix"], span["suffix"]) == (text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
        assert span["utf16_start"] == len(text[:start].encode("utf-16-le")) // 2
        assert span["utf16_end"] == len(text[:end].encode("utf-16-le")) // 2
    assert CONTEXT == 32


def test_every_statement_is_quoted(world: World) -> None:
    assert [record["id"] for noun in STATEMENTS for record in world.records[noun] if not record["quotes"]] == []


def test_who_says_a_claim(world: World) -> None:
    authors = [author["actor"] for author in world.records["sources"][0]["authors"]]
    for claim in world.records["claims"]:
        voices = [step["voice"] for step in claim["attribution"]]
        assert claim["speakers"] == (voices[-1:] or authors), claim["id"]
        assert all(step["directness"] != "authorial" for step in claim["attribution"])


def test_attribution_sentences(world: World) -> None:
    for claim in world.records["claims"]:
        sentence = claim["attribution_sentence"]
        assert re.fullmatch(r"Samuels and Schoff \(2009\) \S.*[^.]\.", sentence), sentence
        assert sentence.endswith(claim["text"].rstrip(".")[1:] + "."), sentence
        assert "  " not in sentence
    assert len({claim["attribution_sentence"] for claim in world.records["claims"]}) == len(world.records["claims"])


def test_grievances_of_a_claim_are_those_it_shows_or_would_meet(world: World) -> None:
    linked: dict[str, set[str]] = {claim_id: set() for claim_id in world.ids("claims")}
    for grievance in world.records["grievances"]:
        for ref in (*grievance["evidence"], *grievance["remedies"]):
            linked[ref["id"]].add(grievance["id"])
    for claim in world.records["claims"]:
        shown = [ref["id"] for ref in claim["grievances"]]
        assert (set(shown), len(shown)) == (linked[claim["id"]], len(linked[claim["id"]]))
    assert any(linked.values())


def test_relations_stand_at_both_their_ends(world: World) -> None:
    shown: Counter[tuple[Any, ...]] = Counter()
    for noun in STATEMENTS:
        for record in world.records[noun]:
            for link in record["relations"]:
                ends = (record["id"], link["other"]["id"])
                marker = link["marker"] and link["marker"]["start"]
                shown[
                    link["direction"], link["type"], *(ends if link["direction"] == "out" else ends[::-1]), marker
                ] += 1
    stated: Counter[tuple[Any, ...]] = Counter()
    for relation in world.records["relations"]:
        marker = relation["marker"] and relation["marker"]["start"]
        for end in ("from", "to"):
            assert relation[end]["url"] == f"/v1/{relation[end]['type']}s/{relation[end]['id']}"
        for direction in ("out", "in"):
            stated[direction, relation["type"], relation["from"]["id"], relation["to"]["id"], marker] += 1
    assert shown == stated


def test_reciprocal_grievances_name_each_other(world: World) -> None:
    pairs = {(each["id"], ref["id"]) for each in world.records["grievances"] for ref in each["reciprocal_of"]}
    assert pairs
    assert pairs == {(other, one) for one, other in pairs}
    assert all(one != other for one, other in pairs)


@pytest.mark.parametrize(
    ("noun", "filter", "counted"),
    [
        ("sources", "source", ("claims", "grievances", "actors")),
        ("actors", "actor", STATEMENTS),
        ("topics", "topic", STATEMENTS),
    ],
)
def test_counts_are_the_totals_of_the_lists(
    client: TestClient, world: World, noun: str, filter: str, counted: tuple[str, ...]
) -> None:
    for record in world.records[noun]:
        totals = {of: client.get(f"/v1/{of}?{filter}={record['id']}&limit=1").json()["total"] for of in counted}
        assert record["counts"] == totals, record["id"]


@pytest.mark.parametrize("noun", NOUNS)
def test_an_unknown_id_is_not_found_and_names_the_nearest(client: TestClient, world: World, noun: str) -> None:
    right = next(record_id for record_id in world.ids(noun) if 9 < len(record_id) < 90)
    answer = client.get(f"/v1/{noun}/{right}x")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert (error["in"], error["name"], error["value"], error["did_you_mean"]) == ("path", "id", f"{right}x", right)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_built_has_just_the_shape_that_is_documented(database: Database, noun: str) -> None:
    for at, body in bodies(database).items():
        if at.startswith(f"/v1/{noun}/"):
            assert RECORDS[Noun(noun)].model_validate_json(body).model_dump_json() == body
