"""Sentences and words: the article's traps, odd texts, and what holds for any text."""

import re
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.text.sentences import Sentence, sentences
from app.text.words import fold, nearest, shorten, slug, words
from app.values import SLUG
from tests.conftest import ARTICLE, examples

TEXT = ARTICLE.read_bytes().decode()
BODY = TEXT.index("Recently declassified")
IN_ARTICLE = sentences(TEXT, "en", BODY)

PIECES = st.sampled_from(
    ["A", "A.", "the ", ". ", "! ", "? ", "U.S. ", "Mr. ", "e.g. ", "1.", "…", " - ", '"', "“", "”", "(", ")", "[", "]"]
) | st.sampled_from(
    ["\n", "\n\n", "\r\n", " \n \n", "\t", "\x0b", "\x85", "\xa0", "\u2028", "\u3000", "😀", "。", "؟ ", "مرحبا"]
)
ODD_TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)
LANGUAGES = st.sampled_from(["en", "ja", "ar", "he", "de", "es", "xx"])


def shown(text: str, language: str = "en", body_start: int = 0) -> list[tuple[int, str]]:
    """Paragraph and words of each sentence."""
    return [(each.paragraph, text[each.start : each.end]) for each in sentences(text, language, body_start)]


def in_article(words: str) -> Sentence:
    """The sentence of the article in which these words begin."""
    at = TEXT.index(words)
    return next(each for each in IN_ARTICLE if each.start <= at < each.end)


def test_the_article_has_34_sentences_in_15_paragraphs() -> None:
    per_paragraph = [len(list(group)) for _, group in groupby(IN_ARTICLE, key=lambda each: each.paragraph)]
    assert per_paragraph == [2, 1, 2, 2, 2, 1, 1, 2, 4, 3, 4, 3, 2, 3, 2]
    assert [each.number for each in IN_ARTICLE] == list(range(1, 35))
    assert [each.paragraph for each in IN_ARTICLE][-1] == 15


def test_heading_and_byline_are_outside_the_body() -> None:
    assert IN_ARTICLE[0].start == BODY == TEXT.index("\n\nRecently") + 2
    assert "James L| Source" in TEXT[:BODY]
    assert IN_ARTICLE[-1].end == len(TEXT)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("Recently declassified Japanese documents", "in the event of hostilities."),
        ('"If war breaks out [with China], we expect', "told Defense Secretary Robert MacNamara."),
        ("After some discussion about the logistics of a retaliatory U.S. strike", "spending hike might be necessary."),
        ("North Korea has tested a nuclear device; Japan is", "defense spending without notable success."),
        ("Now that China has risen", "some worry that the U.S. nuclear umbrella might be developing a few holes."),
        ('Meanwhile, much to Washington\'s dismay, the long-negotiated "road map"', "political roadblocks in Japan."),
        ("With an election looming - and with the increasingly unpopular", "tie its diplomacy in knots."),
        ("Tokyo has spent months deliberating", "to protect the sea lanes."),
        ("Although the shared goals", "there are more - and more disparate - threats to each nation."),
        ("In return, Washington should cede", "entangled in U.S. wars, and truly welcome Japan as a security partner."),
        ("Richard J. Samuels is professor", "at the Massachusetts Institute of Technology."),
        ("James L. Schoff is associate director", "in Cambridge, Massachusetts."),
    ],
)
def test_a_trap_of_the_article(begins: str, ends: str) -> None:
    found = in_article(begins)
    assert found.start == TEXT.index(begins)
    assert TEXT[found.start : found.end].endswith(ends)
    assert found == in_article(ends)


def test_the_note_on_the_authors_is_the_last_paragraph() -> None:
    assert [(each.number, each.paragraph) for each in IN_ARTICLE[-2:]] == [(33, 15), (34, 15)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t \r\n ", []),
        ("word", [(1, "word")]),
        ("No stop at the end", [(1, "No stop at the end")]),
        ("One.\n  \t\nTwo.", [(1, "One."), (2, "Two.")]),
        ("\n\n\nOne.\n\n\n\nTwo.\n\n\n", [(1, "One."), (2, "Two.")]),
        ("One.\r\n\r\nTwo. Three.\r\n", [(1, "One."), (2, "Two."), (2, "Three.")]),
        ("One\ntwo. Three", [(1, "One\ntwo."), (1, "Three")]),
        ("One\r\ntwo.", [(1, "One\r\ntwo.")]),
        ("😀 Hello. 𝔘nder there.", [(1, "😀 Hello."), (1, "𝔘nder there.")]),
        ("He said “Stop.” Then left.", [(1, "He said “Stop.”"), (1, "Then left.")]),
        ("Mr. Sato left at 5 p.m. in the U.S. style.", [(1, "Mr. Sato left at 5 p.m. in the U.S. style.")]),
    ],
)
def test_an_odd_text(text: str, expected: list[tuple[int, str]]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("ar", ["مرحبا بالعالم.", "كيف حالك؟", "جيد."]),
        ("he", ["שלום עולם.", "מה שלומך?", "טוב."]),
        ("ja", ["日本は島国です。", "人口は多い。"]),
    ],
)
def test_other_writing_systems(language: str, parts: list[str]) -> None:
    assert shown(" ".join(parts), language) == [(1, part) for part in parts]


