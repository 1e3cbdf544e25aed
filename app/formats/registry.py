"""Every format that records can be had in: a new one is a module and its line here."""

from collections.abc import Mapping, Sequence

from app.citing.reference import CITED
from app.formats import JSON, Format, RecordFormat, bibtex, csl, csv, html, jsonld, markdown, ris
from app.vocabulary import Noun

_ALL = frozenset(Noun)
_NONE: frozenset[Noun] = frozenset()

RECORD_FORMATS = (
    RecordFormat("csv", "text/csv", csv.write, lists=_ALL, records=_NONE),
    RecordFormat("jsonl", "application/jsonl", None, lists=_ALL, records=_NONE),
    RecordFormat("md", "text/markdown", markdown.write, lists=_ALL, records=_ALL),
    RecordFormat("bib", "application/x-bibtex", bibtex.write, lists=CITED, records=CITED),
    RecordFormat("ris", "application/x-research-info-systems", ris.write, lists=CITED, records=CITED),
    RecordFormat("csl.json", "application/vnd.citationstyles.csl+json", csl.write, lists=CITED, records=CITED),
    RecordFormat("jsonld", "application/ld+json", jsonld.write, lists=_ALL, records=_ALL),
    RecordFormat("html", "text/html", html.write, lists=_ALL, records=_ALL, complete=False),
)

OF_LISTS: Mapping[Noun, Sequence[Format]] = {
    noun: (JSON, *(each for each in RECORD_FORMATS if noun in each.lists)) for noun in Noun
}
OF_RECORDS: Mapping[Noun, Sequence[Format]] = {
    noun: (JSON, *(each for each in RECORD_FORMATS if noun in each.records)) for noun in Noun
}
