"""What became of citations: each status by real edits, over HTTP; and any edits against a model in plain Python."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import releases
from app.bundles.load import load
from app.db import Database
from app.text.letters import Letters, beginnings, folded, plain_beginnings
from tests.bundling import TEXT, Files
from tests.conftest import SOURCE, copied, everything, examples, migrated, settings_for
from tests.writers import JSON, changed, writing_to

Written = dict[str, Any]
OWED, WANTED = "/v1/claims/ships-owed", "/v1/claims/ships-wanted"
CITED = {"id": "ships-owed", "version": 1}
NAME = "2026-11"
TWICE = "the king insists"
LONGER = TEXT + f"\nNobody cares that {TWICE}.\n"


def quarrel(folder: Path) -> Path:
    """The small bundle, in whose text some words stand twice."""
    files = Files()
    files.others["sources/quarrel/text.txt"] = LONGER
    files.add("uncoded", "{sentence: Nobody cares that, reason: It tells of nobody.}")
    return files.write(folder)


@pytest.fixture(scope="module")
def quarrel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small bundle and a release of it; not to be written to."""
    folder = tmp_path_factory.mktemp("quarrel")
    database = migrated(folder / "claims.sqlite")
    assert load(database, quarrel(folder / "bundle")).faults == []
    releases.take(database, NAME)
    database.close()
    return folder / "claims.sqlite"


@pytest.fixture
def writer(quarrel_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """An editor's client of the small bundle."""
    with writing_to(Database(settings_for(copied(quarrel_file, tmp_path)))) as client:
        yield client


def checked(client: TestClient, *citations: Written) -> list[Written]:
    answer = client.post("/v1/check", json={"citations": citations}, headers={"Authorization": ""})
    assert answer.status_code == 200, answer.text
    items: list[Written] = answer.json()["items"]
    assert len(items) == len(citations)
    return items


def check(client: TestClient, **citation: Any) -> Written:
    [item] = checked(client, citation)
    return item


def edit(client: TestClient, path: str, **merged: Any) -> Written:
    answer = changed(client, path, merged)
    assert answer.status_code == 200, answer.text
    record: Written = answer.json()
    return record


def delete(client: TestClient, path: str, **told: str) -> None:
    answer = client.delete(path, params=told, headers={"If-Match": "*"})
    assert answer.status_code == 204, answer.text


def written(client: TestClient, noun: str, **record: Any) -> str:
    answer = client.post(f"/v1/{noun}", json=record)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def topic(client: TestClient, record_id: str) -> str:
    return written(client, "topics", id=record_id, label=record_id.title(), definition="D.")


def new_claim(client: TestClient, record_id: str, *quotes: str) -> str:
    like = client.get(WANTED).json()
    same = {name: like[name] for name in ("kind", "author_stance", "polarity", "modality", "text")}
    by = [{"voice": "king", "directness": "direct"}]
    parts = {"attribution": by, "actors": [{"role": "addressee", "actor": "southland"}], "topics": ["ships"]}
    return written(client, "claims", id=record_id, source="quarrel", quotes=list(quotes), **same, **parts)


# As it was cited


def test_an_answer_in_full(writer: TestClient) -> None:
    record = writer.get(OWED).json()
    ref = {"id": "ships-owed", "label": "Southland owes Northland ten ships.", "url": OWED}
    assert check(writer, **CITED, quote="owes it ten ships") == {
        "type": "claims",
        "id": "ships-owed",
        "url": OWED,
        "status": "unchanged",
        "cited": {"version": 1, "release": None, "url": f"{OWED}?version=1"},
        "present": {"version": 1, "label": ref["label"], "url": OWED},
        "changed": [],
        "quote": {"exact": "owes it ten ships", "status": "unchanged", "now": record["quotes"][0], "record": ref},
        "replaced_by": None,
        "message": "The claim “ships-owed” is as it was cited.",
        "did_you_mean": None,
    }


def test_a_citation_leads_to_what_was_cited(writer: TestClient) -> None:
    then = writer.get(OWED).content
    edit(writer, OWED, text="Southland owes ten ships.")
    for cited in ({"version": 1}, {"release": NAME}):
        item = check(writer, id="ships-owed", **cited)
        assert item["cited"]["version"] == 1
        assert writer.get(item["cited"]["url"]).content == then
        assert item["present"]["version"] == 2


@pytest.mark.parametrize("cited", [{"version": 1}, {"release": NAME}, {}])
def test_what_nobody_touched_is_unchanged(writer: TestClient, cited: Written) -> None:
    quoted = [
        {"type": noun, "id": record["id"], **cited, **({"quote": quote["exact"]} if quote else {})}
        for noun in ("sources", "actors", "claims", "grievances", "relations", "topics")
        for record in everything(writer, noun)
        for quote in [None, *record.get("quotes", []), *([record["marker"]] if record.get("marker") else [])]
    ]
    assert {(item["status"], item["cited"]["version"]) for item in checked(writer, *quoted)} == {("unchanged", 1)}


@pytest.mark.parametrize(
    "quote",
    ["OWES IT\n ten  ships", "“owes it ten ships”", "owes—it ten ships…", "it ten", "Southland owes", " ōwes it ", "…"],
)
def test_another_typist(writer: TestClient, quote: str) -> None:
    item = check(writer, **CITED, quote=quote)
    assert item["quote"]["exact"] == quote
    assert (item["status"], item["quote"]["status"]) == (("unchanged",) * 2 if quote != "…" else ("unknown",) * 2)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [("owes … ships", True), ("ships [...] owes", False), ("owes it ten ship", False), ("wes it ten ships", False)],
)
def test_parts_of_a_quote(writer: TestClient, quote: str, stands: bool) -> None:
    assert (check(writer, **CITED, quote=quote)["status"] == "unchanged") is stands


