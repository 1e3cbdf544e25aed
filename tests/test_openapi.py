"""The OpenAPI document: kept and compared, complete, and true to what the API answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.openapi import EXAMPLES
from app.vocabulary import Noun
from tests.openapi import DOCUMENT, EXAMPLE_REQUESTS, examples


@pytest.fixture(scope="session")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


WITHOUT_EXAMPLE = {
    "get_text",
    "get_metrics",
    "match_quote",
    "match_passage",
    "check_citations",
    "get_releases",
    "look_up",
    "get_schema",
    "cite_source",
    "cite_claim",
    "cite_grievance",
    "export_sqlite",
    "export_datapackage",
    "load_bundle",
    *(f"{verb}_{noun.singular}" for verb in ("create", "replace", "change", "delete") for noun in Noun),
    *(f"get_{noun.singular}_history" for noun in Noun if noun is not Noun.TOPICS),
}
"""Texts, files, what is asked for in the reader's own words, what writes, what is alike for every noun, and
releases, of which the article has none."""


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def test_the_kept_document_is_what_is_served(document: dict[str, Any]) -> None:
    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == document


def test_examples_are_what_the_api_answers(client: TestClient) -> None:
    assert json.loads(EXAMPLES.read_text(encoding="utf-8")) == examples(client)


def test_every_operation_has_an_id_a_summary_and_an_example(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    ids = [operation["operationId"] for operation in operations(document)]
    assert len(ids) == len(set(ids))
    for operation in operations(document):
        assert operation["summary"]
        if operation["operationId"] in WITHOUT_EXAMPLE:
            continue
        for media_type, content in operation["responses"]["200"]["content"].items():
            assert media_type != "application/json" or "example" in content, operation["operationId"]
    assert {each for each in ids if each not in EXAMPLE_REQUESTS} == WITHOUT_EXAMPLE


def test_every_field_and_parameter_is_described(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert "description" in schema or "enum" in schema, name
        for field, about in schema.get("properties", {}).items():
            assert about.get("description"), f"{name}.{field}"
    for operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (operation["operationId"], parameter["name"])


def test_every_key_of_a_record_is_required(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert set(schema.get("required", [])) == set(schema["properties"]), name
