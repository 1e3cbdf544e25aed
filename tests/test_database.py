"""Connections, transactions and files: what is written is kept, and what can't be read is said."""

import asyncio
import os
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as driver
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from app import full_text, migrating
from app.db import Database, Prepared
from app.models import LoadedBundle, table
from app.models.behind import behind
from app.models.rows import store
from app.problems import Unavailable
from app.settings import Settings
from tests.bundling import dataset_version, tables
from tests.conftest import copied, settings_for

COUNTED = Prepared("SELECT count(*) FROM representation", {})
THREADS, TIMES = 8, 25


def asked(database: Database, statement: Prepared) -> list[tuple[Any, ...]]:
    async def ask() -> list[tuple[Any, ...]]:
        async with database.reading() as reading:
            return await reading.rows(statement)

    return asyncio.run(ask())


def version_read(database: Database) -> int:
    async def ask() -> int:
        async with database.reading() as reading:
            return reading.version

    return asyncio.run(ask())


def set_version(database: Database, version: int) -> None:
    with database.writing() as db:
        db.execute(text("UPDATE dataset SET version = :version"), {"version": version})


def replaced(database: Database, by: Path, version: int) -> None:
    """Put another database file, whose version is this, in the place of the one that is open."""
    other = Database(settings_for(by))
    set_version(other, version)
    other.close()
    os.replace(by, database.path)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)]
)
def test_connections_that_write(pragma: str, value: object, empty_database: Database) -> None:
    with empty_database.writing() as db:
        assert db.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_the_busy_timeout_is_a_setting(tmp_path: Path) -> None:
    database = Database(Settings(database_url=f"sqlite:///{tmp_path / 'x.sqlite'}", busy_timeout=0.25))
    with database.writing() as db:
        assert db.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 250
    database.close()


def test_the_driver_is_newer_than_the_fault_of_the_write_ahead_log(empty_database: Database) -> None:
    with empty_database.writing() as db:
        version = db.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)
    assert version == driver.sqlite_version


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "postgresql+psycopg://localhost/claims", "mysql://localhost/claims"]
)
def test_only_an_sqlite_file_can_be_opened(url: str) -> None:
    with pytest.raises(ValueError, match="ALLIANCE_DATABASE_URL must name an SQLite file"):
        Database(Settings(database_url=url))


@pytest.mark.parametrize("statement", ["UPDATE dataset SET version = 9", "DELETE FROM dataset", "CREATE TABLE t (a)"])
def test_what_reads_cannot_write(statement: str, empty_database: Database) -> None:
    with pytest.raises(Unavailable, match="attempt to write a readonly database"):
        asked(empty_database, Prepared(statement, {}))
    assert version_read(empty_database) == dataset_version(empty_database) == 0


def test_a_read_is_one_snapshot(database: Database) -> None:
    async def read_around_a_write() -> list[int]:
        async with database.reading() as reading:
            first = reading.version
            set_version(database, 70)
            [(second,)] = await reading.rows(Prepared("SELECT version FROM dataset", {}))
        async with database.reading() as reading:
            return [first, second, reading.version]

    before = dataset_version(database)
    assert asyncio.run(read_around_a_write()) == [before, before, 70]


@pytest.mark.parametrize("last", ["SELECT no_such_column", "INSERT INTO dataset VALUES (1, 1, 1, 'x')"])
def test_a_transaction_that_fails_leaves_nothing(last: str, empty_database: Database) -> None:
    def fail() -> None:
        with empty_database.writing() as db:
            db.execute(text("UPDATE dataset SET version = 9"))
            db.execute(text(last))

    before = tables(empty_database)
    with pytest.raises(DBAPIError):
        fail()
    assert tables(empty_database) == before


