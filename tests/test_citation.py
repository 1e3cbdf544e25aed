"""Citations in prose: held against references written out by hand as each style manual has them."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.bundles.load import load
from app.citing.citation import citation
from app.citing.dates import issued
from app.citing.genres import GENRES
from app.citing.reference import Author, Quote, Reference, reference
from app.citing.speakers import Speaker, Speakers
from app.citing.styles import Style
from app.citing.titles import headline, marked, unmarked
from app.db import Database
from app.main import create_app
from app.vocabulary import Genre, Noun
from tests.asking import PLAIN, refused
from tests.bundling import Files
from tests.client import Client
from tests.conftest import SOURCE, everything, examples, settings_for

HERE = "http://127.0.0.1:8000"
CITE = f"/v1/sources/{SOURCE}/citation"
TOLD = "sato-expects-nuclear-retaliation"
"""A claim of the first paragraph in Sato's own words."""

BY_HAND = {
    # Publication Manual of the APA, 7th ed., 10.1, example 16: newspaper article.
    "apa": "Samuels, R. J., & Schoff, J. L. (2009, January 23). An alliance in need of attention. "
    "<i>International Herald Tribune</i>. {url}",
    # The Chicago Manual of Style, 18th ed., 14.89 and 13.107: no second year, headline capitals.
    "chicago-author-date": "Samuels, Richard J., and James L. Schoff. 2009. “An Alliance in Need of Attention.” "
    "<i>International Herald Tribune</i>, January 23. {url}.",
    # The same, 13.27: a full note, which has the place where an entry of the bibliography has none.
    "chicago-notes": "Richard J. Samuels and James L. Schoff, “An Alliance in Need of Attention,” "
    "<i>International Herald Tribune</i>, January 23, 2009, {at}{url}.",
    # MLA Handbook, 9th ed., 5.76 and appendix 2: day, abbreviated month, year.
    "mla": "Samuels, Richard J., and James L. Schoff. “An Alliance in Need of Attention.” "
    "<i>International Herald Tribune</i>, 23 Jan. 2009, {url}.",
    # IEEE Reference Guide, newspapers: initials first, no full stop after an address.
    "ieee": "[1] R. J. Samuels and J. L. Schoff, “An alliance in need of attention,” "
    "<i>International Herald Tribune</i>, Jan. 23, 2009. [Online]. Available: {url}",
    # Cite Them Right, 12th ed., newspaper articles: single quotation marks, the day after the newspaper.
    "harvard": "Samuels, R.J. and Schoff, J.L. (2009) ‘An alliance in need of attention’, "
    "<i>International Herald Tribune</i>, 23 January. Available at: {url}.",
}
SECONDARY = {
    "apa": "(Sato, as cited in Samuels & Schoff, 2009, para. 1)",
    "chicago-author-date": "(Sato, quoted in Samuels and Schoff 2009, para. 1)",
    "chicago-notes": "Eisaku Sato, quoted in Richard J. Samuels and James L. Schoff, “An Alliance in Need of "
    f"Attention,” International Herald Tribune, January 23, 2009, para. 1, {HERE}/v1/claims/{TOLD}.",
    "mla": "(Sato, qtd. in Samuels and Schoff, par. 1)",
    "ieee": "(Sato, as cited in [1, para. 1])",
    "harvard": "(Sato, quoted in Samuels and Schoff, 2009, para. 1)",
}


