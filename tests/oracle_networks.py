"""What each network is, written from docs/networks.md in plain Python over the records as served."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from tests.oracle import World
from tests.oracle_texts import Record

Graph = tuple[list[Record], list[Record]]
NOUNS = {"grievances": "grievances", "relations": "relations", "congruence": "claims", "conflict": "claims"}
"""What each network is made of."""


def network(world: World, name: str, asked: Mapping[str, Sequence[str] | str]) -> Graph:
    """The nodes by id and the edges by source and target, of the records that meet all filters."""
    return _DRAWN[name](world, sorted(world.select(NOUNS[name], asked), key=lambda record: str(record["id"])))


def _grievances(world: World, found: list[Record]) -> Graph:
    ends = {each[end]["id"] for each in found for end in ("holder", "target") if each[end]}
    pairs = sorted({(each["holder"]["id"], each["target"]["id"]) for each in found if each["target"]})
    return _actors(world, ends), [_held(*pair, found) for pair in pairs]


def _held(holder: str, target: str, found: list[Record]) -> Record:
    held = [each for each in found if each["holder"]["id"] == holder and (each["target"] or {}).get("id") == target]
    said = Counter(each["explicitness"] for each in held)
    return {
        "source": holder,
        "target": target,
        "weight": len(held),
        "intensity": sum(each["intensity"] for each in held),
        **{value: said[value] for value in ("explicit", "implied", "inferred")},
        "reciprocal": any(each["reciprocal_of"] for each in held),
        "grievances": [each["id"] for each in held],
        "topics": sorted({topic["id"] for each in held for topic in each["topics"]}),
    }


def _relations(_: World, found: list[Record]) -> Graph:
    ends = {each[end]["id"]: each[end] for each in found for end in ("from", "to")}
    edges = [
        {
            "source": each["from"]["id"],
            "target": each["to"]["id"],
            "weight": 1,
            "id": each["id"],
            "relation": each["type"],
            "url": each["url"],
        }
        for each in found
    ]
    return [ends[end] for end in sorted(ends)], sorted(edges, key=lambda edge: (edge["source"], edge["target"]))


def positions(world: World, found: list[Record]) -> dict[tuple[str, str], set[bool]]:
    """By actor and claim: true where the actor agrees, false where it disagrees; it may do both."""
    taken: dict[tuple[str, str], set[bool]] = defaultdict(set)
    authors = {
        source["id"]: {each["actor"]["id"] for each in source["authors"] if each["actor"]}
        for source in world.records["sources"]
    }
    stances = {"endorses": True, "concedes": True, "rejects": False}
    for claim in found:
        writing = authors[claim["source"]["id"]]
        for actor in {speaker["id"] for speaker in claim["speakers"]} - writing:
            taken[actor, claim["id"]].add(True)
        if claim["author_stance"] in stances:
            for actor in writing:
                taken[actor, claim["id"]].add(stances[claim["author_stance"]])
    ids = {claim["id"] for claim in found}
    carried = [
        (actor, link["other"]["id"], link["type"] != "rebuts")
        for claim in found
        for link in claim["relations"]
        if link["direction"] == "out" and link["other"]["url"].startswith("/v1/claims/")
        if link["type"] in ("restates", "answers", "rebuts") and link["other"]["id"] in ids
        for actor, agreed_on in list(taken)
        if agreed_on == claim["id"] and True in taken[actor, agreed_on]
    ]
    for actor, claim_id, agrees in carried:
        taken[actor, claim_id].add(agrees)
    return taken


def _positions(opposed: bool) -> Callable[[World, list[Record]], Graph]:
    def drawn(world: World, found: list[Record]) -> Graph:
        taken = positions(world, found)
        topics = {claim["id"]: {topic["id"] for topic in claim["topics"]} for claim in found}
        on: dict[str, set[str]] = defaultdict(set)
        for actor, claim in taken:
            on[actor].add(claim)
        nodes = [
            node
            | {"claims": len(on[node["id"]]), "topics": len(set().union(*(topics[each] for each in on[node["id"]])))}
            for node in _actors(world, on)
        ]
        edges = []
        for one, other in combinations(sorted(on), 2):
            claims = sorted(
                claim
                for claim in on[one] & on[other]
                if any((a != b) is opposed for a in taken[one, claim] for b in taken[other, claim])
            )
            shared = sorted(set().union(*(topics[claim] for claim in claims)))
            if shared:
                edges.append(
                    {"source": one, "target": other, "weight": len(shared), "topics": shared, "claims": claims}
                )
        return nodes, edges

    return drawn


def _actors(world: World, ids: Iterable[str]) -> list[Record]:
    by_id = {actor["id"]: actor for actor in world.records["actors"]}
    return [
        {
            "id": each,
            "label": by_id[each]["name"],
            "type": "actor",
            "url": by_id[each]["url"],
            "kind": by_id[each]["kind"],
        }
        for each in sorted(ids)
    ]


_DRAWN: dict[str, Callable[[World, list[Record]], Graph]] = {
    "grievances": _grievances,
    "relations": _relations,
    "congruence": _positions(opposed=False),
    "conflict": _positions(opposed=True),
}


def read_as(json: Record) -> tuple[dict[str, Any], list[Any]]:
    """A network as a file has it: nodes by id, edges with their ends, lists joined."""
    nodes = {node["id"]: {name: value for name, value in node.items() if name != "id"} for node in json["nodes"]}
    edges = [
        {name: "; ".join(value) if isinstance(value, list) else value for name, value in edge.items()}
        for edge in json["edges"]
    ]
    return nodes, edges
