"""JSON Schema of the nouns: what is served validates, and what is not so does not."""

from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from app.vocabulary import Noun
from tests.conftest import everything

HERE = "http://127.0.0.1:8000"


def schema_of(client: TestClient, noun: str) -> dict[str, Any]:
    answer = client.get(f"/v1/schema/{noun}.json", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/schema+json")
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("noun", Noun)
def test_every_record_validates(client: TestClient, noun: Noun) -> None:
    schema = schema_of(client, noun)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["$id"], schema["title"]) == (f"{HERE}/v1/schema/{noun}.json", noun.singular.capitalize())
    assert jsonschema_rs.meta.is_valid(schema)
    validator = jsonschema_rs.Draft202012Validator(schema)
    records = everything(client, noun)
    assert [list(validator.iter_errors(record)) for record in records] == [[] for _ in records]


@pytest.mark.parametrize("noun", Noun)
def test_every_key_is_required_and_typed(client: TestClient, noun: Noun) -> None:
    validator = jsonschema_rs.Draft202012Validator(schema_of(client, noun))
    record = everything(client, noun)[0]
    for key in record:
        assert not validator.is_valid({name: value for name, value in record.items() if name != key}), key
        assert not validator.is_valid({**record, key: {"not": "so"}}), key
    # New keys may appear.
    assert validator.is_valid({**record, "another": 1})


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("claim", "claims"), ("sorces", "sources"), ("Topics", "topics"), ("xyzzy", None), ("%E2%80%AE", None)],
)
def test_an_unknown_noun_is_not_found(client: TestClient, wrong: str, near: str | None) -> None:
    answer = client.get(f"/v1/schema/{wrong}.json")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    [error] = answer.json()["errors"]
    assert (error["in"], error["name"], error["did_you_mean"]) == ("path", "noun", near)
    assert error["allowed"] == list(Noun)


def test_there_is_nothing_else(client: TestClient) -> None:
    assert client.get("/v1/schema/claims.csv").status_code == 406
    assert client.get("/v1/schema/claims.json?x=1").status_code == 422
    assert client.get("/v1/schema").status_code == 404
    tag = client.get("/v1/schema/claims.json").headers["etag"]
    assert client.get("/v1/schema/claims.json", headers={"If-None-Match": tag}).status_code == 304
