"""Fixtures.

Policy: every test works on real SQLite files. The article is loaded once for each test process (`seeded_file`); tests
that only read share one client on it (`client`), or one server process (`served`); a test that writes takes a copy of
its own (`database`, `empty_database`). Nothing of ours is mocked, and no test sees the database that the environment
configures.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from starlette.testclient import TestClient

from app import migrating
from app.bundles.load import load
from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests.client import Client
from tests.serving import running

# What has to pass before a change is taken looks at the same examples each time; at home they are new in each run.
settings.register_profile("usual", max_examples=50)
settings.register_profile("ci", max_examples=50, derandomize=True)
# `make test-thorough`
settings.register_profile("thorough", max_examples=1000)
settings.load_profile("ci" if os.environ.get("CI") else "usual")
# An application is made of many objects that live as long as the process: to look for dead ones among them takes long.
gc.set_threshold(50_000, 20, 20)

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seed"
ARTICLE = SEED / "sources" / "samuels-schoff-2009" / "text.txt"
SOURCE = "samuels-schoff-2009"


def examples(usual: int) -> int:
    """How many examples a test looks at that needs more or fewer than others, where those look at a hundred.

    A profile with more or fewer examples has as many times more or fewer of these.
    """
    return max(1, usual * settings().max_examples // 100)


def settings_for(file: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{file}")


def migrated(file: Path) -> Database:
    database = Database(settings_for(file))
    with database.writing() as db:
        migrating.migrate(db)
    return database


@pytest.fixture(scope="session")
def seeded_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the article; not to be written to."""
    file = copied(migrated_file, tmp_path_factory.mktemp("seeded"))
    database = Database(settings_for(file))
    loaded = load(database, SEED)
    assert not loaded.faults
    database.close()
    return file


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and no records; not to be written to."""
    file = tmp_path_factory.mktemp("migrated") / "claims.sqlite"
    migrated(file).close()
    return file


@pytest.fixture(scope="session")
def client(seeded_file: Path) -> Iterator[TestClient]:
    """The API on the article, for reading."""
    with Client(create_app(settings_for(seeded_file)), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def served(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The API on the article, for reading, from a server process: its port."""
    with running(copied(seeded_file, tmp_path_factory.mktemp("served")), SEED) as port:
        yield port


@pytest.fixture
def database(seeded_file: Path, tmp_path: Path) -> Iterator[Database]:
    """The article in a database of this test's own."""
    made = Database(settings_for(copied(seeded_file, tmp_path)))
    yield made
    made.close()


@pytest.fixture
def empty_database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of this test's own with tables and no records."""
    made = Database(settings_for(copied(migrated_file, tmp_path)))
    yield made
    made.close()


def copied(file: Path, folder: Path) -> Path:
    """A copy of a database that nobody has open."""
    target = folder / file.name
    shutil.copyfile(file, target)
    return target


def everything(client: TestClient, noun: str) -> list[dict[str, Any]]:
    """All records of a noun, by walking the pages."""
    records: list[dict[str, Any]] = []
    following: str | None = f"/v1/{noun}?limit=1000"
    while following:
        page = client.get(following).json()
        records += page["items"]
        following = page["next"]
    return records
