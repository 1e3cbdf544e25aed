"""A coding with its quotes placed, so that it can be held against another of the same text."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from app.bundles.bundle import Bundle
from app.bundles.read import read_coding
from app.drafts.actors import ActorDraft
from app.drafts.base import Draft, SpanDraft
from app.drafts.checking import Placed
from app.drafts.claims import ClaimDraft
from app.drafts.desk import DraftFault
from app.drafts.grievances import GrievanceDraft
from app.drafts.relations import RelationDraft
from app.drafts.sources import SourceDraft
from app.text.spans import Range, SpanFault, resolve

_WORD = re.compile(r"\w+")

Word = tuple[str, int]
"""An occurrence of a word: the SHA-256 of its text, and the code points before it there."""

Statement = TypeVar("Statement", ClaimDraft, GrievanceDraft)
AnyDraft = TypeVar("AnyDraft", bound=Draft)


class NotComparable(ValueError):
    """Codings that can't be read, or are not of the same texts; `reasons` are lines for people."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(dict.fromkeys(reasons))
        super().__init__("; ".join(self.reasons))


@dataclass(frozen=True, slots=True)
class Quoted(Generic[Statement]):
    """A claim or grievance, and the words its quotes cover."""

    draft: Statement
    words: frozenset[Word]


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder made of one or more texts."""

    name: str
    """By which people know it, such as the path it was read from."""
    texts: Mapping[str, str]
    """The SHA-256 of each source's text, by the source's id."""
    authors: Mapping[str, Sequence[str]]
    """The actors who wrote each source, by its id."""
    actors: Sequence[ActorDraft]
    claims: Sequence[Quoted[ClaimDraft]]
    grievances: Sequence[Quoted[GrievanceDraft]]
    relations: Sequence[RelationDraft]

    def speakers(self, claim: ClaimDraft) -> list[str]:
        """Who says it: as stated, else the innermost voice, else the authors."""
        if claim.speakers is not None:
            return claim.speakers
        return [claim.attribution[-1].voice] if claim.attribution else list(self.authors[claim.source])


def open_coding(path: Path) -> Coding:
    """Read a bundle's folder, a folder with a coding.yaml, or a coding.yaml; raises NotComparable.

    The text and its source.yaml, and the actors, are those nearest to the coding: in its folder or in one above it.
    """
    return coding_of(str(path), [_read(file) for file in _files(path)])


def coding_of(name: str, bundles: Sequence[Bundle]) -> Coding:
    """A coding that was read from bundles of one source each. Raises NotComparable where they have faults."""
    _refuse(bundles)
    _refuse_repeated(bundles)
    sources = [source for bundle in bundles for source in _drafts(bundle, SourceDraft)]
    coding = Coding(
        name,
        {source.id: _digest(source.text) for source in sources},
        {source.id: [author.actor for author in source.authors if author.actor] for source in sources},
        list({actor.id: actor for bundle in bundles for actor in _drafts(bundle, ActorDraft)}.values()),
        [quoted for bundle in bundles for quoted in _quoted(bundle, ClaimDraft)],
        [quoted for bundle in bundles for quoted in _quoted(bundle, GrievanceDraft)],
        [relation for bundle in bundles for relation in _drafts(bundle, RelationDraft)],
    )
    _refuse(bundles)
    return coding


def refuse_different_texts(a: Coding, b: Coding) -> None:
    """Raises NotComparable unless both code the same texts, byte for byte."""
    if set(a.texts.values()) != set(b.texts.values()):
        texts = [
            f"{coding.name}: {source}, SHA-256 {digest}" for coding in (a, b) for source, digest in coding.texts.items()
        ]
        raise NotComparable(["these are codings of different texts", *texts])


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise NotComparable([f"{path}: no such file or folder"])
    if path.is_file():
        return [path]
    files = [path / "coding.yaml"] if (path / "coding.yaml").is_file() else sorted(path.glob("sources/*/coding.yaml"))
    if not files:
        raise NotComparable([f"{path}: holds neither coding.yaml nor sources/*/coding.yaml"])
    return files


def _read(coding: Path) -> Bundle:
    return read_coding(coding, _nearest("actors.yaml", coding), _nearest("text.txt", coding).parent)


def _nearest(name: str, coding: Path) -> Path:
    found = (folder / name for folder in coding.resolve().parents if (folder / name).is_file())
    nearest = next(found, None)
    if nearest is None:
        raise NotComparable([f"{coding}: there is no {name} in its folder or in one above it"])
    return nearest


def _drafts(bundle: Bundle, model: type[AnyDraft]) -> list[AnyDraft]:
    return [placed.draft for placed in bundle.drafts if isinstance(placed.draft, model)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse(bundles: Sequence[Bundle]) -> None:
    if faults := [str(fault) for bundle in bundles for fault in bundle.faults]:
        raise NotComparable(faults)


def _refuse_repeated(bundles: Sequence[Bundle]) -> None:
    """Refuse ids that stand twice: nothing could say which of the two a figure or a relation is about."""
    seen: set[str] = set()
    for bundle in bundles:
        for placed in bundle.drafts:
            if isinstance(placed.draft, ClaimDraft | GrievanceDraft):
                if placed.draft.id in seen:
                    twice = DraftFault(("id",), placed.draft.id, "another claim or grievance has this id")
                    bundle.faults.append(bundle.fault_at(placed.place, twice))
                seen.add(placed.draft.id)
    _refuse(bundles)


def _quoted(bundle: Bundle, model: type[Statement]) -> list[Quoted[Statement]]:
    """The statements with their quotes placed; quotes that can't be placed become faults of the bundle."""
    [source] = _drafts(bundle, SourceDraft)
    digest = _digest(source.text)
    words = [(match.start(), match.end()) for match in _WORD.finditer(source.text)]
    found = []
    for placed in bundle.drafts:
        if isinstance(placed.draft, model):
            spans = _spans(bundle, placed, placed.draft.quotes, source.text)
            covered = (start for start, end in words if any(start < after and at < end for at, after in spans))
            found.append(Quoted(placed.draft, frozenset((digest, start) for start in covered)))
    return found


def _spans(bundle: Bundle, placed: Placed, quotes: Sequence[SpanDraft], text: str) -> list[Range]:
    spans = []
    for at, quote in enumerate(quotes):
        try:
            spans.append(resolve(text, quote.wanted()))
        except SpanFault as problem:
            unplaced = DraftFault(("quotes", at, "exact"), quote.exact, str(problem), None, problem.nearest)
            bundle.faults.append(bundle.fault_at(placed.place, unplaced))
    return spans
