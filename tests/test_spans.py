"""Exact words found in a text: unique, ambiguous, absent; and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.spans import CONTEXT, Range, SpanFault, Utf16, Wanted, nearest_passage, resolve, shortest_wanted
from tests.conftest import ARTICLE, examples

TEXT = ARTICLE.read_bytes().decode()
FEW_LETTERS = st.text("ab .\n😀", min_size=1, max_size=40)
TEXTS = FEW_LETTERS | st.text(min_size=1, max_size=60)


@st.composite
def text_and_span(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> tuple[str, Range]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, (start, draw(st.integers(start + 1, len(text))))


@st.composite
def text_span_scopes(draw: st.DrawFn) -> tuple[str, Range, list[list[Range]]]:
    text, span = draw(text_and_span())
    end = st.integers(0, len(text))
    return text, span, draw(st.lists(st.lists(st.tuples(end, end), max_size=3), max_size=3))


def fault(text: str, wanted: Wanted, scopes: list[list[Range]] | None = None) -> SpanFault:
    with pytest.raises(SpanFault) as caught:
        resolve(text, wanted, scopes or [])
    return caught.value


def places(text: str, exact: str) -> list[int]:
    """Where these words begin, overlaps included."""
    return [at for at in range(len(text)) if text.startswith(exact, at)]


@settings(max_examples=examples(200), deadline=None)
@given(text_and_span(st.just(TEXT)))
def test_unique_words_of_the_article_stand_where_they_stand(drawn: tuple[str, Range]) -> None:
    text, (start, end) = drawn
    exact = text[start:end]
    if len(places(text, exact)) == 1:
        assert resolve(text, Wanted(exact)) == (start, end)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(0, len(TEXT) - 1), st.integers(1, 40))
def test_words_with_enough_context_resolve(start: int, length: int) -> None:
    end = min(start + length, len(TEXT))
    exact = TEXT[start:end]
    context = next(
        width for width in range(0, len(TEXT), 8) if len(places(TEXT, TEXT[max(0, start - width) : end + width])) == 1
    )
    wanted = Wanted(exact, prefix=TEXT[max(0, start - context) : start], suffix=TEXT[end : end + context])
    assert resolve(TEXT, wanted) == (start, end)


@settings(deadline=None)
@given(text_and_span())
def test_all_the_context_there_is_resolves(drawn: tuple[str, Range]) -> None:
    text, (start, end) = drawn
    assert resolve(text, Wanted(text[start:end], text[:start], text[end:])) == (start, end)
    assert resolve(text, Wanted(text[start:end], start=start)) == (start, end)


@settings(max_examples=examples(200), deadline=None)
@given(text_span_scopes())
def test_the_least_to_write_finds_the_span_again(drawn: tuple[str, Range, list[list[Range]]]) -> None:
    text, span, scopes = drawn
    wanted = shortest_wanted(text, span, scopes)
    assert wanted.exact == text[span[0] : span[1]]
    assert resolve(text, wanted, scopes) == span


@settings(deadline=None)
@given(st.text(min_size=1), TEXTS, st.text(max_size=3), st.text(max_size=3), st.none() | st.integers(-5, 2**31))
def test_what_is_found_is_what_was_wanted(exact: str, text: str, prefix: str, suffix: str, start: int | None) -> None:
    try:
        found = resolve(text, Wanted(exact, prefix, suffix, start))
    except SpanFault:
        return
    assert text[found[0] : found[1]] == exact
    assert text[: found[0]].endswith(prefix)
    assert text[found[1] :].startswith(suffix)
    assert start in (None, found[0])


def test_the_least_to_write_is_the_words_alone_where_they_are_unique() -> None:
    at = TEXT.index("road map")
    assert shortest_wanted(TEXT, (at, at + 8)) == Wanted("road map")


def test_the_least_to_write_is_context_where_words_are_ambiguous() -> None:
    at = TEXT.index("some worry")
    assert shortest_wanted(TEXT, (at, at + 4)) == Wanted("some", suffix=" worry t")
    after_title = TEXT.index("Japan", TEXT.index("Posted in"))
    assert shortest_wanted(TEXT, (after_title, after_title + 5)) == Wanted("Japan", suffix=" | 23-Ja")


def test_the_least_to_write_is_the_offset_where_context_does_not_tell() -> None:
    text = "ab" * 400
    assert shortest_wanted(text, (400, 402)) == Wanted("ab", start=400)


@pytest.mark.parametrize(
    ("exact", "nearest"),
    [
        (
            "Japanese strategists openly debated their nuclear option",
            "Japanese strategists openly debate their own nuclear option.",
        ),
        ("US nuclear umbrella", "U.S. nuclear umbrella"),
        ("Robert McNamara", "Robert MacNamara."),
        ("Cold war threats were collosal", "Cold War threats were colossal"),
        ("qqqq zzzz", None),
    ],
)
def test_absent_words_give_the_nearest_passage(exact: str, nearest: str | None) -> None:
    assert nearest is None or nearest in TEXT
    caught = fault(TEXT, Wanted(exact))
    assert (str(caught), caught.nearest) == ("these words do not stand in the text", nearest)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80), st.text(max_size=200))
def test_the_nearest_passage_is_of_the_text(exact: str, text: str) -> None:
    found = nearest_passage(text, exact)
    assert found is None or (found in text and found == found.strip() != "")


def test_ambiguous_words_list_their_places() -> None:
    caught = fault(TEXT, Wanted("nuclear umbrella"))
    at = places(TEXT, "nuclear umbrella")
    shown = [TEXT[start - 16 : start + 32].replace("\n", " ").strip() for start in at]
    listed = "; ".join(f"at {start}: “{words}”" for start, words in zip(at, shown, strict=True))
    assert str(caught) == f"these words stand 3 times ({listed}); add prefix or suffix"
    assert caught.nearest is None


def test_of_many_places_five_are_listed() -> None:
    caught = fault("a " * 12, Wanted("a"))
    assert str(caught).startswith("these words stand 12 times (at 0: “")
    assert str(caught).count("; at ") == 4


@pytest.mark.parametrize(
    ("text", "exact", "expected"),
    [
        ("handsome and some", "some", (13, 17)),
        ("some handsome", "some", (0, 4)),
        ("unable able", "able", (7, 11)),
        ("10 of 1010", "10", (0, 2)),
        ("handsome", "some", (4, 8)),
        ("aaa", "aaa", (0, 3)),
    ],
)
def test_whole_words_are_preferred(text: str, exact: str, expected: Range) -> None:
    assert resolve(text, Wanted(exact)) == expected


def test_an_apostrophe_parts_words() -> None:
    assert str(fault("it’s s", Wanted("s"))).startswith("these words stand 2 times")


def test_parts_of_words_are_ambiguous_among_themselves() -> None:
    assert str(fault("handsome lonesome", Wanted("some"))).startswith("these words stand 2 times")
    assert str(fault("aaaa", Wanted("aa"))).startswith("these words stand 3 times")


def test_the_first_scope_that_holds_the_words_decides() -> None:
    text = "one two one two one"
    assert resolve(text, Wanted("one"), [[(7, 12)]]) == (8, 11)
    assert resolve(text, Wanted("one"), [[(3, 8)], [(16, 19)]]) == (16, 19)
    assert resolve(text, Wanted("one"), [[(0, 3)], [(0, 19)]]) == (0, 3)
    assert "2 times" in str(fault(text, Wanted("one"), [[(0, 12)], [(0, 3)]]))
    assert "3 times" in str(fault(text, Wanted("one"), [[(4, 7)]]))
    assert resolve(text, Wanted("one"), [[(4, 7), (8, 11)]]) == (8, 11)


def test_a_scope_with_a_part_of_a_word_comes_before_a_whole_word_elsewhere() -> None:
    assert resolve("handsome. some", Wanted("some"), [[(0, 8)]]) == (4, 8)


def test_a_start_must_be_right() -> None:
    assert resolve("one one", Wanted("one", start=4)) == (4, 7)
    for start in (-3, 1, 5, 7, 2**31):
        assert str(fault("one one", Wanted("one", start=start))) == "these words do not stand in the text"


def test_context_must_be_right() -> None:
    assert resolve("one two one", Wanted("one", prefix="two ")) == (8, 11)
    assert resolve("one two one", Wanted("one", suffix=" two")) == (0, 3)
    assert fault("one two one", Wanted("one", prefix="three ")).nearest == "one"


def test_letters_that_mean_something_in_patterns_are_letters() -> None:
    assert resolve("why (a.b)* [c]?", Wanted("(a.b)*")) == (4, 10)
    assert str(fault("abc", Wanted("a.c"))) == "these words do not stand in the text"


@settings(deadline=None)
@given(st.text(), st.data())
def test_utf16_offsets_agree_with_the_encoding(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert Utf16(text).offset(at) == len(text[:at].encode("utf-16-le")) // 2


def test_utf16_counts_what_lies_beyond_the_basic_plane_twice() -> None:
    assert [Utf16("a😀b𝔘").offset(at) for at in range(5)] == [0, 1, 3, 4, 6]


def test_the_context_of_a_served_span_is_32_characters() -> None:
    assert CONTEXT == 32
