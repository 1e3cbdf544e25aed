"""Writing over HTTP: who may, under which tag, what is refused, and what is remembered of it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import jsonpatch
import pytest
import uvicorn
from sqlalchemy import text
from starlette.testclient import TestClient

from app import keys
from app.bundles.load import load
from app.db import Database
from app.main import create_app
from app.models import KeyRole
from tests.asking import got
from tests.bundling import TEXT, Files
from tests.conftest import everything, settings_for
from tests.oracle import NOUNS
from tests.serving import answering
from tests.test_edits import rebuilt
from tests.writers import JSON, MERGE_PATCH, bearing, changed, key_for, mirrored, tag, writing_to

CLAIM = "/v1/claims/sato-expects-nuclear-retaliation"
TOPIC = {"label": "Bases on Okinawa", "definition": "Where the bases stand."}
ROUTES = [("POST", ""), *((method, "/such") for method in ("PUT", "PATCH", "DELETE"))]


@pytest.fixture
def writer(database: Database) -> Iterator[TestClient]:
    with writing_to(database) as client:
        yield client


# Who may


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(("method", "below"), ROUTES)
def test_only_a_key_that_counts_may_write(database: Database, noun: str, method: str, below: str) -> None:
    with TestClient(create_app(settings_for(database.path))) as client:
        path = f"/v1/{noun}{below}"
        assert client.request(method, path).status_code == 403
        reader = key_for(database, "reader", KeyRole.READER)
        late = key_for(database, "late", expires="2020-01-01T00:00:00.000000Z")
        ended = key_for(database, "ended")
        with database.writing() as db:
            keys.revoke(db, "ended")
        unsent = client.request(method, path)
        assert (unsent.status_code, unsent.headers["www-authenticate"]) == (401, 'Bearer realm="alliance-claims"')
        for key, status in ((reader, 403), (late, 401), (ended, 401), (f"{reader}x", 401), ("", 401)):
            answer = client.request(method, path, headers=bearing(key))
            assert (answer.status_code, answer.json()["status"]) == (status, status)
            assert key not in answer.text or not key


def test_a_key_ends_when_it_is_revoked(database: Database) -> None:
    with writing_to(database) as client:
        assert client.post("/v1/topics", json=TOPIC).status_code == 201
        with database.writing() as db:
            keys.revoke(db, "ann")
        answer = client.post("/v1/topics", json=TOPIC)
        assert (answer.status_code, answer.json()["detail"]) == (401, "This key was revoked.")


def test_a_key_stands_nowhere(database: Database) -> None:
    key = key_for(database)
    with database.engine.connect() as db:
        kept = [tuple(row) for row in db.execute(text("SELECT * FROM api_key"))]
    assert key not in str(kept)
    assert key not in database.path.read_bytes().decode("latin-1")


def test_a_key_is_told_to_nobody(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in a log nor in an answer, be it good, wrong, ended or in the wrong place."""
    good, revoked = key_for(database), key_for(database, "late", expires="2020-01-01T00:00:00.000000Z")
    caplog.set_level("DEBUG")
    served = uvicorn.Config(create_app(settings_for(database.path)), log_config=None, log_level="debug")
    with answering(served) as port, httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for key in (good, revoked, f"{good}x"):
            for headers in (bearing(key), {"Authorization": f"Basic {key}"}, {"X-Key": key}):
                for answer in (
                    client.post("/v1/topics", json={**TOPIC, "id": "of-a-key"}, headers=headers),
                    client.post("/v1/topics", content=b"{", headers={**headers, "Content-Type": JSON}),
                    client.get("/v1/topics", headers=headers),
                ):
                    assert key not in answer.text + str(answer.headers), answer.text
        assert client.get("/v1/topics/of-a-key/history").json()["items"][0]["by"] == "ann"
    assert good not in caplog.text
    assert '"POST /v1/topics HTTP/1.1" 201' in caplog.text
    with database.engine.connect() as db:
        kept = [
            tuple(row)
            for name in ("change", "answered", "api_key")
            for row in db.execute(text(f"SELECT * FROM {name}"))
        ]
    assert good not in str(kept)


# One record