def test_the_name_of_another_record_is_no_change(writer: TestClient) -> None:
    edit(writer, "/v1/actors/northland", name="The North")
    edit(writer, "/v1/topics/ships", label="Vessels")
    now = writer.get(OWED).json()
    assert now != writer.get(f"{OWED}?release={NAME}").json()
    for record in ("claims/ships-owed", "grievances/northland-misses-ships", "topics/debts", "actors/king"):
        noun, record_id = record.split("/")
        item = check(writer, type=noun, id=record_id, release=NAME)
        assert (item["status"], item["changed"]) == ("unchanged", []), item


def test_how_many_speak_of_it_is_no_change(writer: TestClient) -> None:
    new_claim(writer, "another", "We want them back")
    assert writer.get("/v1/topics/ships").json()["counts"]["claims"] == 3
    assert check(writer, type="topics", id="ships", release=NAME)["status"] == "unchanged"


def test_what_others_say_of_it_is_a_change(writer: TestClient) -> None:
    written(writer, "relations", source="quarrel", type="rebuts", **{"from": "ships-wanted", "to": "ships-owed"})
    item = check(writer, id="ships-owed", release=NAME)
    assert (item["status"], item["changed"], item["present"]["version"]) == ("changed", ["relations"], 1)


# Other words, other places


def test_another_text(writer: TestClient) -> None:
    edit(writer, OWED, text="Southland owes ten ships.", modality="probable")
    item = check(writer, **CITED, quote="owes it ten ships")
    assert (item["status"], item["changed"], item["quote"]["status"]) == (
        "reworded",
        ["text", "modality"],
        "unchanged",
    )
    item = check(writer, **CITED, quote="Northland ten")
    assert (item["status"], item["quote"]["status"], item["quote"]["record"]) == ("reworded", "reworded", None)


def test_other_quotes(writer: TestClient) -> None:
    now = edit(writer, OWED, quotes=["Southland owes it ten", "It is late"])
    item = check(writer, **CITED)
    assert (item["status"], item["changed"], item["quote"]) == ("reworded", ["quotes"], None)
    quote = check(writer, **CITED, quote="owes it ten ships")["quote"]
    assert (quote["status"], quote["now"], quote["record"]) == ("reworded", now["quotes"][0], None)
    part = check(writer, **CITED, quote="owes it")
    assert (part["status"], part["quote"]["status"], part["quote"]["now"]) == ("reworded", "unchanged", quote["now"])


def test_quotes_in_another_order_have_the_same_words(writer: TestClient) -> None:
    edit(writer, OWED, quotes=["owes it ten ships", "It is late"])
    edit(writer, OWED, quotes=["It is late", "owes it ten ships"])
    item = check(writer, id="ships-owed", version=2)
    assert (item["status"], item["changed"]) == ("changed", ["quotes"])


