"""Every list against the oracle: each filter with each value, combinations, counts, orders, pages and cursors."""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.asking import MADE_UP, REFERRING, agrees, got, walk
from tests.conftest import examples
from tests.oracle import AS_OF, COUNTED, DEFAULT_SORT, NOUNS, PAGED, SINGLE, SORTS, VALUES, World, world_of
from tests.oracle_texts import days, texts, words

DATES = ("2007", "1964-10", "1964-10-16", "2009-01-23", "1965~", "196X", "2007/2009", "../1964-09", "2010/..", "0001")
MANY = [(noun, name) for noun in NOUNS for name in VALUES[noun]]
ONE = [(noun, name) for noun in NOUNS for name in SINGLE[noun]]


@pytest.fixture(scope="module")
def world(client: TestClient) -> World:
    return world_of(client)


def singles(world: World, noun: str, name: str) -> list[str]:
    """Values worth trying under a filter that takes one."""
    if name == "q":
        held = {word for record in world.records[noun] for text in texts(noun, record) if text for word in words(text)}
        return [
            *sorted(held)[:: max(1, len(held) // 100)],
            "JAPAN  u.s.",
            "Satō",
            "no-such-word",
            "%",
            "jap_n jap%",
            "?",
        ]
    if name == "updated_since":
        moments = sorted({record["updated"] for record in world.records[noun]})
        return [*moments, "2001-01-01", "2999-12-31T00:00:00+14:00", moments[0].replace("Z", "-00:30")]
    if name == "intensity_min":
        return ["1", "2", "3"]
    field = name.rpartition("_")[0]
    return sorted({*DATES, *(record[field] for record in world.records[noun] if record[field])})


def test_the_filters_and_orders_are_those_of_the_contract(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for noun in NOUNS:
        parameters = {each["name"]: each["schema"] for each in paths[f"/v1/{noun}"]["get"]["parameters"]}
        assert set(parameters) == {*VALUES[noun], *SINGLE[noun], *PAGED, *AS_OF}
        assert set(parameters["sort"]["enum"]) == {sign + name for name in SORTS[noun] for sign in ("", "-")}
        counted = {each["name"]: each["schema"] for each in paths[f"/v1/{noun}/counts"]["get"]["parameters"]}
        assert set(counted) == {*VALUES[noun], *SINGLE[noun], *AS_OF, "by"}
        assert set(counted["by"]["items"]["enum"]) == set(COUNTED[noun])


@pytest.mark.parametrize(("noun", "name"), MANY)
def test_every_value_matches_and_excludes(client: TestClient, world: World, noun: str, name: str) -> None:
    values = world.values(noun, name) + [MADE_UP] * (name in REFERRING[noun])
    for value in values:
        agrees(client, world, noun, {name: [value]})
    # Of many values, several are excluded at once: each such list is nearly all there is.
    several = 1 + len(values) // 20
    for at in range(0, len(values), several):
        agrees(client, world, noun, {name: [f"!{value}" for value in values[at : at + several]]})
    for one, other in pairwise(values[:6]):
        agrees(client, world, noun, {name: [one, other]})
        agrees(client, world, noun, {name: [f"!{one}", other]})
        agrees(client, world, noun, {name: [f"!{one}", f"!{other}"]})


@pytest.mark.parametrize(("noun", "name"), ONE)
def test_every_single_value(client: TestClient, world: World, noun: str, name: str) -> None:
    for value in singles(world, noun, name):
        agrees(client, world, noun, {name: value})


@pytest.mark.parametrize(("noun", "name"), [(noun, name) for noun in NOUNS for name in COUNTED[noun]])
def test_counts_by_each_field(client: TestClient, world: World, noun: str, name: str) -> None:
    counts_agree(client, world, noun, [name], {})


@pytest.mark.parametrize("noun", NOUNS)
def test_combinations_agree(client: TestClient, world: World, noun: str) -> None:
    pools = {
        name: st.lists(st.sampled_from(choices(world, noun, name)), min_size=1, max_size=3) for name in VALUES[noun]
    }
    pools |= {name: st.sampled_from(singles(world, noun, name)) for name in SINGLE[noun]}
    several = st.lists(st.sampled_from(sorted(pools)), min_size=2, max_size=3, unique=True)
    asked = several.flatmap(lambda names: st.fixed_dictionaries({name: pools[name] for name in names}))
    fields = st.lists(st.sampled_from(COUNTED[noun]), min_size=1, max_size=3, unique=True)

    @settings(max_examples=examples(60), deadline=None, database=None)
    @given(asked=asked, by=fields)
    def agree(asked: dict[str, Any], by: list[str]) -> None:
        agrees(client, world, noun, asked)
        counts_agree(client, world, noun, by, asked)

    agree()


def choices(world: World, noun: str, name: str) -> list[str]:
    values = world.values(noun, name) or [MADE_UP]
    return [sign + value for value in values for sign in ("", "!")]


def counts_agree(client: TestClient, world: World, noun: str, by: list[str], asked: Mapping[str, Any]) -> None:
    counted = got(client, f"/v1/{noun}/counts", by=by, **asked)
    found = [(tuple(item["key"][name] for name in by), item["count"]) for item in counted["items"]]
    right = world.counts(noun, by, asked)
    assert (Counter(dict(found)), counted["total"]) == (right, len(world.select(noun, asked)))
    assert [count for _, count in found] == sorted(right.values(), reverse=True)
    for item in counted["items"]:
        assert item["labels"] == {name: label(world, noun, name, value) for name, value in item["key"].items()}


def label(world: World, noun: str, name: str, value: str | None) -> str | None:
    """The label that references show; an enumerated value is its own."""
    if value is None or name not in REFERRING[noun]:
        return value
    nouns = ("claims", "grievances") if REFERRING[noun][name] == "statements" else (REFERRING[noun][name],)
    return next(str(world.labels[url]) for of in nouns if (url := f"/v1/{of}/{value}") in world.labels)


@pytest.mark.parametrize(
    ("noun", "sort"), [(noun, sign + name) for noun in NOUNS for name in SORTS[noun] for sign in ("", "-")]
)
def test_pages_hold_each_record_once_in_order(client: TestClient, world: World, noun: str, sort: str) -> None:
    right = world.ordered(noun, {}, sort)
    for limit in (1, 3, 7):
        pages = list(walk(client, f"/v1/{noun}?sort={sort}&limit={limit}"))
        assert [item["id"] for page in pages for item in page["items"]] == right
        assert [len(page["items"]) for page in pages] == [
            len(right[at : at + limit]) for at in range(0, len(right), limit)
        ]
        assert {page["total"] for page in pages} == {len(right)}


@pytest.mark.parametrize("noun", NOUNS)
def test_the_default_order_and_limit(client: TestClient, world: World, noun: str) -> None:
    page = got(client, f"/v1/{noun}")
    assert [item["id"] for item in page["items"]] == world.ordered(noun, {}, DEFAULT_SORT[noun])[:50]
    assert page["query"] == {"sort": DEFAULT_SORT[noun], "limit": 50}
    assert set(page) == {"items", "total", "next", "query", "warnings"}


def test_pages_of_a_filtered_list(client: TestClient, world: World) -> None:
    asked = {"actor": ["japan", "!china"], "about_from": "1964", "hedged": ["false"]}
    first = f"/v1/claims?{urlencode({**asked, 'actor': 'japan,!china', 'hedged': 'false'})}&sort=-about&limit=2"
    found = [item["id"] for page in walk(client, first) for item in page["items"]]
    assert found == world.ordered("claims", asked, "-about")
    assert found


def test_the_query_is_told_as_it_was_understood(client: TestClient) -> None:
    path = "/v1/claims?kind=demand,commitment&actor=japan&kind=!factual&about_from=1964&hedged=TRUE&sort=-about&limit=9"
    assert client.get(path).json()["query"] == {
        "kind": ["demand", "commitment", "!factual"],
        "actor": ["japan"],
        "about_from": "1964",
        "hedged": ["true"],
        "sort": "-about",
        "limit": 9,
    }


def test_the_oracle_reads_dates() -> None:
    assert days("196X") == ((1960, 1, 1), (1969, 12, 31))
    assert days("2008-02") == ((2008, 2, 1), (2008, 2, 29))
    assert days("2007~/..") == ((2007, 1, 1), (9999, 12, 31))
