"""JSON-LD, read back by rdflib without a network: the same records, terms that exist, shapes that hold."""

import json
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import DCTERMS, FOAF, PROV, RDF, SDO, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database
from app.formats import Export, jsonld
from app.main import create_app
from app.vocabulary import ENUMERATIONS, Noun
from tests.bundling import Files
from tests.conftest import everything, settings_for
from tests.hostile import ADDRESS, HOSTILE, hostile_bundle

# rdflib's own reader uses what rdflib itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

HERE = "http://127.0.0.1:8000"
OA = Namespace("http://www.w3.org/ns/oa#")
CITO = Namespace("http://purl.org/spar/cito/")
EDTF = Namespace("http://id.loc.gov/datatypes/edtf/")
VOC = Namespace(f"{HERE}/v1/vocabulary#")
LISTS = [f"/v1/{noun}.jsonld" for noun in Noun]
SHAPES = Path(__file__).parent / "shapes.ttl"

CLASSES = {
    Noun.SOURCES: {SDO.OpinionNewsArticle},
    Noun.ACTORS: {SDO.Country, SDO.GovernmentOrganization, SDO.Person, SDO.Organization, FOAF.Group, SDO.CreativeWork},
    Noun.CLAIMS: {SDO.Claim},
    Noun.GRIEVANCES: {VOC.Grievance},
    Noun.RELATIONS: {CITO.Citation},
    Noun.TOPICS: {SKOS.Concept},
}
OA_TERMS = {
    "Annotation SpecificResource TextQuoteSelector TextPositionSelector describing",
    "exact prefix suffix start end hasBody hasTarget hasSource hasSelector motivatedBy",
}
"""Of the Web Annotation Vocabulary (W3C, 2017), which rdflib does not know."""
CITO_TERMS = {
    "Citation hasCitingEntity hasCitedEntity hasCitationCharacterization",
    "supports disputes qualifies repliesTo citesAsEvidence citesAsPotentialSolution",
}
"""Of CiTO 2.8.1."""
OWN_TERMS = {
    "Grievance actor_kind author_stance claim_kind claim_status condition cue directness explicitness grievance",
    "grievance_status hedge holder intensity ironic iso3166 marker modality polarity reciprocal_of relation_type",
    "target text_policy words",
}
RELATIONS = {"supports": CITO.supports, "rebuts": CITO.disputes, "qualifies": CITO.qualifies, "answers": CITO.repliesTo}


