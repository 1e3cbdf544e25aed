"""Every format of every noun: by ending and by Accept, linked, documented, and refused where there is none."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.formats import Format
from app.formats.registry import OF_LISTS, OF_RECORDS, RECORD_FORMATS
from app.vocabulary import Noun
from tests.asking import PLAIN, got

LISTS = [(noun, each) for noun in Noun for each in OF_LISTS[noun]]
RECORDS = [(noun, each) for noun in Noun for each in OF_RECORDS[noun]]
ENDINGS = {each.ending for each in RECORD_FORMATS}


def named(value: object) -> str | None:
    return value.ending if isinstance(value, Format) else None


def record_of(client: TestClient, noun: Noun) -> str:
    [record] = got(client, f"/v1/{noun}", limit="1")["items"]
    return str(record["url"])


def alternates(link: str) -> set[tuple[str, str]]:
    """The addresses and media types of other formats."""
    return set(re.findall(r'<([^>]*)>; rel="alternate"; type="([^"]+)"', link))


def check_offered(client: TestClient, path: str, query: str, each: Format, offered: tuple[Format, ...]) -> None:
    by_ending = client.get(f"{path}.{each.ending}{query}", headers={**PLAIN, "Accept": "image/png"})
    by_accept = client.get(f"{path}{query}", headers={**PLAIN, "Accept": f"image/png, {each.media_type};q=0.1"})
    for answer in (by_ending, by_accept):
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].partition(";")[0] == each.media_type
        others = {(f"{path}.{other.ending}{query}", other.media_type) for other in offered if other is not each}
        assert alternates(answer.headers["link"]) >= others
        assert f"{path}.{each.ending}{query}" not in {address for address, _ in alternates(answer.headers["link"])}
    assert by_ending.content == by_accept.content
    assert by_ending.headers["etag"] == by_accept.headers["etag"]


@pytest.mark.parametrize(("noun", "each"), LISTS, ids=named)
def test_lists_in_every_format(client: TestClient, noun: Noun, each: Format) -> None:
    check_offered(client, f"/v1/{noun}", "?limit=2", each, tuple(OF_LISTS[noun]))


@pytest.mark.parametrize(("noun", "each"), RECORDS, ids=named)
def test_records_in_every_format(client: TestClient, noun: Noun, each: Format) -> None:
    check_offered(client, record_of(client, noun), "", each, tuple(OF_RECORDS[noun]))


@pytest.mark.parametrize("noun", Noun)
def test_what_is_not_offered_is_refused_with_what_is(client: TestClient, noun: Noun) -> None:
    for path, offered in ((f"/v1/{noun}", OF_LISTS[noun]), (record_of(client, noun), OF_RECORDS[noun])):
        endings = {each.ending for each in offered}
        media_types = {each.media_type for each in RECORD_FORMATS} - {each.media_type for each in offered}
        wrong = [client.get(f"{path}.{ending}") for ending in (*(ENDINGS - endings), "xml", "csv.gz")]
        wrong += [client.get(path, headers={"Accept": media_type}) for media_type in (*media_types, "image/png")]
        for answer in wrong:
            assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
            listed = [f"{each.media_type} (.{each.ending})" for each in offered]
            assert answer.json()["detail"] == f"This can be had as {', '.join(listed)}."


@pytest.mark.parametrize("noun", Noun)
def test_the_document_names_every_format(client: TestClient, noun: Noun) -> None:
    paths: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    for path, offered in ((f"/v1/{noun}", OF_LISTS[noun]), (f"/v1/{noun}/{{id}}", OF_RECORDS[noun])):
        content = paths[path]["get"]["responses"]["200"]["content"]
        assert set(content) == {each.media_type for each in offered}


def test_endings_and_media_types_are_told_apart() -> None:
    for offered in (*OF_LISTS.values(), *OF_RECORDS.values()):
        assert len({each.ending for each in offered}) == len({each.media_type for each in offered}) == len(offered)