def test_writers_at_once_lose_nothing(empty_database: Database) -> None:
    """Read, add one, write: with deferred transactions updates are lost or refused."""
    raised: list[BaseException] = []
    start = threading.Barrier(THREADS)

    def increment() -> None:
        start.wait()
        try:
            for _ in range(TIMES):
                with empty_database.writing() as db:
                    version = db.execute(text("SELECT version FROM dataset")).scalar_one()
                    db.execute(text("UPDATE dataset SET version = :next"), {"next": version + 1})
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=increment) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert version_read(empty_database) == THREADS * TIMES


def test_a_write_begins_immediate(empty_database: Database) -> None:
    """While one transaction is open, even unwritten, another can't begin, in the queue or past it; reading goes on."""
    hasty = Database(Settings(database_url=f"sqlite:///{empty_database.path}", busy_timeout=0.05))
    with empty_database.writing():
        with pytest.raises(Unavailable, match="Others are writing"), hasty.writing():
            pass
        with pytest.raises(OperationalError, match="database is locked"), hasty.engine.begin():
            pass
        assert version_read(hasty) == 0
    with hasty.writing():
        pass
    hasty.close()


def test_a_write_makes_the_folder(tmp_path: Path) -> None:
    database = Database(settings_for(tmp_path / "deep" / "down" / "claims.sqlite"))
    with database.writing() as db:
        assert migrating.migrate(db)
        assert not migrating.migrate(db)
    assert version_read(database) == 0
    database.close()


def test_a_replaced_file_is_noticed_by_the_next_read(seeded_file: Path, migrated_file: Path, tmp_path: Path) -> None:
    database = Database(settings_for(copied(migrated_file, tmp_path)))
    assert (version_read(database), asked(database, COUNTED)) == (0, [(0,)])
    (tmp_path / "other").mkdir()
    replaced(database, copied(seeded_file, tmp_path / "other"), 70)
    assert version_read(database) == database.version() == 70
    assert asked(database, COUNTED) != [(0,)]
    database.close()


def test_a_replaced_file_is_noticed_by_the_next_write(migrated_file: Path, tmp_path: Path) -> None:
    """What is written to a file that is no longer there is lost, and its log is mixed into the new one's."""
    database = Database(settings_for(copied(migrated_file, tmp_path)))
    set_version(database, 5)
    with closing(driver.connect(str(database.path))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "other").mkdir()
    replaced(database, copied(migrated_file, tmp_path / "other"), 70)
    with database.writing() as db:
        assert db.execute(text("SELECT version FROM dataset")).scalar_one() == 70
        db.execute(text("UPDATE dataset SET version = 71"))
    database.close()
    fresh = Database(settings_for(database.path))
    assert version_read(fresh) == 71
    fresh.close()


