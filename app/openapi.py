"""The OpenAPI document: what FastAPI knows, with summaries, real examples and the shape of problems."""

import json
from pathlib import Path
from typing import Any

from app.problems import ProblemDetails
from app.resources.written import components

EXAMPLES = Path(__file__).parent / "examples.json"
"""Answers from the article by operation id; `make openapi` writes them."""
WRITTEN = Path(__file__).parent / "written.json"
"""A new record of each noun, as it is sent; they go with the article."""

_KEY = {"type": "http", "scheme": "bearer", "description": "A key that `alliance-claims keys create` has made."}


def document(schema: dict[str, Any]) -> dict[str, Any]:
    """The document from what FastAPI makes of the routes; that is changed."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    for operations in schema["paths"].values():
        for operation in operations.values():
            # The docstring's one sentence, in place of the function's name.
            operation["summary"] = operation.pop("description")
            if "writing" in operation["tags"]:
                operation["security"] = [{"key": []}]
            if operation["operationId"] in examples:
                content = operation["responses"]["200"]["content"]["application/json"]
                content["example"] = examples[operation["operationId"]]
    for noun, example in written.items():
        schema["paths"][f"/v1/{noun}"]["post"]["requestBody"]["content"]["application/json"]["example"] = example
    schema["components"]["securitySchemes"] = {"key": _KEY}
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    known = schema["components"]["schemas"]
    schema["components"]["schemas"] = components() | known | {**problem.pop("$defs"), "ProblemDetails": problem}
    return schema