def test_the_same_words_at_another_place(writer: TestClient) -> None:
    first, second = LONGER.find(TWICE), LONGER.rfind(TWICE)
    edit(writer, OWED, quotes=[{"exact": TWICE, "start": first}])
    edit(writer, OWED, quotes=[{"exact": TWICE, "start": second}])
    for quote in ({}, {"quote": TWICE}, {"quote": "King insists!"}):
        item = check(writer, id="ships-owed", version=2, **quote)
        assert (item["status"], item["changed"]) == ("moved", ["quotes"])
    assert (item["quote"]["status"], item["quote"]["now"]["start"]) == ("moved", second)
    assert check(writer, id="ships-owed", quote=TWICE)["status"] == "unchanged"
    both = edit(writer, OWED, quotes=[{"exact": TWICE, "start": second}, {"exact": TWICE, "start": first}])
    item = check(writer, id="ships-owed", version=2, quote=TWICE)
    assert (item["status"], item["quote"]["status"], item["quote"]["now"]) == (
        "reworded",
        "unchanged",
        both["quotes"][1],
    )


def test_the_words_of_another_record(writer: TestClient) -> None:
    edit(writer, OWED, quotes=["It is late"])
    new_claim(writer, "another", "Southland owes it ten ships")
    for cited in ({"version": 1}, {"release": NAME}, {}):
        item = check(writer, id="ships-owed", quote="owes it ten ships", **cited)
        assert (item["status"], item["quote"]["status"], item["quote"]["record"]["id"]) == ("moved", "moved", "another")
        assert (item["quote"]["now"]["exact"], item["cited"]["version"]) == ("Southland owes it ten ships", 1)
        assert item["message"] == "The quoted words now prove the claim “another”."


def test_the_words_of_another_noun_have_not_moved(writer: TestClient) -> None:
    edit(writer, OWED, quotes=["It is late"])
    assert check(writer, **CITED, quote="owes it ten ships")["status"] == "reworded"


# Other fields


def test_another_stance(writer: TestClient) -> None:
    edit(writer, OWED, author_stance="rejects")
    for cited in ({"version": 1}, {"release": NAME}):
        item = check(writer, id="ships-owed", quote="owes it ten ships", **cited)
        assert (item["status"], item["changed"]) == ("changed", ["author_stance"])
        assert item["message"] == "The words of the claim “ships-owed” are the same; what differs: author_stance."
    assert check(writer, id="ships-owed", quote="owes it ten ships")["status"] == "unchanged"
    edit(writer, OWED, author_stance="reports")
    assert check(writer, **CITED)["status"] == "unchanged"
    assert check(writer, id="ships-owed", version=2)["status"] == "changed"


@pytest.mark.parametrize(
    ("noun", "record_id", "merged", "status", "fields"),
    [
        ("grievances", "northland-misses-ships", {"intensity": 3}, "changed", ["intensity"]),
        ("grievances", "northland-misses-ships", {"target": "king"}, "changed", ["target"]),
        ("grievances", "northland-misses-ships", {"text": "It resents it."}, "reworded", ["text"]),
        ("actors", "king", {"parent": "southland"}, "changed", ["parent"]),
        ("actors", "king", {"name": "The Queen"}, "reworded", ["name"]),
        ("topics", "ships", {"example": "Ten ships."}, "changed", ["example"]),
        ("topics", "ships", {"definition": "Boats."}, "reworded", ["definition"]),
        ("sources", "quarrel", {"publisher": "A house"}, "changed", ["publisher"]),
        ("sources", "quarrel", {"title": "Quarrels"}, "reworded", ["title"]),
        ("relations", "ships-owed-supports-ships-wanted", {"type": "explains"}, "changed", ["type"]),
        ("relations", "ships-owed-supports-ships-wanted", {"marker": "It is late"}, "reworded", ["marker"]),
        ("relations", "ships-owed-supports-ships-wanted", {"marker": None}, "reworded", ["marker"]),
    ],
)
def test_every_noun(
    writer: TestClient, noun: str, record_id: str, merged: Written, status: str, fields: list[str]
) -> None:
    edit(writer, f"/v1/{noun}/{record_id}", **merged)
    for cited in ({"version": 1}, {"release": NAME}):
        item = check(writer, type=noun, id=record_id, **cited)
        assert (item["status"], item["changed"], item["type"]) == (status, fields, noun)
    if noun == "grievances":
        assert check(writer, id=record_id, version=1)["type"] == noun


