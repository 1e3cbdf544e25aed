"""What lists refuse, and what they warn of: always with the name, what is allowed, and the nearest right value."""

import base64

import pytest
from starlette.testclient import TestClient

from tests.asking import ENUMERATED, MADE_UP, REFERRING, cursor_of, got, refused
from tests.oracle import AS_OF, COUNTED, NOUNS, PAGED, SINGLE, VALUES, World, world_of


@pytest.fixture(scope="module")
def world(client: TestClient) -> World:
    return world_of(client)


def test_damaged_cursors(client: TestClient) -> None:
    cursor = cursor_of(got(client, "/v1/claims", limit="5"))
    assert client.get(f"/v1/claims?limit=5&cursor={cursor}").status_code == 200
    flipped = [cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(0, len(cursor), 5)]
    junk = base64.urlsafe_b64encode(b'["x", "y"]').decode()
    others = [
        "",
        "A",
        "x" * 999,
        "x" * 1001,
        junk,
        cursor + junk,
        cursor + "=",
        cursor + "A",
        cursor + "!",
        "%20" + cursor,
    ]
    for damaged in [*flipped, *(cursor[:at] for at in range(0, len(cursor), 7)), *others, cursor[:-1] + "%00", "é"]:
        assert refused(client, f"/v1/claims?limit=5&cursor={damaged}")["name"] == "cursor", damaged


@pytest.mark.parametrize(
    "other", ["claims?kind=factual", "claims?sort=-position", "claims?sort=id", "grievances?", "topics?"]
)
def test_cursors_of_other_lists(client: TestClient, other: str) -> None:
    cursor = cursor_of(got(client, "/v1/claims", limit="5"))
    assert refused(client, f"/v1/{other}&cursor={cursor}")["name"] == "cursor"
    page = client.get(f"/v1/{other}&limit=5").json()
    assert refused(client, f"/v1/claims?cursor={cursor_of(page)}")["name"] == "cursor"


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("limit", ["0", "-1", "1001", str(10**20), "abc", "", "1.5", "1e2", "٣"])
def test_limits_that_are_none(client: TestClient, noun: str, limit: str) -> None:
    error = refused(client, f"/v1/{noun}?limit={limit}")
    assert (error["in"], error["name"], error["value"]) == ("query", "limit", limit)


@pytest.mark.parametrize("noun", NOUNS)
def test_single_values_are_not_repeated(client: TestClient, noun: str) -> None:
    values = {
        "q": "japan",
        "updated_since": "2001",
        "intensity_min": "1",
        "limit": "5",
        "cursor": "x",
        "sort": "id",
        "bom": "1",
    }
    for name in [*SINGLE[noun], *PAGED]:
        value = values.get(name, "2009")
        assert refused(client, f"/v1/{noun}?{name}={value}&{name}={value}")["name"] == name


@pytest.mark.parametrize("noun", NOUNS)
def test_unknown_parameters_name_the_nearest(client: TestClient, noun: str) -> None:
    known = {*VALUES[noun], *SINGLE[noun], *PAGED, *AS_OF}
    for name in sorted(known - {"q"}):
        error = refused(client, f"/v1/{noun}?{name}x=1")
        assert (error["in"], error["name"], error["value"], error["did_you_mean"]) == ("query", f"{name}x", "1", name)
        assert set(error["allowed"]) == known
    assert refused(client, f"/v1/{noun}/counts?by={COUNTED[noun][0]}&limit=3")["name"] == "limit"


@pytest.mark.parametrize(("noun", "name"), ENUMERATED)
def test_unknown_values_name_the_nearest(client: TestClient, noun: str, name: str) -> None:
    enumerations = {each["name"]: each["values"] for each in client.get("/v1/vocabulary").json()["items"]}
    allowed = [
        each["value"] for each in enumerations.get(ENUMERATED[noun, name], [{"value": "true"}, {"value": "false"}])
    ]
    for value in allowed:
        for written in (f"{value}s", f"!{value}s", f"{allowed[0]},{value}s"):
            error = refused(client, f"/v1/{noun}?{name}={written}")
            assert (error["in"], error["name"], error["value"]) == ("query", name, f"{value}s")
            assert (sorted(error["allowed"]), error["did_you_mean"]) == (sorted(allowed), value)


@pytest.mark.parametrize("noun", NOUNS)
def test_unknown_orders_and_counted_fields_name_the_nearest(client: TestClient, noun: str) -> None:
    assert refused(client, f"/v1/{noun}?sort=-creatd")["did_you_mean"] == "-created"
    field = COUNTED[noun][0]
    error = refused(client, f"/v1/{noun}/counts?by={field}x")
    assert (error["name"], error["did_you_mean"], set(error["allowed"])) == ("by", field, set(COUNTED[noun]))
    assert refused(client, f"/v1/{noun}/counts?by={field},{field}")["name"] == "by"
    assert refused(client, f"/v1/{noun}/counts")["name"] == "by"
    if len(COUNTED[noun]) > 3:
        assert refused(client, f"/v1/{noun}/counts?by={','.join(COUNTED[noun][:4])}")["name"] == "by"


