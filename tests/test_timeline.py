"""The timeline: dated claims, each once, in the order of what they speak of, under the filters of their list."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.asking import MADE_UP, PLAIN, cursor_of, got, refused, walk
from tests.oracle import AS_OF, SINGLE, VALUES, World, world_of
from tests.oracle_texts import Day, Record, days
from tests.test_paging_properties import Dataset, datasets, few, serving

TIMELINE = "/v1/timeline"
Asked = Mapping[str, Sequence[str] | str]


@pytest.fixture(scope="module")
def world(client: TestClient) -> World:
    return world_of(client)


def agrees(client: TestClient, world: World, asked: Asked, limit: int = 1000) -> None:
    """The timeline, walked in pages of this size, is what plain Python makes of the claims."""
    dated = [claim for claim in world.select("claims", asked) if claim["about"] is not None]
    right = sorted(dated, key=lambda claim: (*days(claim["about"]), claim["id"]))
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in asked.items()}
    pages = list(walk(client, f"{TIMELINE}?{urlencode({**query, 'limit': limit})}"))
    found = [item for page in pages for item in page["items"]]
    assert [(item["claim"]["id"], item["about"]) for item in found] == [(each["id"], each["about"]) for each in right]
    for item, claim in zip(found, right, strict=True):
        tells(item, claim)
    assert [len(page["items"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert {page["total"] for page in pages} == {len(right)}


def tells(item: Record, claim: Record) -> None:
    first, last = (written(day) for day in days(claim["about"]))
    assert item["earliest"] == (None if claim["about"].startswith("..") else first)
    assert item["latest"] == (None if claim["about"].endswith("..") else last)
    assert item["claim"]["url"] == claim["url"]
    label = item["claim"]["label"]
    assert label == claim["text"] or (label[-1] == "…" and claim["text"].startswith(label[:-1]))


def written(day: Day) -> str:
    year, month, of_month = day
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{of_month:02}"


def test_every_dated_claim_stands_on_it(client: TestClient, world: World) -> None:
    for limit in (1, 7, 1000):
        agrees(client, world, {}, limit)
    page = got(client, TIMELINE)
    assert set(page) == {"items", "total", "next", "query", "warnings"}
    assert (page["query"], len(page["items"])) == ({"limit": 50}, 50)
    assert set(page["items"][0]) == {"about", "earliest", "latest", "claim"}


def test_what_the_article_begins_with(client: TestClient) -> None:
    first = got(client, TIMELINE, topic="nuclear-test")["items"][0]
    assert first == {
        "about": "1964-10",
        "earliest": "1964-10-01",
        "latest": "1964-10-31",
        "claim": {
            "id": "china-tested-nuclear-weapon-1964",
            "label": "The government of China carried out a successful nuclear test in October 1964.",
            "url": "/v1/claims/china-tested-nuclear-weapon-1964",
        },
    }


def test_the_filters_are_those_of_the_list(client: TestClient, world: World) -> None:
    documented = client.get("/openapi.json").json()["paths"][TIMELINE]["get"]["parameters"]
    assert {each["name"] for each in documented} == {*VALUES["claims"], *SINGLE["claims"], *AS_OF, "limit", "cursor"}
    for name in VALUES["claims"]:
        for value in world.values("claims", name)[:3]:
            agrees(client, world, {name: [value]})
            agrees(client, world, {name: [f"!{value}"]})
    for name in ("about_from", "about_to", "said_from", "said_to"):
        for date in ("1964", "2009-01", "1965~", "../1964", "-9999", "9999"):
            agrees(client, world, {name: date, "polarity": ["affirmed"]}, 3)


@given(dataset=datasets, data=st.data())
@few
def test_any_dates_in_order(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, data: st.DataObject
) -> None:
    with serving(migrated_file, tmp_path_factory.mktemp("timeline"), dataset) as client:
        world = world_of(client)
        agrees(client, world, {}, data.draw(st.integers(1, 12)))
        agrees(client, world, {"kind": ["!demand"]}, data.draw(st.integers(1, 12)))


def test_the_next_page_keeps_the_question(client: TestClient) -> None:
    page = got(client, TIMELINE, topic="!history", polarity="affirmed", limit="5")
    assert page["query"] == {"topic": ["!history"], "polarity": ["affirmed"], "limit": 5}
    assert page["next"].startswith("/v1/timeline?topic=!history&polarity=affirmed&limit=5&cursor=")
    answer = client.get(f"{TIMELINE}?limit=5", headers=PLAIN)
    assert f'<{answer.json()["next"]}>; rel="next"' in answer.headers["link"]
    assert client.get(f"{TIMELINE}?limit=1000").json()["next"] is None


def test_cursors_belong_to_their_timeline(client: TestClient) -> None:
    cursor = cursor_of(got(client, TIMELINE, limit="5"))
    assert got(client, TIMELINE, limit="3", cursor=cursor)["items"] == got(client, TIMELINE)["items"][5:8]
    others = ("timeline?polarity=affirmed&", "timeline?about_to=9998&", "claims?", "claims?sort=about&")
    for other in others:
        assert refused(client, f"/v1/{other}cursor={cursor}")["name"] == "cursor"
    theirs = cursor_of(got(client, "/v1/claims", sort="about", limit="5"))
    for damaged in (theirs, cursor[:-1], f"{cursor}A", "", "x"):
        assert refused(client, f"{TIMELINE}?cursor={damaged}")["name"] == "cursor"


@pytest.mark.parametrize(
    ("query", "name"),
    [("limit=0", "limit"), ("limit=1001", "limit"), ("sort=about", "sort"), ("about_from=soon", "about_from")],
)
def test_what_is_refused(client: TestClient, query: str, name: str) -> None:
    assert refused(client, f"{TIMELINE}?{query}")["name"] == name


def test_an_id_that_names_nothing_is_warned_of(client: TestClient) -> None:
    page: dict[str, Any] = got(client, TIMELINE, speaker=MADE_UP)
    assert (page["items"], page["total"], page["next"]) == ([], 0, None)
    assert [(each["name"], each["value"]) for each in page["warnings"]] == [("speaker", MADE_UP)]


def test_it_is_json_and_tagged(client: TestClient) -> None:
    answer = client.get(f"{TIMELINE}.json", headers=PLAIN)
    assert answer.content == client.get(TIMELINE, headers=PLAIN).content
    again = client.get(TIMELINE, headers={**PLAIN, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"{TIMELINE}.csv").status_code == 406