# Gone


def test_what_was_taken_away(writer: TestClient) -> None:
    path = topic(writer, "made")
    delete(writer, path, why="Twice")
    for cited in ({"version": 1}, {}):
        item = check(writer, type="topics", id="made", **cited)
        assert (item["status"], item["present"], item["replaced_by"]) == ("withdrawn", None, None)
        assert writer.get(item["cited"]["url"]).json()["label"] == "Made"
        assert writer.get(item["url"]).status_code == 410


def test_what_was_replaced(writer: TestClient) -> None:
    delete(writer, topic(writer, "made"), replaced_by="ships")
    item = check(writer, type="topics", id="made", version=1, quote="made")
    assert (item["status"], item["replaced_by"]["id"], item["quote"]["status"]) == ("replaced", "ships", "missing")
    assert item["message"].endswith("; the topic “ships” takes its place now.")


def test_what_was_replaced_again_and_again(writer: TestClient) -> None:
    first, second, third = (topic(writer, name) for name in ("first", "second", "third"))
    delete(writer, first, replaced_by="second")
    delete(writer, second, replaced_by="third")
    assert check(writer, type="topics", id="first", version=1)["replaced_by"]["id"] == "third"
    delete(writer, third, replaced_by="ships")
    assert {
        item["replaced_by"]["id"] for item in checked(writer, *({"type": "topics", "id": name} for name in ("first",)))
    } == {"ships"}


def test_what_was_replaced_by_what_is_gone(writer: TestClient) -> None:
    first, second = topic(writer, "first"), topic(writer, "second")
    delete(writer, first, replaced_by="second")
    delete(writer, second)
    for name in ("first", "second"):
        item = check(writer, type="topics", id=name, version=1)
        assert (item["status"], item["replaced_by"]) == ("withdrawn", None)


def test_the_words_of_what_was_taken_away(writer: TestClient) -> None:
    made = new_claim(writer, "made", "It is late")
    delete(writer, made)
    quote = check(writer, id="made", version=1, quote="it is late")["quote"]
    assert (quote["status"], quote["now"], quote["record"]) == ("missing", None, None)
    for name in ("a-first", "b-second"):
        new_claim(writer, name, "It is late")
    again = new_claim(writer, "again", "It is late")
    delete(writer, again, replaced_by="b-second")
    for record_id, status, holder in (("made", "withdrawn", "a-first"), ("again", "replaced", "b-second")):
        item = check(writer, id=record_id, version=1, quote="it is late")
        assert (item["status"], item["quote"]["status"], item["quote"]["record"]["id"]) == (status, "moved", holder)


# Never there


@pytest.mark.parametrize(
    ("citation", "near", "said"),
    [
        ({"id": "ships-owd"}, "ships-owed", "No claim or grievance ever had the id “ships-owd”."),
        ({"id": "northland-mises-ships"}, "northland-misses-ships", None),
        ({"id": "ships-owed", "type": "grievances"}, None, "No grievance ever had the id “ships-owed”."),
        ({"id": "ship", "type": "topics", "quote": "x"}, "ships", None),
        ({"id": "ships"}, None, None),
        ({"id": "ships-owed", "version": 2}, "1", "The claim “ships-owed” has no version 2: it has 1 to 1."),
        ({"id": "ships-owed", "release": "2026-1"}, NAME, "There is no release “2026-1”."),
        ({"id": "ships-owed", "version": 2**31, "quote": "ten ships"}, "1", None),
        ({**CITED, "quote": "owes it nine ships"}, "owes it ten ships", None),
        ({"id": "ships-owed", "quote": "owes it nine ships"}, "owes it ten ships", None),
        ({**CITED, "quote": "We want them back"}, None, None),
        ({**CITED, "quote": "…"}, None, None),
        ({**CITED, "quote": "owes … " * 20 + "it"}, None, None),
    ],
)
def test_what_never_was(writer: TestClient, citation: Written, near: str | None, said: str | None) -> None:
    before, item, after = checked(writer, CITED, citation, CITED)
    assert (item["status"], item["did_you_mean"], item["id"]) == ("unknown", near, citation["id"])
    assert said is None or item["message"] == said
    assert (before["status"], after["status"]) == ("unchanged", "unchanged")
    if "quote" in citation:
        assert item["quote"]["status"] == "unknown"


