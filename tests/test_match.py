"""Where a wording stands: found as it is, otherwise written or misspelt, in several texts, and in parts."""

import random
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from app import concordance, migrating
from app.bundles.load import load
from app.db import Database
from app.main import create_app
from tests.bundling import SOURCE_YAML, TEXT, Files, tables, write_parts
from tests.conftest import ARTICLE, SOURCE, copied, everything, examples, settings_for
from tests.migrations import upgrade
from tests.oracle_texts import Record

WHOLE = ARTICLE.read_text()
WORDS = list(re.finditer(r"[A-Za-z0-9]+", WHOLE))
OTHER = re.findall(
    r"\S+",
    """Whereas recognition of the inherent dignity and of the equal and inalienable rights of all members of the human
    family is the foundation of freedom, justice and peace in the world, and whereas disregard and contempt for human
    rights have resulted in barbarous acts which have outraged the conscience of mankind, it is essential to promote the
    development of friendly relations between nations.""",
)
Place = tuple[int, int]


def match(client: TestClient, wording: str) -> list[Record]:
    answer = client.post("/v1/match", json={"text": wording})
    assert (answer.status_code, set(answer.json())) == (200, {"items"}), answer.text
    items: list[Record] = answer.json()["items"]
    assert all(set(each) == {"source", "span", "score", "claims", "grievances"} for each in items)
    return items


def places(items: list[Record]) -> list[Place]:
    return [(each["span"]["start"], each["span"]["end"]) for each in items]


def letters(text: str) -> str:
    """What of a text in plain English is compared."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def score(one: str, other: str) -> float:
    """By the textbook's table of edits."""
    ours, theirs = letters(one), letters(other)
    if one == other:
        return 1.0
    row = list(range(len(theirs) + 1))
    for at, letter in enumerate(ours, start=1):
        above, row[0] = row[0], at
        for place, its in enumerate(theirs, start=1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (letter != its))
    return round(0.99 * (1 - row[-1] / max(len(ours), len(theirs))), 4)


@pytest.fixture(scope="module")
def quoting(client: TestClient) -> list[tuple[str, Record]]:
    return [(noun, record) for noun in ("claims", "grievances") for record in everything(client, noun)]


def resting(quoting: list[tuple[str, Record]], noun: str, start: int, end: int) -> list[str]:
    """The ids of those that quote some of these words, in the order of their words."""
    found: list[tuple[int, str]] = []
    for each, record in quoting:
        shared = [quote["start"] for quote in record["quotes"] if quote["start"] < end and start < quote["end"]]
        if each == noun and shared:
            found.append((min(shared), record["id"]))
    return [record_id for _, record_id in sorted(found)]


def test_every_quote_is_found_where_it_stands(client: TestClient, quoting: list[tuple[str, Record]]) -> None:
    spans = {(each["start"], each["end"]): each for _, record in quoting for each in record["quotes"]}
    assert len(spans) > 100
    for place, span in spans.items():
        items = match(client, span["exact"])
        [found] = [each for each in items if places([each]) == [place]]
        assert (found["span"], found["score"], found["source"]["id"]) == (span, 1.0, SOURCE)
        for each in items:
            for noun in ("claims", "grievances"):
                assert [ref["id"] for ref in each[noun]] == resting(quoting, noun, *places([each])[0])


@pytest.mark.parametrize("wording", ["road map", "“Much to Tokyo’s chagrin, …", "a recipe\nfor dissaster", "nowhere"])
def test_it_can_be_asked_in_three_ways(client: TestClient, wording: str) -> None:
    expected = {"items": match(client, wording)}
    assert client.get("/v1/match", params={"quote": wording}).json() == expected
    for written in (wording.encode(), wording.encode("utf-8-sig"), f"\n {wording} ".encode()):
        for typed in ("text/plain", "text/plain; charset=utf-8"):
            assert client.post("/v1/match", content=written, headers={"Content-Type": typed}).json() == expected


