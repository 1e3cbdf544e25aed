"""What is asked over HTTP in tests of lists, and what kinds of values each filter takes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
from starlette.testclient import TestClient

from tests.oracle import World

PLAIN = {"Accept-Encoding": "identity"}
MADE_UP = "such-an-id-there-is-not"
REFERRING = {
    "sources": {"id": "sources"},
    "actors": {"id": "actors", "parent": "actors", "source": "sources"},
    "claims": {"id": "claims", "source": "sources", "topic": "topics"}
    | dict.fromkeys(("actor", "speaker", "voice", "subject", "target", "addressee"), "actors"),
    "grievances": {"id": "grievances", "source": "sources", "topic": "topics"}
    | dict.fromkeys(("holder", "target", "actor"), "actors"),
    "relations": {"id": "relations", "source": "sources"} | dict.fromkeys(("from", "to", "record"), "statements"),
    "topics": {"id": "topics", "parent": "topics"},
}
"""The filters whose values are ids, and of what."""

ENUMERATED = {
    ("actors", "kind"): "actor_kind",
    ("claims", "kind"): "claim_kind",
    ("claims", "status"): "claim_status",
    ("grievances", "explicitness"): "explicitness",
    ("grievances", "status"): "grievance_status",
    ("relations", "type"): "relation_type",
    **{("claims", name): name for name in ("modality", "polarity", "author_stance", "directness")},
    **{("claims", name): "" for name in ("hedged", "conditional", "ironic", "attributed")},
    **{("grievances", name): "" for name in ("remedied", "reciprocal")},
}
"""The filters whose values are enumerated, and in which enumeration; empty for true and false."""


def got(client: TestClient, path: str, **asked: Any) -> Any:
    """What a path answers; several values of a filter are parted by commas."""
    query = {name.rstrip("_"): value if isinstance(value, str) else ",".join(value) for name, value in asked.items()}
    answer = client.get(f"{path}?{urlencode(query)}", headers=PLAIN)
    assert answer.status_code == 200, answer.text
    return orjson.loads(answer.content)


def refused(client: TestClient, path: str) -> dict[str, Any]:
    """The one error of a request that must be refused."""
    answer = client.get(path, headers=PLAIN)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), (
        path,
        answer.text,
    )
    (error,) = answer.json()["errors"]
    assert isinstance(error, dict)
    return error


def cursor_of(page: dict[str, Any]) -> str:
    following: str = page["next"]
    return parse_qs(urlsplit(following).query)["cursor"][0]


def walk(client: TestClient, first: str) -> Iterator[dict[str, Any]]:
    """The pages of a list, from the first on."""
    following: str | None = first
    while following:
        page: dict[str, Any] = orjson.loads(client.get(following, headers=PLAIN).content)
        yield page
        following = page["next"]


def listed(client: TestClient, noun: str, asked: Mapping[str, Sequence[str] | str]) -> tuple[list[str], int]:
    page = got(client, f"/v1/{noun}", **{**asked, "limit": "1000"})
    assert page["next"] is None
    return [item["id"] for item in page["items"]], page["total"]


def agrees(client: TestClient, world: World, noun: str, asked: Mapping[str, Sequence[str] | str]) -> None:
    """A filtered list is, in its order, what the oracle says."""
    right, found = world.ordered(noun, asked), listed(client, noun, asked)
    assert found == (right, len(right)), f"{noun} {asked}: {found} instead of {right}"