def test_what_came_after_a_release_or_was_gone_before(writer: TestClient, tmp_path: Path) -> None:
    topic(writer, "later")
    item = check(writer, type="topics", id="later", release=NAME)
    assert (item["status"], item["cited"]) == ("unknown", {"version": None, "release": NAME, "url": None})
    assert (item["message"], item["present"]["version"]) == ("The topic “later” is not in the release “2026-11”.", 1)


def test_a_release_that_came_after_a_deletion(quarrel_file: Path, tmp_path: Path) -> None:
    database = Database(settings_for(copied(quarrel_file, tmp_path)))
    with writing_to(database) as client:
        path = topic(client, "made")
        edit(client, path, definition="Another.")
        releases.take(database, "b")
        edit(client, path, definition="A third.")
        delete(client, path)
        releases.take(database, "c")
        versions = {}
        for name in (NAME, "b", "c"):
            item = check(client, type="topics", id="made", release=name)
            versions[name] = (item["status"], item["cited"]["version"])
        assert versions == {NAME: ("unknown", None), "b": ("withdrawn", 2), "c": ("unknown", None)}


# A quote alone


def test_words_that_stood_there_once(writer: TestClient) -> None:
    """What is cited is the last version in which they did."""
    edit(writer, OWED, quotes=["It is late"])
    edit(writer, OWED, curator_note="Seen.")
    edit(writer, OWED, quotes=["If the king insists"], modality="probable")
    item = check(writer, id="ships-owed", quote="it is late")
    assert (item["status"], item["cited"]["version"], item["changed"]) == ("reworded", 3, ["quotes", "modality"])
    assert check(writer, id="ships-owed", quote="it is late", version=1)["status"] == "unknown"
    item = check(writer, id="ships-owed", quote="it is late", version=5)
    assert (item["did_you_mean"], item["message"][-17:]) == ("4", "5: it has 1 to 4.")


def test_words_that_stood_only_in_another_record(writer: TestClient) -> None:
    item = check(writer, id="ships-owed", quote="we want them back")
    assert (item["status"], item["quote"]["record"]["id"]) == ("moved", "ships-wanted")


# Requests


def test_order_and_repetition(client: TestClient) -> None:
    ids = [record["id"] for record in everything(client, "claims")]
    cited = [{"id": record_id} for record_id in (*reversed(ids), *ids, ids[0])]
    assert [item["id"] for item in checked(client, *cited)] == [each["id"] for each in cited]


def test_a_thousand(client: TestClient) -> None:
    records = [record for noun in ("claims", "grievances") for record in everything(client, noun)]
    cited = [
        {"id": each["id"], "version": 1, "quote": each["quotes"][0]["exact"]} for each in records if each["quotes"]
    ]
    items = checked(client, *(cited * 10)[:1000])
    assert {item["status"] for item in items} == {"unchanged"}
    too_many = client.post("/v1/check", json={"citations": (cited * 10)[:1001]})
    assert (too_many.status_code, too_many.json()["errors"][0]["name"]) == (422, "citations")


