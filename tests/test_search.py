"""Search against the oracle; its order, snippets, facets and pages; and strings that mean harm."""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import escape, unescape
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as driver
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.bundles.load import load
from app.db import Database
from app.drafts.actors import ActorDraft
from app.drafts.base import Draft
from app.drafts.checking import Placed
from app.drafts.topics import TopicDraft
from app.main import create_app
from app.text.snippets import LENGTH, located, snippet
from app.text.sought import MOST_WIDE, MOST_WORDS, Term, sought
from app.text.words import words
from app.views.search import SearchParams, search
from app.writing import Stamp, write
from tests.asking import cursor_of, got, refused, walk
from tests.conftest import ARTICLE, SOURCE, copied, examples, settings_for
from tests.hostile import HOSTILE, hostile_bundle
from tests.migrations import upgrade
from tests.oracle import NOUNS, world_of
from tests.oracle_search import Asked, Found, Searched, in_order, texts_of
from tests.oracle_search import Term as Said
from tests.test_paging_properties import MOMENTS, Dataset, datasets, few, serving

LAST_BEFORE = "0001"
"""The migration before there was a search index."""


@pytest.fixture(scope="module")
def searched(client: TestClient) -> Searched:
    return Searched(world_of(client))


@contextmanager
def holding(empty: Path, folder: Path, *drafts: Draft) -> Iterator[TestClient]:
    """The API on a database with these records."""
    database = Database(settings_for(copied(empty, folder)))
    with database.writing() as db:
        assert write(db, [Placed(draft, ()) for draft in drafts]).faults == []
    database.close()
    with TestClient(create_app(settings_for(database.path))) as client:
        yield client


def topic(topic_id: str, label: str, definition: str = "Made up.") -> TopicDraft:
    return TopicDraft(id=topic_id, label=label, definition=definition)


def found(client: TestClient, q: str, **asked: Any) -> list[Found]:
    page = got(client, "/v1/search", q=q, limit="1000", **asked)
    assert page["next"] is None
    return [(item["type"], item["id"]) for item in page["items"]]


def agrees(client: TestClient, searched: Searched, asked: Asked) -> None:
    """All that is found is what the oracle says, counted, ordered, and shown with marks."""
    page = got(client, "/v1/search", q=str(asked), limit="1000")
    right = searched.found(asked)
    assert Counter((item["type"], item["id"]) for item in page["items"]) == Counter(right), str(asked)
    assert (page["total"], page["warnings"]) == (len(right), []), str(asked)
    types, sources = searched.facets(right)
    for name, counts in (("type", types), ("source", sources)):
        assert {facet["key"]: facet["count"] for facet in page["facets"][name]} == counts
        sizes = [facet["count"] for facet in page["facets"][name]]
        assert sizes == sorted(sizes, reverse=True)
    assert_ordered(page["items"])
    for item in page["items"]:
        assert_shown(searched, item, asked)


def assert_ordered(items: list[dict[str, Any]]) -> None:
    order = [(-item["score"], item["type"], item["id"]) for item in items]
    assert order == sorted(order)
    assert all(item["score"] >= 0 for item in items)


def assert_shown(searched: Searched, item: dict[str, Any], asked: Asked) -> None:
    """The snippet is a piece of one of the record's texts, and what is marked in it was asked for."""
    plain = unescape(re.sub("</?mark>", "", item["snippet"])).removeprefix("…").removesuffix("…")
    texts = list(texts_of(item["type"], searched.records[item["type"], item["id"]]))
    assert any(plain in text for text in texts), item
    marked = [unescape(hit) for hit in re.findall("<mark>(.*?)</mark>", item["snippet"], re.DOTALL)]
    terms = [term for group in asked.groups for term in group]
    assert marked, item
    for hit in marked:
        assert any(term.stands_in(in_order(hit)) for term in terms), (hit, item)


