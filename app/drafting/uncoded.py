"""Sentences that are left without a claim, and why."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.drafting.clauses import SUBJECTS, child, finite

if TYPE_CHECKING:
    from spacy.tokens import Doc

NOTHING_FOUND = "No proposition was found by rule; to be read by a person."


def reason(doc: "Doc", authors: Collection[str]) -> str | None:
    """Why a sentence should not be read for claims; `authors` are the family names of who wrote the text."""
    root = next(token for token in doc if token.dep_ == "ROOT")
    if doc.text.rstrip("\"')] ").endswith("?"):
        return "A question; by itself it asserts nothing."
    if not any(token.pos_ in ("VERB", "AUX") and finite(token) for token in doc):
        return "No finite verb: a heading, a byline or a fragment."
    subject = child(root, *SUBJECTS)
    if root.lemma_ == "be" and subject is not None and subject.text in authors:
        return "A note on the author, no part of the argument."
    return None
