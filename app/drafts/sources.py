"""Sources as they are written."""

import hashlib

from app.drafts.base import Draft, Part, SpanDraft, WrittenSpan
from app.drafts.desk import Desk, Path, Rows, SourceOnDesk, paragraphs_of
from app.edtf import date_range
from app.models import Sentence as SentenceRow
from app.models import SourceAuthor
from app.text.sentences import Sentence, sentences
from app.text.spans import SpanFault, Wanted, resolve
from app.text.words import fold, shorten
from app.values import EdtfWritten, Language, Slug, SourceText, Text, Url
from app.vocabulary import Genre, Noun, TextPolicy


class AuthorDraft(Part):
    """One of a text's authors, in the order of the byline."""

    family: Text
    """Family name."""
    given: Text | None = None
    """Given names."""
    affiliation: Text | None = None
    """Where the author worked, as of the text."""
    actor: Slug | None = None
    """The id of the author as an actor."""


class RightsDraft(Part):
    """Who holds the rights, and what is served."""

    statement: Text
    """The rights, in words."""
    text_policy: TextPolicy
    """`full` serves the text; `quotes` serves the quotes of claims only."""


class UncodedDraft(Part):
    """A sentence that carries no claim: its first words, and why."""

    sentence: WrittenSpan
    """Its first words."""
    reason: Text
    """Why it carries none."""


class SourceDraft(Draft):
    """A published text as it is written."""

    noun = Noun.SOURCES
    owns = (SourceAuthor, SentenceRow)

    title: Text
    """Its title."""
    authors: list[AuthorDraft]
    """Its authors."""
    container_title: Text | None = None
    """The newspaper, journal or book it stands in."""
    publisher: Text | None = None
    """Who published it."""
    issued: EdtfWritten
    """When it was published."""
    language: Language
    """BCP 47 tag of its language."""
    genre: Genre
    """What sort of text it is."""
    location: Url | None = None
    """Where it can be found."""
    rights: RightsDraft
    """The rights in the text."""
    body_starts_with: Text | None = None
    """The first words of the body, after heading and byline; the text's first words where left out."""
    text: SourceText
    """The whole text, kept as it is; it never changes."""
    uncoded: list[UncodedDraft] = []
    """Sentences that carry no claim."""

    def shown_as(self) -> str:
        return self.title

    def rows(self, desk: Desk, key: int) -> Rows:
        if desk.stored_text(key) not in (None, self.text):
            desk.fault(
                ("text",), shorten(self.text), "a source's text never changes; publish it under an id of its own"
            )
        found = self._place(desk, key)
        issued = date_range(self.issued)
        return Rows(
            {
                "title": self.title,
                "container_title": self.container_title,
                "publisher": self.publisher,
                "issued": self.issued,
                "issued_earliest": issued.earliest,
                "issued_latest": issued.latest,
                "language": self.language,
                "genre": self.genre.value,
                "location": self.location,
                "rights_statement": self.rights.statement,
                "text_policy": self.rights.text_policy.value,
                "body_starts_with": self.body_starts_with,
                "text": self.text,
                "text_sha256": hashlib.sha256(self.text.encode()).hexdigest(),
            },
            {
                SourceAuthor: [
                    {
                        "source_key": key,
                        "position": at,
                        "family": author.family,
                        "given": author.given,
                        "affiliation": author.affiliation,
                        "folded": fold(f"{author.given or ''} {author.family}"),
                        "folded_family": fold(author.family),
                        "actor_key": self._author_key(desk, at),
                    }
                    for at, author in enumerate(self.authors)
                ],
                SentenceRow: self._sentence_rows(desk, key, found),
            },
        )

    def _author_key(self, desk: Desk, at: int) -> int | None:
        actor = self.authors[at].actor
        return None if actor is None else desk.reference(Noun.ACTORS, actor, ("authors", at, "actor"))

    def _place(self, desk: Desk, key: int) -> list[Sentence]:
        """Find the sentences and put the source where its statements find it."""
        body = self._find(desk, self.body_starts_with, ("body_starts_with",)) if self.body_starts_with else 0
        found = sentences(self.text, self.language.partition("-")[0], body or 0)
        authors = [desk.key(Noun.ACTORS, author.actor) for author in self.authors if author.actor is not None]
        desk.place_source(
            SourceOnDesk(
                key,
                self.id,
                self.text,
                [(each.start, each.end) for each in found],
                paragraphs_of((each.paragraph, each.start, each.end) for each in found),
                list(dict.fromkeys(author for author in authors if author is not None)),
            )
        )
        return found

    def _find(self, desk: Desk, words: SpanDraft | str, path: Path) -> int | None:
        wanted = words.wanted() if isinstance(words, SpanDraft) else Wanted(words)
        try:
            return resolve(self.text, wanted)[0]
        except SpanFault as problem:
            desk.fault(path, wanted.exact, str(problem), did_you_mean=problem.nearest)
            return None

    def _sentence_rows(self, desk: Desk, key: int, found: list[Sentence]) -> list[dict[str, int | str | None]]:
        reasons: dict[int, str] = {}
        for at, uncoded in enumerate(self.uncoded):
            path = ("uncoded", at, "sentence")
            start = self._find(desk, uncoded.sentence, path)
            number = next((each.number for each in found if each.start == start), None)
            if start is not None and number is None:
                desk.fault(path, uncoded.sentence.exact, "no sentence of the body begins with these words")
            elif number is not None:
                reasons[number] = uncoded.reason
        return [
            {
                "source_key": key,
                "number": each.number,
                "paragraph": each.paragraph,
                "start": each.start,
                "end": each.end,
                "reason": reasons.get(each.number),
            }
            for each in found
        ]
