"""Those who write over HTTP: clients with a key of their own, and what they send."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from app import keys
from app.db import Database
from app.main import create_app
from app.models import KeyRole
from tests.client import Client
from tests.conftest import settings_for

JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"
Written = dict[str, Any]


def key_for(database: Database, name: str = "ann", role: KeyRole = KeyRole.EDITOR, expires: str | None = None) -> str:
    with database.writing() as db:
        return keys.create(db, name, role, expires)


def bearing(key: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} | {name.replace("_", "-"): value for name, value in more.items()}


@contextmanager
def writing_to(database: Database, kind: type[TestClient] = Client) -> Iterator[TestClient]:
    """The API on a database, with the key of an editor on every request; many threads take Starlette's client."""
    key = key_for(database)
    with kind(create_app(settings_for(database.path))) as client:
        client.headers.update(bearing(key))
        yield client


def tag(client: TestClient, path: str) -> str:
    return str(client.get(path, headers={"Accept-Encoding": "identity"}).headers["etag"])


def changed(client: TestClient, path: str, merged: Written, **headers: str) -> Any:
    """The answer to a merge patch under the record's present tag."""
    given = {"If-Match": tag(client, path), "Content-Type": MERGE_PATCH, **headers}
    return client.patch(path, json=merged, headers=given)


def mirrored(client: TestClient, mirror: dict[tuple[str, str], Any], since: int) -> int:
    """Bring a mirror up to date from the feed. Returns the last number seen."""
    following: str | None = f"/v1/changes?since={since}&limit=7"
    while following:
        page = client.get(following).json()
        for change in page["items"]:
            assert change["seq"] > since
            since = change["seq"]
            if change["op"] == "delete":
                del mirror[change["type"], change["id"]]
            else:
                mirror[change["type"], change["id"]] = change["record"]
        following = page["next"]
    return since
