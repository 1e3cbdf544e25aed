"""What became of a citation: what was cited is found in memory, and held beside what is there now."""

from collections.abc import Iterable, Mapping

from app.records.facts import address
from app.text.words import nearest
from app.vocabulary import Noun
from app.watching.quoted import Quoted
from app.watching.shapes import Checked, Citation, CitationStatus, CitedState, PresentState, QuoteNow, QuoteStatus
from app.watching.states import STATEMENTS, Deletion, Present, States
from app.watching.wording import Quotation, State, compared, differing


class _NeverThere(Exception):
    """What was cited never was; with the nearest that was."""

    def __init__(self, message: str, did_you_mean: str | None = None) -> None:
        super().__init__(message)
        self.message, self.did_you_mean = message, did_you_mean


def check(states: States, citations: Iterable[Citation]) -> list[Checked]:
    """What became of each of these, in their order. For a thread."""
    return [_checked(states, citation) for citation in citations]


def _checked(states: States, citation: Citation) -> Checked:
    nouns = (citation.type,) if citation.type else STATEMENTS
    for noun in nouns:
        present = states.present(noun, citation.id)
        gone = None if present else states.deletion(noun, citation.id)
        if present or gone:
            return _Case(states, citation, noun, present, gone).checked()
    said, quote = " or ".join(noun.singular for noun in nouns), citation.quote
    return Checked(
        type=citation.type,
        id=citation.id,
        url=None,
        status=CitationStatus.UNKNOWN,
        cited=CitedState(version=citation.version, release=citation.release, url=None),
        present=None,
        changed=[],
        quote=QuoteNow(exact=quote, status=QuoteStatus.UNKNOWN, now=None, record=None) if quote else None,
        replaced_by=None,
        message=f"No {said} ever had the id “{citation.id}”.",
        did_you_mean=states.near(nouns, citation.id),
    )


class _Case:
    """A citation of a record that is there, or was."""

    def __init__(
        self, states: States, citation: Citation, noun: Noun, present: Present | None, gone: Deletion | None
    ) -> None:
        self._states, self._citation, self._noun = states, citation, noun
        self._present, self._gone = present, gone
        self._instead = states.successor(noun, gone) if gone else None
        self._quotation = Quotation(citation.quote) if citation.quote else None
        self._url = address(noun, citation.id)
        self._name = f"{noun.singular} “{citation.id}”"

    def checked(self) -> Checked:
        then: State | None = None
        try:
            then = self._cited()
            quote = self._quote_now(then)
            status = self._status(then, quote)
            message, near = self._message(status, then, quote), self._nearest_quote(status, then)
        except _NeverThere as never:
            quote, status = self._quote_now(None), CitationStatus.UNKNOWN
            message, near = never.message, never.did_you_mean
        return Checked(
            type=self._noun,
            id=self._citation.id,
            url=self._url,
            status=status,
            cited=self._cited_state(then),
            present=self._present_state(),
            changed=self._changed(then),
            quote=quote,
            replaced_by=self._instead and self._instead.ref,
            message=message,
            did_you_mean=near,
        )

    def _cited(self) -> State:
        """The state that was cited. Raises _NeverThere."""
        if self._citation.version is not None:
            return self._of_version(self._citation.version)
        if self._citation.release is not None:
            return self._of_release(self._citation.release)
        if self._present and (self._quotation is None or self._present.state.places(self._quotation)):
            return self._present.state
        versions = self._states.versions(self._noun, self._citation.id)
        quoting = (state for state in versions if self._quotation and state.places(self._quotation))
        return next(quoting, versions[0])

    def _of_version(self, version: int) -> State:
        if self._present and self._present.state.version == version:
            return self._present.state
        found = self._states.of_version(self._noun, self._citation.id, version)
        if found is None:
            latest = self._states.versions(self._noun, self._citation.id)[0].version
            raise _NeverThere(f"The {self._name} has no version {version}: it has 1 to {latest}.", str(latest))
        return found

    def _of_release(self, release: str) -> State:
        seqs = self._states.releases
        if release not in seqs:
            raise _NeverThere(f"There is no release “{release}”.", nearest(release, list(seqs)))
        found = self._states.of_release(self._noun, self._citation.id, seqs[release])
        if found is None:
            raise _NeverThere(f"The {self._name} is not in the release “{release}”.")
        return found

    def _cited_state(self, then: State | None) -> CitedState:
        version, release = then.version if then else self._citation.version, self._citation.release
        query = f"release={release}" if release else f"version={version}"
        return CitedState(version=version, release=release, url=f"{self._url}?{query}" if then else None)

    def _present_state(self) -> PresentState | None:
        if self._present is None:
            return None
        ref, state = self._present
        return PresentState(version=state.version, label=ref.label, url=ref.url)

    def _changed(self, then: State | None) -> list[str]:
        return differing(then, self._present.state) if then and self._present else []

    def _quote_now(self, then: State | None) -> QuoteNow | None:
        if self._quotation is None:
            return None
        alone = self._citation.version is None and self._citation.release is None
        return Quoted(self._states, self._quotation, then, alone=alone).now(self._present, self._instead)

    def _nearest_quote(self, status: CitationStatus, then: State) -> str | None:
        """Of what was cited, where the quote did not stand in it."""
        found = then.nearest(self._quotation) if status is CitationStatus.UNKNOWN and self._quotation else None
        return str(found["exact"]) if found else None

    def _status(self, then: State, quote: QuoteNow | None) -> CitationStatus:
        if quote and quote.status is QuoteStatus.UNKNOWN:
            return CitationStatus.UNKNOWN
        if self._present is None:
            return CitationStatus.REPLACED if self._instead else CitationStatus.WITHDRAWN
        found = _OF_QUOTES.get(quote.status) if quote else None
        return found or compared(then, self._present.state)

    def _message(self, status: CitationStatus, then: State, quote: QuoteNow | None) -> str:
        noun, instead = self._noun.singular, self._instead and self._instead.ref.id
        moved_to = quote and quote.record and quote.record.id
        if status is CitationStatus.MOVED and moved_to not in (None, self._citation.id):
            return f"The quoted words now prove the {noun} “{moved_to}”."
        return _SAID[status].format(
            name=self._name,
            fields=", ".join(self._changed(then)),
            at=self._gone and self._gone.at,
            instead=f"{noun} “{instead}”",
        )


_OF_QUOTES: Mapping[QuoteStatus, CitationStatus] = {
    QuoteStatus.REWORDED: CitationStatus.REWORDED,
    QuoteStatus.MOVED: CitationStatus.MOVED,
}
"""What became of a quote comes before what became of the rest of its record."""

_SAID: Mapping[CitationStatus, str] = {
    CitationStatus.UNCHANGED: "The {name} is as it was cited.",
    CitationStatus.REWORDED: "The words that are cited of the {name} are others now; what differs: {fields}.",
    CitationStatus.MOVED: "The words of the {name} are the same, and stand at another place of the source now.",
    CitationStatus.CHANGED: "The words of the {name} are the same; what differs: {fields}.",
    CitationStatus.WITHDRAWN: "The {name} was deleted at {at}, and nothing takes its place.",
    CitationStatus.REPLACED: "The {name} was deleted at {at}; the {instead} takes its place now.",
    CitationStatus.UNKNOWN: "The quoted words do not stand in what was cited of the {name}.",
}