def cited(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(path, headers=PLAIN)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    record = client.get(path.partition("/citation")[0], headers=PLAIN).json()
    pinned = {name: found.pop(name) for name in ("version", "release", "pinned")}
    assert (pinned["version"], pinned["release"]) == (1, None)
    assert pinned["pinned"].endswith(f"{record['url']}?version=1")
    assert set(found) == {"style", "text", "html", "secondary"}
    return found


@pytest.mark.parametrize("style", BY_HAND)
def test_the_article_is_cited_as_the_manual_has_it(client: TestClient, style: str) -> None:
    right = BY_HAND[style].format(url=f"{HERE}/v1/sources/{SOURCE}", at="")
    assert cited(client, f"{CITE}?style={style}") == {
        "style": style,
        "text": re.sub("<.*?>", "", right),
        "html": right.replace("&", "&amp;"),
        "secondary": None,
    }


@pytest.mark.parametrize("style", BY_HAND)
def test_what_is_told_in_it_is_cited_with_its_paragraph(client: TestClient, style: str) -> None:
    found = cited(client, f"/v1/claims/{TOLD}/citation?style={style}")
    right = BY_HAND[style].format(url=f"{HERE}/v1/claims/{TOLD}", at="para. 1, ")
    assert (found["text"], found["secondary"]) == (re.sub("<.*?>", "", right), SECONDARY[style])


def test_without_a_style_it_is_apa(client: TestClient) -> None:
    assert cited(client, CITE) == cited(client, f"{CITE}?style=apa") == cited(client, f"{CITE}.json")


def test_only_others_than_the_authors_are_cited_at_second_hand(client: TestClient) -> None:
    actors = {each["id"]: each for each in everything(client, "actors")}
    authors = {"richard-j-samuels", "james-l-schoff"}
    for noun, field in (("claims", "speakers"), ("grievances", "voiced_by")):
        seen = set()
        for record in everything(client, noun):
            others = [actors[each["id"]] for each in record[field] if each["id"] not in authors]
            right = None
            if others:
                [actor] = others
                short = [each["name"] for each in actor["aliases"] if each["kind"] == "short"]
                name = short[0] if actor["kind"] == "person" else actor["name"]
                right = f"({name}, as cited in Samuels & Schoff, 2009, para. {record['quotes'][0]['paragraph']})"
            assert cited(client, f"{record['url']}/citation")["secondary"] == right
            seen.add(right is None)
        assert seen == {True, False}, noun


def test_words_that_are_not_a_speakers_own_are_not_quoted(client: TestClient) -> None:
    [claim] = client.get("/v1/claims?speaker=robert-mcnamara&limit=1").json()["items"]
    assert [step["directness"] for step in claim["attribution"]] == ["indirect", "indirect"]
    cite = f"{claim['url']}/citation?style="
    found = {style: cited(client, cite + style)["secondary"] for style in BY_HAND}
    assert found["harvard"] == "(McNamara, cited in Samuels and Schoff, 2009, para. 2)"
    assert found["mla"] == "(McNamara, cited in Samuels and Schoff, par. 2)"
    assert found["chicago-author-date"] == "(McNamara, cited in Samuels and Schoff 2009, para. 2)"
    assert found["apa"] == "(McNamara, as cited in Samuels & Schoff, 2009, para. 2)"


ARTICLE = {
    "title": "An alliance in need of attention",
    "authors": [{"family": "Samuels", "given": "Richard J."}, {"family": "Schoff", "given": "James L."}],
    "container_title": "International Herald Tribune",
    "issued": "2009-01-23",
    "language": "en",
    "genre": "op-ed",
    "rights": {"statement": "Free.", "text_policy": "full"},
}


@contextmanager
def serving(database: Database, folder: Path, *sources: dict[str, Any]) -> Iterator[TestClient]:
    """The API on the small bundle and more sources, each like the article but for what is given, as `source-0` …"""
    files = Files()
    for number, source in enumerate(sources):
        written = {**ARTICLE, "id": f"source-{number}", **source}
        files.others[f"sources/source-{number}/source.yaml"] = json.dumps(written, ensure_ascii=False)
        files.others[f"sources/source-{number}/text.txt"] = "Words."
    assert load(database, files.write(folder / "bundle")).faults == []
    with Client(create_app(settings_for(database.path))) as client:
        yield client


def test_a_text_that_can_be_found_is_cited_where_it_is(empty_database: Database, tmp_path: Path) -> None:
    where = "https://www.nytimes.com/2009/01/23/opinion/Ünicode_(1)?a=b&c=%20#x"
    with serving(empty_database, tmp_path, {"location": where}) as client:
        for style in BY_HAND:
            right = re.sub("<.*?>", "", BY_HAND[style].format(url=where, at=""))
            assert cited(client, f"/v1/sources/source-0/citation?style={style}")["text"] == right


def test_the_address_is_the_public_one(seeded_file: Path) -> None:
    public = settings_for(seeded_file).model_copy(update={"public_url": "https://claims.example.org/"})
    with Client(create_app(public)) as client:
        assert cited(client, CITE)["text"].endswith(f"Tribune. https://claims.example.org/v1/sources/{SOURCE}")


def test_another_genre_and_a_speaker_without_a_short_name(empty_database: Database, tmp_path: Path) -> None:
    with serving(empty_database, tmp_path) as client:
        found = cited(client, "/v1/claims/ships-wanted/citation?style=harvard")
        assert found["html"] == f"Writer, A. (2009) <i>A quarrel</i>. Available at: {HERE}/v1/claims/ships-wanted."
        assert found["secondary"] == "(The King, quoted in Writer, 2009, para. 1)"


@pytest.mark.parametrize("path", [f"/v1/{noun}/nobody/citation" for noun in ("sources", "claims", "grievances")])
def test_what_is_not_there_is_not_cited(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["errors"][0]["value"]) == (404, "nobody")


def test_a_style_there_is_not(client: TestClient) -> None:
    error = refused(client, f"{CITE}?style=harvrd")
    assert (error["name"], error["value"], error["did_you_mean"]) == ("style", "harvrd", "harvard")
    assert error["allowed"] == list(BY_HAND)
    for value in ("APA", "", "apa,mla", "..%2Fapa", "%00", "a" * 500):
        assert refused(client, f"{CITE}?style={value}")["name"] == "style"
    assert refused(client, f"{CITE}?style=apa&style=mla")["message"] == "is given more than once"
    assert refused(client, f"{CITE}?stile=apa")["did_you_mean"] == "style"


def test_a_citation_is_a_representation_like_others(client: TestClient) -> None:
    answer = client.get(CITE)
    assert (
        client.head(CITE).headers["etag"] == answer.headers["etag"] != client.get(f"{CITE}?style=mla").headers["etag"]
    )
    assert client.get(CITE, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.get(f"{CITE}.csv").status_code == 406
    assert client.get("/v1/actors/japan/citation").status_code == 404


def made(
    title: str = "Title",
    authors: Sequence[Author] = (Author("Doe", "Jane Q."),),
    genre: Genre = Genre.OP_ED,
    when: str = "2009-01-23",
    language: str = "en",
) -> Reference:
    container = "The Paper" if genre in (Genre.OP_ED, Genre.JOURNAL_ARTICLE) else None
    return Reference(
        id="x",
        kind=GENRES[genre],
        title=title,
        authors=authors,
        container=container,
        publisher=None if container else "A Press",
        issued=when,
        language=language,
        url="http://a.b/c",
        database=None,
        says="It is.",
        quotes=[Quote("so", 3)],
    )


def text_of(style: str, reference: Reference) -> str:
    return citation(reference, None, Style(style)).text


HEADLINES = [
    ("U.S. and Japan: a new iPhone deal", "U.S. and Japan: A New iPhone Deal"),
    ("long-negotiated road map for the U.S.-Japan alliance", "Long-Negotiated Road Map for the U.S.-Japan Alliance"),
    ("It's the US's turn to pay $5 (and why)", "It’s the US’s Turn to Pay $5 (and Why)"),
    ("is it over? the end", "Is It over? The End"),
    ("the alliance vs. the world", "The Alliance vs. the World"),
    ("what we live by", "What We Live By"),
    ("the “a” team and 3rd ways", "The ‘a’ Team and 3rd Ways"),
    ('The "Sato" line', "The ‘Sato’ Line"),
    ("Japan 'ready' to act", "Japan ‘Ready’ to Act"),
    ("the allies' view", "The Allies’ View"),
    ("", ""),
]


@pytest.mark.parametrize(("title", "right"), HEADLINES)
def test_headlines_have_capitals_and_marks_within_marks(title: str, right: str) -> None:
    assert unmarked(f"“{headline(marked(title))}”") == f"“{right}”"


@pytest.mark.parametrize(
    ("style", "title", "right"),
    [
        ("apa", "What now?", "Doe, J. Q. (2009, January 23). What now? The Paper. http://a.b/c"),
        ("apa", "The end.", "Doe, J. Q. (2009, January 23). The end. The Paper. http://a.b/c"),
        ("apa", "Well...", "Doe, J. Q. (2009, January 23). Well... The Paper. http://a.b/c"),
        ("apa", "The 'no' of Japan", "Doe, J. Q. (2009, January 23). The “no” of Japan. The Paper. http://a.b/c"),
        ("mla", "What now?", "Doe, Jane Q. “What Now?” The Paper, 23 Jan. 2009, http://a.b/c."),
        ("mla", "The U.S.", "Doe, Jane Q. “The U.S.” The Paper, 23 Jan. 2009, http://a.b/c."),
        ("mla", 'He said "no"', "Doe, Jane Q. “He Said ‘No.’” The Paper, 23 Jan. 2009, http://a.b/c."),
        ("chicago-notes", 'He "no"', "Jane Q. Doe, “He ‘No,’” The Paper, January 23, 2009, para. 3, http://a.b/c."),
        (
            "harvard",
            'Is "no" no?',
            "Doe, J.Q. (2009) ‘Is “no” no?’, The Paper, 23 January. Available at: http://a.b/c.",
        ),
    ],
)
def test_titles_that_bring_punctuation(style: str, title: str, right: str) -> None:
    assert text_of(style, made(title)) == right


def test_titles_in_other_languages_keep_their_letters() -> None:
    assert "“Das Ende der Allianz.”" in text_of("mla", made("Das Ende der Allianz", language="de-CH"))
    assert "“The End of the Alliance.”" in text_of("mla", made("The end of the alliance", language="en-GB"))


@pytest.mark.parametrize(
    ("genre", "right"),
    [
        (Genre.OP_ED, "Doe, J. Q. (2009, January 23). Title. <i>The Paper</i>. http://a.b/c"),
        (Genre.JOURNAL_ARTICLE, "Doe, J. Q. (2009). Title. <i>The Paper</i>. http://a.b/c"),
        (Genre.REPORT, "Doe, J. Q. (2009). <i>Title</i>. A Press. http://a.b/c"),
        (Genre.BOOK, "Doe, J. Q. (2009). <i>Title</i>. A Press. http://a.b/c"),
        (Genre.SPEECH, "Doe, J. Q. (2009, January 23). <i>Title</i>. A Press. http://a.b/c"),
        (Genre.DOCUMENT, "Doe, J. Q. (2009, January 23). <i>Title</i>. A Press. http://a.b/c"),
        (Genre.WEB_PAGE, "Doe, J. Q. (2009, January 23). <i>Title</i>. A Press. http://a.b/c"),
    ],
)
def test_each_genre_has_its_own_form(genre: Genre, right: str) -> None:
    assert citation(made(genre=genre), None, Style.APA).html == right


def test_a_document_is_no_web_page() -> None:
    right = "[1] J. Q. Doe, “Title.” A Press, Jan. 23, 2009. [Online]. Available: http://a.b/c"
    assert text_of("ieee", made(genre=Genre.DOCUMENT)) == right


DATES = [
    ("2009", "2009", "2009"),
    ("2009-01", "2009, January", "2009"),
    ("2009-01-23", "2009, January 23", "2009"),
    ("2009-01-XX", "2009, January", "2009"),
    ("2009-XX-XX", "2009", "2009"),
    ("2009-21", "2009", "2009"),
    ("1965~", "ca. 1965", "1965"),
    ("2009-01/2009-03", "2009", "2009"),
    ("2007/2009", "2007–2009", "2007–2009"),
    ("2007/..", "2007–", "2007–"),
    ("/2009", "–2009", "–2009"),
    ("196X", "1960s", "1960s"),
    ("-0044", "45 B.C.E.", "45 BCE"),
    ("-004X", "40s BCE", "40s BCE"),
    ("0000", "1 B.C.E.", "1 BCE"),
]


@pytest.mark.parametrize(("when", "in_apa", "year"), DATES)
def test_dates_of_every_kind(when: str, in_apa: str, year: str) -> None:
    assert text_of("apa", made(when=when)) == f"Doe, J. Q. ({in_apa}). Title. The Paper. http://a.b/c"
    assert issued(when).year == year
    for style in Style:
        assert not re.search(r",[).]|54321", text_of(style, made(when=when)))


def test_many_authors_and_many_speakers() -> None:
    names = [Author(f"Doe{number}", "A.") for number in range(25)]
    assert text_of("harvard", made(authors=names)).startswith("Doe0, A. et al. (2009)")
    assert text_of("apa", made(authors=names[:3])).startswith("Doe0, A., Doe1, A., & Doe2, A. (2009")
    assert text_of("mla", made(authors=[Author("Foreign Ministry", None)])).startswith("Foreign Ministry. “Title.”")
    spoken = [Speaker("Sato", "Eisaku Sato"), Speaker("Rusk", "Dean Rusk"), Speaker("Reischauer", "Edwin Reischauer")]
    for style, two, three in (
        ("apa", "(Sato & Rusk, as cited in Doe, 2009, para. 3)", "(Sato et al., as cited in Doe, 2009, para. 3)"),
        ("mla", "(Sato and Rusk, cited in Doe, par. 3)", "(Sato et al., cited in Doe, par. 3)"),
    ):
        for number, right in ((2, two), (3, three)):
            found = citation(made(), Speakers(spoken[:number], quoted=False), Style(style))
            assert found.secondary == right


HOSTILE = [
    "The $5 {deal} of #the @century \\ on ~x^2_y & %",
    '#panic() #let x = 1 #read("/etc/passwd") $ sum $',
    "*bold* _it_ `code` <label> @ref // x /* y */ = z",
    "</li></cite><script>alert(1)</script> &amp; &#x41;",
    "} ] ) \" ' \\n \\u{1F600} : - ! | >",
    "\u202eright to left\u202c 日本の核 \U0001f600",
    "\U000f0002italics\U000f0000 of \ufdd0ours",
]


def told(text: str) -> str:
    """What a text says, whatever its quotation marks and capitals, and without what can't be shown."""
    shown = re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\U000f0000-\U0010ffff]", "", text)
    return re.sub(r"[“”‘’\"']", "", shown).casefold()


def test_hostile_titles_are_only_words(empty_database: Database, tmp_path: Path) -> None:
    sources = [{"title": each, "authors": [{"family": each}], "container_title": each} for each in HOSTILE]
    with serving(empty_database, tmp_path, *sources) as client:
        for number, title in enumerate(HOSTILE):
            for style in Style:
                found = cited(client, f"/v1/sources/source-{number}/citation?style={style}")
                assert told(found["text"]).count(told(title)) == 3
                is_safe(found["html"], found["text"])


def is_safe(shown: str, text: str) -> None:
    """HTML says the same as a text, and has no tags but those of italics."""
    bare = re.sub("<i>([^<]*)</i>", r"\1", shown)
    assert html.unescape(bare) == text
    assert not set(bare) & set("<>\"'")


WORDS = st.text(st.characters(codec="utf-8"), min_size=1)


@given(title=WORDS, family=WORDS, given=st.none() | WORDS, when=st.sampled_from(DATES), style=st.sampled_from(Style))
@settings(max_examples=examples(200), deadline=None)
def test_any_words_can_be_cited(
    client: TestClient, title: str, family: str, given: str | None, when: tuple[str, str, str], style: Style
) -> None:
    author = {"family": family, "given": given, "affiliation": None, "actor": None}
    changes = {"title": title, "authors": [author], "container_title": title, "issued": when[0]}
    source = client.get(f"/v1/sources/{SOURCE}").json() | changes
    found = citation(reference(source, Noun.SOURCES, HERE, {}, lambda noun, record_id: source), None, style)
    is_safe(found.html, found.text)
    assert " ".join(told(title).split()) in " ".join(told(found.text).split())