def test_every_word_is_found(client: TestClient, searched: Searched) -> None:
    each = sorted({word for held in searched.held.values() for text in held for word in text})
    for word in each[:: len(each) // 150]:
        agrees(client, searched, Asked([[Said((word,))]]))


def test_searches_mean_what_the_oracle_says(client: TestClient, searched: Searched) -> None:
    @settings(max_examples=examples(150), deadline=None, database=None)
    @given(searched.asked())
    def agree(asked: Asked) -> None:
        agrees(client, searched, asked)

    agree()


@given(dataset=datasets, data=st.data())
@few
def test_whatever_the_texts_are(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, data: st.DataObject
) -> None:
    """Letters of other scripts and widths, ligatures, accents apart from their letters, lone signs."""
    with serving(migrated_file, tmp_path_factory.mktemp("search"), dataset) as client:
        searched = Searched(world_of(client))
        for _ in range(10):
            agrees(client, searched, data.draw(searched.asked()))


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("japan AND china", "japan china"),
        ("  japan\t\nchina ", "china japan"),
        ("JAPAN Chína", "japan china"),
        ("Satō Eisaku", "sato eisaku"),
        ("Ｓａｔｏ", "sato"),
        ("“nuclear umbrella”", '"nuclear umbrella"'),
        ("«nuclear umbrella»", '"nuclear umbrella"'),
        ("＂nuclear　umbrella＂", '"nuclear umbrella"'),
        ('"nuclear umbrella', '"nuclear umbrella"'),
        ("nuclear-umbrella", '"nuclear umbrella"'),
        ("nuclear/umbrella,", '"nuclear umbrella"'),
        ("(sato)", "sato"),
        ("sato OR", "sato"),
        ("OR sato", "sato"),
        ("sato OR OR mcnamara", "mcnamara OR sato"),
        ('sato OR "" mcnamara', "sato OR mcnamara"),
        ("sato OR -china mcnamara", "sato mcnamara -china"),
        ("-china nuclear", "nuclear -china"),
        ("nuclear -(china)", "nuclear -china"),
        ("nuclear --china", "nuclear -china"),
        ('"nuclear umb*"', '"nuclear umb"*'),
        ("(nucl*)", "nucl*"),
        ("nucl**", "nucl*"),
        ("nucl＊", "nucl*"),
        ("sato sato sato", "sato"),
        ("sato - ! ** () japan", "sato japan"),
    ],
)
def test_ways_to_write_the_same(client: TestClient, written: str, same: str) -> None:
    right = found(client, same)
    assert right
    assert found(client, written) == right


def test_capitals_make_an_operator(client: TestClient) -> None:
    either = found(client, "sato OR beijing")
    assert set(either) == set(found(client, "sato")) | set(found(client, "beijing"))
    assert found(client, "sato or beijing") == found(client, 'sato "or" beijing') == []
    # OR binds closer than AND.
    both = set(found(client, "sato OR beijing nuclear"))
    assert both == set(either) & set(found(client, "nuclear"))
    assert both < set(either)


def test_types_and_sources_narrow(client: TestClient, searched: Searched) -> None:
    everything = found(client, "japan")
    assert {noun for noun, _ in everything} == {"actors", "claims", "grievances", "relations", "topics"}
    for noun in NOUNS:
        assert found(client, "japan", type=noun) == [each for each in everything if each[0] == noun]
        assert found(client, "japan", type=f"!{noun}") == [each for each in everything if each[0] != noun]
    several = found(client, "japan", type=["claims", "actors"])
    assert several == [each for each in everything if each[0] in ("claims", "actors")]
    of_source = [each for each in everything if searched.records[each].get("source")]
    assert found(client, "japan", source=SOURCE) == of_source
    assert found(client, "attention", source=SOURCE, type="sources") == [("sources", SOURCE)]
    assert found(client, "japan", source=f"!{SOURCE}") == [each for each in everything if each not in of_source]


def test_facets_have_labels(client: TestClient) -> None:
    page = got(client, "/v1/search", q="sato", type="claims,actors")
    assert page["facets"] == {
        "type": [
            {"key": "claims", "label": "claims", "count": 6},
            {"key": "actors", "label": "actors", "count": 3},
        ],
        "source": [
            {"key": SOURCE, "label": "An alliance in need of attention", "count": 6},
            {"key": None, "label": None, "count": 3},
        ],
    }
    assert page["query"] == {"q": "sato", "type": ["claims", "actors"], "limit": 50}


def test_a_name_leads_to_whose_it_is(client: TestClient) -> None:
    first = {
        "Tokyo": "government-of-japan",
        "Sato": "eisaku-sato",
        "Beijing": "government-of-china",
        "LDP": "liberal-democratic-party",
    }
    for q, actor in first.items():
        assert found(client, q)[0] == ("actors", actor)