def test_what_stands_before_the_body_is_left_out() -> None:
    text = "Head.\n\nBy line.\n\nBody one. Two."
    assert shown(text, body_start=text.index("Body")) == [(1, "Body one."), (1, "Two.")]


@pytest.mark.parametrize("space", ["\x85", "\u2009", "\u2028", "\u3000"])
def test_a_wide_space_between_a_capital_and_a_stop(space: str) -> None:
    text = f"Plan A{space}. Next came Plan B."
    assert "".join("".join(part for _, part in shown(text)).split()) == "".join(text.split())


@settings(max_examples=examples(150), deadline=None)
@given(ODD_TEXTS, LANGUAGES, st.integers(0, 40))
@example("a\n\n \n\nb", "en", 0)
def test_sentences_are_ordered_apart_and_whole(text: str, language: str, body_start: int) -> None:
    found = sentences(text, language, body_start)
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    paragraphs = [each.paragraph for each in found]
    assert paragraphs == sorted(paragraphs)
    assert set(paragraphs) == set(range(1, len(set(paragraphs)) + 1))
    edges = [edge for each in found for edge in (each.start, each.end)]
    assert edges == sorted(edges)
    assert all(body_start <= each.start < each.end <= len(text) for each in found)
    covered = {at for each in found for at in range(each.start, each.end)}
    assert [at for at in range(body_start, len(text)) if not text[at].isspace() and at not in covered] == []
    assert all(text[each.start : each.end].strip() == text[each.start : each.end] for each in found)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Satō  EISAKU", "sato eisaku"),
        ("Ångström's “Straße”", "angstrom's “strasse”"),
        ("e\u0301\u00a0ﬁne\n", "e fine"),
        ("İstanbul", "istanbul"),
        ("日本\u3000首相", "日本 首相"),
        (" \t", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_are_folded_and_in_order() -> None:
    assert words("Tokyo's “500 percent” U.S. défense") == ["tokyo", "s", "500", "percent", "u", "s", "defense"]
    assert words("—…!") == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Japan's debt", "japan-s-debt"),
        ("Ångström & Søn", "angstrom-s-n"),
        ("日本", "record"),
        ("", "record"),
        ("word " * 30, "-".join(["word"] * 12)),
        ("x" * 80, "x" * 60),
    ],
)
def test_slug(text: str, made: str) -> None:
    assert slug(text) == made


@settings(deadline=None)
@given(st.text(), st.integers(6, 100))
def test_every_slug_is_an_id(text: str, limit: int) -> None:
    made = slug(text, limit)
    assert re.fullmatch(SLUG, made)
    assert len(made) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("alpha beta", 10, "alpha beta"),
        ("alpha beta, gamma delta", 15, "alpha beta…"),
        ("alpha beta, gamma delta", 12, "alpha…"),
        ("abc" * 40, 20, "abcabcabcabcabcabca…"),
        ("😀" * 100, 90, "😀" * 89 + "…"),
    ],
)
def test_shorten(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@settings(deadline=None)
@given(st.text(), st.integers(1, 90))
def test_shortened_text_is_a_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit or short == text
    assert short == text or (short[-1] == "…" and text.startswith(short[:-1]) and len(text) > limit)


@pytest.mark.parametrize(
    ("value", "found"),
    [("samules", "samuels"), ("Chína", "china"), ("CHINA", "china"), ("zzz", None), ("", None), ("chi na", "china")],
)
def test_nearest(value: str, found: str | None) -> None:
    assert nearest(value, ["japan", "china", "samuels", "schoff"]) == found


def test_nearest_of_nothing() -> None:
    assert nearest("japan", []) is None
