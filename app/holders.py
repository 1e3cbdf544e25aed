"""Who asks: the holder of the key in the Authorization header."""

from starlette.requests import Request

from app import keys
from app.db import Database
from app.models import KeyRole
from app.problems import Forbidden, Problem, Unauthorized
from app.values import now

_SCHEME = "bearer "


async def editor(request: Request, db: Database) -> str:
    """The name of the key, which may write. Raises Unauthorized or Forbidden."""
    given = request.headers.get("authorization", "")
    key = given[len(_SCHEME) :].strip() if given.lower().startswith(_SCHEME) else ""
    async with db.reading() as reading:
        rows = await reading.rows(db.statement("held", keys.held), {"sha256": keys.hashed(key)})
    how_many, name, role, expires, revoked = rows[0]
    if not how_many:
        raise Forbidden("Nobody may write here: no key has been made.")
    if not key:
        raise _unauthorized("Writing needs a key: Authorization: Bearer …", "")
    if name is None:
        raise _unauthorized("This key is not known.", ', error="invalid_token"')
    if revoked is not None or (expires is not None and expires <= now()):
        ended = "was revoked" if revoked is not None else "has expired"
        raise _unauthorized(f"This key {ended}.", ', error="invalid_token"')
    if role != KeyRole.EDITOR:
        raise Forbidden("This key may only read.")
    return str(name)


def _unauthorized(detail: str, more: str) -> Problem:
    return Unauthorized(detail, headers={"WWW-Authenticate": f'Bearer realm="alliance-claims"{more}'})
