"""Content negotiation as RFC 9110 describes it."""

from collections.abc import Sequence

from app.formats import Format


def choose(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """The offered format that the Accept header likes best, the first of equals; None where it takes none."""
    if not accept or accept == "*/*":
        return offered[0]
    ranges = [_range(part) for part in accept.split(",")]
    ranked = [(_quality(ranges, each.media_type), -place) for place, each in enumerate(offered)]
    best = max(ranked)
    return offered[-best[1]] if best[0] > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return name, quality


def _quality(ranges: Sequence[tuple[str, float]], media_type: str) -> float:
    # The most specific range that fits decides: type/subtype, then type/*, then */*.
    for pattern in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        for name, quality in ranges:
            if name == pattern:
                return quality
    return 0.0