def test_a_new_record(writer: TestClient) -> None:
    answer = writer.post("/v1/topics?summary=It+was+missing", json=TOPIC)
    assert (answer.status_code, answer.headers["location"]) == (201, "/v1/topics/bases-on-okinawa")
    read = writer.get(answer.headers["location"], headers={"Accept-Encoding": "identity"})
    assert (read.content, read.headers["etag"]) == (answer.content, answer.headers["etag"])
    assert read.json()["version"] == 1
    again = writer.post("/v1/topics", json=TOPIC)
    assert again.headers["location"] == "/v1/topics/bases-on-okinawa-2"
    taken = writer.post("/v1/topics", json=TOPIC | {"id": "bases-on-okinawa"})
    assert (taken.status_code, taken.json()["errors"][0]["name"]) == (409, "id")
    [first] = writer.get("/v1/topics/bases-on-okinawa/history").json()["items"]
    assert (first["by"], first["summary"], first["version"]) == ("ann", "It was missing", 1)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_was_read_and_written_back_changes_nothing(writer: TestClient, noun: str) -> None:
    for record in everything(writer, noun)[:12]:
        answer = changed(writer, record["url"], {})
        assert (answer.status_code, answer.json()) == (200, record), answer.text


def test_a_change_needs_the_present_tag(writer: TestClient) -> None:
    unconditional = writer.patch(CLAIM, json={"modality": "probable"}, headers={"Content-Type": MERGE_PATCH})
    assert unconditional.status_code == 428
    before = tag(writer, CLAIM)
    assert changed(writer, CLAIM, {"modality": "probable"}).json()["version"] == 2
    stale = writer.patch(
        CLAIM, json={"modality": "possible"}, headers={"If-Match": before, "Content-Type": MERGE_PATCH}
    )
    assert stale.status_code == 412
    assert writer.get(CLAIM).json()["modality"] == "probable"


@pytest.mark.parametrize(
    ("merged", "name", "near"),
    [
        ({"modality": "probabel"}, "modality", "probable"),
        ({"modalty": "probable"}, "modalty", "modality"),
        ({"topics": ["nuclear-optoin"]}, "topics.0", "nuclear-option"),
        ({"quotes": ["we expect immediate nuclear retalliation"]}, "quotes.0.exact", "nuclear retaliation"),
        ({"said": "January 1965"}, "said", None),
        ({"kind": "recommendation", "actors": []}, "actors", None),
        ({"source": "samuels-schof-2009"}, "source", "samuels-schoff-2009"),
        ({"id": "another"}, "id", None),
        ({"text": "\x00"}, "text", None),
    ],
)
def test_what_is_wrong_is_named(writer: TestClient, merged: dict[str, Any], name: str, near: str | None) -> None:
    before = writer.get(CLAIM).content
    answer = changed(writer, CLAIM, merged)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    error = answer.json()["errors"][0]
    assert (error["in"], error["name"]) == ("body", name)
    assert near is None or near in error["did_you_mean"]
    assert writer.get(CLAIM).content == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"label": NaN}', b'{"label": "\\ud800"}', b"\xff", b"null"])
def test_a_body_that_is_no_record(writer: TestClient, body: bytes) -> None:
    answer = writer.post("/v1/topics", content=body, headers={"Content-Type": JSON})
    assert (answer.status_code, answer.json()["errors"][0]["in"]) == (422, "body")


def test_a_tombstone_tells_why_and_what_instead(writer: TestClient) -> None:
    writer.post("/v1/topics", json=TOPIC)
    gone = "/v1/topics/bases-on-okinawa?why=Twice&replaced_by=extended-deterrence"
    assert writer.delete(gone, headers={"If-Match": "*"}).status_code == 204
    for answer in (writer.get("/v1/topics/bases-on-okinawa"), writer.delete(gone, headers={"If-Match": "*"})):
        told = answer.json()
        assert (answer.status_code, told["why"]) == (410, "Twice")
        assert (told["replaced_by"]["id"], told["replaced_by"]["label"]) == (
            "extended-deterrence",
            "Extended deterrence",
        )
    never = writer.post("/v1/topics", json=TOPIC | {"id": "bases-on-okinawa"}).json()["errors"][0]
    assert never["message"] == "a record of this id was deleted, and ids are never used again"
    assert [item["id"] for item in writer.get("/v1/search?q=okinawa").json()["items"] if item["type"] == "topics"] == []


