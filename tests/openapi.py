"""`openapi.json` and the examples in it, made from the article; `python -m tests.openapi` writes both."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.bundles.load import load
from app.main import create_app, openapi_document
from app.openapi import EXAMPLES
from tests.client import Client
from tests.conftest import ROOT, SEED, migrated, settings_for

DOCUMENT = ROOT / "openapi.json"

EXAMPLE_REQUESTS = {
    "list_claims": "/v1/claims?speaker=eisaku-sato&kind=demand&limit=1",
    "count_claims": "/v1/claims/counts?by=kind,author_stance",
    "get_claim": "/v1/claims/sato-expects-nuclear-retaliation",
    "list_grievances": "/v1/grievances?holder=government-of-japan&limit=1",
    "count_grievances": "/v1/grievances/counts?by=holder,target",
    "get_grievance": "/v1/grievances/tokyo-resents-ceded-leadership",
    "list_actors": "/v1/actors?name=tokyo",
    "count_actors": "/v1/actors/counts?by=kind",
    "get_actor": "/v1/actors/government-of-japan",
    "list_relations": "/v1/relations?type=answers&limit=1",
    "count_relations": "/v1/relations/counts?by=type",
    "get_relation": ("/v1/relations/sato-expects-nuclear-retaliation-restates-sato-urged-nuclear-use-against-china"),
    "list_topics": "/v1/topics?parent=alliance-dilemma&limit=1",
    "count_topics": "/v1/topics/counts?by=parent",
    "get_topic": "/v1/topics/extended-deterrence",
    "list_sources": "/v1/sources?author=Schoff",
    "count_sources": "/v1/sources/counts?by=language",
    "get_source": "/v1/sources/samuels-schoff-2009",
    "get_codings": "/v1/sources/samuels-schoff-2009/codings",
    "get_segments": "/v1/sources/samuels-schoff-2009/segments",
    "get_coverage": "/v1/sources/samuels-schoff-2009/coverage",
    "get_grievance_network": "/v1/networks/grievances?holder=united-states&target=japan",
    "get_relation_network": "/v1/networks/relations?type=restates",
    "get_congruence_network": "/v1/networks/congruence?topic=reassurance&speaker=japan,united-states",
    "get_conflict_network": "/v1/networks/conflict?topic=missions-abroad&modality=unknown",
    "search": "/v1/search?q=nuclear+umbrella+OR+shield&type=claims&limit=2",
    "get_changes": "/v1/changes?limit=1",
    "get_topic_history": "/v1/topics/nuclear-option/history",
    "get_timeline": "/v1/timeline?about_to=1965&limit=1",
    "get_vocabulary": "/v1/vocabulary",
    "verify": "/v1/verify",
    "get_health": "/health",
    "get_readiness": "/ready",
}
"""A request for each operation that answers JSON."""

_LONG = {"get_segments": "paragraphs", "get_vocabulary": "items"}
"""Answers of which one item is example enough."""

_MOMENT = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+Z")
_CURSOR = re.compile(r"cursor=[\w-]+")


def examples(client: TestClient) -> dict[str, Any]:
    """What the API answers to each request, with moments and cursors made equal, so that two loads give the same."""
    found: dict[str, Any] = {}
    for operation, path in EXAMPLE_REQUESTS.items():
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        found[operation] = json.loads(_CURSOR.sub("cursor=…", _MOMENT.sub("2026-11-24T09:30:00.000000Z", answer.text)))
        if operation in _LONG:
            del found[operation][_LONG[operation]][1:]
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claims.sqlite"
        load(migrated(file), SEED)
        with Client(create_app(settings_for(file))) as client:
            EXAMPLES.write_text(written(examples(client)), encoding="utf-8")
        # What this process has made has the examples that there were.
        openapi_document.cache_clear()
        with Client(create_app(settings_for(file))) as client:
            DOCUMENT.write_text(written(client.get("/openapi.json").json()), encoding="utf-8")


def written(document: Any) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