def test_a_match_in_full(client: TestClient) -> None:
    quote = "“IF WAR breaks out\nwith China”, we expect immediate nuclear retalliation"
    start, end = 389, 461
    exact = '"If war breaks out [with China], we expect immediate nuclear retaliation'
    [found] = match(client, quote)
    [claim], [grievance] = found.pop("claims"), found.pop("grievances")
    assert found == {
        "source": {"id": SOURCE, "label": "An alliance in need of attention", "url": f"/v1/sources/{SOURCE}"},
        "span": {
            "exact": exact,
            "prefix": WHOLE[start - 32 : start],
            "suffix": WHOLE[end : end + 32],
            "start": start,
            "end": end,
            "utf16_start": start,
            "utf16_end": end,
            "paragraph": 1,
            "sentence": 2,
        },
        "score": round(0.99 * (1 - 1 / 59), 4),
    }
    assert found["score"] == score(quote, exact)
    for ref in (claim, grievance):
        quotes = client.get(ref["url"]).json()["quotes"]
        assert any(each["start"] < end and start < each["end"] for each in quotes)
    assert grievance in client.get(claim["url"]).json()["grievances"]


@st.composite
def retyped(draw: st.DrawFn, text: str) -> str:
    """The same words by another typist."""
    ways = {
        " ": [" ", "\n", "\u00a0", " \t ", ""],
        '"': ['"', "“", "”", "„", "«", "''"],
        "'": ["'", "’", "‘", "\u00b4"],
        "-": ["-", "–", "—", "\u2011", " - "],
        ",": [",", " ,", ""],
        "o": ["o", "O", "ō", "o\u0302", "\uff4f"],
    }
    each = [draw(st.sampled_from(ways.get(char, [char, char.upper(), char.lower()]))) for char in text]
    return "".join(each)


LETTERS = [(at, char.lower()) for at, char in enumerate(WHOLE) if re.match(r"[A-Za-z0-9]", char)]


def occurrences(wanted: str) -> list[Place]:
    """Where whole words of the article have these letters."""
    found = []
    for match in re.finditer(f"(?={wanted})", "".join(letter for _, letter in LETTERS)):
        start, end = LETTERS[match.start()][0], LETTERS[match.start() + len(wanted) - 1][0] + 1
        if not WHOLE[start - 1 : start].isalnum() and not WHOLE[end : end + 1].isalnum():
            found.append((start, end))
    return found


def passage(data: st.DataObject, least: int, most: int) -> Place:
    """From the beginning of a word to the end of one."""
    first = data.draw(st.integers(0, len(WORDS) - least))
    last = data.draw(st.integers(first + least, min(first + most, len(WORDS)))) - 1
    return WORDS[first].start(), WORDS[last].end()


@settings(max_examples=examples(80), deadline=None)
@given(data=st.data())
def test_another_typist(client: TestClient, data: st.DataObject) -> None:
    start, end = passage(data, 1, 60)
    written = data.draw(retyped(WHOLE[start:end]))
    items = match(client, written)
    assert sorted(places(items)) == occurrences(letters(WHOLE[start:end]))
    assert {each["score"] for each in items} <= {0.99, 1.0}
    for each in items:
        assert (each["score"] == 1.0) is (each["span"]["exact"] == written)


@settings(max_examples=examples(80), deadline=None)
@given(data=st.data())
def test_a_misprint_in_every_dozen_words(client: TestClient, data: st.DataObject) -> None:
    start, end = passage(data, 5, 60)
    written = list(WHOLE[start:end])
    words = [each for each in WORDS if start <= each.start() and each.end() <= end]
    for at in range(data.draw(st.integers(0, 4)), len(words), 12):
        place = data.draw(st.integers(words[at].start(), words[at].end() - 1)) - start
        written[place] = data.draw(st.sampled_from(sorted({*string.ascii_lowercase} - {written[place].lower()})))
    wording = "".join(written)
    item, *_ = match(client, wording)
    [found], likeness = places([item]), score(wording, WHOLE[start:end])
    # “aew holes” is like “few holes”, but still more like “a few holes”.
    assert found == (start, end) or item["score"] > likeness
    assert item["score"] == score(wording, WHOLE[slice(*found)]) > 0.8


