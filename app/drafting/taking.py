"""The text and the source.yaml that a draft begins with, refused with file and line where they can't be used."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.bundles.bundle import Bundle
from app.bundles.files import lying
from app.drafts.desk import DraftFault
from app.drafts.sources import SourceDraft
from app.text.sentences import Sentence, sentences
from app.text.spans import SpanFault, Wanted, resolve


class NotDraftable(ValueError):
    """A text or source.yaml that no draft can be made of; `reasons` are lines for people."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


@dataclass(frozen=True, slots=True)
class Taken:
    """A source that reads well, and its sentences."""

    source: SourceDraft
    sentences: list[Sentence]


def take(text: Path, source: Path) -> Taken:
    """Read a text and its source.yaml. Raises NotDraftable."""
    file = str(source.resolve())
    bundle = Bundle(lying(source.resolve()))
    try:
        written = {**(bundle.open(file) or {}), "text": text.read_bytes().decode("utf-8")}
        draft = SourceDraft.model_validate(written)
        body = resolve(draft.text, Wanted(draft.body_starts_with))[0] if draft.body_starts_with else 0
    except (OSError, UnicodeDecodeError, TypeError) as error:
        raise NotDraftable(f"{text} and {source}: not readable: {error}", *map(str, bundle.faults)) from None
    except ValidationError as error:
        if source.is_file():
            bundle.refuse((file,), error, SourceDraft)
        raise NotDraftable(*(map(str, bundle.faults) if bundle.faults else [f"{source}: no such file"])) from None
    except SpanFault as problem:
        absent = DraftFault(("body_starts_with",), draft.body_starts_with, str(problem), None, problem.nearest)
        raise NotDraftable(str(bundle.fault_at((file,), absent))) from None
    if draft.language.partition("-")[0] != "en":
        raise NotDraftable(f"{source}: only English is drafted, and this text is in {draft.language}")
    return Taken(draft, sentences(draft.text, "en", body))
