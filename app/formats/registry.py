"""Every format that records can be had in: a new one is a module and its line here."""

from collections.abc import Mapping, Sequence

from app.formats import JSON, Format, RecordFormat, csv, jsonl
from app.vocabulary import Noun

_ALL = frozenset(Noun)
_NONE: frozenset[Noun] = frozenset()

RECORD_FORMATS = (
    RecordFormat("csv", "text/csv", csv.write, lists=_ALL, records=_NONE),
    RecordFormat("jsonl", "application/jsonl", jsonl.write, lists=_ALL, records=_NONE),
)

OF_LISTS: Mapping[Noun, Sequence[Format]] = {
    noun: (JSON, *(each for each in RECORD_FORMATS if noun in each.lists)) for noun in Noun
}
OF_RECORDS: Mapping[Noun, Sequence[Format]] = {
    noun: (JSON, *(each for each in RECORD_FORMATS if noun in each.records)) for noun in Noun
}
