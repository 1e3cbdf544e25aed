"""The OpenAPI document: kept and compared, complete, and true to what the API answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db import Database
from app.drafts.rewritten import rewritten
from app.openapi import EXAMPLES
from app.vocabulary import Noun
from tests.conftest import settings_for
from tests.openapi import DOCUMENT, EXAMPLE_REQUESTS, examples
from tests.states import EMPTY, NEEDED
from tests.writers import writing_to


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
    "get_agreement",
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
        if schema.get("type") == "object" and not name.endswith(("Written", "Patch")):
            assert set(schema.get("required", [])) == set(schema["properties"]), name


# What is sent


def sent(document: dict[str, Any], path: str, method: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of an operation, and its schema with all that the schema refers to."""
    [content] = document["paths"][path][method]["requestBody"]["content"].values()
    return content, content["schema"] | {"components": document["components"]}


@pytest.mark.parametrize("noun", Noun)
def test_examples_of_new_records_are_right_and_taken(document: dict[str, Any], database: Database, noun: Noun) -> None:
    body, schema = sent(document, f"/v1/{noun}", "post")
    assert list(jsonschema_rs.validator_for(schema).iter_errors(body["example"])) == []
    with writing_to(database) as writer:
        answer = writer.post(f"/v1/{noun}", json=body["example"])
        assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("noun", Noun)
def test_what_a_body_needs_is_told(document: dict[str, Any], database: Database, noun: Noun) -> None:
    body, schema = sent(document, f"/v1/{noun}", "post")
    told = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert set(NEEDED[noun]) == set(told["required"])
    assert {*NEEDED[noun], *EMPTY[noun], "id"} == told["properties"].keys()
    with writing_to(database) as writer:
        for left_out in told["required"]:
            less = {name: value for name, value in body["example"].items() if name != left_out}
            answer = writer.post(f"/v1/{noun}", json=less)
            assert answer.status_code == 422
            assert [error["name"] for error in answer.json()["errors"]] == [left_out]


@pytest.mark.parametrize("noun", Noun)
def test_what_is_read_may_be_sent_as_a_patch(document: dict[str, Any], seeded_file: Path, noun: Noun) -> None:
    """Each record of the article as it is written, some of it, and every null."""
    _, schema = sent(document, f"/v1/{noun}/{{id}}", "patch")
    validator = jsonschema_rs.validator_for(schema)
    seeded = Database(settings_for(seeded_file))
    with seeded.engine.connect() as db:
        bodies = db.execute(text("SELECT body FROM representation WHERE noun = :noun"), {"noun": noun}).scalars()
        written = [rewritten(db, noun, body) for body in list(bodies)[:20]]
    seeded.close()
    assert written
    for each in written:
        for patch in (each, dict.fromkeys(each), {}):
            assert list(validator.iter_errors(patch)) == []
        assert not validator.is_valid({**each, "vresion": 1})


def test_a_patch_merges_mappings(document: dict[str, Any]) -> None:
    for noun, patch in (("sources", {"rights": {"statement": "Free."}}), ("claims", {"condition": {"text": "If so."}})):
        _, schema = sent(document, f"/v1/{noun}/{{id}}", "patch")
        assert jsonschema_rs.is_valid(schema, patch)
        assert not jsonschema_rs.is_valid(sent(document, f"/v1/{noun}/{{id}}", "put")[1], patch)


@pytest.mark.parametrize("span", ["shown", {"exact": "shown"}, {"exact": "shown", "start": 3}])
def test_words_are_sent_alone_or_with_what_stands_around_them(document: dict[str, Any], span: Any) -> None:
    body, schema = sent(document, "/v1/claims", "post")
    assert jsonschema_rs.is_valid(schema, body["example"] | {"quotes": [span]})
    assert not jsonschema_rs.is_valid(schema, body["example"] | {"quotes": [{"start": 3}]})
    assert not jsonschema_rs.is_valid(schema, body["example"] | {"quotes": [3]})