@pytest.mark.parametrize(
    ("wording", "exact"),
    [
        ("nuclear retalliation", "nuclear retaliation"),
        ("retalliation", "retaliation"),
        ("Recantly declasified Japanese documents", "Recently declassified Japanese documents"),
        ("increase Japan's defense buget", "increase Japan's defense budget"),
        ("a suggorate for alliance value", "a surrogate for alliance value"),
        ("neglect of the whole alliance", None),
        ("Xuclear", None),
    ],
)
def test_small_misprints_alone(client: TestClient, wording: str, exact: str | None) -> None:
    items = match(client, wording)
    assert [each["span"]["exact"] for each in items][:1] == ([] if exact is None else [exact])
    if exact:
        assert items[0]["score"] == score(wording, exact)


@pytest.mark.parametrize(
    ("wording", "exact"),
    [
        (
            "The overseas aid program, once the largest in the world, has been cut back",
            "overseas aid program, once the largest in the world, has been cut back",
        ),
        ("threats really were colossal but limited in number", "threats were colossal but limited in number"),
        ("seems really to be no opportunity too obvious for", "seems to be no opportunity too obvious for"),
        (
            "Japan currently is shying away from international missions",
            "Japan is shying away from international missions",
        ),
        (
            "it appears that Tokyo has allowed domestic interests to tie its diplomacy in knots",
            "it seems that Tokyo has allowed domestic interests to tie its diplomacy in knots",
        ),
        ("In 1965, it was relatively easy for countries", "In 1965, it was relatively easy for both countries"),
    ],
)
def test_a_word_more_or_less_near_an_end(client: TestClient, wording: str, exact: str) -> None:
    [item] = match(client, wording)
    assert (item["span"]["exact"], item["score"]) == (exact, score(wording, exact))


def changed(words: list[str], word: str) -> Iterator[str]:
    """These words with one more, one less or another one, at every place."""
    for at in range(len(words) + 1):
        yield " ".join([*words[:at], word, *words[at:]])
    for at in range(len(words)):
        yield " ".join(words[:at] + words[at + 1 :])
        yield " ".join([*words[:at], word, *words[at + 1 :]])


@settings(max_examples=examples(15), deadline=None)
@given(data=st.data())
def test_a_word_added_dropped_or_exchanged(client: TestClient, data: st.DataObject) -> None:
    """Whole words are found that are at least as like as those that were changed."""
    start, end = passage(data, 8, 20)
    for wording in changed(WHOLE[start:end].split(), data.draw(st.sampled_from(OTHER))):
        likeness = score(wording, WHOLE[start:end])
        if likeness >= 0.8 and letters(wording) not in letters(WHOLE):
            item, *_ = match(client, wording)
            assert item["score"] == score(wording, WHOLE[slice(*places([item])[0])]) >= likeness
            assert not any(re.fullmatch(r"\w\w", WHOLE[at - 1 : at + 1]) for at in places([item])[0])


@pytest.mark.parametrize("before", ["As they wrote once more,", "Nobody will now deny this:", ""])
@pytest.mark.parametrize("after", ["whatever others may say", "(my own emphasis)", ""])
def test_words_around_a_passage_are_left_out(client: TestClient, before: str, after: str) -> None:
    """Though something as long beside the passage would always have some letters in common with them."""
    start, end = 1487, 1739
    wording = f"{before} {WHOLE[start:end]} {after}".strip()
    [item] = match(client, wording)
    assert (places([item]), item["score"]) == ([(start, end)], score(wording, WHOLE[start:end]))


def test_words_that_are_cut_are_found_where_no_whole_ones_are(client: TestClient) -> None:
    for cut in ("clear retaliat", "retaliat", "emocratic values"):
        assert sorted(places(match(client, cut))) == [each.span() for each in re.finditer(cut, WHOLE)]
    assert len(match(client, "Japan")) == len(re.findall(r"\bJapan\b", WHOLE)) < WHOLE.count("Japan")


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.sampled_from(OTHER), min_size=8, max_size=400), st.text(min_size=1, max_size=200))
def test_other_words_are_not_found(client: TestClient, words: list[str], anything: str) -> None:
    assert match(client, " ".join(words)) == []
    answer = client.post("/v1/match", json={"text": anything})
    assert answer.status_code == (200 if anything.strip() else 422)


