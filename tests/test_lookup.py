"""What a name or an address from outside means."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests.bundling import SOURCE_YAML, Files
from tests.client import Client
from tests.conftest import everything, examples
from tests.oracle import NOUNS
from tests.oracle_texts import Record, fold

SPOKEN = {"official": "official name", "short": "short name"}


def look_up(client: TestClient, **asked: str) -> list[Record]:
    answer = client.get("/v1/lookup", params=asked)
    assert (answer.status_code, set(answer.json())) == (200, {"items"}), answer.text
    items: list[Record] = answer.json()["items"]
    assert all(set(each) == {"type", "id", "label", "url", "why"} for each in items)
    return items


def meant(client: TestClient, **asked: str) -> list[tuple[str, str]]:
    return [(each["id"], each["why"]) for each in look_up(client, **asked)]


@pytest.fixture(scope="module")
def actors(client: TestClient) -> list[Record]:
    return everything(client, "actors")


def names(actor: Record) -> Iterator[tuple[str, str]]:
    """Each name of an actor, and what it is called."""
    yield actor["name"], "name"
    yield from ((alias["name"], SPOKEN.get(alias["kind"], alias["kind"])) for alias in actor["aliases"])


def test_every_name_in_any_case_means_its_actors(client: TestClient, actors: list[Record]) -> None:
    for name in {name for actor in actors for name, _ in names(actor)}:
        having = {actor["id"] for actor in actors if fold(name) in {fold(each) for each, _ in names(actor)}}
        for written in (name, name.upper(), f" {name.lower()}  "):
            assert {each["id"] for each in look_up(client, alias=written)} == having


def test_an_answer_in_full(client: TestClient) -> None:
    japan = {"type": "actors", "id": "japan", "label": "Japan", "url": "/v1/actors/japan"}
    assert look_up(client, alias="japanese") == [{**japan, "why": "demonym “Japanese”"}]
    assert look_up(client, alias="Japon") == [{**japan, "why": "like the name “Japan” (0.80)"}]
    assert look_up(client, url="/v1/actors/japan.md") == [{**japan, "why": "its own address"}]
    entity = "http://www.wikidata.org/entity/Q17"
    assert look_up(client, url=entity) == [{**japan, "why": "same as https://www.wikidata.org/wiki/Q17"}]
    assert look_up(client, url=entity, alias="JAPAN") == [{**japan, "why": "name “Japan”"}]
    assert look_up(client, url=entity, alias="China") == []


@pytest.mark.parametrize(
    ("alias", "actor", "why"),
    [
        ("Tokyo", "government-of-japan", "metonym “Tokyo”"),
        ("Toyko", "government-of-japan", "like the metonym “Tokyo” (0.80)"),
        ("Bejing", "government-of-china", "like the metonym “Beijing” (0.92)"),
        ("Washingon", "government-of-the-united-states", "like the metonym “Washington” (0.95)"),
        ("MacNamara", "robert-mcnamara", "misspelling “MacNamara”"),
        ("MacNamarra", "robert-mcnamara", "like the misspelling “MacNamara” (0.95)"),
        ("Mac Namara", "robert-mcnamara", "misspelling “MacNamara”"),
        ("MCNAMARRA", "robert-mcnamara", "like the short name “McNamara” (0.94)"),
        ("Sato Eisaku", "eisaku-sato", "official name “Satō Eisaku”"),
        ("Sato, Eisaku", "eisaku-sato", "name “Eisaku Sato”"),
        ("Eisaku Satoh", "eisaku-sato", "like the name “Eisaku Sato” (0.96)"),
        ("L.D.P.", "liberal-democratic-party", "acronym “LDP”"),
        ("U.S.A.", "united-states", "acronym “USA”"),
        ("the United States", "united-states", "like the name “United States” (0.89)"),
        ("Obama Administration", "obama-administration", "name “Obama administration”"),
    ],
)
def test_names_as_people_write_them(client: TestClient, alias: str, actor: str, why: str) -> None:
    assert meant(client, alias=alias) == [(actor, why)]


@pytest.mark.parametrize(
    "alias", ["Iran", "US of", "Kim Jong-il", "—", "x", "日本", "x" * 500, "%", "' OR 1=1", "\u202e"]
)
def test_names_of_nobody(client: TestClient, alias: str) -> None:
    assert look_up(client, alias=alias) == []


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_a_name_with_a_letter_wrong(client: TestClient, actors: list[Record], data: st.DataObject) -> None:
    long = [(actor["id"], name) for actor in actors for name, _ in names(actor) if len(name) > 7]
    actor_id, name = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(["", *string.ascii_letters]))
    found = look_up(client, alias=name[:at] + letter + name[at + 1 :])
    assert actor_id in [each["id"] for each in found]
    assert len({each["id"] for each in found}) == len(found) <= 10


@pytest.mark.parametrize("noun", NOUNS)
def test_a_record_by_its_address(client: TestClient, noun: str) -> None:
    for record in everything(client, noun)[:3]:
        path = record["url"]
        for address in (
            path,
            f"{path}.json",
            f"{path}.csl.json",
            f"{path}/",
            f"{path}?release=x#y",
            f"http://127.0.0.1:8000{path}.html",
            f"https://127.0.0.1:8000{path}",
            f"HTTP://TestServer{path}",
        ):
            [item] = look_up(client, url=address)
            assert (item["type"], item["id"], item["url"], item["why"]) == (noun, record["id"], path, "its own address")
        for address in (f"{path}x", f"https://elsewhere.example{path}", f"/v2{path}", f"{path}/text", f"/x{path}"):
            assert look_up(client, url=address) == []


def test_addresses_under_a_public_url_with_a_path(seeded_file: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{seeded_file}", public_url="https://data.example/alliance/")
    with Client(create_app(settings)) as client:
        for address in ("https://data.example/alliance/v1/actors/japan", "http://DATA.example/v1/actors/japan.jsonld"):
            assert meant(client, url=address) == [("japan", "its own address")]
        assert look_up(client, url="https://data.example/other/v1/actors/japan") == []


@pytest.mark.parametrize("host", ["www.wikidata.org", "wikidata.org", "m.wikidata.org", "WWW.Wikidata.org"])
@pytest.mark.parametrize(
    "path", ["wiki/Q17", "entity/Q17", "wiki/q17", "wiki/Q17/", "wiki/Q17#P31", "wiki/Special:EntityData/Q17.json"]
)
def test_an_item_of_wikidata(client: TestClient, host: str, path: str) -> None:
    for scheme in ("http", "https", "HTTPS"):
        assert meant(client, url=f"{scheme}://{host}/{path}") == [
            ("japan", "same as https://www.wikidata.org/wiki/Q17")
        ]


def test_every_address_that_means_an_actor(client: TestClient, actors: list[Record]) -> None:
    for actor in actors:
        for address in actor["same_as"]:
            assert meant(client, url=address) == [(actor["id"], f"same as {address}")]


@pytest.fixture
def located(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    """A source and an actor with addresses elsewhere."""
    files = Files()
    location = "location: 'https://www.nytimes.example/2009/01/23/opinion.html?page=2'\n"
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML + location
    same_as = "same_as: ['http://ja.wikipedia.example/wiki/北国', 'https://m.example/x']"
    files.lists["actors.yaml"][0] = f"{{id: northland, name: Northland, kind: state, {same_as}}}"
    files.lists["actors.yaml"][1] = "{id: southland, name: Southland, kind: state, same_as: ['https://m.example/x']}"
    assert load(empty_database, files.write(tmp_path / "bundle")).faults == []
    with Client(create_app(Settings(database_url=f"sqlite:///{empty_database.path}"))) as made:
        yield made


def test_addresses_elsewhere(located: TestClient) -> None:
    location = "https://www.nytimes.example/2009/01/23/opinion.html?page=2"
    for address in (location, "http://nytimes.example/2009/01/23/opinion.html/?page=2#top"):
        [item] = look_up(located, url=address)
        assert (item["type"], item["id"], item["why"]) == ("sources", "quarrel", f"at {location}")
    for address in (location.replace("page=2", "page=3"), location.partition("?")[0]):
        assert look_up(located, url=address) == []
    page = "http://ja.wikipedia.example/wiki/北国"
    for address in (page, "https://ja.m.wikipedia.example/wiki/%E5%8C%97%E5%9B%BD/"):
        assert meant(located, url=address) == [("northland", f"same as {page}")]
    assert meant(located, url="https://m.example/x") == [
        ("northland", "same as https://m.example/x"),
        ("southland", "same as https://m.example/x"),
    ]


@pytest.mark.parametrize("url", ["http://[", "http://℀/", "//elsewhere", "/", "https://x", "/v1/claims/counts", "/%00"])
def test_addresses_of_nothing(client: TestClient, url: str) -> None:
    assert look_up(client, url=url) == []


@pytest.mark.parametrize(
    ("query", "name", "allowed"),
    [
        ("", "url", "alias=… or url=…"),
        ("alias=", "alias", "a name"),
        ("alias=%20", "alias", "a name"),
        (f"alias={'x' * 501}", "alias", "at most 500 characters"),
        ("alias=%00", "alias", None),
        ("name=Tokyo&alias=x", "name", ["alias", "coding", "release", "url"]),
        ("url=Q17", "url", "an http or https address, or a path such as /v1/actors/japan"),
        ("url=ftp://example.org", "url", "an http or https address, or a path such as /v1/actors/japan"),
        ("url=https://example.org/a%20b", "url", "an http or https address, or a path such as /v1/actors/japan"),
        ("url=", "url", "an http or https address, or a path such as /v1/actors/japan"),
        (f"url=/{'x' * 4000}", "url", "at most 4000 characters"),
    ],
)
def test_what_can_not_be_looked_up(client: TestClient, query: str, name: str, allowed: object) -> None:
    answer = client.get(f"/v1/lookup?{query}")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["in"], error["name"], error["allowed"]) == ("query", name, allowed)


def test_manners(client: TestClient) -> None:
    path = "/v1/lookup?alias=Tokyo"
    answer = client.get(path)
    tag = answer.headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/v1/lookup.json?alias=Tokyo").json() == answer.json()
    assert client.get("/v1/lookup.csv?alias=Tokyo").status_code == 406
    assert client.head(path).headers["etag"] == tag
    assert client.post("/v1/lookup").headers["allow"] == "GET, HEAD"
