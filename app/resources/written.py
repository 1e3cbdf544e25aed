"""What is sent to write, for the OpenAPI document: records and merge patches as JSON Schema, and headers."""

import json
import re
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from app.drafts.base import Draft
from app.resources.editing import DRAFTS
from app.vocabulary import Noun

Schema = dict[str, Any]
_IN_DOCUMENT = "#/components/schemas/"
_PATCHED = "A JSON Merge Patch (RFC 7396): what is left out stays as it is, and null takes a value away."
_NULL = {"type": "null"}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The tag under which the record was read.",
    "schema": {"type": "string"},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Words of the client's own; a request that is sent again with them is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


def body(noun: Noun, patched: bool) -> Schema:
    """The schema of what is sent to write a record, or to patch it."""
    written = _public(DRAFTS[noun].__name__)
    return {"$ref": _IN_DOCUMENT + (_patch_name(written) if patched else written)}


def headers(method: str) -> list[Schema]:
    """The parameters that a write has in its headers."""
    return [_IDEMPOTENCY_KEY] if method == "POST" else [_IF_MATCH, _IDEMPOTENCY_KEY]


def components() -> dict[str, Schema]:
    """Every schema that bodies are made of, by its name in the document."""
    drafts: list[tuple[type[Draft], Literal["validation"]]] = [(draft, "validation") for draft in DRAFTS.values()]
    _, made = models_json_schema(drafts, by_alias=True, ref_template=_IN_DOCUMENT + "{model}")
    found: dict[str, Schema] = json.loads(_public(json.dumps(made["$defs"])))
    names = [_public(draft.__name__) for draft in DRAFTS.values()]
    for name in names:
        # A bundle names each record; over HTTP the path does, or the server.
        found[name]["required"].remove("id")
    patches: dict[str, Schema] = {}
    for name in names:
        _add_patch(name, found, patches)
    return found | patches


def _public(text: str) -> str:
    """The names of drafts as clients know them: `ClaimWritten` for `ClaimDraft`."""
    return re.sub(r"\b([A-Z]\w+)Draft\b", r"\1Written", text)


def _patch_name(written: str) -> str:
    return written.replace("Written", "Patch")


def _add_patch(name: str, written: dict[str, Schema], patches: dict[str, Schema]) -> None:
    """Add the merge patch of something written, and those of the mappings in it."""
    properties = {each: _maybe_null(schema, written, patches) for each, schema in written[name]["properties"].items()}
    patches[_patch_name(name)] = {
        "title": _patch_name(name),
        "description": _PATCHED,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _maybe_null(schema: Schema, written: dict[str, Schema], patches: dict[str, Schema]) -> Schema:
    about = ("title", "description", "default")
    kinds = schema.get("anyOf") or [{key: value for key, value in schema.items() if key not in about}]
    merged = [_merged(each, written, patches) for each in kinds if each != _NULL]
    return {"anyOf": [*merged, _NULL], "description": schema["description"]}


def _merged(schema: Schema, written: dict[str, Schema], patches: dict[str, Schema]) -> Schema:
    """What a patch has in place of this: mappings are merged too, all else is replaced."""
    name = schema.get("$ref", "").removeprefix(_IN_DOCUMENT)
    if written.get(name, {}).get("type") != "object":
        return schema
    _add_patch(name, written, patches)
    return {"$ref": _IN_DOCUMENT + _patch_name(name)}