@pytest.mark.parametrize("noun", ["sources", "actors", "topics"])
def test_a_whole_name_comes_first(client: TestClient, searched: Searched, noun: str) -> None:
    """Before those of which it is a part, and the statements that have its words."""
    for (of_noun, record_id), record in searched.records.items():
        if of_noun == noun:
            name = record.get("name") or record.get("title") or record["label"]
            assert found(client, " ".join(words(name)))[0] == (noun, record_id), name


def test_a_word_counts_by_where_it_stands(migrated_file: Path, tmp_path: Path) -> None:
    """In claims that are alike but for that."""
    alike = {
        "source": "made-up",
        "kind": "factual",
        "author_stance": "endorses",
        "polarity": "affirmed",
        "modality": "certain",
        "text": "Other.",
        "curator_note": "Another.",
        "quotes": [{"exact": "asks"}],
    }
    where: dict[str, dict[str, Any]] = {
        "b-text": {"text": "Trust."},
        "c-quote": {"quotes": [{"exact": "trust"}]},
        "a-note": {"curator_note": "Trust."},
    }
    dataset = [({**alike, **there, "id": name}, Stamp(1, MOMENTS[0], MOMENTS[0])) for name, there in where.items()]
    with serving(migrated_file, tmp_path, dataset) as client:
        assert found(client, "trust") == [("claims", name) for name in where]
        items = got(client, "/v1/search", q="trust")["items"]
        assert [item["snippet"] for item in items] == [
            f"<mark>{word}</mark>{dot}" for word, dot in (("Trust", "."), ("trust", ""), ("Trust", "."))
        ]


