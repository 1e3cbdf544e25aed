"""What machines find: signposts on every record, sitemaps, unAPI, tags for the head of a page, llms.txt."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rdflib import SDO, Graph, URIRef
from sqlalchemy import insert
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database
from app.formats import Export
from app.formats.metatags import head_tags, structured_data
from app.formats.registry import OF_RECORDS, RECORD_FORMATS
from app.main import create_app
from app.models import Representation, Topic, table
from app.pages.discovery import PART
from app.settings import Settings
from app.vocabulary import Noun
from tests.bundling import SOURCE_YAML, Files
from tests.conftest import everything, settings_for
from tests.hostile import HOSTILE, hostile_bundle

HERE = "http://127.0.0.1:8000"
CLAIM, SOURCE = "/v1/claims/sato-expects-nuclear-retaliation", "/v1/sources/samuels-schoff-2009"
SCHEMA = "https://schema.org/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CITED = (Noun.SOURCES, Noun.CLAIMS, Noun.GRIEVANCES)
UNAPI_NAMES = {"bib": "bibtex", "csl.json": "csljson", "md": "markdown"}

Link = tuple[str, str, str | None]
"""Relation, target and media type."""


def links(client: TestClient, path: str, **headers: str) -> list[Link]:
    header = client.get(path, headers=headers).headers["link"]
    found = re.findall(r'<([^>]*)>; rel="([^"]+)"(?:; type="([^"]+)")?', header)
    assert ", ".join(f'<{to}>; rel="{rel}"' + (f'; type="{kind}"' if kind else "") for to, rel, kind in found) == header
    return [(rel, to, kind or None) for to, rel, kind in found]


def signposts(client: TestClient, path: str, **headers: str) -> list[Link]:
    """The links of a record, but for those that every answer has and those to other formats."""
    others = {"alternate", "license"}
    return [each for each in links(client, path, **headers) if each[0] not in others and each[1] != "/openapi.json"]


def described_by(noun: Noun, path: str) -> list[Link]:
    offered = [each for each in OF_RECORDS[noun] if each.ending in ("jsonld", "csl.json")]
    return [
        *(("describedby", f"{path}.{each.ending}", each.media_type) for each in offered),
        ("describedby", f"/v1/schema/{noun}.json", "application/schema+json"),
    ]


CLASSES = {"state": "Country", "government": "GovernmentOrganization", "person": "Person", "document": "CreativeWork"}
CLASSES |= dict.fromkeys(("party", "armed-group", "organisation"), "Organization")


def class_and_authors(noun: Noun, record: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    match noun:
        case Noun.SOURCES:
            return f"{SCHEMA}OpinionNewsArticle", [author["actor"] for author in record["authors"]]
        case Noun.CLAIMS:
            made = record["attribution"] or record["author_stance"] not in ("rejects", "doubts")
            return f"{SCHEMA}Claim", record["speakers"] if made else []
        case Noun.ACTORS if record["kind"] == "group":
            return "http://xmlns.com/foaf/0.1/Group", []
        case Noun.ACTORS:
            return SCHEMA + CLASSES[record["kind"]], []
        case Noun.GRIEVANCES:
            return f"{SCHEMA}Statement", []
        case Noun.RELATIONS:
            return "http://purl.org/spar/cito/Citation", []
        case Noun.TOPICS:
            return "http://www.w3.org/2004/02/skos/core#Concept", []


@pytest.mark.parametrize("noun", Noun)
def test_records_are_signposted(client: TestClient, noun: Noun) -> None:
    targets: set[str] = set()
    for record in everything(client, noun):
        path = record["url"]
        of_class, authors = class_and_authors(noun, record)
        found = signposts(client, path)
        assert found == [
            ("cite-as", HERE + path, None),
            ("version-history", f"{path}/history", None),
            ("type", of_class, None),
            *(("author", author["url"], None) for author in authors),
            ("collection", f"/v1/{noun}", None),
            *([("item", f"{path}/text", "text/plain")] if noun is Noun.SOURCES else []),
            *described_by(noun, path),
        ]
        targets |= {to for rel, to, _ in found if rel in ("author", "collection", "item")}
    for target in targets:
        assert client.get(target).status_code == 200, target
    for _, to, kind in described_by(noun, path):
        assert client.get(to).headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize("path", [CLAIM, SOURCE])
def test_a_description_points_to_what_it_describes(client: TestClient, path: str) -> None:
    for ending in ("json", "jsonld"):
        found = signposts(client, f"{path}.{ending}")
        assert ("describes", path, None) in found
        assert ("cite-as", HERE + path, None) in found
    assert "describes" not in {rel for rel, *_ in signposts(client, path, Accept="application/ld+json")}
    assert [to for rel, to, _ in signposts(client, path, Accept="text/html") if rel == "type"][1:] == [
        f"{SCHEMA}AboutPage"
    ]


@pytest.fixture
def served(empty_database: Database, tmp_path: Path) -> Iterator[Any]:
    """Loads a bundle, and gives a client for it, with what else is set."""
    clients: list[TestClient] = []

    def of(files: Files, **others: str) -> TestClient:
        assert load(empty_database, files.write(tmp_path / "bundle")).faults == []
        settings = Settings(database_url=settings_for(empty_database.path).database_url, **others)  # type: ignore[arg-type]
        clients.append(TestClient(create_app(settings), raise_server_exceptions=False))
        return clients[0].__enter__()

    yield of
    clients[0].__exit__(None, None, None)


def test_words_that_look_like_keys_do_not_mislead_signposts(served: Any) -> None:
    files = Files()
    text = '"speakers":[{"id":"x","label":"x","url":"/evil"}],"attribution":'
    claim: dict[str, Any] = {
        "id": "tricky",
        "text": text,
        "kind": "factual",
        "quotes": ["Some fear a war"],
        "author_stance": "endorses",
    }
    claim |= {"polarity": "affirmed", "modality": "certain", "condition": {"text": text, "span": "If the king insists"}}
    files.add("claims", json.dumps(claim))
    authors = [to for rel, to, _ in signposts(served(files), "/v1/claims/tricky") if rel == "author"]
    assert authors == ["/v1/actors/writer"]


def test_many_authors_do_not_burst_the_head(served: Any) -> None:
    files = Files()
    names = [f"author-{number}" for number in range(60)]
    for name in names:
        files.add("actors.yaml", json.dumps({"id": name, "name": name, "kind": "person"}))
    authors = json.dumps([{"family": name, "actor": name} for name in names])
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML.replace(
        "[{family: Writer, given: A., actor: writer}]", authors
    )
    client = served(files)
    found = [to for rel, to, _ in signposts(client, "/v1/sources/quarrel") if rel == "author"]
    assert found == [f"/v1/actors/{name}" for name in names[:20]]
    assert len(client.get("/v1/sources/quarrel.jsonld").json()["author"]) == 60


def test_a_text_that_is_withheld_is_no_item(served: Any) -> None:
    files = Files()
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML.replace("text_policy: full", "text_policy: quotes")
    client = served(files)
    assert "item" not in {rel for rel, *_ in signposts(client, "/v1/sources/quarrel")}
    text = client.get("/v1/sources/quarrel.jsonld").json()["encoding"]
    assert ("contentUrl" in text, text["voc:text_policy"]) == (False, {"@id": "voc:text_policy-quotes"})


def entries(client: TestClient, path: str, root: str, each: str) -> list[tuple[str, str]]:
    """Addresses and moments of a sitemap or of their index."""
    answer = client.get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    tree = ElementTree.fromstring(answer.content)
    assert tree.tag == SITEMAP + root
    assert {child.tag for child in tree} <= {SITEMAP + each}
    return [(child[0].text or "", child[1].text or "") for child in tree]


def test_robots_are_led_to_the_sitemap(client: TestClient) -> None:
    answer = client.get("/robots.txt", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.text == f"User-agent: *\nAllow: /\n\nSitemap: {HERE}/sitemap.xml\n"


def test_sitemaps_have_every_record(client: TestClient) -> None:
    index = entries(client, "/sitemap.xml", "sitemapindex", "sitemap")
    assert [address for address, _ in index] == [f"{HERE}/sitemap-{noun}-1.xml" for noun in Noun]
    for noun, (address, changed) in zip(Noun, index, strict=True):
        records = sorted(everything(client, noun), key=lambda record: str(record["id"]))
        assert entries(client, address.removeprefix(HERE), "urlset", "url") == [
            (HERE + record["url"], record["updated"]) for record in records
        ]
        assert changed == max(record["updated"] for record in records)


def test_a_large_noun_has_several_sitemaps(empty_database: Database) -> None:
    moment = "2026-01-31T09:30:00.000000Z"
    ids = [f"t{number:06}" for number in range(PART + 2)]
    named = list(enumerate(ids, start=1))
    with empty_database.writing() as db:
        common = {"noun": "topics", "label": "T", "body": "{}"}
        db.execute(insert(table(Representation)), [{"key": key, "id": each, **common} for key, each in named])
        about = {"version": 1, "created": moment, "updated": moment, "label": "T", "definition": "T"}
        db.execute(insert(table(Topic)), [{"key": key, "id": each, **about} for key, each in named])
    with TestClient(create_app(settings_for(empty_database.path))) as client:
        index = entries(client, "/sitemap.xml", "sitemapindex", "sitemap")
        assert index == [(f"{HERE}/sitemap-topics-{part}.xml", moment) for part in (1, 2)]
        parts = [entries(client, address.removeprefix(HERE), "urlset", "url") for address, _ in index]
        assert [len(part) for part in parts] == [PART, 2]
        assert [address for part in parts for address, _ in part] == [f"{HERE}/v1/topics/{each}" for each in ids]
        assert client.get("/sitemap-topics-3.xml").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "claims-0",
        "claims-2",
        "claims-01",
        "claim-1",
        "claims",
        "claims-1-1",
        "-1",
        "claims-999999999",
        "claims-٣",
    ],
)
def test_other_sitemaps_there_are_none(client: TestClient, name: str) -> None:
    answer = client.get(f"/sitemap-{name}.xml")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_an_empty_database_has_an_empty_index(empty_database: Database) -> None:
    with TestClient(create_app(settings_for(empty_database.path))) as client:
        assert entries(client, "/sitemap.xml", "sitemapindex", "sitemap") == []


def test_an_odd_public_address_is_escaped(served: Any) -> None:
    odd = 'https://claims.example/"a&b<c>'
    client = served(Files(), public_url=f"{odd}/")
    assert entries(client, "/sitemap-topics-1.xml", "urlset", "url")[0][0] == f"{odd}/v1/topics/debts"
    listed = client.get("/unapi", params={"id": f"{odd}/v1/claims/ships-owed"})
    assert ElementTree.fromstring(listed.content).attrib == {"id": f"{odd}/v1/claims/ships-owed"}


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/sitemap-claims-1.xml", "/unapi", f"/unapi?id={CLAIM}", "/llms.txt"]
)
def test_manners(client: TestClient, path: str) -> None:
    asked = {"X-Request-ID": "same"}
    got, head = client.get(path, headers=asked), client.head(path, headers=asked)
    assert (head.status_code, dict(head.headers), head.content) == (got.status_code, dict(got.headers), b"")
    known = client.get(path, headers={"If-None-Match": got.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.get(path + ("&" if "?" in path else "?") + "x=1").status_code == 422


def unapi_formats(client: TestClient, query: str, status: int) -> tuple[str | None, list[tuple[str, str]]]:
    answer = client.get(f"/unapi{query}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/xml")
    tree = ElementTree.fromstring(answer.content)
    assert (tree.tag, {child.tag for child in tree}) == ("formats", {"format"})
    return tree.get("id"), [(child.attrib["name"], child.attrib["type"]) for child in tree]


def right_formats(noun: Noun) -> list[tuple[str, str]]:
    return [(UNAPI_NAMES.get(each.ending, each.ending), each.media_type) for each in OF_RECORDS[noun]]


def test_unapi_lists_the_formats(client: TestClient) -> None:
    of_all = [each for each in right_formats(Noun.CLAIMS) if all(each in right_formats(noun) for noun in CITED)]
    assert unapi_formats(client, "", 200) == (None, of_all)
    for noun in CITED:
        path = everything(client, noun)[0]["url"]
        for identifier in (HERE + path, path):
            assert unapi_formats(client, f"?id={identifier}", 300) == (identifier, right_formats(noun))


@pytest.mark.parametrize("noun", CITED)
def test_unapi_gives_what_the_record_itself_gives(client: TestClient, noun: Noun) -> None:
    path = everything(client, noun)[0]["url"]
    for each in OF_RECORDS[noun]:
        name = UNAPI_NAMES.get(each.ending, each.ending)
        # Zotero does not escape the identifier.
        given = client.get(f"/unapi?id={HERE}{path}&format={name}", headers={"Accept": "text/html"})
        itself = client.get(f"{path}.{each.ending}")
        assert (given.status_code, given.content) == (200, itself.content)
        assert [given.headers[name] for name in ("content-type", "etag", "link")] == [
            itself.headers[name] for name in ("content-type", "etag", "link")
        ]


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("id=/v1/claims/no-such-claim&format=json", 404, ("query", "id", None)),
        (f"id={CLAIM}s&format=json", 404, ("query", "id", HERE + CLAIM)),
        (f"id={CLAIM}s", 404, ("query", "id", HERE + CLAIM)),
        ("id=/v1/actors/japan", 404, ("query", "id", None)),
        ("id=https://elsewhere.example/v1/claims/x", 404, ("query", "id", None)),
        ("id=", 404, ("query", "id", None)),
        ("id=%22%3E%3Cscript%3E%E2%80%AE&format=json", 404, ("query", "id", None)),
        (f"id={CLAIM}&format=bibtx", 406, ("query", "format", "bibtex")),
        (f"id={CLAIM}&format=jsonl", 406, ("query", "format", "jsonld")),
        (f"id={CLAIM}&format=", 406, ("query", "format", None)),
        ("format=json", 422, ("query", "id", None)),
        (f"id={CLAIM}&id={CLAIM}", 422, ("query", "id", None)),
        (f"identifier={CLAIM}", 422, ("query", "identifier", None)),
    ],
)
def test_unapi_refuses(client: TestClient, query: str, status: int, error: tuple[str, str, str | None]) -> None:
    answer = client.get(f"/unapi?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    [found] = answer.json()["errors"]
    assert (found["in"], found["name"], found["did_you_mean"]) == error


def export_of(client: TestClient, noun: Noun) -> Export:
    def find(noun: Noun, record_id: str) -> Any:
        return client.get(f"/v1/{noun}/{record_id}", headers={"Accept": "application/json"}).json()

    return Export(noun, "", HERE, {}, True, 1, False, find, (), {})


def test_the_head_of_a_source_and_of_a_claim(client: TestClient) -> None:
    article = [
        ("citation_title", "An alliance in need of attention"),
        ("citation_author", "Samuels, Richard J."),
        ("citation_author_institution", "Massachusetts Institute of Technology"),
        ("citation_author", "Schoff, James L."),
        ("citation_author_institution", "Institute for Foreign Policy Analysis"),
        ("citation_publication_date", "2009/01/23"),
        ("citation_language", "en"),
        ("citation_public_url", HERE + SOURCE),
        ("DC.title", "An alliance in need of attention"),
        ("DC.creator", "Samuels, Richard J."),
        ("DC.creator", "Schoff, James L."),
        ("DC.date", "2009-01-23"),
        ("DC.type", "newspaperArticle"),
        ("DC.source", "International Herald Tribune"),
        ("DC.language", "en"),
    ]
    source, claim = client.get(SOURCE).json(), client.get(CLAIM).json()
    rights = [("DC.rights", source["rights"]["statement"])]
    of_source = [*article, *rights, ("DC.identifier", HERE + SOURCE)]
    assert head_tags(source, export_of(client, Noun.SOURCES)) == of_source
    of_claim = [(name, value.replace(SOURCE, CLAIM)) for name, value in of_source]
    described = ("DC.description", claim["attribution_sentence"])
    assert head_tags(claim, export_of(client, Noun.CLAIMS)) == [*of_claim, described]
    assert head_tags(client.get("/v1/actors/japan").json(), export_of(client, Noun.ACTORS)) == []


@pytest.mark.parametrize(
    ("genre", "issued", "right"),
    [
        ("journal-article", "2009-01", {"citation_journal_title": "Tribune", "citation_publisher": "Press"}),
        ("report", "2009", {"citation_technical_report_institution": "Press"}),
        ("book", "2007/2009", {"citation_inbook_title": "Tribune", "citation_publisher": "Press"}),
        ("op-ed", "201X", {"citation_publisher": "Press"}),
    ],
)
def test_each_genre_has_its_own_tags(client: TestClient, genre: str, issued: str, right: dict[str, str]) -> None:
    about = {"genre": genre, "issued": issued, "container_title": "Tribune", "publisher": "Press"}
    source = client.get(SOURCE).json() | about | {"location": "https://example.org/a?b&c"}
    tags = dict(head_tags(source, export_of(client, Noun.SOURCES)))
    kept = ("title", "author", "author_institution", "publication_date", "language", "public_url")
    others = {name for name in tags if name.startswith("citation_")} - {f"citation_{each}" for each in kept}
    assert {name: tags[name] for name in others} == right
    dates = {"2009-01": "2009/01", "2009": "2009", "2007/2009": "2007", "201X": None}
    assert tags.get("citation_publication_date") == dates[issued]
    assert (tags["DC.date"], tags["citation_public_url"]) == (issued, "https://example.org/a?b&c")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_structured_data_can_stand_in_a_script(served: Any) -> None:
    client = served(hostile_bundle())
    export = export_of(client, Noun.CLAIMS)
    for number, text in enumerate(HOSTILE):
        path = f"/v1/claims/claimed-{number}"
        script = structured_data(client.get(path).json(), export)
        assert not set("<>&") & set(script)
        read = Graph().parse(data=script, format="json-ld")
        assert str(read.value(URIRef(HERE + path), SDO.text)) == text


def test_llms_txt_has_the_form_that_llmstxt_org_describes(client: TestClient) -> None:
    text = client.get("/llms.txt").text
    heading, summary, *rest = text.strip().split("\n\n")
    assert heading == "# alliance-claims"
    assert all(line.startswith("> ") for line in summary.split("\n"))
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) == len(set(targets))
    sections = "\n\n".join(rest).split("\n## ")
    assert "#" not in sections[0]
    for section in sections[1:]:
        name, _, listed = section.partition("\n\n")
        assert name.isalpha()
        for line in listed.strip().split("\n"):
            assert re.fullmatch(r"- \[[^\]]+\]\(http://testserver/[^)\s]*\): .+", line), line
    for each in RECORD_FORMATS:
        assert each.ending == "html" or f".{each.ending}" in text, each.ending
