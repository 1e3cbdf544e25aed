"""Values that are not dates: what they take and what they refuse."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.values import EdtfWritten, Instant, Iso3166, Language, Slug, SourceText, Text, Url
from tests.test_values import refusal, taken


@pytest.mark.parametrize("value", ["2026-01-31T09:30:00.000000Z", "0001-01-01T00:00:00.000000Z"])
def test_an_instant_has_microseconds(value: str) -> None:
    assert taken(Instant, value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31",
        "2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00.000000+00:00",
        "2026-1-1T0:0:0.1Z",
        "2026-01-31T09:30:00.5Z",
        "2026-02-30T09:30:00.000000Z",
        "2026-01-31T09:30:00.000000z",
        "",
    ],
)
def test_not_an_instant(value: str) -> None:
    assert refusal(Instant, value) == "not an RFC 3339 UTC time with microseconds"


@pytest.mark.parametrize("value", ["a", "1", "a-b", "samuels-schoff-2009", "count", "a" * 100])
def test_an_id(value: str) -> None:
    assert taken(Slug, value)


@pytest.mark.parametrize(
    "value", ["", "A", "a--b", "-a", "a-", "a_b", "a b", "é", "a\n", "\na", "a/b", "a.json", "a" * 101, "٣", 1, None]
)
def test_not_an_id(value: object) -> None:
    assert not taken(Slug, value)


def test_a_word_that_is_a_path_is_not_an_id() -> None:
    assert refusal(Slug, "counts") == "this word is a path and can't be an id"


@pytest.mark.parametrize("value", ["a", "two words", "two\nlines", "tab\there", "😀", "日本", "שלום", "x" * 4000])
def test_a_text(value: str) -> None:
    assert taken(Text, value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a\x00b", "0000"),
        ("a\x07", "0007"),
        ("a\x0bb", "000B"),
        ("a\x1bb", "001B"),
        ("a\x7fb", "007F"),
        ("a\ufffe", "FFFE"),
        ("\uffff", "FFFF"),
    ],
)
def test_a_text_without_control_characters(value: str, code: str) -> None:
    assert refusal(Text, value) == f"holds the character U+{code}"
    assert refusal(SourceText, value) == f"holds the character U+{code}"


@pytest.mark.parametrize("value", [" a", "a ", "\ta", "a\n", "\xa0a", "a\u3000", " "])
def test_a_text_without_outer_white_space(value: str) -> None:
    assert refusal(Text, value) == "begins or ends with white space"


@pytest.mark.parametrize("kind", [Text, SourceText, Url])
def test_a_lone_surrogate_is_refused(kind: Any) -> None:
    assert not taken(kind, "a\ud800b")
    assert not taken(kind, "\udfff")


@pytest.mark.parametrize("value", ["", "x" * 4001, 1, None, b"a"])
def test_not_a_text(value: object) -> None:
    assert not taken(Text, value)


def test_a_source_text_keeps_its_outer_white_space() -> None:
    assert taken(SourceText, "\n One.\r\n\r\n")
    assert refusal(SourceText, " \n ") == "holds no words"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=50))
def test_a_text_is_kept_as_it_is_or_refused(value: str) -> None:
    bad = any((ord(char) < 32 and char not in "\t\n\r") or char in "\x7f\ufffe\uffff" for char in value)
    assert taken(Text, value) == (not bad and value == value.strip())


@pytest.mark.parametrize(
    "value", ["https://www.wikidata.org/wiki/Q17", "http://a", "https://例え.jp/?q=1#x", "HTTPS://A"]
)
def test_a_url(value: str) -> None:
    assert taken(Url, value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a",
        "/wiki/Q17",
        "ftp://a",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b",
        "https://",
        "https://a b",
        " https://a",
        "https://a\n",
        "https://a/\x00",
        "https://[::1",
        "https://a:99999/",
        "https://a/" + "b" * 4000,
    ],
)
def test_not_a_url(value: str) -> None:
    assert not taken(Url, value)


@pytest.mark.parametrize("value", ["en", "ja", "yue", "en-GB", "ja-Jpan-JP", "zh-Hans-CN"])
def test_a_language(value: str) -> None:
    assert taken(Language, value)


@pytest.mark.parametrize("value", ["", "e", "EN", "english", "en_GB", "en-", "-en", "en\n", "en-GB-" + "x" * 40, "日"])
def test_not_a_language(value: str) -> None:
    assert not taken(Language, value)


def test_a_country_is_two_capitals() -> None:
    assert [value for value in ["JP", "jp", "JPN", "J", "", "JP\n", "ÄÖ"] if taken(Iso3166, value)] == ["JP"]


def test_a_year_written_as_a_number_is_its_characters() -> None:
    assert TypeAdapter(EdtfWritten).validate_python(2007) == "2007"
    for value in (True, 2007.0, 20091, 44, None, ["2007"]):
        with pytest.raises(ValidationError):
            TypeAdapter(EdtfWritten).validate_python(value)