def test_the_words_of_the_article_in_disorder_are_not_found(client: TestClient) -> None:
    words = WHOLE.split()
    random.Random(5).shuffle(words)
    assert all(match(client, " ".join(words[at : at + 20])) == [] for at in range(0, len(words), 20))
    assert match(client, " ".join(words)) == []


def test_a_part_of_a_passage_of_other_words(client: TestClient) -> None:
    start, end = 1487, 1739
    for before, after in ((OTHER[:20], OTHER[20:]), ([], OTHER), (OTHER * 5, [])):
        passage = " ".join([*before, WHOLE[start:end], *after])
        [item] = match(client, passage)
        assert (places([item]), item["score"]) == ([(start, end)], score(passage, WHOLE[start:end]))
        assert item["score"] < 0.8


def test_two_parts_of_a_passage(client: TestClient) -> None:
    first, second = (1487, 1633), (3243, 3337)
    passage = f"{WHOLE[slice(*second)]} {' '.join(OTHER)} {WHOLE[slice(*first)]}"
    assert places(match(client, passage)) == [first, second]


def test_a_sentence_left_out(client: TestClient) -> None:
    passage = WHOLE[158:500] + WHOLE[561:2000]
    [item] = match(client, passage)
    assert (places([item]), item["score"]) == ([(158, 2000)], score(passage, WHOLE[158:2000]))


def test_the_whole_article(client: TestClient) -> None:
    [item] = match(client, WHOLE)
    assert (places([item]), item["score"]) == ([(0, len(WHOLE.rstrip()))], 1.0)


@pytest.mark.parametrize("ellipsis", ["…", " ... ", " [...] ", " […] ", " . . . ", "(…)"])
def test_words_left_out_are_stood_in_for(client: TestClient, ellipsis: str) -> None:
    parts = ["Japan is increasingly concerned", "by a stronger China", "while the United States is focused"]
    items = match(client, ellipsis.join(parts))
    assert [(each["span"]["exact"], each["score"]) for each in items] == [(part, 1.0) for part in parts]
    assert places(items) == sorted(places(items))
    assert match(client, ellipsis.join(reversed(parts))) == []
    assert match(client, ellipsis.join([*parts, "which is not there at all"])) == []
    assert [each["span"]["exact"] for each in match(client, f"{ellipsis}{parts[0]}{ellipsis}")] == parts[:1]


def test_parts_stand_as_close_together_as_they_can(client: TestClient) -> None:
    items = match(client, "the United States … Japan … China")
    first, last = places(items)[0][0], places(items)[-1][1]
    shortest = min(
        (end - one, one, end)
        for one in (each.start() for each in re.finditer(r"\bthe United States\b", WHOLE))
        for two in (each.end() for each in re.finditer(r"\bJapan\b", WHOLE) if each.start() > one + 17)
        for end in (each.end() for each in re.finditer(r"\bChina\b", WHOLE) if each.start() > two)
    )
    assert (last - first, first, last) == shortest


def several(folder: Path, texts: dict[str, str], policy: str = "full") -> Path:
    """The small bundle, and more sources with these texts."""
    files = Files()
    files.others["sources/quarrel/source.yaml"] = SOURCE_YAML.replace("text_policy: full", f"text_policy: {policy}")
    for name, text in texts.items():
        source = SOURCE_YAML.replace("id: quarrel", f"id: {name}").replace("body_starts_with: Northland says\n", "")
        files.others |= {f"sources/{name}/source.yaml": source, f"sources/{name}/text.txt": text}
    return files.write(folder)


