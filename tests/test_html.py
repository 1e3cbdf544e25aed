"""The reader's pages: what they show, where they lead, and that they show nothing but text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from app.bundles.load import load
from app.citing.styles import Style
from app.db import Database
from app.formats.registry import OF_RECORDS
from app.main import create_app
from app.vocabulary import Noun
from tests.bundling import SOURCE_YAML, TEXT, Files
from tests.conftest import SOURCE, everything, settings_for
from tests.hostile import HOSTILE, hostile_bundle
from tests.markup import Element, read

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"}
HTML = "text/html; charset=utf-8"
NOUNS = [noun.value for noun in Noun]
CLAIM = "/v1/claims/sato-expects-nuclear-retaliation"
TITLE = {"claims": "text", "grievances": "text", "actors": "name", "topics": "label", "sources": "title"}
RECORDS = {
    "claims": CLAIM,
    "grievances": "/v1/grievances/tokyo-resents-ceded-leadership",
    "actors": "/v1/actors/richard-j-samuels",
    "topics": "/v1/topics/abandonment",
    "sources": f"/v1/sources/{SOURCE}",
    "relations": "/v1/relations/sato-expects-nuclear-retaliation-restates-sato-urged-nuclear-use-against-china",
}
PAGES = ["/", "/problems", *(f"/v1/{noun}" for noun in NOUNS), *RECORDS.values(), "/v1/claims?speaker=sato&q=x&limit=1"]


def page(client: TestClient, path: str) -> Element:
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (200, HTML), path
    return read(answer.text)


def facts(shown: Element) -> dict[str, list[str]]:
    return {each.one("dt").text(): [value.text() for value in each.all("dd")] for each in shown.one("dl").all("div")}


def links(shown: Element) -> Iterator[str]:
    return (each.attributes["href"] for each in shown.all("a"))


@pytest.mark.parametrize("path", ["/v1/claims?limit=3", CLAIM, "/v1/topics", f"/v1/sources/{SOURCE}"])
def test_a_browser_gets_a_page_and_others_json(client: TestClient, path: str) -> None:
    for accept in (BROWSER["Accept"], "text/html", "text/html;q=0.9, application/json;q=0.8"):
        assert client.get(path, headers={"Accept": accept}).headers["content-type"] == HTML, accept
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.9", "application/json, text/html"):
        assert client.get(path, headers={"Accept": accept}).headers["content-type"] == "application/json", accept
    address, mark, query = path.partition("?")
    ended = client.get(f"{address}.html{mark}{query}")
    assert (ended.headers["content-type"], ended.content) == (HTML, client.get(path, headers=BROWSER).content)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_made_for_everybody(client: TestClient, path: str) -> None:
    shown = page(client, path)
    assert shown.one("html").attributes["lang"] == "en"
    assert shown.one("title").text().endswith(" – alliance-claims")
    assert [len(shown.all(name)) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    names = [each.attributes["aria-label"] for each in shown.all("nav")]
    assert len(set(names)) == len(names) >= 2
    ids = [each.attributes["id"] for each in shown.all() if "id" in each.attributes]
    assert len(set(ids)) == len(ids)
    assert {
        each.attributes["aria-labelledby"]
        for each in shown.one("main").all("section", "nav")
        if "aria-labelledby" in each.attributes
    } <= set(ids)
    assert shown.one("a", class_="skip").attributes["href"] == f"#{shown.one('main').attributes['id']}"
    assert {each.attributes["for"] for each in shown.all("label")} == {
        each.attributes["id"] for each in shown.all("input") if each.attributes.get("type") != "hidden"
    }
    levels = [int(each.name[1]) for each in shown.all("h1", "h2", "h3")]
    assert levels[0] == 1
    assert set(levels) <= {1, 2}


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    shown = page(client, path)
    loaded = [each.attributes["href"] for each in shown.all("link") if each.attributes["rel"] in ("stylesheet", "icon")]
    assert loaded == ["/icon.svg", "/style.css"]
    assert not shown.all("img", "iframe", "object", "style")
    assert not [each for each in shown.all() if {"src", "style"} & set(each.attributes)]
    assert {each.attributes.get("type") for each in shown.all("script")} <= {"application/ld+json"}
    policy = shown.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    style = client.get("/style.css", headers={"Accept": "text/css,*/*;q=0.1"})
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert not re.search(r"url\(|@import", style.text)


def test_every_record_is_reached_from_the_door(client: TestClient) -> None:
    reached, waiting = {"/"}, ["/"]
    while waiting:
        for link in {*links(page(client, waiting.pop()))} - reached:
            reached.add(link)
            if re.fullmatch(rf"/v1/({'|'.join(NOUNS)})(\.html\?.*cursor=.*)?", link):
                waiting.append(link)
    assert {record["url"] for noun in NOUNS for record in everything(client, noun)} <= reached


@pytest.mark.parametrize("noun", NOUNS)
def test_what_a_page_leads_to_is_there(client: TestClient, noun: str) -> None:
    record = page(client, RECORDS[noun])
    for link in {*links(record), *links(page(client, f"/v1/{noun}?limit=2"))}:
        assert link.startswith(("#", "https://")) or client.get(link).status_code == 200, link
    for alternate in record.one("head").all("link", rel="alternate"):
        answer = client.get(alternate.attributes["href"])
        assert answer.headers["content-type"].startswith(alternate.attributes["type"])


def test_a_claim(client: TestClient) -> None:
    record, shown = client.get(CLAIM).json(), page(client, CLAIM)
    assert shown.one("h1").text() == record["text"]
    assert shown.one("p", class_="lead").text() == record["attribution_sentence"]
    (quote,) = record["quotes"]
    assert shown.one("mark").words() == quote["exact"]
    assert shown.one("blockquote").words() == f"…{quote['prefix']}{quote['exact']}{quote['suffix']}…"
    assert shown.one("blockquote").attributes == {"lang": "en"}
    assert shown.one("figcaption").text() == "Paragraph 1, sentence 2 · in the text"
    byline = "Richard J. Samuels and James L. Schoff, International Herald Tribune, 2009-01-23"
    assert [step.text() for step in shown.one("ol", class_="chain").all("li")] == [
        f"An alliance in need of attention ({byline})",
        "Declassified Japanese documents (indirect, “have disclosed that”)",
        "Eisaku Sato (direct, “told”)",
    ]
    assert facts(shown) == {
        "Kind": ["demand"],
        "Authors’ stance": ["reports"],
        "Modality": ["certain"],
        "Condition": ["if war breaks out with China (“If war breaks out [with China]”)"],
        "Speakers": ["Eisaku Sato"],
        "Subject": ["Eisaku Sato", "Japan", "United States"],
        "Target": ["China"],
        "Addressee": ["Robert S. McNamara", "United States"],
        "Topics": ["Extended deterrence", "History"],
        "Said": ["about 1965"],
        "Grievances": ["Japan, under Sato, feared war with a China that had just tested a nuclear weapon."],
        "Source": ["An alliance in need of attention"],
    }
    (relation,) = shown.one("ul", class_="relations").all("li")
    assert relation.text() == f"restates {record['relations'][0]['other']['label']}"
    assert record["curator_note"] in shown.text()
    assert shown.one("code").text() == f"http://127.0.0.1:8000{CLAIM}"
    styles = [each.value for each in Style]
    assert list(links(shown.one("section", **{"aria-labelledby": "files"}))) == [
        *(f"{CLAIM}/citation?style={style}" for style in styles),
        *(f"{CLAIM}.{each.ending}" for each in OF_RECORDS[Noun.CLAIMS] if each.ending != "html"),
        f"{CLAIM}/history",
    ]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_page_tells_machines_what_it_is(client: TestClient, noun: str) -> None:
    path, head = RECORDS[noun], page(client, RECORDS[noun]).one("head")
    assert json.loads(head.one("script").words()) == client.get(f"{path}.jsonld").json()
    assert head.one("link", rel="cite-as").attributes["href"] == f"http://127.0.0.1:8000{path}"
    tags = {
        each.attributes["name"]: each.attributes["content"] for each in head.all("meta") if "name" in each.attributes
    }
    cited = noun in ("sources", "claims", "grievances")
    assert (tags.get("citation_title"), tags.get("DC.identifier")) == (
        ("An alliance in need of attention", f"http://127.0.0.1:8000{path}") if cited else (None, None)
    )
    servers = [each.attributes["href"] for each in head.all("link", rel="unapi-server")]
    marks = [each.attributes["title"] for each in page(client, path).all("abbr", class_="unapi-id")]
    assert (servers, marks) == ((["/unapi"], [f"http://127.0.0.1:8000{path}"]) if cited else ([], []))
    for mark in marks:
        assert client.get("/unapi", params={"id": mark}).status_code == 300


@pytest.mark.parametrize("noun", NOUNS)
def test_every_record_has_a_page_that_names_all_it_refers_to(client: TestClient, noun: str) -> None:
    for record in everything(client, noun):
        shown = page(client, record["url"])
        if noun in TITLE:
            assert shown.one("h1").text() == record[TITLE[noun]]
        assert referred(record) <= set(links(shown)), record["id"]
        marked = [each.words() for each in shown.all("mark")]
        expected = record.get("quotes") or [record[name] for name in ("marker", "example") if record.get(name)]
        assert marked == [each if isinstance(each, str) else each["exact"] for each in expected]
        if noun == "claims":
            assert len(shown.one("ol", class_="chain").all("li")) == 1 + max(1, len(record["attribution"]))


def referred(value: Any) -> set[str]:
    if isinstance(value, list):
        return {url for each in value for url in referred(each)}
    if not isinstance(value, dict):
        return set()
    here = {value["url"]} if "label" in value and "url" in value and "version" not in value else set()
    return here | {url for each in value.values() for url in referred(each)}


def test_a_relation_shows_both_ends_in_full(client: TestClient) -> None:
    record, shown = client.get(RECORDS["relations"]).json(), page(client, RECORDS["relations"])
    sentences = [client.get(record[end]["url"]).json()["attribution_sentence"] for end in ("from", "to")]
    assert [card.one("h2").text() for card in shown.all("article", class_="card")] == sentences
    assert shown.one("p", class_="between").text() == "restates ↓"


def test_counts_lead_to_as_many(client: TestClient) -> None:
    for noun in ("actors", "topics", "sources"):
        for record in everything(client, noun):
            shown = page(client, record["url"])
            for name in ("claims", "grievances"):
                count = record["counts"][name]
                linked = [
                    each for each in shown.one("dl").all("a") if each.attributes["href"].startswith(f"/v1/{name}?")
                ]
                assert [each.text() for each in linked if each.text().isdigit()] == [str(count)] * (count > 0)
                for each in linked[:1]:
                    assert client.get(each.attributes["href"]).json()["total"] == count


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("limit", ["", "limit=7", "limit=1000"])
def test_pages_of_a_list_hold_each_record_once_in_order(client: TestClient, noun: str, limit: str) -> None:
    following, listed, sizes = f"/v1/{noun}?{limit}", list[str](), list[int]()
    while following:
        shown = page(client, following)
        cards = [card.one("h2").one("a").attributes["href"] for card in shown.all("article", class_="card")]
        listed += cards
        sizes.append(len(cards))
        (following,) = [each.attributes["href"] for each in shown.one("main").all("a", rel="next")] or [""]
        assert [each.attributes["href"] for each in shown.one("head").all("link", rel="next")] == [following] * bool(
            following
        )
    assert listed == [record["url"] for record in everything(client, noun)]
    most = int(limit.partition("=")[2] or 50)
    assert all(size == most for size in sizes[:-1])
    assert sizes[-1] <= most


def test_a_list_says_what_it_understood(client: TestClient) -> None:
    shown = page(client, "/v1/claims?kind=demand,!concern&q=japan&speaker=sato,eisaku-sato&sort=-about&limit=1")
    filters = {each.text().partition(":")[0]: each for each in shown.one("ul", class_="filters").all("li")}
    assert {name: each.one("strong").text() for name, each in filters.items()} == {
        "kind": "demand,!concern",
        "q": "japan",
        "speaker": "sato,eisaku-sato",
    }
    without = urlsplit(filters["kind"].one("a").attributes["href"])
    assert parse_qs(without.query) == {
        "q": ["japan"],
        "speaker": ["sato,eisaku-sato"],
        "sort": ["-about"],
        "limit": ["1"],
    }
    hidden = {each.attributes["name"]: each.attributes["value"] for each in shown.all("input", type="hidden")}
    assert hidden == {"kind": "demand,!concern", "speaker": "sato,eisaku-sato", "sort": "-about", "limit": "1"}
    assert shown.one("input", type="search").attributes["value"] == "japan"
    assert shown.one("p", class_="warning").text() == (
        "speaker “sato”: no actor has this id. Did you mean “eisaku-sato”?"
    )
    total = client.get("/v1/claims?kind=demand,!concern&q=japan&speaker=eisaku-sato").json()["total"]
    assert shown.one("p", class_="lead").text() == f"{total} claims match."
    (table,) = [each for each in links(shown.one("ul", class_="files")) if ".csv" in each]
    assert client.get(table).headers["x-total-count"] == str(total)
    assert "limit" not in table


def test_the_first_page_is_one_step_away(client: TestClient) -> None:
    first = page(client, "/v1/claims?kind=factual&limit=5")
    assert [each.text() for each in first.one("nav", **{"aria-label": "Pages"}).all("a")] == ["Next page"]
    second = page(client, first.one("a", rel="next").attributes["href"])
    back, _ = second.one("nav", **{"aria-label": "Pages"}).all("a")
    assert [card.text() for card in page(client, back.attributes["href"]).all("article")] == [
        card.text() for card in first.all("article")
    ]


@pytest.mark.parametrize("path", ["/v1/claims?limit=3", CLAIM, "/style.css", "/"])
def test_pages_have_manners(client: TestClient, path: str) -> None:
    asked = {**BROWSER, "X-Request-ID": "same"}
    whole, head = client.get(path, headers=asked), client.head(path, headers=asked)
    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(whole.headers))
    again = client.get(path, headers={**asked, "If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept" in whole.headers["vary"]


def test_hostile_texts_stay_texts(empty_database: Database, tmp_path: Path) -> None:
    assert load(empty_database, hostile_bundle().write(tmp_path / "bundle")).faults == []
    with TestClient(create_app(settings_for(empty_database.path))) as client:
        titles = {
            noun: [each.one("h2").text() for each in harmless(client, f"/v1/{noun}?limit=1000").all("article")]
            for noun in NOUNS
        }
        for noun in NOUNS:
            for record in everything(client, noun):
                shown = harmless(client, record["url"])
                assert json.loads(shown.one("script").words()) == client.get(f"{record['url']}.jsonld").json()
        assert {" ".join(text.split()) for text in HOSTILE} <= set(titles["topics"])
        harmless(client, "/")
        for text in HOSTILE:
            shown = harmless(client, "/v1/claims", q=text)
            assert shown.one("input", type="search").attributes["value"] == text


def harmless(client: TestClient, path: str, **query: str) -> Element:
    """The page, if it is made of our own elements and attributes only."""
    answer = client.get(path, headers=BROWSER, params=query or None)
    assert answer.headers["content-type"] == HTML, answer.text
    shown = read(answer.text)
    assert not shown.all("i", "b", "img", "style")
    assert {each.attributes["type"] for each in shown.all("script")} <= {"application/ld+json"}
    for each in shown.all():
        assert not [name for name in each.attributes if name.startswith("on")]
        assert re.match(r"/|#|https?://", each.attributes.get("href", "/"))
    return shown


def test_what_may_not_be_served_is_not_shown(empty_database: Database, tmp_path: Path) -> None:
    files = Files()
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML.replace("text_policy: full", "text_policy: quotes")
    assert load(empty_database, files.write(tmp_path / "bundle")).faults == []
    with TestClient(create_app(settings_for(empty_database.path))) as client:
        for noun in NOUNS:
            for path in (f"/v1/{noun}", *(record["url"] for record in everything(client, noun))):
                shown = page(client, path)
                assert not [link for link in links(shown) if "/text" in link]
                assert "the council will refuse" not in shown.text()
    assert "the council will refuse" in TEXT


@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "page"), ("ink", "raised"), ("ink", "mark"), ("link", "page"), ("link", "raised"), ("soft", "page")],
)
def test_colours_contrast(client: TestClient, text: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, by day and by night."""
    schemes = re.findall(r":root \{([^}]*--page[^}]*)\}", client.get("/style.css").text)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme))
        light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
