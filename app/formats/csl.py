"""CSL-JSON: what citeproc, Zotero, pandoc and their like read."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from app.citing.dates import Issued, issued
from app.citing.reference import Reference, reference
from app.formats import Export, Record


def write(records: Iterable[Record], export: Export) -> Iterator[bytes]:
    before = b"["
    for record in records:
        yield before + orjson.dumps(
            _item(reference(record, export.noun, export.public_url, export.edition, export.find))
        )
        before = b",\n"
    yield b"[]\n" if before == b"[" else b"]\n"


def _item(cited: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": cited.id,
        "type": cited.kind.csl,
        "title": cited.title,
        "author": [{"family": each.family} | ({"given": each.given} if each.given else {}) for each in cited.authors],
        "container-title": cited.container,
        "publisher": cited.publisher,
        "issued": _date(issued(cited.issued)),
        "language": cited.language,
        "URL": cited.url,
        "source": cited.database,
        "abstract": cited.says,
        "annote": cited.proof,
        "locator": f"para. {cited.paragraph}" if cited.paragraph else None,
    }
    return {name: value for name, value in item.items() if value}


def _date(when: Issued) -> dict[str, Any]:
    if not when.first or not when.last or when.first[0] <= 0:
        return {"literal": when.year}
    date: dict[str, Any] = {"date-parts": [when.single] if when.single else [when.first, when.last]}
    if when.season:
        date["season"] = when.season
    return date | ({"circa": True} if when.circa else {})