def test_equals_come_by_type_and_id(migrated_file: Path, tmp_path: Path) -> None:
    actor = ActorDraft.model_validate({"id": "m", "name": "Zymurgy", "kind": "person", "description": "Made up."})
    with holding(migrated_file, tmp_path, topic("z", "Zymurgy"), topic("a", "Zymurgy"), actor) as client:
        items = got(client, "/v1/search", q="zymurgy")["items"]
        assert [(item["type"], item["id"]) for item in items] == [("actors", "m"), ("topics", "a"), ("topics", "z")]
        assert len({item["score"] for item in items}) == 1


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_hold_each_record_once_in_order(client: TestClient, limit: int) -> None:
    right = got(client, "/v1/search", q="japan -china", limit="1000")
    pages = list(walk(client, f"/v1/search?q=japan+-china&limit={limit}"))
    assert [item for page in pages for item in page["items"]] == right["items"]
    assert [len(page["items"]) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert {page["total"] for page in pages} == {right["total"]}
    assert all(page["facets"] == right["facets"] for page in pages)


def test_the_next_page_is_linked(client: TestClient) -> None:
    answer = client.get("/v1/search", params={"q": 'japan OR "a&b=c" -ü', "type": "claims,!topics", "limit": "3"})
    following = answer.json()["next"]
    assert f'<{following}>; rel="next"' in answer.headers["link"]
    assert client.get(following).json()["query"] == answer.json()["query"]


def test_cursors_of_other_searches(client: TestClient) -> None:
    cursor = cursor_of(got(client, "/v1/search", q="japan", limit="5"))
    assert client.get(f"/v1/search?q=japan&limit=9&cursor={cursor}").status_code == 200
    of_list = cursor_of(got(client, "/v1/claims", q="japan", limit="5"))
    for query in (
        f"q=china&cursor={cursor}",
        f"q=japan&type=claims&cursor={cursor}",
        f"q=japan&cursor={of_list}",
        "q=japan&cursor=x",
    ):
        assert refused(client, f"/v1/search?{query}")["name"] == "cursor"


def test_a_cursor_ends_with_its_data(database: Database) -> None:
    """Any change may move any record to another page."""
    with TestClient(create_app(settings_for(database.path))) as client:
        following = got(client, "/v1/search", q="japan", limit="5")["next"]
        with database.writing() as db:
            write(db, [Placed(topic("new", "Japan"), ())])
        assert refused(client, following)["message"] == "the data has changed since; search again from the first page"


def test_what_is_refused(client: TestClient) -> None:
    error = refused(client, "/v1/search?q=japan&type=claim")
    assert (error["name"], error["value"], error["did_you_mean"]) == ("type", "claim", "claims")
    assert error["allowed"] == list(NOUNS)
    assert refused(client, "/v1/search")["name"] == "q"
    assert refused(client, "/v1/search?q=a&q=b")["message"] == "is given more than once"
    assert refused(client, "/v1/search?q=a&typ=claims")["did_you_mean"] == "type"
    assert refused(client, "/v1/search?q=a&limit=1001")["name"] == "limit"
    assert client.get("/v1/search.csv?q=japan").status_code == 406


@pytest.mark.parametrize(
    ("q", "message"),
    [
        ("", "holds no word to look for"),
        ("  - ' * OR () AND \" ", "holds no word to look for"),
        ("-japan", "only excludes: give a word to look for"),
    ],
)
def test_nothing_to_look_for(client: TestClient, q: str, message: str) -> None:
    page = got(client, "/v1/search", q=q)
    assert (page["items"], page["total"], page["next"]) == ([], 0, None)
    assert page["facets"] == {"type": [], "source": []}
    assert [(warning["name"], warning["message"]) for warning in page["warnings"]] == [("q", message)]


def test_too_much_to_look_for(client: TestClient) -> None:
    """What is within the limits is looked for, and the rest is told."""
    held = ARTICLE.read_text().split("\n\n")[3].split()[: MOST_WORDS + 20]
    limits = f"left out: at most {MOST_WORDS} words are looked for, and {MOST_WIDE} uses of `OR` and `*`"
    for q in (
        " ".join(f"x{at}" for at in range(MOST_WORDS + 1)),
        f'"{" ".join(held)}"',
        "a OR " * 9 + "b",
        "a* b* c* d* e* f*",
    ):
        [warning] = got(client, "/v1/search", q=q)["warnings"]
        assert (warning["name"], warning["message"]) == ("q", limits)
    alternatives = " OR ".join(["sato", "beijing", "ldp", "umbrella", "tokyo", "washington"])
    page = got(client, "/v1/search", q=f"{alternatives} OR japan")
    assert (page["total"], page["warnings"][0]["value"]) == (
        got(client, "/v1/search", q=alternatives)["total"],
        "japan",
    )
    assert got(client, "/v1/search", q=alternatives)["warnings"] == []


def test_a_source_that_is_none(client: TestClient) -> None:
    page = got(client, "/v1/search", q="japan", source="samuels-schof-2009")
    assert (page["total"], page["warnings"]) == (
        0,
        [{"name": "source", "value": "samuels-schof-2009", "message": "no source has this id", "did_you_mean": SOURCE}],
    )


def test_texts_are_not_searched(client: TestClient, searched: Searched) -> None:
    """Only records are, whatever the rights in a text: a word that no record holds is not found."""
    held = {word for texts in searched.held.values() for text in texts for word in text}
    unused = sorted(set(in_order(ARTICLE.read_text())) - held)
    assert unused
    assert {word: got(client, "/v1/search", q=word)["total"] for word in unused} == dict.fromkeys(unused, 0)


WORDS_OF_ENGINES = (
    "\" ' * ( ) { } [ ] ^ + - : ; , . / \\ | & % _ ! ? < > = ~ ` # \u00b6 \u202e \u2066 \ufeff \u200b \u0301 ’ “ ” « "
    "OR AND NOT NEAR NEAR(a, ORDER BY rank names: quotes: texts: ends: search_words: rowid: {names quotes} - ends : "
    'bm25(search_words) MATCH SELECT DROP TABLE -- /* */ ;-- \' OR 1=1 " OR " 0x00 %00 \\0 \\x00 NULL null true '
    'Ⅷ ﬁ ﷺ İ ß ẞ ŉ ǰ ΐ 𝔸 中文 日本 한국 العربية עברית हिन्दी 👩\u200d👧 e\u0301 \u0345 japan sato* "nuclear umbrella" '
    "(OR) -OR -AND OR- *OR* ** ^japan japan^2 japan~ [a-z] a.b.c a_b __ _ japan:china c++ c# .net -- --- -china "
    '"" """ \ud7ff \ue000 \U0010fffd \uffef'
)
ENGINE = WORDS_OF_ENGINES.split(" ")


def nasty(chance: random.Random) -> str:
    """A string of what an engine may take for its own."""
    between = chance.choice([" ", "", "  ", "\t", "\u3000", "\n"])
    return between.join(chance.choices(ENGINE, k=chance.choice([1, 2, 3, 5, 8, 13, 40])))


def test_a_thousand_nasty_strings(client: TestClient) -> None:
    chance = random.Random(2009)
    for _ in range(1000):
        q = nasty(chance)
        answer = client.get("/v1/search", params={"q": q, "limit": "3"})
        assert answer.status_code == 200, (q, answer.text)
        assert answer.json()["query"] == {"q": q, "limit": 3}
        assert_ordered(answer.json()["items"])


LONG = [
    "a" * 10_000,
    "a " * 5_000,
    "a*" * 5_000,
    "a* " * 3_333,
    '"' * 10_000,
    '"a" ' * 2_500,
    "(" * 10_000,
    "-" * 10_000,
    "-a " * 3_333,
    "OR " * 3_333,
    "a OR " * 2_000,
    "\u202ea" * 5_000,
    "ﷺ" * 7_000,
    "e" + "\u0301" * 9_999,
    "NEAR(" * 2_000,
    " ".join(f"w{at}" for at in range(2_000)),
    " ".join(f"w{at}*" for at in range(2_000)),
    " OR ".join(f"w{at}" for at in range(1_500)),
    '"' + " ".join(f"w{at}" for at in range(2_000)) + '"',
    "japan " + " ".join(f"-w{at}" for at in range(2_000)),
]


@pytest.mark.parametrize("q", LONG, ids=range(len(LONG)))
def test_ten_thousand_characters(client: TestClient, q: str) -> None:
    """A tenth of a second is a hundred times what it takes."""
    begun = time.process_time()
    assert client.get("/v1/search", params={"q": q}).status_code == 200
    assert time.process_time() - begun < 1
    wanted = sought(q)
    terms = [*wanted.terms(), *wanted.without]
    assert sum(len(term.words) for term in set(terms)) <= MOST_WORDS
    assert sum(len(group) - 1 for group in wanted.groups) + sum(term.begins for term in set(terms)) <= MOST_WIDE


@pytest.mark.parametrize("q", ["\x00", "\x00japan\x00", "".join(map(chr, range(512))) + " -japan"])
def test_characters_that_no_address_may_hold(database: Database, q: str) -> None:
    """The address is refused before search is reached, which would not mind."""
    answer, _ = asyncio.run(search(database, SearchParams.model_construct(q=q)))
    plain, _ = asyncio.run(search(database, SearchParams(q="japan")))
    assert answer["items"] == (plain["items"] if q == "\x00japan\x00" else [])


def test_nul_is_refused_as_everywhere(client: TestClient) -> None:
    assert refused(client, "/v1/search?q=japan%00")["message"] == "contains the character U+0000"


@given(
    st.text(
        st.sampled_from("aBñßŉİ ﬁ½Ⅷ_-.\u0301\u0345中가각\U0001d538🦊ǰΐ¨") | st.characters(exclude_categories=["Cs"])
    )
)
@settings(max_examples=examples(500), deadline=None)
def test_words_are_located_where_they_stand(text: str) -> None:
    placed = located(text)
    assert [word for word, _, _ in placed] == words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in placed)
    assert [start for _, start, _ in placed] == sorted(start for _, start, _ in placed)