def served(database: Database, folder: Path) -> Iterator[TestClient]:
    assert load(database, folder).faults == []
    with TestClient(create_app(settings_for(database.path)), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def library(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    texts = {
        "reprint": f"Reprinted.\n\n{TEXT}",
        "misprint": TEXT.replace("insists", "insits"),
        "emoji": "😀 They said 𝒏𝒐𝒕𝒉𝒊𝒏𝒈 else: “Southland might pay.” 😀",
        "japanese": "日本は核の傘に頼っている。\n\n米国は日本を守ると約束した。",
        "common": "They may. " * 500,
    }
    yield from served(empty_database, several(tmp_path / "several", texts))


def test_several_texts_the_likest_first(library: TestClient) -> None:
    wording = "If the king insists, the council will refuse."
    items = match(library, wording)
    assert [(each["source"]["id"], each["score"]) for each in items] == [
        ("quarrel", 1.0),
        ("reprint", 1.0),
        ("misprint", score(wording, "If the king insits, the council will refuse.")),
    ]
    assert {each["source"]["id"] for each in match(library, "Southland might pay")} == {
        "quarrel",
        "reprint",
        "misprint",
        "emoji",
    }


def test_characters_beyond_sixteen_bits(library: TestClient) -> None:
    for wording in ("nothing else: 'Southland", "𝒏𝒐𝒕𝒉𝒊𝒏𝒈 ELSE Southland"):
        [item] = match(library, wording)
        span = item["span"]
        assert (span["exact"], span["start"], span["end"]) == ("𝒏𝒐𝒕𝒉𝒊𝒏𝒈 else: “Southland", 12, 36)
        assert (span["utf16_start"], span["utf16_end"]) == (13, 44)


def test_a_language_without_spaces(library: TestClient) -> None:
    assert [each["span"]["exact"] for each in match(library, "日本")] == ["日本", "日本"]
    [item] = match(library, "米国は 日本を守ると約束し")
    assert (item["span"]["exact"], item["score"]) == ("米国は日本を守ると約束し", 0.99)


def test_at_most_a_hundred_places(library: TestClient) -> None:
    items = match(library, "They may.")
    assert (len(items), {each["score"] for each in items}) == (100, {1.0})


HIDDEN = "Northland says that Southland"


@pytest.fixture
def withheld(empty_database: Database, tmp_path: Path) -> Iterator[TestClient]:
    yield from served(empty_database, several(tmp_path / "withheld", {}, policy="quotes"))


def test_of_a_withheld_text_only_quotes_are_found(withheld: TestClient) -> None:
    quotes = ["owes it ten ships", "We want them back"]
    for quote in quotes:
        [item] = match(withheld, quote)
        assert (item["span"]["exact"], item["score"], len(item["claims"])) == (quote, 1.0, 1)
        [served] = withheld.get(item["claims"][0]["url"]).json()["quotes"]
        assert item["span"] == served
    assert [each["span"]["exact"] for each in match(withheld, "“We want … back”")] == ["We want", "back"]
    for hidden in ("Southland might pay", HIDDEN, "Northland", "the king insists", "It is late", "ships"):
        found = [each["span"]["exact"] for each in match(withheld, hidden)]
        assert found == (["ships"] if hidden == "ships" else [])


@pytest.fixture(scope="module")
def shown(quoting: list[tuple[str, Record]]) -> set[int]:
    """The places of all characters that are quoted."""
    quotes = [quote for _, record in quoting for quote in record["quotes"]]
    return {place for quote in quotes for place in range(quote["start"], quote["end"])}


def guarding(database: Database, text: str) -> Iterator[TestClient]:
    """The article as if its rights allowed its quotes only, with this text in its place."""
    with database.writing() as db:
        db.execute(sql("UPDATE source SET text = :text, text_policy = 'quotes'"), {"text": text})
        [key] = db.execute(sql("SELECT key FROM source")).scalars()
        db.execute(sql("DELETE FROM concordance"))
        concordance.put(db, {key: text})
    with TestClient(create_app(settings_for(database.path))) as made:
        yield made


@pytest.fixture(scope="module")
def guarded(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    file = copied(seeded_file, tmp_path_factory.mktemp("guarded"))
    yield from guarding(Database(settings_for(file)), WHOLE)


@pytest.fixture(scope="module")
def masked(seeded_file: Path, shown: set[int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The same with other letters wherever nothing is quoted."""
    file = copied(seeded_file, tmp_path_factory.mktemp("masked"))
    hidden = "".join("q" if each.isalnum() and at not in shown else each for at, each in enumerate(WHOLE))
    yield from guarding(Database(settings_for(file)), hidden)


@settings(max_examples=examples(80), deadline=None)
@given(data=st.data())
def test_a_withheld_text_can_not_be_guessed(
    guarded: TestClient, masked: TestClient, shown: set[int], data: st.DataObject
) -> None:
    """What is found does not depend on any word that is not quoted."""
    start, end = passage(data, 1, 100)
    items = match(guarded, WHOLE[start:end])
    for first, last in places(items):
        assert {*range(first, last)} <= shown
    others = match(masked, WHOLE[start:end])
    for item in (*items, *others):
        del item["span"]["prefix"], item["span"]["suffix"]
    assert items == others


def test_what_is_not_quoted_is_found_where_it_may_be_told(client: TestClient, guarded: TestClient) -> None:
    for wording in ("Recently declassified Japanese documents", "Posted in United States , Japan"):
        assert len(match(client, wording)) == 1
    assert match(guarded, "Posted in United States , Japan") == []
    [item] = match(guarded, "Recently declassified Japanese documents")
    assert item["score"] == 1.0


@pytest.mark.parametrize(
    "typed", ["application/x-www-form-urlencoded", "text/html", "application/xml", "text", "", None]
)
def test_bodies_of_other_types(client: TestClient, typed: str | None) -> None:
    headers = {} if typed is None else {"Content-Type": typed}
    answer = client.post("/v1/match", content=b"text=nuclear", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    assert answer.json()["title"] == "Unsupported media type"
    [error] = answer.json()["errors"]
    assert (error["in"], error["name"], error["value"]) == ("header", "content-type", typed)
    assert error["allowed"] == ["application/json", "text/plain"]


@pytest.mark.parametrize(
    "typed", ["application/json", "text/plain", "Text/Plain; charset=UTF-8", "application/json; x=y"]
)
def test_bodies_that_can_not_be_read(client: TestClient, typed: str) -> None:
    bodies = [b"\xff\xfe", "ü".encode("latin-1")]
    if "json" in typed:
        bodies += [b"", b"{", b'{"text": "a"', b'{"text": "\xff"}', b'{"text": "\\ud800"}', b"NaN", b"'text'"]
    for body in bodies:
        answer = client.post("/v1/match", content=body, headers={"Content-Type": typed})
        assert (answer.status_code, answer.json()["title"]) == (400, "Bad request"), body


@pytest.mark.parametrize(
    ("given", "name", "allowed"),
    [
        ({}, "text", None),
        ({"text": ""}, "text", "at least 1 characters"),
        ({"text": " \n"}, "text", "words"),
        ({"text": "x" * 10_001}, "text", "at most 10000 characters"),
        ({"text": 5}, "text", None),
        ({"text": None}, "text", None),
        ({"text": ["nuclear"]}, "text", None),
        ({"text": "nuclear", "quote": "nuclear"}, "quote", None),
        (["nuclear"], "", None),
        ("nuclear", "", None),
    ],
)
def test_passages_that_are_none(client: TestClient, given: object, name: str, allowed: str | None) -> None:
    answer = client.post("/v1/match", json=given)
    assert answer.status_code == 422
    errors = {each["name"]: each for each in answer.json()["errors"]}
    assert errors[name]["in"] == "body"
    assert errors[name]["allowed"] == allowed


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "quote"),
        ("quote=", "quote"),
        ("quote=%20%0A", "quote"),
        ("quote=x&quote=x", "quote"),
        ("quote=%EF%BF%BE", "quote"),
        ("quot=nuclear&quote=x", "quot"),
        ("quote=x&limit=5", "limit"),
        ("quote=%00", "quote"),
        ("quote=%ff", "quote"),
    ],
)
def test_quotes_that_are_none(client: TestClient, query: str, name: str) -> None:
    answer = client.get(f"/v1/match?{query}")
    assert (answer.status_code, [each["name"] for each in answer.json()["errors"]]) == (422, [name])
    assert client.post("/v1/match?quote=x", json={"text": "nuclear"}).status_code == 422


def test_as_long_as_may_be(client: TestClient) -> None:
    long = (WHOLE + WHOLE)[:10_000]
    assert places(match(client, long))
    assert match(client, "… " * 5000) == []
    assert match(client, "x" * 10_000) == []
    assert match(client, "a … " * 2500) == []
    assert len(match(client, ("the " * 2500)[:10_000])) == 0


@pytest.mark.parametrize(
    "wording", ["—", "...", "“”", "\x00", "\u0301", "\u202e", "😀", "ʹ", "\ufe70", "%_*\"'", "\U0010ffff"]
)
def test_what_holds_no_letter_stands_nowhere(client: TestClient, wording: str) -> None:
    assert match(client, wording) == []
    assert places(match(client, f"{wording} Meanwhile {wording}")) == places(match(client, "Meanwhile"))


def test_manners(client: TestClient) -> None:
    path = "/v1/match?quote=a+disaster"
    answer = client.get(path)
    tag = answer.headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/v1/match.json?quote=a+disaster").json() == answer.json()
    assert client.get("/v1/match.csv?quote=a+disaster").status_code == 406
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    posted = client.post("/v1/match", json={"text": "a disaster"})
    assert posted.headers["x-dataset-version"] == answer.headers["x-dataset-version"]
    for method in ("PUT", "PATCH", "DELETE"):
        refused = client.request(method, "/v1/match")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")
    assert client.put("/v1/claims").headers["allow"] == "GET, HEAD, POST"


def test_pages_of_other_sites_may_post(client: TestClient) -> None:
    wanted = {
        "Origin": "https://reader.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/v1/match", headers=wanted)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
    assert "POST" in answer.headers["access-control-allow-methods"].split(", ")
    posted = client.post("/v1/match", json={"text": "a disaster"}, headers={"Origin": "https://reader.example"})
    assert posted.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("at_once", [10, 1_000_000])
def test_a_database_from_before_is_given_its_concordance(
    at_once: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordance, "_AT_ONCE", at_once)
    before = tables(database)["concordance"]
    upgrade(database, "0002", "downgrade")
    assert "concordance" not in tables(database)
    with database.writing() as db:
        assert migrating.migrate(db)
    assert tables(database)["concordance"] == before
    assert len(before) == len(WORDS)


def test_sources_are_found_in_whichever_part_their_keys_are(database: Database, tmp_path: Path) -> None:
    """The article is in the first part of the concordance, and a text that comes much later in the third."""
    with database.writing() as db:
        db.execute(sql("UPDATE dataset SET next_key = :key"), {"key": 2 << concordance.PART})
    assert not load(database, Files().write(tmp_path / "later")).faults
    rows = tables(database)["concordance"]
    assert {part for part, *_ in rows} == {0, 2}
    assert all(part == source_key >> concordance.PART for part, _, source_key, _ in rows)
    with TestClient(create_app(settings_for(database.path))) as client:
        for wording, source in (("a recipe for disaster", SOURCE), ("owes it ten ships", "quarrel")):
            [item] = match(client, wording)
            assert item["source"]["id"] == source
    [late] = {source_key for part, _, source_key, _ in rows if part}
    with database.writing() as db:
        concordance.forget(db, late)
    assert tables(database)["concordance"] == [row for row in rows if not row[0]]


def test_a_source_written_anew_is_found_as_before(database: Database, tmp_path: Path) -> None:
    before = tables(database)["concordance"]
    loaded = load(database, write_parts(tmp_path / "changed", source={"title": "Another title"}))
    assert loaded.changed
    assert tables(database)["concordance"] == before
    with TestClient(create_app(settings_for(database.path))) as client:
        [item] = match(client, "a recipe for disaster")
        assert item["source"]["label"] == "Another title"


def test_too_many_faults_are_not_told_one_by_one(client: TestClient) -> None:
    passage = {"text": "a nuclear umbrella"} | {f"x{at}": 1 for at in range(5001)}
    [error] = client.post("/v1/match", json=passage).json()["errors"]
    assert (error["name"], error["message"]) == ("text", "5001 faults, too many to be told one by one")