@pytest.mark.parametrize(("noun", "name"), [(noun, name) for noun in NOUNS for name in REFERRING[noun]])
def test_unknown_ids_match_nothing_with_a_warning(client: TestClient, world: World, noun: str, name: str) -> None:
    right = next(record_id for record_id in world.ids(REFERRING[noun][name]) if 9 < len(record_id) < 90)
    page = got(client, f"/v1/{noun}", **{name: f"{right}x"})
    assert (page["items"], page["total"], page["next"]) == ([], 0, None)
    (warning,) = page["warnings"]
    assert (warning["name"], warning["value"], warning["did_you_mean"]) == (name, f"{right}x", right)
    assert warning["message"]
    assert got(client, f"/v1/{noun}", **{name: f"!{right}x"})["total"] == len(world.records[noun])


def test_an_alias_is_no_id_but_is_understood(client: TestClient) -> None:
    (warning,) = got(client, "/v1/claims", actor="tokyo")["warnings"]
    assert warning["did_you_mean"] == "government-of-japan"
    page = got(client, "/v1/claims", actor="japan,tokyo", speaker=f"!{MADE_UP}")
    assert [(each["name"], each["value"]) for each in page["warnings"]] == [("actor", "tokyo"), ("speaker", MADE_UP)]
    assert got(client, "/v1/claims", actor="japan")["warnings"] == []


@pytest.mark.parametrize(
    "date", ["2009", "-0044", "2009-01-23", "2009-01-23?", "1965~", "2008-12%", "196X", "../2009-21"]
)
def test_dates_of_edtf_level_1(client: TestClient, date: str) -> None:
    for name in ("about_from", "about_to", "said_from", "said_to"):
        assert got(client, "/v1/claims", **{name: date})["query"][name] == date


@pytest.mark.parametrize("date", ["2009-13", "2009-02-30", "yesterday", "2009/2007", "../..", "", "20090123", "2009-1"])
def test_dates_that_are_none(client: TestClient, date: str) -> None:
    for name in ("about_from", "about_to", "said_from", "said_to"):
        assert refused(client, f"/v1/claims?{name}={date}")["name"] == name


HOSTILE = [
    "%00",
    "japan%00",
    "%ff%fe",
    "%ed%a0%80",
    "%EF%BF%BE",
    str(10**20),
    "9" * 400,
    "-1",
    "1e999",
    "nan",
    "%25",
    "_",
    "%25japan%25",
    "jap_n",
    "%27%3B--",
    "%22",
    "NEAR(a b)",
    "a AND b* OR ^c",
    "text:japan",
    '"unclosed',
    "-",
    "*",
    "!",
    "!!japan",
    ",",
    ",,!,",
    "%0A",
    "japan%0A",
    "%E2%80%AE",
    "%F0%9F%92%A9",
    "%EF%B7%BA" * 500,
    "a " * 250,
    "0000",
    "-9999/9999",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "{}[]",
    "../../etc/passwd",
    "%F3%A0%80%81",
    ",".join(["x"] * 101),
]


@pytest.mark.parametrize("noun", NOUNS)
def test_nothing_a_client_can_ask_is_a_fault_of_ours(client: TestClient, noun: str) -> None:
    for name in (*VALUES[noun], *SINGLE[noun], *PAGED, "by", "nonsense"):
        for value in HOSTILE:
            for path in (f"/v1/{noun}?", f"/v1/{noun}/counts?by={COUNTED[noun][0]}&")[
                : 2 if name in ("q", "by") else 1
            ]:
                answer = client.get(f"{path}{name}={value}")
                assert answer.status_code in (200, 422), (path, name, value[:80], answer.text)
                assert (answer.status_code == 200) == (answer.headers["content-type"] == "application/json")


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_in_a_path_is_a_fault_of_ours(client: TestClient, value: str) -> None:
    for path in (
        f"/v1/claims/{value}",
        f"/v1/sources/{value}/text",
        f"/{value}",
        f"/v1/claims.{value}",
        f"/docs/assets/{value}",
    ):
        answer = client.get(path)
        assert answer.status_code in (404, 406, 422), path
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["Accept", "Accept-Encoding", "If-None-Match", "Range", "If-Range", "Origin", "Host"])
def test_nothing_in_a_header_is_a_fault_of_ours(client: TestClient, name: str) -> None:
    for value in (
        b"",
        b"\xff\xfe",
        b";q=x,;;q=,*",
        b"text/html;q=nan",
        b'"',
        b"W/",
        b"," * 500,
        b"bytes=1-2,4-5",
        b"9" * 400,
    ):
        for path in ("/v1/claims?limit=1", "/v1/sources/samuels-schoff-2009/text", "/", "/health"):
            assert client.get(path, headers=[(name.encode(), value)]).status_code in (200, 206, 304, 400, 406, 416), (
                value
            )


@pytest.mark.parametrize("asked", ["jap%n", "jap_n", "%", "_", "japa%", "u.s._", "#", "\\", "japan#"])
def test_wildcards_are_only_characters(client: TestClient, world: World, asked: str) -> None:
    for noun in NOUNS:
        assert got(client, f"/v1/{noun}", q=asked)["total"] == len(world.select(noun, {"q": asked})), noun
    assert got(client, "/v1/actors", name=asked)["total"] == 0
    assert got(client, "/v1/sources", author=asked)["total"] == 0


@pytest.mark.parametrize(
    ("query", "allowed"),
    [("limit=1001", "at most 1000"), ("limit=0", "at least 1"), (f"q={'a' * 501}", "at most 500 characters")],
)
def test_a_value_out_of_bounds_is_told_the_bound(client: TestClient, query: str, allowed: str) -> None:
    [error] = client.get(f"/v1/claims?{query}").json()["errors"]
    assert error["allowed"] == allowed