@given(
    st.lists(st.text("ab <>&'\"\u0301é\n", max_size=400), max_size=3),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=2),
)
@settings(max_examples=examples(200), deadline=None)
def test_snippets_are_escaped_pieces(texts: list[str], said: list[str]) -> None:
    shown = snippet(texts, [Term((word,), True) for word in said])
    pieces = re.split("(<mark>.*?</mark>)", shown, flags=re.DOTALL)
    plain = unescape("".join(piece.removeprefix("<mark>").removesuffix("</mark>") for piece in pieces))
    assert bool(shown) == any(word.startswith(tuple(said)) for text in texts for word in words(text))
    assert escape(plain) == re.sub("</?mark>", "", shown)
    assert any(plain.removeprefix("…").removesuffix("…") in text for text in texts) or not shown
    assert ("<mark>" in shown) == bool(shown)


@pytest.mark.parametrize(
    ("text", "terms", "shown"),
    [
        ("Satō Eisaku", [("sato",)], "<mark>Satō</mark> Eisaku"),
        ("Sato\u0304 Eisaku", [("sato",)], "<mark>Sato\u0304</mark> Eisaku"),
        ("ﬁre & ﬁsh", [("fish",)], "ﬁre &amp; <mark>ﬁsh</mark>"),
        ("the U.S.-Japan alliance", [("u", "s", "japan")], "the <mark>U.S.-Japan</mark> alliance"),
        ("a b c d", [("a", "b"), ("b", "c")], "<mark>a b c</mark> d"),
        ("part, art, arts, _art, art", [("art",)], "part, <mark>art</mark>, arts, _art, <mark>art</mark>"),
        ("<b>bold</b>", [("bold",)], "&lt;b&gt;<mark>bold</mark>&lt;/b&gt;"),
        ("x" * 300, [("x" * 300,)], f"<mark>{'x' * 300}</mark>"),
    ],
)
def test_snippets(text: str, terms: list[tuple[str, ...]], shown: str) -> None:
    assert snippet([text], [Term(said) for said in terms]) == shown


