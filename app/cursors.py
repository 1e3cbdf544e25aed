"""Cursors: a place in a list, signed together with the list it belongs to."""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from app.problems import InvalidRequest, fault

_SIGNATURE = 12


def written(place: list[Any], bound: str, secret: str) -> str:
    """A cursor for this place in the list that `bound` describes."""
    content = orjson.dumps(place)
    return _encoded(_signature(content, bound, secret) + content)


def read(cursor: str, bound: str, secret: str) -> list[Any]:
    """The place a cursor stands for. Raises InvalidRequest where it is damaged or belongs to another list."""
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        data = b""
    signature, content = data[:_SIGNATURE], data[_SIGNATURE:]
    # Base64 has several spellings of the same bytes; only the one we wrote is ours.
    ours = _encoded(data) == cursor
    if not ours or not content or not hmac.compare_digest(signature, _signature(content, bound, secret)):
        error = fault("query", "cursor", cursor, "this cursor is damaged or belongs to another query")
        raise InvalidRequest.of([error])
    place: list[Any] = orjson.loads(content)
    return place


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _signature(content: bytes, bound: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), content + b"\n" + bound.encode(), hashlib.sha256).digest()[:_SIGNATURE]
