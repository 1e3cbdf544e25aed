"""The codebook: one set of definitions for files, API and page, with examples that stand in the article."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.vocabulary import ENUMERATIONS
from tests.bundling import seed_part
from tests.codebook import PAGE, page
from tests.conftest import ARTICLE

VOCABULARY: dict[str, Any] = seed_part("vocabulary.yaml")
TOPICS: list[dict[str, Any]] = seed_part("topics.yaml")
TEXT = ARTICLE.read_text(encoding="utf-8")


def prose(found: Any) -> Iterator[str]:
    """Every definition and every choice, but no example."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield from prose(value)
        elif name in ("definition", "choose_when"):
            yield value


def test_the_kept_page_is_what_the_seed_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_link_on_the_page_leads_somewhere() -> None:
    written = page()
    headings = [
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^## (.+)$", written)
    ]
    anchors = [*headings, *re.findall(r'<a id="([^"]+)"></a>', written)]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", written)) <= set(anchors)
    values = {f"{name}-{value.value}" for name, enumeration in ENUMERATIONS.items() for value in enumeration}
    assert {*ENUMERATIONS, *values, *(f"topic-{topic['id']}" for topic in TOPICS)} <= set(anchors)


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_every_value_has_an_example_and_a_neighbour(name: str) -> None:
    values = VOCABULARY[name]["values"]
    assert list(values) == [value.value for value in ENUMERATIONS[name]]
    for value, about in values.items():
        assert about["example"] in TEXT, value
        assert set(re.findall(r"[\w-]+", about["choose_when"])) & (values.keys() - {value}), value


def test_every_topic_has_an_example_and_a_neighbour() -> None:
    for topic in TOPICS:
        others = [each["label"].lower() for each in TOPICS if each is not topic]
        _, choice = topic["definition"].lower().split("choose it over ", 1)
        assert topic["example"] in TEXT, topic["id"]
        assert any(label in choice for label in others), topic["id"]


def test_topics_have_two_levels_each_parent_before_its_children() -> None:
    tops: set[str] = set()
    for topic in TOPICS:
        assert topic["parent"] is None or topic["parent"] in tops
        if topic["parent"] is None:
            tops.add(topic["id"])


def test_words_in_quotation_marks_are_the_articles() -> None:
    written = [*prose(VOCABULARY), *(topic["definition"] for topic in TOPICS)]
    assert [words for each in written for words in re.findall("“([^”]*)”", each) if words not in TEXT] == []


def test_the_api_serves_the_vocabulary_as_it_is_written(client: TestClient) -> None:
    served = {each["name"]: each for each in client.get("/v1/vocabulary").json()["items"]}
    assert list(served) == list(ENUMERATIONS)
    for name, enumeration in VOCABULARY.items():
        assert served[name] == {
            "name": name,
            "definition": enumeration["definition"],
            "values": [{"value": value, **about} for value, about in enumeration["values"].items()],
        }


def test_the_api_serves_the_topics_as_they_are_written(client: TestClient) -> None:
    served = {each["id"]: each for each in client.get("/v1/topics?limit=1000").json()["items"]}
    for topic in TOPICS:
        found = served.pop(topic["id"])
        shown = {name: found[name] for name in topic} | {"parent": found["parent"] and found["parent"]["id"]}
        assert shown == topic
    assert served == {}