def test_a_snippet_shows_words_that_begin_so_whole() -> None:
    shown = "part, <mark>art</mark>, <mark>arts_2</mark>, _art"
    assert snippet(["part, art, arts_2, _art"], [Term(("art",), begins=True)]) == shown


def test_a_snippet_is_cut_between_words() -> None:
    text = " ".join(["before"] * 60 + ["hit"] + ["after"] * 60)
    shown = snippet([text], [Term(("hit",))])
    assert re.fullmatch(r"…before( before)* <mark>hit</mark> after( after)*…", shown)
    assert LENGTH - 20 <= len(re.sub("</?mark>|…", "", shown)) <= LENGTH


def test_a_snippet_shows_where_most_stands() -> None:
    texts = ["one", "one " + "x " * 300 + "one two " + "x " * 300 + "two", "two one"]
    assert snippet(texts, [Term(("one",)), Term(("two",))]).count("<mark>") == 2
    assert snippet(texts[:1], [Term(("one",)), Term(("two",))]) == "<mark>one</mark>"


def test_markup_in_records_is_only_text(empty_database: Database, tmp_path: Path) -> None:
    assert load(empty_database, hostile_bundle().write(tmp_path / "hostile")).faults == []
    with TestClient(create_app(settings_for(empty_database.path))) as client:
        asked = sorted({word for text in HOSTILE for word in words(text)})
        items = [item for word in asked for item in got(client, "/v1/search", q=word)["items"]]
    assert len(items) > len(asked)
    for item in items:
        assert not re.search("[<>\"']", re.sub("</?mark>", "", item["snippet"])), item


def test_a_database_from_before_there_was_an_index(database: Database) -> None:
    """It is filled from what is stored: every answer is as if it had been there from the first."""
    asked = ("sato", "japan -china", '"nuclear umbrella"', "guarant*", "attention", "explains OR causes")

    def answers() -> list[Any]:
        with TestClient(create_app(settings_for(database.path))) as client:
            return [got(client, path, q=q) for path in ("/v1/search", "/v1/claims") for q in asked]

    before = answers()
    upgrade(database, LAST_BEFORE, "downgrade")
    with database.engine.connect() as db:
        names = db.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert not [name for name in names if name.startswith("search")]
        stored = db.exec_driver_sql("SELECT count(*) FROM record_words WHERE words LIKE '% sato %'").scalar_one()
    with TestClient(create_app(settings_for(database.path))) as client:
        assert client.get("/v1/search?q=japan").status_code == 503
    upgrade(database, "head")
    with TestClient(create_app(settings_for(database.path))) as client:
        of_words = sum(got(client, f"/v1/{noun}", q="sato")["total"] for noun in NOUNS)
    assert answers() == before
    assert stored == of_words > 0


def test_the_index_is_sound(database: Database) -> None:
    with closing(driver.connect(str(database.path))) as connection:
        connection.execute("INSERT INTO search_words(search_words) VALUES ('integrity-check')")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
