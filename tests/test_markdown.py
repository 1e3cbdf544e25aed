"""Markdown: what records say, in a form that no text of theirs can break."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from marko.ext.gfm import gfm
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database
from app.formats import Export
from app.formats.markdown import write
from app.main import create_app
from app.vocabulary import Noun
from tests.bundling import Files
from tests.client import Client
from tests.conftest import everything, settings_for
from tests.hostile import ADDRESS, HOSTILE, hostile_bundle

CLAIM = "/v1/claims/sato-expects-nuclear-retaliation"
HOST = "http://127.0.0.1:8000"
NOUNS = [noun.value for noun in Noun]
TITLE = {"claims": "text", "grievances": "text", "actors": "name", "topics": "label", "sources": "title"}

SATO = f"""\
# Sato told McNamara that, if war breaks out with China, Japan expects immediate nuclear retaliation from the United \
States.

Samuels and Schoff (2009) report, citing declassified Japanese documents, that Sato told McNamara that, if war breaks \
out with China, Japan expects immediate nuclear retaliation from the United States.

> If war breaks out \\[with China\\], we expect immediate nuclear retaliation from the United States
>
> — paragraph 1, sentence 2

- **Voices:** [Declassified Japanese documents]({HOST}/v1/actors/declassified-japanese-documents) (indirect, “have \
disclosed that”) → [Eisaku Sato]({HOST}/v1/actors/eisaku-sato) (direct, “told”)
- **Kind:** demand
- **Authors’ stance:** reports
- **Modality:** certain
- **Condition:** if war breaks out with China (“If war breaks out \\[with China\\]”)
- **Speakers:** [Eisaku Sato]({HOST}/v1/actors/eisaku-sato)
"""


BLOCKS = {"heading_open", "paragraph_open", "blockquote_open", "bullet_list_open", "list_item_open", "inline"}
OUTSIDE = re.escape(quote(ADDRESS, safe="/:&*_", encoding="ascii"))
MARKUP = st.sampled_from([*"\\`*_{}[]()<>#+-.!|~$^@&=%:;/'\"1a \n\t", "www.", "http://", "&amp;", "](", "``` ", "    "])
BEGINNING = st.sampled_from(
    ["", "- ", "+ ", "* ", "1. ", "23) ", "# ", "> ", "=== ", "---", "~~~", "\t", "    ", ": ", "|"]
)
TEXTS = st.builds(
    str.__add__, BEGINNING, st.one_of(st.lists(MARKUP, max_size=30).map("".join), st.text(max_size=30))
).filter(
    lambda text: (
        bool(text.strip()) and not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", text)
    )
)


def parsed(markdown: str) -> list[Token]:
    """As CommonMark, with the tables and strike-throughs of others."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def inside(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens if token.children for child in token.children]


def headings(tokens: list[Token], level: str) -> list[str]:
    """The words of the headings; fails where one holds more than words."""
    found = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == level]
    assert {child.type for each in found for child in each.children or []} <= {"text"}
    return ["".join(child.content for child in each.children or []) for each in found]


def bare(text: str) -> str:
    return "".join(text.split())


def test_a_claim_in_full(client: TestClient) -> None:
    answer = client.get(f"{CLAIM}.md")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/markdown; charset=utf-8")
    assert answer.text.startswith(SATO)
    assert answer.text.endswith(f"\n- **Record:** <{HOST}{CLAIM}>\n")
    labels = re.findall(r"^- \*\*(.+?):\*\*", answer.text, re.MULTILINE)
    assert labels[6:10] == ["Subject", "Target", "Addressee", "Topics"]
    assert labels[10:] == ["Said", "Grievances", "Source", "Relation", "Curator’s note", "Record"]
    assert client.get(CLAIM, headers={"Accept": "text/markdown"}).content == answer.content


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_are_complete(client: TestClient, noun: str) -> None:
    records = everything(client, noun)
    answer = client.get(f"/v1/{noun}.md")
    assert answer.headers["x-total-count"] == str(len(records))
    tokens = parsed(answer.text)
    assert headings(tokens, "h1") == [noun.capitalize()]
    titles = headings(tokens, "h2")
    assert len(titles) == len(records)
    if noun in TITLE:
        assert titles == [record[TITLE[noun]] for record in records]
    addresses = re.findall(r"^- \*\*Record:\*\* <(.+)>$", answer.text, re.MULTILINE)
    assert addresses == [HOST + record["url"] for record in records]
    links = {str(child.attrs["href"]) for child in inside(tokens) if child.type == "link_open"}
    assert all(link.startswith((f"{HOST}/v1/", "https://")) for link in links)
    # Every reference of every record leads to its record.
    assert {HOST + url for record in records for url in referred(record)} <= links


def referred(value: Any) -> set[str]:
    """The addresses of all references within a record."""
    if isinstance(value, list):
        return {url for each in value for url in referred(each)}
    if not isinstance(value, dict):
        return set()
    here = {value["url"]} if "label" in value and "url" in value and "version" not in value else set()
    return here | {url for each in value.values() for url in referred(each)}


def test_quotes_stand_as_they_are(client: TestClient) -> None:
    quotes = [quote["exact"] for claim in everything(client, "claims") for quote in claim["quotes"]]
    tokens = parsed(client.get("/v1/claims.md").text)
    opened = [at for at, token in enumerate(tokens) if token.type == "blockquote_open"]
    assert [tokens[at + 2].children for at in opened] != []
    assert ["".join(child.content for child in tokens[at + 2].children or []) for at in opened] == quotes