@pytest.mark.parametrize(
    "content",
    [None, b"", b"garbage" * 1000, b"SQLite format 3\x00" + bytes(84), b"SQLite format 3\x00" + b"\xff" * 8000],
    ids=["missing", "empty", "garbage", "a header", "a wrong header"],
)
def test_a_file_that_cant_be_read(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "claims.sqlite"
    if content is not None:
        file.write_bytes(content)
    database = Database(settings_for(file))
    with pytest.raises(Unavailable, match=r"^The database can't be read: ") as caught:
        version_read(database)
    assert caught.value.headers == {"Retry-After": "5"}
    assert database.version() == 0
    assert file.exists() == (content is not None)
    database.close()


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    database = Database(settings_for(tmp_path))
    with pytest.raises(Unavailable):
        version_read(database)
    assert database.version() == 0
    database.close()


def test_a_damaged_page_is_unavailable(seeded_file: Path, tmp_path: Path) -> None:
    """The first page is well; those of the tables are not."""
    file = copied(seeded_file, tmp_path)
    content = bytearray(file.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    content[page:] = b"\xff" * (len(content) - page)
    file.write_bytes(content)
    database = Database(settings_for(file))
    with pytest.raises(Unavailable):
        asked(database, COUNTED)
    database.close()


def test_reading_recovers_when_the_file_is_back(migrated_file: Path, tmp_path: Path) -> None:
    file = copied(migrated_file, tmp_path)
    database = Database(settings_for(file))
    assert version_read(database) == 0
    file.rename(tmp_path / "away")
    with pytest.raises(Unavailable, match="No such file or directory"):
        version_read(database)
    (tmp_path / "away").rename(file)
    assert version_read(database) == 0
    database.close()


def test_the_database_is_well(database: Database) -> None:
    with database.writing() as db:
        assert db.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert db.exec_driver_sql("PRAGMA foreign_key_check").all() == []


# Indexes on expressions are compared by the next test.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_models_and_migrations_agree(empty_database: Database) -> None:
    with empty_database.writing() as db:
        context = MigrationContext.configure(db, opts={"include_name": full_text.modelled})
        assert compare_metadata(context, SQLModel.metadata) == []


def made_in(file: Path) -> dict[str, list[str]]:
    """Each table and index of a database with the lines that made it, in any order."""
    with closing(driver.connect(str(file))) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: sorted(line.strip(" \t,") for line in sql.split("\n")) for name, sql in rows}


def test_models_and_migrations_make_the_same_tables(empty_database: Database, tmp_path: Path) -> None:
    """With their checks, which comparing metadata leaves out."""
    fresh = Database(settings_for(tmp_path / "fresh.sqlite"))
    with fresh.writing() as db:
        SQLModel.metadata.create_all(db)
    fresh.close()
    by_models, by_migrations = made_in(tmp_path / "fresh.sqlite"), made_in(empty_database.path)
    by_migrations.pop("alembic_version")
    assert by_migrations == by_models


def test_every_table_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    made = [str(CreateTable(each).compile(dialect=dialect)) for each in SQLModel.metadata.sorted_tables]
    assert all(statement.strip().startswith("CREATE TABLE ") for statement in made)
    assert not any("STRICT" in statement for statement in made)
    indexes = [index for each in SQLModel.metadata.sorted_tables for index in each.indexes]
    # A name that PostgreSQL would cut is an error here.
    assert all(str(CreateIndex(index).compile(dialect=dialect)).startswith("CREATE ") for index in indexes)


def test_rows_that_a_thread_stores_are_there_for_whatever_is_asked_next(empty_database: Database) -> None:
    with empty_database.writing() as db:
        with behind(db):
            store(db, table(LoadedBundle), [(f"{at:06}", "now") for at in range(1234)])
            counted = db.execute(select(func.count()).select_from(table(LoadedBundle))).scalar_one()
        assert counted == 1234


@pytest.mark.parametrize("asks", [True, False], ids=["asked for more", "asked for nothing"])
def test_a_row_that_a_thread_cannot_store_undoes_all(empty_database: Database, asks: bool) -> None:
    bundles = table(LoadedBundle)

    def write() -> None:
        with empty_database.writing() as db, behind(db):
            store(db, bundles, [("one", "now"), ("other", "now")])
            store(db, bundles, [("one", "now")])
            if asks:
                db.execute(select(bundles)).all()
                pytest.fail("an answer was given")

    with pytest.raises((DBAPIError, driver.IntegrityError), match="UNIQUE"):
        write()
    with empty_database.writing() as db:
        assert db.execute(select(bundles)).all() == []


def test_what_goes_wrong_while_a_thread_stores_is_told_as_it_is(empty_database: Database) -> None:
    def write() -> None:
        with empty_database.writing() as db, behind(db):
            store(db, table(LoadedBundle), [("one", "now")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    with empty_database.writing() as db:
        assert db.execute(select(table(LoadedBundle))).all() == []


@pytest.mark.parametrize("kind", ["streaming", "reading"])
def test_the_file_is_not_mapped_into_memory(kind: str, database: Database) -> None:
    """What is streamed would stay there, and pages that are touched once take longer than to be read."""
    reading = getattr(database, kind)()
    reading.begin()
    assert list(reading.stream(Prepared("PRAGMA mmap_size", {}))) == [(0,)]
    reading.end()
