"""When each record was written and how often, as an export tells it in versions.yaml."""

from pydantic import Field, TypeAdapter, ValidationError

from app.bundles.bundle import Bundle
from app.drafts.base import Part
from app.values import Instant
from app.vocabulary import Noun
from app.writing import Stamp

_FILE = "versions.yaml"


class _StampDraft(Part):
    version: int = Field(ge=1, le=2**31)
    created: Instant
    updated: Instant


_STAMPS = TypeAdapter(dict[Noun, dict[str, _StampDraft]])


def read_stamps(bundle: Bundle) -> None:
    """Read the stamps into a bundle."""
    data = bundle.open(_FILE)
    if data is not None:
        try:
            stamps = _STAMPS.validate_python(data)
        except ValidationError as error:
            bundle.refuse((_FILE,), error)
        else:
            for noun, of_noun in stamps.items():
                for record_id, stamp in of_noun.items():
                    bundle.stamps[noun, record_id] = Stamp(**stamp.model_dump())