def test_a_limit_and_filters_hold(client: TestClient) -> None:
    asked = "/v1/claims.md?kind=demand,commitment&limit=2"
    page = client.get(asked.replace(".md", "")).json()
    text = client.get(asked).text
    assert headings(parsed(text), "h2") == [claim["text"] for claim in page["items"]]
    assert text.splitlines()[2] == f"[{page['total']} in all]({HOST}/v1/claims?kind=demand,commitment&limit=2)"


def test_what_goes_without_saying_is_not_said(client: TestClient) -> None:
    for claim in client.get("/v1/claims?limit=1000").json()["items"]:
        lines = client.get(f"{claim['url']}.md").text.splitlines()
        said = {line.partition(":**")[0].removeprefix("- **") for line in lines if line.startswith("- **")}
        carried = {
            "Hedges": bool(claim["hedges"]),
            "Condition": claim["condition"] is not None,
            "Irony": claim["ironic"],
            "Polarity": claim["polarity"] == "negated",
            "Voices": bool(claim["attribution"]),
            "Speaks of": claim["about"] is not None,
            "Relation": bool(claim["relations"]),
            "Curator’s note": claim["curator_note"] is not None,
            "Status": claim["status"] != "accepted",
        }
        assert {label for label, is_so in carried.items() if is_so} == said & set(carried), claim["id"]


def test_hostile_texts_stay_texts(empty_database: Database, tmp_path: Any) -> None:
    assert load(empty_database, hostile_bundle().write(tmp_path / "bundle")).faults == []
    with Client(create_app(settings_for(empty_database.path))) as client:
        shown = headings(parsed(client.get("/v1/topics.md").text), "h2")
        for noun in NOUNS:
            tokens = parsed(client.get(f"/v1/{noun}.md").text)
            assert {token.type for token in tokens if token.nesting != -1} <= BLOCKS
            assert {token.markup for token in tokens if token.type == "heading_open"} <= {"#", "##"}
            lists = [token.type for token in tokens if token.type == "bullet_list_open"]
            assert len(lists) == client.get(f"/v1/{noun}").json()["total"]
            assert {child.type for child in inside(tokens)} <= {
                *("text", "strong_open", "strong_close", "link_open", "link_close", "hardbreak", "softbreak")
            }
            # GitHub makes links of bare addresses; a reader of its dialect is the second judge.
            linked = re.findall('<a href="([^"]*)"', gfm.convert(client.get(f"/v1/{noun}.md").text))
            assert all(re.match(f"{HOST}/v1/|https://evil.example/%29", link) for link in linked)
            for child in inside(tokens):
                assert child.type != "link_open" or re.match(f"{HOST}/v1/|{OUTSIDE}$", str(child.attrs["href"]))
    assert {bare(text) for text in HOSTILE} <= {bare(title) for title in shown}


@settings(deadline=None)
@given(title=TEXTS, cited=TEXTS, note=TEXTS)
def test_no_text_is_markup(client: TestClient, title: str, cited: str, note: str) -> None:
    claim = client.get(CLAIM).json()
    claim |= {"text": title, "attribution_sentence": note, "curator_note": note, "relations": [], "grievances": []}
    claim["quotes"][0]["exact"] = cited
    export = Export(Noun.CLAIMS, CLAIM, HOST, {}, True, 1, False, lambda *_: {}, (), {})
    tokens = parsed(b"".join(write([claim], export)).decode())
    assert [bare(each) for each in headings(tokens, "h1")] == [bare(title)]
    kinds = [token.type for token in tokens]
    start = ["heading_open", "inline", "heading_close", "paragraph_open", "inline", "paragraph_close"]
    block = ["paragraph_open", "inline", "paragraph_close"]
    assert kinds[:15] == [*start, "blockquote_open", *block, *block, "blockquote_close", "bullet_list_open"]
    assert words(tokens[4]) == bare(note)
    assert words(tokens[8]) == bare(cited)
    assert words([token for token in tokens if token.type == "inline"][-2]) == bare(f"Curator’s note:{note}")


def words(inline: Token) -> str:
    """The words of a line that may hold strong words and line breaks; fails on anything else."""
    children = inline.children or []
    assert {child.type for child in children} <= {"text", "hardbreak", "strong_open", "strong_close"}
    return bare("".join(child.content for child in children))


def test_an_empty_list(client: TestClient) -> None:
    assert client.get("/v1/claims.md?id=no-such-claim").text == (
        f"# Claims\n\n[0 in all]({HOST}/v1/claims?id=no-such-claim)\n"
    )


def test_bundle_of_nothing_hostile_reads_plainly(empty_database: Database, tmp_path: Any) -> None:
    """Escaping does not spoil what needs none."""
    assert load(empty_database, Files().write(tmp_path / "bundle")).faults == []
    with Client(create_app(settings_for(empty_database.path))) as client:
        assert client.get("/v1/actors/king.md").text == (
            "# The King\n\n- **Kind:** person\n"
            f"- **Part of:** [Northland]({HOST}/v1/actors/northland)\n"
            f"- **Claims:** [1]({HOST}/v1/claims?actor=king)\n"
            f"- **Record:** <{HOST}/v1/actors/king>\n"
        )
