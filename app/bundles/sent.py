"""A bundle as one JSON object: each part is what its file would hold."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.bundles.files import Files, Given, is_id
from app.problems import Fault, InvalidRequest, fault
from app.text.words import nearest

_LISTS = ("vocabulary", "topics", "actors")
_OF_SOURCE = {"source": "source.yaml", "text": "text.txt", "coding": "coding.yaml"}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "A bundle; each part is what its file would hold.",
    "required": ["sources"],
    "properties": {
        "vocabulary": {"type": "object", "description": "What vocabulary.yaml holds."},
        "topics": {"type": "array", "items": {"type": "object"}, "description": "What topics.yaml holds."},
        "actors": {"type": "array", "items": {"type": "object"}, "description": "What actors.yaml holds."},
        "sources": {
            "type": "array",
            "description": "The sources.",
            "items": {
                "type": "object",
                "description": "A source, its text and its coding.",
                "required": ["source", "text"],
                "properties": {
                    "source": {"type": "object", "description": "What source.yaml holds."},
                    "text": {"type": "string", "description": "What text.txt holds."},
                    "coding": {"type": "object", "description": "What coding.yaml holds."},
                },
            },
        },
    },
}


def in_json(sent: Mapping[str, Any]) -> Files:
    """The parts of a JSON object as files. Raises InvalidRequest where it is not made of such parts.

    What is wrong within a part is told when it is read, as it is of a file.
    """
    sources = sent.get("sources")
    errors = list(_unknown(sent, (*_LISTS, "sources"), ""))
    if not isinstance(sources, list):
        errors.append(fault("body", "sources", None, "must be a list, which may be empty"))
        sources = []
    for at, source in enumerate(sources):
        if isinstance(source, dict):
            errors += _unknown(source, tuple(_OF_SOURCE), f"sources.{at}.")
        else:
            errors.append(fault("body", f"sources.{at}", None, "must be an object of source, text and coding"))
    if errors:
        raise InvalidRequest.of(errors)
    folders = [_folder(at, source) for at, source in enumerate(sources)]
    _refuse_repeated(folders)
    parts = {f"{name}.yaml": sent.get(name) for name in _LISTS}
    for folder, source in zip(folders, sources, strict=True):
        parts |= {f"sources/{folder}/{file}": source.get(name) for name, file in _OF_SOURCE.items()}
    files = {name: Given(part) for name, part in parts.items() if part is not None}
    return Files("bundle", files, sorted(folders))


def _unknown(given: Mapping[str, Any], known: Sequence[str], within: str) -> Iterator[Fault]:
    for name in given.keys() - set(known):
        near = nearest(name, list(known))
        yield fault("body", f"{within}{name}", None, "unknown key", allowed=known, did_you_mean=near)


def _folder(at: int, source: Mapping[str, Any]) -> str:
    """The folder in which a source would lie: named by its id, or by its place where it has none."""
    written = source["source"].get("id") if isinstance(source.get("source"), dict) else None
    return written if isinstance(written, str) and is_id(written) else f"source-{at}"


def _refuse_repeated(folders: Sequence[str]) -> None:
    first: dict[str, int] = {}
    repeated = [at for at, folder in enumerate(folders) if first.setdefault(folder, at) != at]
    if repeated:
        raise InvalidRequest.of(
            [fault("body", f"sources.{at}.source.id", folders[at], "two sources have this id") for at in repeated]
        )