@pytest.mark.parametrize(
    ("citation", "name", "near"),
    [
        ({}, "citations.1.id", None),
        ({"id": 5}, "citations.1.id", None),
        ({"id": "A b"}, "citations.1.id", None),
        ({"id": "counts"}, "citations.1.id", None),
        ({"id": "x" * 101}, "citations.1.id", None),
        ({"id": "x\x00"}, "citations.1.id", None),
        ({"id": "x", "type": "claim"}, "citations.1.type", "claims"),
        ({"id": "x", "type": ["claims"]}, "citations.1.type", "claims"),
        ({"id": "x", "version": 0}, "citations.1.version", None),
        ({"id": "x", "version": "1"}, "citations.1.version", None),
        ({"id": "x", "version": 1.0}, "citations.1.version", None),
        ({"id": "x", "version": True}, "citations.1.version", None),
        ({"id": "x", "version": 10**40}, "citations.1.version", None),
        ({"id": "x", "version": 2**31 + 1}, "citations.1.version", None),
        ({"id": "x", "release": "A B"}, "citations.1.release", None),
        ({"id": "x", "release": NAME, "version": 1}, "citations.1", None),
        ({"id": "x", "quote": ""}, "citations.1.quote", None),
        ({"id": "x", "quote": " \n"}, "citations.1.quote", None),
        ({"id": "x", "quote": "a\x00b"}, "citations.1.quote", None),
        ({"id": "x", "quote": "a" * 4001}, "citations.1.quote", None),
        ({"id": "x", "quotes": "a"}, "citations.1.quotes", "quote"),
        ({"id": "x", "\x00": 1}, "citations.1.\x00", None),
        ("x", "citations.1", None),
        (None, "citations.1", None),
    ],
)
def test_citations_that_are_none(client: TestClient, citation: object, name: str, near: str | None) -> None:
    answer = client.post("/v1/check", json={"citations": [{"id": "x"}, citation]})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    [error] = answer.json()["errors"]
    assert (error["in"], error["name"], error["did_you_mean"]) == ("body", name, near)


@pytest.mark.parametrize(
    ("body", "typed", "status", "name"),
    [
        (b"", JSON, 422, ""),
        (b"{", JSON, 422, ""),
        (b"[]", JSON, 422, ""),
        (b"null", JSON, 422, ""),
        (b"\xff", JSON, 422, ""),
        (b"{}", JSON, 422, "citations"),
        (b'{"citations": []}', JSON, 422, "citations"),
        (b'{"citations": {}}', JSON, 422, "citations"),
        (b'{"citation": [{"id": "x"}]}', JSON, 422, "citations"),
        (b'{"citations": [{"id": "x", "version": NaN}]}', JSON, 422, ""),
        (b'{"citations": [{"id": "\\ud800"}]}', JSON, 422, ""),
        (b'{"citations": [{"id": "x", "version": 1e400}]}', JSON, 422, ""),
        (b'{"citations": [{"id": "x"}]}', "text/plain", 415, "content-type"),
        (b'{"citations": [{"id": "x"}]}', "", 415, "content-type"),
        (b'{"citations": ' + b"[" * 100 + b"]" * 100 + b"}", JSON, 400, None),
        (b'{"citations": [{"id": "' + b"x" * 2**23 + b'"}]}', JSON, 413, None),
    ],
)
def test_bodies_that_are_none(client: TestClient, body: bytes, typed: str, status: int, name: str | None) -> None:
    answer = client.post("/v1/check", content=body, headers={"Content-Type": typed})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    names = [error["name"] for error in answer.json()["errors"]]
    assert names[:1] == ([] if name is None else [name])


def test_what_is_wrong_is_named_with_what_is_right(client: TestClient) -> None:
    answer = client.post("/v1/check", json={"citation": []}).json()
    near = {error["name"]: (error["allowed"], error["did_you_mean"]) for error in answer["errors"]}
    assert near["citation"] == (["citations"], "citations")
    answer = client.post("/v1/check", json={"citations": [{"id": "x", "type": "topic", "realease": "x"}]}).json()
    near = {error["name"]: (error["allowed"], error["did_you_mean"]) for error in answer["errors"]}
    assert near["citations.0.type"][1] == "topics"
    assert "grievances" in near["citations.0.type"][0]
    assert near["citations.0.realease"] == (["type", "id", "version", "release", "quote"], "release")


def test_too_many_faults_are_not_told_one_by_one(client: TestClient) -> None:
    citation = {"id": "x"} | {f"x{at}": 1 for at in range(5001)}
    [error] = client.post("/v1/check", json={"citations": [citation]}).json()["errors"]
    assert (error["name"], error["message"]) == ("citations", "5001 faults, too many to be told one by one")


@settings(max_examples=examples(200), deadline=None)
@given(st.text())
def test_letters_are_folded_alike_with_and_without_places(text: str) -> None:
    letters = Letters(text)
    assert folded(text) == letters.folded
    begun = {letters.place(at): letters.folded[at : at + 5] for at in letters.beginnings}
    assert dict(zip(*reversed(beginnings(text, 5)), strict=True)) == begun


