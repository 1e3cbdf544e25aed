"""Warnings and the written reasons that answer them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.bundles.second_reader.coding import lay_out
from app.bundles.second_reader.warnings import WARNINGS
from app.drafts.checking import Placed
from app.drafts.desk import Path

ANSWERS = "answers.yaml"
ANSWERABLE = [name for name, check in WARNINGS.items() if check.answerable]

Answers = Mapping[str, Mapping[str, str]]
"""From the name of a warning, and a record such as `claims/ships-owed`, to the reason why all is well there."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning about one record: where its draft comes from, and where in that."""

    name: str
    place: Path
    path: Path
    record: str
    message: str


def read_again(drafts: Sequence[Placed], answers: Answers) -> tuple[list[Warned], int]:
    """Warn of what often goes wrong in drafts without faults; also how many warnings are answered.

    An answer to nothing is warned of too: what it excused has changed since.
    """
    raised = list(_raised(drafts))
    answered = {(one.name, one.record) for one in raised} & {
        (name, record) for name, reasons in answers.items() for record in reasons
    }
    stale = [
        Warned("answers-nothing", (ANSWERS,), (name, record), f"{name}: {record}", "answers nothing; take it out")
        for name, reasons in answers.items()
        for record in reasons
        if (name, record) not in answered
    ]
    return [*(one for one in raised if (one.name, one.record) not in answered), *stale], len(answered)


def _raised(drafts: Sequence[Placed]) -> Iterator[Warned]:
    coding = lay_out(drafts)
    for name, check in WARNINGS.items():
        for found in check.find(coding):
            shown = ", ".join(f"“{words}”" for words in found.words)
            message = f"{shown + ': ' if shown else ''}{check.looks_for}; {check.advice}"
            yield Warned(name, found.place, found.path, f"{found.draft.noun}/{found.draft.id}", message)