def test_nothing_takes_its_own_place(writer: TestClient) -> None:
    made = writer.post("/v1/topics", json=TOPIC).headers["location"]
    answer = writer.delete(f"{made}?replaced_by=bases-on-okinawa", headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (422, "replaced_by")
    assert writer.get(made).status_code == 200


def test_what_others_refer_to_stays(writer: TestClient) -> None:
    answer = writer.delete("/v1/topics/extended-deterrence", headers={"If-Match": "*"})
    named = {error["value"] for error in answer.json()["errors"]}
    assert (answer.status_code, CLAIM in named) == (409, True)
    assert writer.get("/v1/topics/extended-deterrence").status_code == 200


@pytest.fixture
def quarrel(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """The small bundle, for writing."""
    assert load(empty_database, Files().write(tmp_path / "bundle")).faults == []
    with writing_to(empty_database) as client:
        yield client


SUPPORTS = {"source": "quarrel", "type": "supports", "from": "ships-owed", "to": "ships-wanted"}


def test_a_relation_is_made_again_under_another_id(quarrel: TestClient) -> None:
    made = "/v1/relations/ships-owed-supports-ships-wanted"
    twice = quarrel.post("/v1/relations", json=SUPPORTS)
    assert (twice.status_code, "says the same" in twice.json()["detail"]) == (422, True)
    assert quarrel.delete(made, headers={"If-Match": "*"}).status_code == 204
    again = quarrel.post("/v1/relations", json=SUPPORTS)
    assert (again.status_code, again.headers["location"]) == (201, f"{made}-2")


def test_the_id_of_a_relation_that_says_something_else_now_is_not_in_the_way(quarrel: TestClient) -> None:
    made = "/v1/relations/ships-owed-supports-ships-wanted"
    assert changed(quarrel, made, {"type": "causes"}).status_code == 200
    again = quarrel.post("/v1/relations", json=SUPPORTS)
    assert (again.status_code, again.headers["location"]) == (201, f"{made}-2")


def test_a_relation_follows_the_words_of_its_first_end(quarrel: TestClient) -> None:
    """One without a marker, in the order of the text, and without a version of its own."""
    early = changed(quarrel, "/v1/relations/ships-owed-supports-ships-wanted", {"marker": None}).json()
    late = quarrel.post("/v1/relations", json=SUPPORTS | {"from": "ships-wanted", "to": "ships-owed"}).json()
    ids = [early["id"], late["id"]]
    assert [each["id"] for each in everything(quarrel, "relations")] == ids
    assert changed(quarrel, "/v1/claims/ships-owed", {"quotes": ["It is late"]}).status_code == 200
    assert [each["id"] for each in everything(quarrel, "relations")] == ids[::-1]
    for each in (early, late):
        assert changed(quarrel, each["url"], {}).json()["version"] == each["version"]


def test_what_a_patch_leaves_out_stays_where_it_is(quarrel: TestClient) -> None:
    """The king stands near the new quote too."""
    start = TEXT.index("the king")
    hedged = changed(quarrel, "/v1/claims/ships-wanted", {"hedges": [{"exact": "the king", "start": start}]}).json()
    assert hedged["hedges"][0]["start"] == start
    moved = changed(quarrel, "/v1/claims/ships-wanted", {"quotes": ["the council will refuse"]}).json()
    assert moved["hedges"] == hedged["hedges"]


def test_everything_can_be_taken_away(empty_database: Database, tmp_path: Path) -> None:
    """Who refers first; at each step what is left shows and counts what is left, and search finds no more."""
    assert load(empty_database, Files().write(tmp_path / "bundle")).faults == []
    with writing_to(empty_database) as client:
        assert got(client, "/v1/search", q="northland")["total"] > 0
        assert got(client, "/v1/match", quote="owes it ten ships")["items"]
        for noun in ("relations", "grievances", "claims", "sources", "topics", "actors"):
            left = [record["url"] for record in everything(client, noun)]
            while left:
                statuses = {url: client.delete(url, headers={"If-Match": "*"}).status_code for url in left}
                assert 204 in statuses.values(), statuses
                assert set(statuses.values()) <= {204, 409}
                left = [url for url, status in statuses.items() if status == 409]
            assert rebuilt(empty_database) == 0
        assert got(client, "/v1/search", q="northland")["total"] == 0
        assert got(client, "/v1/match", quote="owes it ten ships") == {"items": []}


def test_a_repeated_request_is_done_once(writer: TestClient) -> None:
    first, again = (writer.post("/v1/topics", json=TOPIC, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status_code, first.content, first.headers["location"]) == (
        201,
        again.content,
        again.headers["location"],
    )
    assert writer.get("/v1/topics?q=okinawa").json()["total"] == 1
    other = writer.post("/v1/topics", json=TOPIC | {"label": "Other"}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["errors"][0]["name"]) == (422, "Idempotency-Key")


# Memory


def test_patches_lead_from_version_to_version(writer: TestClient) -> None:
    for merged in ({"modality": "probable"}, {"topics": ["nuclear-option"]}, {"curator_note": "Seen again."}):
        assert changed(writer, CLAIM, merged).status_code == 200
    record: Any = {}
    for revision in writer.get(f"{CLAIM}/history").json()["items"]:
        record = jsonpatch.apply_patch(record, revision["patch"])
        assert record["version"] == revision["version"]
    assert record == writer.get(CLAIM).json()


def test_a_version_stays_readable(writer: TestClient) -> None:
    """In every format, under the tag and in the bytes it had, and after the record is gone."""
    seen = {}
    for number, note in enumerate(("One.", "Two.", "Three."), start=2):
        changed(writer, CLAIM, {"curator_note": note})
        seen[number] = (writer.get(CLAIM).content, writer.get(f"{CLAIM}.md").content)
    for number, (as_json, as_markdown) in seen.items():
        then = writer.get(f"{CLAIM}?version={number}")
        assert (then.content, '; rel="latest-version"' in then.headers["link"]) == (as_json, True)
        assert writer.get(f"{CLAIM}.md?version={number}").content == as_markdown
    missing = writer.get(f"{CLAIM}?version=9")
    assert (missing.status_code, missing.json()["errors"][0]["allowed"]) == (404, "1 to 4")
    made = writer.post("/v1/topics", json=TOPIC)
    writer.delete(made.headers["location"], headers={"If-Match": "*"})
    assert writer.get(f"{made.headers['location']}?version=1").content == made.content


def test_a_mirror_ends_with_equal_records_while_others_write(database: Database) -> None:
    with writing_to(database, TestClient) as client:
        mirror: dict[tuple[str, str], Any] = {}
        statuses: list[int] = []

        def write(name: str) -> None:
            for at in range(5):
                made = client.post("/v1/topics", json=TOPIC | {"id": f"{name}-{at}"})
                tied = changed(client, CLAIM, {"topics": [f"{name}-{at}"]})
                gone = client.delete(f"/v1/topics/{name}-{at - 1}", headers={"If-Match": "*"})
                statuses.extend(each.status_code for each in (made, tied, gone))

        writers = [threading.Thread(target=write, args=(name,)) for name in ("ann", "ben", "cem")]
        for each in writers:
            each.start()
        since = 0
        while any(each.is_alive() for each in writers):
            since = mirrored(client, mirror, since)
        for each in writers:
            each.join()
        mirrored(client, mirror, since)
        # A lost race for the claim is a 412, and what it may refer to still, or never was, can't be taken away.
        assert {201, 200, 204} <= set(statuses) <= {201, 200, 204, 404, 409, 412}
        assert mirror == {(noun, each["id"]): each for noun in NOUNS for each in everything(client, noun)}


def test_eight_writers_lose_nothing(database: Database) -> None:
    """Each counts up what it reads; every lost race is told, and none is an error of ours."""
    path, statuses = "/v1/topics/extended-deterrence", []
    with writing_to(database, TestClient) as client:

        def count_up() -> None:
            for _ in range(5):
                read = client.get(path, headers={"Accept-Encoding": "identity"})
                number = int(read.json()["example"] or "0") if (read.json()["example"] or "0").isdigit() else 0
                headers = {"If-Match": read.headers["etag"], "Content-Type": MERGE_PATCH}
                statuses.append(client.patch(path, json={"example": str(number + 1)}, headers=headers).status_code)

        writers = [threading.Thread(target=count_up) for _ in range(8)]
        for each in writers:
            each.start()
        for each in writers:
            each.join()
        won = statuses.count(200)
        assert set(statuses) <= {200, 412}
        assert (len(statuses), client.get(path).json()["example"]) == (40, str(won))
        assert client.get(path).json()["version"] == won + 1