@settings(max_examples=examples(200), deadline=None)
@given(st.text() | st.text("aZ1 _-é½ß\u0301“”ǅİ"))
def test_letters_of_plain_texts_are_found_alike(text: str) -> None:
    plain = plain_beginnings(text, 5)
    if plain is not None:
        rows, places = plain
        assert ([bytes(row).decode().rstrip() for row in rows], places.tolist()) == beginnings(text, 5)
    else:
        assert not text.isascii()


@settings(max_examples=examples(200), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "quote", "x"]), inner),
        max_leaves=5,
    ),
    st.sampled_from(["id", "version", "release", "quote", "type"]),
)
def test_any_value_is_answered_or_refused(client: TestClient, value: Any, field: str) -> None:
    try:
        body = json.dumps({"citations": [{"id": "x", field: value}]}, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        body = json.dumps({"citations": [{"id": "x", field: value}]}).encode()
    answer = client.post("/v1/check", content=body, headers={"Content-Type": JSON})
    assert answer.status_code in (200, 422), answer.text


def test_manners(client: TestClient) -> None:
    answer = client.post("/v1/check", json={"citations": [{"id": "sato-expects-nuclear-retaliation"}]})
    assert answer.headers["x-dataset-version"] == client.get("/v1/claims").headers["x-dataset-version"]
    for method in ("GET", "PUT", "DELETE"):
        refused = client.request(method, "/v1/check")
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert client.post("/v1/check?x=1", json={"citations": [{"id": "x"}]}).status_code == 422
    assert client.post("/v1/check", json={}, headers={"Accept": "text/csv"}).status_code in (406, 422)
    assert client.post(f"/v1/sources/{SOURCE}").status_code == 405


# Any edits

CHOICES: dict[str, list[Any]] = {
    "text": ["Southland owes Northland ten ships.", "Ten ships are owed.", "ten ships are owed"],
    "author_stance": ["reports", "rejects"],
    "topics": [["ships"], ["debts"], ["ships", "debts"]],
    "curator_note": [None, "Seen."],
    "quotes": [
        ["owes it ten ships"],
        ["ten ships"],
        ["It is late", "owes it ten ships"],
        [{"exact": TWICE, "start": LONGER.find(TWICE)}],
        [{"exact": TWICE, "start": LONGER.rfind(TWICE)}],
    ],
}
EDITS = st.one_of([st.tuples(st.just(name), st.sampled_from(values)) for name, values in CHOICES.items()])
RENAMED = st.tuples(st.just("label"), st.sampled_from(["Ships", "Vessels"]))


def says(value: Any) -> Any:
    """What a field says, whatever others are called."""
    if isinstance(value, list):
        return [says(each) for each in value]
    if isinstance(value, dict):
        ref = set(value) >= {"id", "label", "url"}
        return {name: says(each) for name, each in value.items() if not (ref and name == "label")}
    return value


def fields(then: Written, now: Written) -> list[str]:
    following = ("version", "updated", "attribution_sentence")
    return [name for name in now if name not in following and says(then[name]) != says(now[name])]


def worded(record: Written) -> Any:
    return record["text"], sorted(quote["exact"] for quote in record["quotes"])


@settings(max_examples=examples(16), deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=st.lists(EDITS | RENAMED, min_size=1, max_size=6))
def test_any_edits(quarrel_file: Path, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, Any]]) -> None:
    with writing_to(Database(settings_for(copied(quarrel_file, tmp_path_factory.mktemp("edited"))))) as client:
        for name, value in edits:
            edit(client, "/v1/topics/ships" if name == "label" else OWED, **{name: value})
        now = client.get(OWED).json()
        thens = [client.get(f"{OWED}?version={version}").json() for version in range(1, now["version"] + 1)]
        thens.append(client.get(f"{OWED}?release={NAME}").json())
        for at, then in enumerate(thens, start=1):
            state = {"version": at} if at < len(thens) else {"release": NAME}
            quotes = [{}, *({"quote": quote["exact"]} for quote in then["quotes"])]
            items = checked(client, *({"id": "ships-owed", **state, **quote} for quote in quotes))
            expected = fields(then, now)
            for item in items:
                assert item["changed"] == expected
                assert (item["status"] == "unchanged") is (expected == [])
            assert (items[0]["status"] == "reworded") is (worded(then) != worded(now))