def parsed(client: TestClient, *paths: str) -> Graph:
    """What some addresses say in JSON-LD; their context must be all there."""
    found = Graph()
    for path in paths:
        answer = client.get(path, headers={"Accept": "application/ld+json"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")
        context = answer.json()["@context"]
        assert {type(term) for term in context.values()} <= {str, dict}
        assert "@import" not in context
        found.parse(data=answer.content, format="json-ld")
    return found


@pytest.fixture(scope="module")
def graph(client: TestClient) -> Graph:
    """Everything."""
    return parsed(client, *LISTS)


def at(address: str) -> URIRef:
    return URIRef(HERE + address)


def terms(names: set[str], namespace: Namespace) -> set[URIRef]:
    return {namespace[name] for line in names for name in line.split()}


def addresses(refs: list[dict[str, Any]]) -> set[URIRef]:
    return {at(ref["url"]) for ref in refs}


@pytest.mark.parametrize("noun", Noun)
def test_a_list_has_the_records_of_the_json(client: TestClient, noun: Noun) -> None:
    records = everything(client, noun)
    read = parsed(client, f"/v1/{noun}")
    of_noun = {
        subject
        for of_class in CLASSES[noun]
        for subject in read.subjects(RDF.type, of_class)
        if str(subject).startswith(f"{HERE}/v1/{noun}/") and "#" not in str(subject)
    }
    assert of_noun == addresses(records)
    assert client.get(f"/v1/{noun}.jsonld").headers["x-total-count"] == str(len(records))
    assert {(at(record["url"]), SDO.identifier, Literal(record["id"])) for record in records} == set(
        read.triples((None, SDO.identifier, None))
    )


@pytest.mark.parametrize("noun", Noun)
def test_records_say_together_what_their_list_says(client: TestClient, noun: Noun) -> None:
    together = parsed(client, *(record["url"] for record in everything(client, noun)))
    assert set(together) == set(parsed(client, f"/v1/{noun}"))


def test_every_term_exists(graph: Graph) -> None:
    values = {VOC[f"{name}-{value}"] for name, enumeration in ENUMERATIONS.items() for value in enumeration}
    known = terms(OA_TERMS, OA) | terms(CITO_TERMS, CITO) | terms(OWN_TERMS, VOC) | values | {EDTF.EDTF}
    used = {each for triple in graph for each in triple if isinstance(each, URIRef)}
    used |= {each.datatype for each in graph.objects() if isinstance(each, Literal) and each.datatype}
    for term in used - known:
        if str(term).startswith(f"{HERE}/v1/") and not str(term).startswith(VOC):
            continue
        closed = [each for each in (SDO, PROV, SKOS, DCTERMS, FOAF, XSD, RDF) if str(term).startswith(str(each))]
        assert closed or str(term).startswith("https://www.wikidata.org/wiki/Q"), term
        assert all(term in each for each in closed), term
    assert terms(OWN_TERMS, VOC) | terms(CITO_TERMS, CITO) | terms(OA_TERMS, OA) <= used


def test_shapes_hold(graph: Graph) -> None:
    shapes = Graph().parse(SHAPES)
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, report
    broken = Graph() + graph
    needed = (OA.exact, OA.hasTarget, PROV.wasDerivedFrom, SKOS.prefLabel, SDO.subjectOf, CITO.hasCitedEntity)
    for missing in needed:
        broken.remove(next(graph.triples((None, missing, None))))
    conforms, faults, _ = pyshacl.validate(broken, shacl_graph=shapes)
    assert (conforms, set(faults.objects(None, SH.resultPath))) == (False, set(needed))


def test_quotes_stand_where_the_json_has_them(client: TestClient, graph: Graph) -> None:
    text = at("/v1/sources/samuels-schoff-2009/text")
    for noun in (Noun.CLAIMS, Noun.GRIEVANCES):
        for record in everything(client, noun):
            found = {
                (str(graph.value(quote, SDO.text)), *selected(graph, graph.value(quote, OA.hasTarget)))
                for quote in graph.subjects(OA.hasBody, at(record["url"]))
            }
            spans = record["quotes"]
            right = {(s["exact"], s["exact"], s["prefix"], s["suffix"], s["start"], s["end"]) for s in spans}
            assert found == right, record["id"]
    assert set(graph.objects(None, OA.hasSource)) == {text}


def selected(graph: Graph, words: Any) -> list[Any]:
    """What the two selectors of some words say."""
    read = [
        graph.value(one, part)
        for part in (OA.exact, OA.prefix, OA.suffix, OA.start, OA.end)
        for one in graph.objects(words, OA.hasSelector)
    ]
    return [each.toPython() for each in read if isinstance(each, Literal)]


def test_claims_say_what_the_json_says(client: TestClient, graph: Graph) -> None:
    documents = {at(actor["url"]) for actor in everything(client, "actors") if actor["kind"] == "document"}
    for claim in everything(client, "claims"):
        subject, speakers = at(claim["url"]), addresses(claim["speakers"])
        if claim["author_stance"] in ("rejects", "doubts") and not claim["attribution"]:
            # The authors bring it up, but do not make it.
            speakers = set()
        voices = addresses([step["voice"] for step in claim["attribution"]]) | speakers
        assert set(graph.objects(subject, SDO.author)) == speakers - documents
        assert set(graph.objects(subject, PROV.wasAttributedTo)) == voices - documents
        assert set(graph.objects(subject, PROV.hadPrimarySource)) == voices & documents
        assert set(graph.objects(subject, SDO.about)) == addresses(claim["topics"])
        assert chain(graph, subject) == [(at(s["voice"]["url"]), s["directness"]) for s in claim["attribution"]]
        for role in ("subject", "target", "addressee", "mentioned"):
            right = addresses([each["actor"] for each in claim["actors"] if each["role"] == role])
            assert set(graph.objects(subject, VOC[f"role-{role}"])) == right
        for name in ("modality", "polarity", "author_stance"):
            assert graph.value(subject, VOC[name]) == VOC[f"{name}-{claim[name]}"]
        assert graph.value(subject, SDO.text) == Literal(claim["text"])
        direct = claim["attribution"] and claim["attribution"][-1]["directness"] == "direct"
        spoken = {
            by
            for quote in graph.objects(subject, PROV.wasDerivedFrom)
            for by in graph.objects(quote, SDO.spokenByCharacter)
        }
        assert spoken == ({at(claim["attribution"][-1]["voice"]["url"])} if direct else set())


def chain(graph: Graph, claim: URIRef) -> list[tuple[Any, str]]:
    """The voices of a claim and their directness, by their position."""
    steps = [*graph.objects(claim, PROV.qualifiedAttribution), *graph.objects(claim, PROV.qualifiedPrimarySource)]
    placed = []
    for step in steps:
        voice = graph.value(step, PROV.agent) or graph.value(step, PROV.entity)
        directness = str(graph.value(step, VOC.directness)).removeprefix(f"{VOC}directness-")
        position = graph.value(step, SDO.position)
        assert isinstance(position, Literal)
        placed.append((position.toPython(), voice, directness))
    return [each[1:] for each in sorted(placed)]


def test_relations_are_the_links_between_statements(client: TestClient, graph: Graph) -> None:
    right = {
        (
            at(each["from"]["url"]),
            RELATIONS.get(each["type"], VOC[f"relation_type-{each['type']}"]),
            at(each["to"]["url"]),
        )
        for each in everything(client, "relations")
    }
    predicates = {predicate for _, predicate, _ in right}
    assert {triple for each in predicates for triple in graph.triples((None, each, None))} == right
    citations = {
        tuple(
            graph.value(each, part)
            for part in (CITO.hasCitingEntity, CITO.hasCitationCharacterization, CITO.hasCitedEntity)
        )
        for each in graph.subjects(RDF.type, CITO.Citation)
    }
    assert citations == right
    # A claim alone tells of what bears on it, too.
    claim = next(
        each for each in everything(client, "claims") if any(r["direction"] == "in" for r in each["relations"])
    )
    alone = parsed(client, claim["url"])
    others = addresses([link["other"] for link in claim["relations"] if link["direction"] == "in"])
    assert {s for s, p, _ in alone.triples((None, None, at(claim["url"]))) if p in predicates} == others


def test_topics_are_a_tree(client: TestClient, graph: Graph) -> None:
    for topic in everything(client, "topics"):
        parent = {at(topic["parent"]["url"])} if topic["parent"] else set()
        assert set(graph.objects(at(topic["url"]), SKOS.broader)) == parent
        assert bool(set(graph.objects(at(topic["url"]), SKOS.topConceptOf))) is not bool(parent)


def test_a_document_is_no_agent_and_a_misspelling_no_name(client: TestClient, graph: Graph) -> None:
    for actor in everything(client, "actors"):
        subject = at(actor["url"])
        role = PROV.Entity if actor["kind"] == "document" else PROV.Agent
        assert {PROV.Entity, PROV.Agent} & set(graph.objects(subject, RDF.type)) == {role}
        for shown, wrong in ((SDO.alternateName, False), (SKOS.hiddenLabel, True)):
            right = {alias["name"] for alias in actor["aliases"] if (alias["kind"] == "misspelling") is wrong}
            assert {str(each) for each in graph.objects(subject, shown)} == right


@pytest.fixture
def other(empty_database: Database, tmp_path: Path) -> Iterator[Any]:
    """Loads a bundle, and gives a client for it."""
    clients: list[TestClient] = []

    def served(files: Files) -> TestClient:
        assert load(empty_database, files.write(tmp_path / "bundle")).faults == []
        clients.append(TestClient(create_app(settings_for(empty_database.path))))
        return clients[0].__enter__()

    yield served
    clients[0].__exit__(None, None, None)


DATES = {
    "2009-01-23": XSD.date,
    "2009-01": XSD.gYearMonth,
    "2009": XSD.gYear,
    **dict.fromkeys(
        ("2009-21", "1965~", "1965?", "2007/2009", "../2009", "201X", "20XX", "2009-XX", "2009-01-XX", "-0044", "0000"),
        EDTF.EDTF,
    ),
}


def test_dates_are_typed_by_what_they_say(other: Any) -> None:
    files = Files()
    for number, date in enumerate(DATES):
        claim = {"id": f"dated-{number}", "text": "Dated.", "kind": "factual", "quotes": ["Some fear a war"]}
        claim |= {
            "author_stance": "endorses",
            "polarity": "affirmed",
            "modality": "certain",
            "about": date,
            "said": date,
        }
        files.add("claims", json.dumps(claim))
    client = other(files)
    read = parsed(client, "/v1/claims")
    for number, (date, datatype) in enumerate(DATES.items()):
        for term in (SDO.temporalCoverage, SDO.dateCreated):
            found = read.value(at(f"/v1/claims/dated-{number}"), term)
            assert isinstance(found, Literal)
            assert (str(found), found.datatype, found.ill_typed or False) == (date, datatype, False)


def test_hostile_words_stay_words(other: Any) -> None:
    client = other(hostile_bundle())
    read = parsed(client, *LISTS)
    for number, text in enumerate(HOSTILE):
        for address, term in (
            ("topics/hostile", SKOS.prefLabel),
            ("actors/villain", SDO.name),
            ("claims/claimed", SDO.text),
        ):
            assert read.value(at(f"/v1/{address}-{number}"), term) == Literal(text)
    escaped = ADDRESS.replace("<", "%3C").replace(">", "%3E").replace('"', "%22").replace("`", "%60")
    assert set(read.objects(None, SDO.sameAs)) == {URIRef(escaped)}
    assert read.serialize(format="nt").count("\n") == len(read)


def test_a_list_is_written_record_by_record(client: TestClient) -> None:
    [claim] = client.get("/v1/claims?limit=1").json()["items"]
    actor = client.get("/v1/actors/japan").json()
    export = Export(Noun.CLAIMS, "", HERE, {}, False, 0, False, lambda noun, record_id: actor, (), {})

    def most_memory(records: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in jsonld.write(repeat(claim, records), export)) == records + 2
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    most_memory(10)
    assert most_memory(2000) < most_memory(20) + 20_000
