"""BibTeX, RIS and CSL-JSON: read back by the libraries that their users use, they say the same as the JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string as parse_bibtex
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from pybtex.richtext import Text
from starlette.testclient import TestClient

from app.citing.genres import GENRES
from app.formats import Export, Write, bibtex, csl, ris
from app.vocabulary import Genre, Noun
from tests.asking import PLAIN
from tests.conftest import SOURCE, everything, examples

Record = dict[str, Any]
HERE = "http://127.0.0.1:8000"
NOUNS = ("sources", "claims", "grievances")
ENDINGS = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"} | {
    "csl.json": "application/vnd.citationstyles.csl+json"
}
NAMES = ["Samuels, Richard J.", "Schoff, James L."]


def read_by_pybtex(text: str) -> Mapping[str, Entry]:
    entries: Mapping[str, Entry] = parse_string(text, "bibtex").entries
    return entries


def read_by_bibtexparser(text: str) -> dict[str, dict[str, str]]:
    library = parse_bibtex(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}


def file(client: TestClient, path: str) -> str:
    answer = client.get(path, headers=PLAIN)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == ENDINGS[path.partition(".")[2].partition("?")[0]]
    return answer.content.decode()


def proof(record: Record) -> str:
    return " ".join(f"“{quote['exact']}” (para. {quote['paragraph']})" for quote in record["quotes"])


def told(record: Record) -> str:
    """What it says: of a claim, never without who says so."""
    return str(record.get("attribution_sentence") or record["text"])


def test_what_the_authors_reject_is_not_put_in_their_mouths(client: TestClient) -> None:
    claim = "/v1/claims/little-seems-to-have-changed"
    rejected = "Samuels and Schoff (2009) reject the view that little has changed"
    for ending in ENDINGS:
        assert rejected in file(client, f"{claim}.{ending}")


@pytest.mark.parametrize("noun", NOUNS)
def test_csl_json_says_the_same(client: TestClient, noun: str) -> None:
    records = everything(client, noun)
    items = json.loads(file(client, f"/v1/{noun}.csl.json"))
    for record, item in zip(records, items, strict=True):
        right: Record = {
            "id": record["id"],
            "type": "article-newspaper",
            "title": "An alliance in need of attention",
            "author": [{"family": "Samuels", "given": "Richard J."}, {"family": "Schoff", "given": "James L."}],
            "container-title": "International Herald Tribune",
            "issued": {"date-parts": [[2009, 1, 23]]},
            "language": "en",
            "URL": HERE + record["url"],
        }
        if noun != "sources":
            place = f"para. {record['quotes'][0]['paragraph']}"
            right |= {"abstract": told(record), "annote": proof(record), "locator": place}
        assert item == right


@pytest.mark.parametrize("noun", NOUNS)
def test_bibtex_says_the_same(client: TestClient, noun: str) -> None:
    records, text = everything(client, noun), file(client, f"/v1/{noun}.bib")
    strict, decoded = read_by_pybtex(text), read_by_bibtexparser(text)
    assert list(strict) == list(decoded) == [record["id"] for record in records]
    for record in records:
        entry, fields = strict[record["id"]], decoded[record["id"]]
        assert (entry.type, [str(person) for person in entry.persons["author"]]) == ("article", NAMES)
        right = {
            "author": " and ".join(NAMES),
            "title": "An alliance in need of attention",
            "journal": "International Herald Tribune",
            "entrysubtype": "newspaper",
            "date": "2009-01-23",
            "year": "2009",
            "month": "jan",
            "url": HERE + record["url"],
            "pagination": "paragraph",
        }
        if noun != "sources":
            place = f"para. {record['quotes'][0]['paragraph']}"
            right |= {"note": place, "annote": proof(record), "abstract": told(record)}
        assert fields == right
        read = {name.lower(): str(Text.from_latex(value)) for name, value in entry.fields.items()}
        assert read | {"author": right["author"], "month": "jan"} == right
        assert entry.fields["month"] == "January"


@pytest.mark.parametrize("noun", NOUNS)
def test_ris_says_the_same(client: TestClient, noun: str) -> None:
    records, text = everything(client, noun), file(client, f"/v1/{noun}.ris")
    for record, entry in zip(records, rispy.loads(text), strict=True):
        right: Record = {
            "type_of_reference": "NEWS",
            "id": record["id"],
            "authors": NAMES,
            "title": "An alliance in need of attention",
            "secondary_title": "International Herald Tribune",
            "year": "2009",
            "date": "2009/01/23",
            "language": "en",
            "urls": [HERE + record["url"]],
        }
        if noun != "sources":
            right |= {"abstract": told(record), "notes": [proof(record)]}
        assert entry == right


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("noun", NOUNS)
def test_a_single_record_is_a_file_of_one(client: TestClient, noun: str, ending: str) -> None:
    record = everything(client, noun)[-1]
    alone = file(client, f"{record['url']}.{ending}")
    assert alone == file(client, f"/v1/{noun}.{ending}?id={record['id']}")
    answer = client.get(record["url"], headers={"Accept": ENDINGS[ending]})
    assert (answer.text, answer.headers["content-type"].partition(";")[0]) == (alone, ENDINGS[ending])


@pytest.mark.parametrize(("ending", "nothing"), [("bib", ""), ("ris", ""), ("csl.json", "[]\n")])
def test_nothing_found_is_an_empty_file(client: TestClient, ending: str, nothing: str) -> None:
    assert file(client, f"/v1/claims.{ending}?id=nothing") == nothing


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("noun", ["actors", "relations", "topics"])
def test_what_is_no_publication_has_no_entry(client: TestClient, noun: str, ending: str) -> None:
    assert client.get(f"/v1/{noun}.{ending}").status_code == 406


@pytest.fixture(scope="module")
def article(client: TestClient) -> Record:
    found: Record = client.get(f"/v1/sources/{SOURCE}").json()
    return found


def written(write: Write, source: Record, *claims: Record) -> str:
    """A source, or the claims of one, as a format has them."""
    noun = Noun.CLAIMS if claims else Noun.SOURCES
    export = Export(
        noun=noun,
        address=f"/v1/{noun}",
        public_url=HERE,
        edition={},
        one=False,
        total=len(claims) or 1,
        bom=False,
        find=lambda noun, record_id: source,
        offered=(),
        envelope={},
    )
    return b"".join(write(claims or (source,), export)).decode()


KINDS = {
    # genre: type in CSL, RIS and BibTeX, and BibTeX's field for what it stands in
    Genre.OP_ED: ("article-newspaper", "NEWS", "article", "journal"),
    Genre.NEWS_ARTICLE: ("article-newspaper", "NEWS", "article", "journal"),
    Genre.REPORT: ("report", "RPRT", "report", "series"),
    Genre.SPEECH: ("speech", "SLIDE", "unpublished", "eventtitle"),
    Genre.DOCUMENT: ("document", "GEN", "misc", "howpublished"),
    Genre.JOURNAL_ARTICLE: ("article-journal", "JOUR", "article", "journal"),
    Genre.BOOK: ("chapter", "CHAP", "incollection", "booktitle"),
    Genre.WEB_PAGE: ("webpage", "ELEC", "online", "titleaddon"),
}


@pytest.mark.parametrize("genre", Genre)
def test_every_genre_is_of_one_kind_in_all_formats(article: Record, genre: Genre) -> None:
    in_csl, in_ris, in_bibtex, container = KINDS[genre]
    source = article | {"genre": genre.value, "container_title": "Where & When"}
    [item] = json.loads(written(csl.write, source))
    assert (item["type"], item["container-title"]) == (in_csl, "Where & When")
    [entry] = rispy.loads(written(ris.write, source))
    assert (entry["type_of_reference"], entry["secondary_title"]) == (in_ris, "Where & When")
    [read] = read_by_pybtex(written(bibtex.write, source)).values()
    assert (read.type, read.fields[container]) == (in_bibtex, r"Where \& When")
    assert ("newspaper" in read.fields.values()) == (in_csl == "article-newspaper")
    assert genre in GENRES


def test_a_book_that_stands_in_nothing_is_a_whole_one(article: Record) -> None:
    source = article | {"genre": "book", "container_title": None, "publisher": "A Press"}
    [item] = json.loads(written(csl.write, source))
    assert (item["type"], item["publisher"], "container-title" in item) == ("book", "A Press", False)
    assert written(ris.write, source).startswith("TY  - BOOK\r\n")
    assert written(bibtex.write, source).startswith("@book{")


DATES: list[tuple[str, Record, dict[str, str], dict[str, str]]] = [
    ("2009", {"date-parts": [[2009]]}, {"year": "2009"}, {"PY": "2009"}),
    ("2009-01", {"date-parts": [[2009, 1]]}, {"year": "2009", "month": "January"}, {"PY": "2009", "DA": "2009/01/"}),
    ("2009-21", {"date-parts": [[2009]], "season": 1}, {"year": "2009"}, {"PY": "2009"}),
    ("2009-XX-XX", {"date-parts": [[2009]]}, {"year": "2009"}, {"PY": "2009"}),
    ("1965~", {"date-parts": [[1965]], "circa": True}, {"year": "1965"}, {"PY": "1965"}),
    ("2007/2009-01", {"date-parts": [[2007], [2009, 1]]}, {"year": "2007–2009"}, {"PY": "2007–2009"}),
    ("2009-01/2009-03", {"date-parts": [[2009, 1], [2009, 3]]}, {"year": "2009"}, {"PY": "2009"}),
    ("2007/..", {"literal": "2007–"}, {"year": "2007–"}, {"PY": "2007–"}),
    ("196X", {"literal": "1960s"}, {"year": "1960s"}, {"PY": "1960s"}),
    ("-0044-03-15", {"literal": "45 BCE"}, {"year": "45 BCE", "month": "March"}, {"PY": "45 BCE"}),
]


@pytest.mark.parametrize(("when", "in_csl", "in_bibtex", "in_ris"), DATES)
def test_dates_of_every_kind(
    article: Record, when: str, in_csl: Record, in_bibtex: dict[str, str], in_ris: dict[str, str]
) -> None:
    source = article | {"issued": when}
    [item] = json.loads(written(csl.write, source))
    assert item["issued"] == in_csl
    [entry] = read_by_pybtex(written(bibtex.write, source)).values()
    assert {name: entry.fields[name] for name in ("year", "month") if name in entry.fields} == in_bibtex
    assert entry.fields["date"] == when
    assert {tag: value for tag, value in lines(written(ris.write, source)) if tag in ("PY", "DA")} == in_ris


def lines(text: str) -> Iterator[tuple[str, str]]:
    """The fields of a RIS file, each of which must be a line."""
    for line in text.removesuffix("\r\n\r\n").split("\r\n"):
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found, line
        yield found[1], found[2]


@pytest.mark.parametrize(
    "field",
    ["a\r\nER  - \r\n\r\nTY  - BOOK", "a\nAU  - Nobody", "a\x85TI  - b", "a\u2028TI  - b", "a\x0bTI  - b", "ER  - "],
)
def test_no_line_of_a_field_becomes_a_field_of_ris(article: Record, field: str) -> None:
    author = {"family": field, "given": field, "affiliation": None, "actor": None}
    text = written(ris.write, article | {"title": field, "authors": [author], "container_title": field})
    assert [tag for tag, _ in lines(text)] == ["TY", "ID", "AU", "TI", "T2", "PY", "DA", "LA", "UR", "ER"]
    assert text.splitlines() == text.split("\r\n")[:-1]
    [entry] = rispy.loads(text)
    assert (entry["title"], entry["authors"]) == (plain(field), [f"{plain(field)}, {plain(field)}"])


def plain(text: str) -> str:
    return " ".join(text.split())


TEX = {
    "100% of R&D_costs #1": r"100\% of {R\&D\_costs} \#1",
    "a \\ b ~ c ^ d": r"a \textbackslash{} b \textasciitilde{} c \textasciicircum{} d",
    "$5 {of} the": r"\$5 \lbrace{}of\rbrace{} the",
    "} @article{other,": r"\rbrace{} @article\lbrace{}other,",
    "x -- y --- z, ``so'' ?`": r"x -{}- y -{}-{}- z, `{}`so'{}' ?{}`",
    "Japan and the U.S. in NATO": "Japan and the {U.S.} in {NATO}",
    "NATO’s “view”, naïve in Tōkyō 日本": "{NATO’s} “view”, naïve in {Tōkyō} 日本",
}


@pytest.mark.parametrize("title", TEX)
def test_what_means_something_to_tex_is_written_out(article: Record, title: str) -> None:
    text = written(bibtex.write, article | {"title": title})
    assert f"  title = {{{TEX[title]}}},\n" in text
    assert list(read_by_pybtex(text)) == list(read_by_bibtexparser(text)) == [SOURCE]


PRINTED = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"])
WORDS = st.lists(st.text(PRINTED, min_size=1, max_size=8), min_size=1, max_size=6).map(" ".join)
BARE = WORDS.filter(lambda text: not set(text) & set("{}$^"))
"""Words that both libraries can decode from TeX: one leaves `\\$` and braces, the other takes `^` for an accent."""


@given(title=BARE, family=BARE, given=BARE, said=BARE)
@settings(max_examples=examples(100), deadline=None)
def test_bibtex_gives_back_any_words(article: Record, title: str, family: str, given: str, said: str) -> None:
    author = {"family": family, "given": given, "affiliation": None, "actor": None}
    claim = article | {"id": "said", "url": "/v1/claims/said", "source": {"id": SOURCE}, "quotes": []}
    claim["attribution_sentence"] = said
    text = written(bibtex.write, article | {"title": title, "authors": [author, author]}, claim)
    [fields] = read_by_bibtexparser(text).values()
    assert (fields["title"], fields["abstract"]) == (title, said)
    assert fields["author"] == f"{family}, {given} and {family}, {given}"
    [entry] = read_by_pybtex(text).values()
    assert (str(Text.from_latex(entry.fields["title"])), len(entry.persons["author"])) == (title, 2)


@given(title=WORDS, family=WORDS, given=st.none() | WORDS)
@settings(max_examples=examples(100), deadline=None)
def test_any_words_leave_the_files_whole(article: Record, title: str, family: str, given: str | None) -> None:
    author = {"family": family, "given": given, "affiliation": None, "actor": None}
    source = article | {"title": title, "authors": [author, author], "container_title": title, "publisher": title}
    [entry] = read_by_pybtex(written(bibtex.write, source)).values()
    assert len(entry.persons["author"]) == 2
    assert set(read_by_bibtexparser(written(bibtex.write, source))) == {SOURCE}
    [reference] = rispy.loads(written(ris.write, source))
    assert reference["title"] == reference["secondary_title"] == title
    assert reference["authors"] == [f"{family}, {given}" if given else family] * 2
    [item] = json.loads(written(csl.write, source))
    assert (item["title"], item["author"]) == (title, [{"family": family} | ({"given": given} if given else {})] * 2)


@pytest.mark.parametrize("name", ["Land, Sea and Air", "Simon and Schuster", "others", "AND", "and"])
def test_a_body_as_author_is_one_author(article: Record, name: str) -> None:
    author = {"family": name, "given": None, "affiliation": None, "actor": None}
    text = written(bibtex.write, article | {"authors": [author]})
    [entry] = read_by_pybtex(text).values()
    assert [str(person) for person in entry.persons["author"]] == [f"{{{name}}}"]


def test_an_address_stays_an_address(article: Record) -> None:
    where = "https://a.b/c_d%20{e}?f=g&h=~i#j\\k"
    text = written(bibtex.write, article | {"location": where})
    assert "  url = {https://a.b/c_d%20%7Be%7D?f=g&h=~i#j%5Ck},\n" in text
    assert f"UR  - {where}\r\n" in written(ris.write, article | {"location": where})
    assert "UR  - https://a.b/c\r\n" in written(ris.write, article | {"location": "https://a.b/\n\tc"})
