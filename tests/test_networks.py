"""Networks: what they are made of, the worked example, and each format read back by the library its users use."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.main import create_app
from app.views.networks import drawing, positions
from tests.asking import MADE_UP, PLAIN, got, refused
from tests.client import Client
from tests.conftest import examples, settings_for
from tests.oracle import AS_OF, SINGLE, VALUES, World, world_of
from tests.oracle_networks import NOUNS, network, read_as
from tests.oracle_texts import Record
from tests.quarrels import Quarrel, built, claim, datasets, few, worked_example

NETWORKS = list(NOUNS)
DIRECTED = ("grievances", "relations")
MEDIA_TYPES = {
    "json": "application/json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "csv": "text/csv",
}


@pytest.fixture(scope="module")
def world(client: TestClient) -> World:
    return world_of(client)


def agrees(client: TestClient, world: World, name: str, asked: Mapping[str, Sequence[str] | str]) -> None:
    found = got(client, f"/v1/networks/{name}", **asked)
    assert (found["nodes"], found["edges"]) == network(world, name, asked), (name, asked)
    assert found["total"] == len(world.select(NOUNS[name], asked))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_whole_article(client: TestClient, world: World, name: str) -> None:
    agrees(client, world, name, {})
    found = got(client, f"/v1/networks/{name}")
    assert set(found) == {"directed", "multigraph", "nodes", "edges", "total", "query", "warnings"}
    assert (found["directed"], found["multigraph"]) == (name in DIRECTED, name == "relations")
    assert found["edges"]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_filter_of_the_list(client: TestClient, world: World, name: str) -> None:
    noun = NOUNS[name]
    documented = client.get("/openapi.json").json()["paths"][f"/v1/networks/{name}"]["get"]["parameters"]
    assert {each["name"] for each in documented} == {*VALUES[noun], *SINGLE[noun], *AS_OF, "bom"}
    pools = {
        each: st.lists(
            st.sampled_from([sign + value for value in values for sign in ("", "!")]), min_size=1, max_size=2
        )
        for each in VALUES[noun]
        if (values := world.values(noun, each))
    }
    for each in pools:
        agrees(client, world, name, {each: world.values(noun, each)[:2]})

    @settings(max_examples=examples(15), deadline=None, database=None)
    @given(asked=st.fixed_dictionaries({}, optional=pools))
    def agree(asked: dict[str, Any]) -> None:
        agrees(client, world, name, asked)

    agree()


def test_what_the_article_shows(client: TestClient) -> None:
    """The authors and Washington want the same of Japan; the authors deny what commentators say of it."""

    def ties(name: str, **asked: str) -> dict[tuple[str, str], list[str]]:
        return {
            (edge["source"], edge["target"]): edge["topics"]
            for edge in got(client, f"/v1/networks/{name}", **asked)["edges"]
        }

    burdens, missions = ["burden-sharing", "role-division"], ["burden-sharing", "missions-abroad"]
    agreed = ties("congruence")
    del agreed["james-l-schoff", "richard-j-samuels"]
    assert agreed == {
        ("government-of-the-united-states", "james-l-schoff"): burdens,
        ("government-of-the-united-states", "richard-j-samuels"): burdens,
        ("japan", "united-states"): ["abandonment", "extended-deterrence", "reassurance"],
    }
    assert ties("conflict") == {
        ("james-l-schoff", "unnamed-commentators"): missions,
        ("richard-j-samuels", "unnamed-commentators"): missions,
    }
    assert ties("conflict", topic="north-korea-threat") == {}
    held = {(edge["source"], edge["target"]): edge for edge in got(client, "/v1/networks/grievances")["edges"]}
    tokyo, washington = "government-of-japan", "government-of-the-united-states"
    assert (held[tokyo, washington]["weight"], held[tokyo, washington]["intensity"]) == (2, 4)
    assert held[tokyo, washington]["reciprocal"]
    assert held[washington, tokyo]["reciprocal"]


def test_the_worked_example(migrated_file: Path, tmp_path: Path) -> None:
    """The numbers of docs/networks.md."""
    with built(migrated_file, tmp_path, worked_example()) as client:
        nodes = {node["id"]: (node["claims"], node["topics"]) for node in got(client, "/v1/networks/conflict")["nodes"]}
        assert nodes == {"ana": (2, 3), "ben": (2, 2), "ministry": (3, 3), "union": (1, 1)}
        assert edges(client, "congruence") == {("ana", "ministry"): (2, ["c1"]), ("ministry", "union"): (1, ["c2"])}
        assert edges(client, "conflict") == {
            ("ana", "ben"): (2, ["c1"]),
            ("ana", "ministry"): (1, ["c2"]),
            ("ana", "union"): (1, ["c2"]),
            ("ben", "ministry"): (2, ["c1"]),
        }
        assert edges(client, "congruence", author_stance="!endorses") == {("ministry", "union"): (1, ["c2"])}
        assert edges(client, "congruence", id="c1,c2") == {("ana", "ministry"): (2, ["c1"])}


def test_an_actor_of_two_minds_agrees_and_disagrees(migrated_file: Path, tmp_path: Path) -> None:
    quarrel = Quarrel(
        claims=[
            claim("c1", "first", "union", stance="reports", topics=["bases"]),
            claim("c2", "second", "union", stance="doubts", topics=["trust"]),
            claim("c3", "second", "ministry", stance="reports", topics=[]),
        ],
        relations=[
            {"source": "second", "type": "rebuts", "from": "c2", "to": "c1"},
            {"source": "second", "type": "restates", "from": "c3", "to": "c1"},
            {"source": "second", "type": "supports", "from": "c3", "to": "c2"},
        ],
    )
    with built(migrated_file, tmp_path, quarrel) as client:
        for name in ("congruence", "conflict"):
            assert edges(client, name) == {("ministry", "union"): (1, ["c1"])}
            assert edges(client, name, topic="trust") == {}


def edges(client: TestClient, name: str, **asked: str) -> dict[tuple[str, str], tuple[int, list[str]]]:
    found = got(client, f"/v1/networks/{name}", **asked)["edges"]
    return {(edge["source"], edge["target"]): (edge["weight"], edge["claims"]) for edge in found}


@given(dataset=datasets)
@few
def test_any_network_is_what_it_should_be_in_every_format(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, dataset: Any
) -> None:
    with built(migrated_file, tmp_path_factory.mktemp("networks"), dataset) as client:
        world = world_of(client)
        for name in NETWORKS:
            agrees(client, world, name, {})
            agrees(client, world, name, {"source": ["first"]})
            formats_agree(client, name)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_format_says_the_same(client: TestClient, name: str) -> None:
    formats_agree(client, name)
    formats_agree(client, name, f"?source={MADE_UP}")


def formats_agree(client: TestClient, name: str, query: str = "") -> None:
    """JSON, GraphML and GEXF read by networkx, CSV by pandas: the same nodes, edges and values."""
    json = client.get(f"/v1/networks/{name}.json{query}").json()
    nodes, ties = read_as(json)
    for graph in (
        networkx.node_link_graph({**json, "edges": [dict(edge) for edge in ties]}),
        networkx.read_graphml(BytesIO(client.get(f"/v1/networks/{name}.graphml{query}").content)),
        networkx.read_gexf(BytesIO(client.get(f"/v1/networks/{name}.gexf{query}").content)),
    ):
        assert graph.is_directed() is json["directed"]
        assert dict(graph.nodes(data=True)) == nodes
        assert sorted(read_edges(graph, ties), key=_ends) == sorted(ties, key=_ends)
    table = pandas.read_csv(BytesIO(client.get(f"/v1/networks/{name}.csv{query}").content), keep_default_na=False)
    labelled = table.to_dict("records")
    for row in labelled:
        for end in ("source", "target"):
            assert row.pop(f"{end}_label").removeprefix("'") == nodes[row[end]]["label"].removeprefix("'")
    assert labelled == ties
    assert list(table)[:3] == ["source", "target", "weight"]


def _ends(edge: Record) -> tuple[str, ...]:
    return edge["source"], edge["target"], edge.get("id", "")


def read_edges(graph: Any, ties: list[Record]) -> Iterator[Record]:
    """The edges of a graph as the JSON has them: an undirected one may be turned, GEXF numbers those without an id."""
    named = any("id" in edge for edge in ties)
    several = networkx.MultiDiGraph(graph) if graph.is_directed() else networkx.MultiGraph(graph)
    for one, other, key, data in several.edges(keys=True, data=True):
        source, target = (one, other) if graph.is_directed() else sorted((one, other))
        # Of parallel edges in GraphML, networkx takes the id as the edge's key.
        own = {"id": key, **data} if named else {name: value for name, value in data.items() if name != "id"}
        yield {"source": source, "target": target, **own}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_formats_are_asked_for_by_ending_or_accept(client: TestClient, name: str, ending: str) -> None:
    path = f"/v1/networks/{name}"
    answer = client.get(f"{path}.{ending}", headers=PLAIN)
    assert answer.headers["content-type"].partition(";")[0] == MEDIA_TYPES[ending]
    assert client.get(path, headers={**PLAIN, "Accept": MEDIA_TYPES[ending]}).content == answer.content
    again = client.get(f"{path}.{ending}", headers={**PLAIN, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(f"{path}.{ending}", headers=PLAIN)
    assert (head.headers["etag"], head.content) == (answer.headers["etag"], b"")
    alternates = {f"<{path}.{other}>" for other in MEDIA_TYPES if other != ending}
    assert alternates <= {link.split(";")[0] for link in answer.headers["link"].split(", ")}


def test_formats_that_there_are_not(client: TestClient) -> None:
    for path, accept in (("conflict.bib", "*/*"), ("conflict.txt", "*/*"), ("conflict", "application/pdf")):
        answer = client.get(f"/v1/networks/{path}", headers={"Accept": accept})
        assert answer.status_code == 406
        assert "application/gexf+xml (.gexf)" in answer.json()["detail"]
    assert client.get("/v1/networks/conflicts").status_code == 404
    assert client.get("/v1/networks").status_code == 404


def test_a_table_for_excel(client: TestClient) -> None:
    table = client.get("/v1/networks/grievances.csv", headers=PLAIN).content
    assert client.get("/v1/networks/grievances.csv?bom=1", headers=PLAIN).content == b"\xef\xbb\xbf" + table


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_refused_and_what_is_warned_of(client: TestClient, name: str) -> None:
    error = refused(client, f"/v1/networks/{name}?sourc=x")
    assert (error["name"], error["did_you_mean"]) == ("sourc", "source")
    for unknown in ("limit", "sort", "cursor"):
        assert refused(client, f"/v1/networks/{name}?{unknown}=1")["name"] == unknown
    asked = got(client, f"/v1/networks/{name}", source="samuels-schof-2009")
    assert (asked["nodes"], asked["edges"], asked["total"]) == ([], [], 0)
    assert asked["query"] == {"source": ["samuels-schof-2009"]}
    assert asked["warnings"][0]["did_you_mean"] == "samuels-schoff-2009"


def test_a_network_that_is_too_large(seeded_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of its own and without a cache: what other tests asked before would be answered as it was then.
    client = Client(create_app(settings_for(seeded_file).model_copy(update={"cache_limit": 0})))

    def detail(name: str) -> str:
        answer = client.get(f"/v1/networks/{name}")
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        return str(answer.json()["detail"])

    monkeypatch.setattr(positions, "MOST_TIES", 2)
    assert "more ties" in detail("congruence")
    assert client.get("/v1/networks/conflict").status_code == 200
    monkeypatch.setattr(drawing, "MOST_RECORDS", 25)
    assert "110 relations" in detail("relations")
    assert client.get("/v1/networks/grievances").status_code == 200
    assert client.get("/v1/networks/relations?type=answers").status_code == 200


def test_the_same_network_is_the_same_file_everywhere(seeded_file: Path, client: TestClient) -> None:
    with Client(create_app(settings_for(seeded_file))) as other:
        for name in NETWORKS:
            for ending in MEDIA_TYPES:
                path = f"/v1/networks/{name}.{ending}"
                assert other.get(path).content == client.get(path).content
