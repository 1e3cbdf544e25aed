"""Schemathesis against the whole document: whatever a client sends, the answer is as documented, and never a 500."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from app.edtf import date_range
from app.main import create_app
from tests.conftest import examples, settings_for
from tests.openapi import DOCUMENT

DOCUMENTED = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
PATHS = sorted(path for path, methods in DOCUMENTED.items() if "get" in methods)
LISTS = [path for path in PATHS if path.count("/") == 2 or path.endswith("/counts")]


@pytest.fixture(scope="session")
def api(seeded_file: Path) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(settings_for(seeded_file)))


@pytest.mark.parametrize("path", PATHS)
def test_right_requests_are_answered_as_documented(api: BaseSchema, path: str) -> None:
    @given(case=api[path]["GET"].as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(max_examples=examples(6), deadline=None, suppress_health_check=list(HealthCheck))
    def conforms(case: schemathesis.Case[Any]) -> None:
        for name in [name for name, value in case.query.items() if not _can_be_made_up(name, value)]:
            del case.query[name]
        # One of the two is needed, which the document can not say.
        assume(path != "/v1/lookup" or case.query)
        case.call_and_validate()

    conforms()


@pytest.mark.parametrize("path", [path for path in LISTS if "parameters" in DOCUMENTED[path]["get"]])
def test_wrong_requests_are_refused_as_documented(api: BaseSchema, path: str) -> None:
    parameters = DOCUMENTED[path]["get"]["parameters"]
    lists = [each["name"] for each in parameters if each["schema"].get("type") == "array"]

    # It takes a third of a second to make one up.
    @given(case=api[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
    def conforms(case: schemathesis.Case[Any]) -> None:
        # A lone word is a list of one in a query string, and `false` is a right id.
        assume(all(isinstance(case.query.get(name, []), list) for name in lists))
        case.call_and_validate()

    conforms()


@pytest.mark.parametrize(("mode", "statuses"), [(GenerationMode.POSITIVE, {200, 422}), (GenerationMode.NEGATIVE, None)])
def test_citations_are_answered_as_documented(api: BaseSchema, mode: GenerationMode, statuses: set[int] | None) -> None:
    """That a version and a release exclude each other the document can't say."""

    @given(case=api["/v1/check"]["POST"].as_strategy(generation_mode=mode))
    @settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
    def conforms(case: schemathesis.Case[Any]) -> None:
        answer = case.call()
        assert statuses is None or answer.status_code in statuses, answer.text
        assert answer.status_code < 500
        case.validate_response(answer, checks=[response_schema_conformance, status_code_conformance])

    conforms()


def _can_be_made_up(name: str, value: Any) -> bool:
    """Not so a cursor, which is signed, the name of a release or a coding, a date, of which the document can only name
    the format, or a whole number that is written with a point, as JSON has it and a query string has not."""
    if name in ("cursor", "release", "coding") or isinstance(value, float):
        return False
    if name.endswith(("_from", "_to")):
        try:
            date_range(value)
        except ValueError:
            return False
    return True
