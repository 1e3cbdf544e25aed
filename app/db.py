"""The database: an engine for writing, and connections for short reads inside the event loop."""

import os
from collections.abc import Callable, Generator, Hashable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, Self

import pysqlite3.dbapi2 as sqlite3
from sqlalchemy import BindParameter, Connection, Engine, MetaData, bindparam, create_engine, event, make_url
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import ClauseElement

from app.memo import Memo
from app.problems import Unavailable
from app.settings import Settings
from app.turns import Turns

P = ParamSpec("P")
Params = Mapping[str, Any]
NOTHING: Params = {}
Snapshot = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it, with the values that are part of it."""

    sql: str
    fixed: dict[str, Any]


def asked(name: str) -> BindParameter[Any]:
    """A value of a statement that each question brings."""
    return bindparam(name, required=False)


class Database:
    """The SQLite database of one process.

    Writes go through SQLAlchemy and begin immediate: a deferred transaction that turns into a write loses updates or is
    refused. Reads are short and run inside the event loop, on connections of their own that cannot write; each read is
    one snapshot. The reads are awaitable so that a database behind a network can answer them in the same words.
    """

    def __init__(self, settings: Settings) -> None:
        url = make_url(settings.database_url)
        if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            raise ValueError("ALLIANCE_DATABASE_URL must name an SQLite file, such as sqlite:///data/claims.sqlite")
        self._settings = settings
        self.path = Path(url.database)
        self.turns = Turns(self.path.with_name(f"{self.path.name}.lock"), settings.busy_timeout)
        self.engine = _engine(self.path, settings.busy_timeout)
        self._idle: list[Reading] = []
        self._statements: Memo[Hashable, Prepared] = Memo(4096)
        self.matches: Memo[tuple[Snapshot, str], Any] = Memo(16384)
        """What is known of questions about a snapshot."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed when the block ends well, and undone otherwise. Raises Unavailable."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.turns.taken(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def consulting(self) -> Iterator[Connection]:
        """A snapshot for whoever reads by SQLAlchemy's means, and waits for no writer; for a thread."""
        with self.engine.connect().execution_options(**{_READS: True}) as connection:
            yield connection

    def copy_to(self, file: Path) -> None:
        """Write the database as it is to a new file, without the space that nothing takes up; writers go on."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(file),))

    def beside(self, file: Path) -> "Database":
        """The database in another file, with the same settings."""
        return Database(self._settings.model_copy(update={"database_url": f"sqlite:///{file}"}))

    def reading(self) -> "Reading":
        """A snapshot, to be opened by `async with`. Raises Unavailable where the database can't be read."""
        try:
            return self._take()
        except (sqlite3.Error, OSError) as error:
            raise _unavailable(error) from error

    def streaming(self) -> "Reading":
        """A snapshot to read a lot from, once, on a connection of its own: memory stays the same whatever is read."""
        try:
            return Reading(self.path, _identity(self.path), None, _STREAMING)
        except (sqlite3.Error, OSError) as error:
            raise _unavailable(error) from error

    def version(self) -> int:
        """The dataset's version now; 0 where there is no database."""
        try:
            reading = self._take()
            reading.begin()
            reading.end()
        except (sqlite3.Error, OSError):
            return 0
        return reading.version

    def statement(
        self, key: Hashable, build: Callable[P, ClauseElement], *args: P.args, **kwargs: P.kwargs
    ) -> Prepared:
        """The statement that `build` makes, compiled once for each key; its parameters are named by `asked`."""
        return self._statements.of(key, lambda: self._prepare(build(*args, **kwargs)))

    def _prepare(self, statement: ClauseElement) -> Prepared:
        compiled = statement.compile(dialect=self.engine.dialect, compile_kwargs={"render_postcompile": True})
        return Prepared(str(compiled), {name: value for name, value in compiled.params.items() if value is not None})

    def close(self) -> None:
        for reading in self._idle:
            reading.close()
        self._idle.clear()
        self.engine.dispose()

    def _take(self) -> "Reading":
        file = _identity(self.path)
        while self._idle:
            reading = self._idle.pop()
            # A file replaced under the process would go on being read: its inode tells.
            if reading.file == file:
                return reading
            reading.close()
        return Reading(self.path, file, self._idle, _SHORT)


class Reading:
    """A read transaction on a connection that can't write; one for short reads joins the idle ones when it ends."""

    version: int
    """The dataset's version that the snapshot shows."""
    secret: str
    """What cursors are signed with."""
    size: int
    """More than any key of a record."""

    @property
    def snapshot(self) -> Snapshot:
        """What tells this snapshot from others: the file, as another may be put in its place, and the version."""
        return (*self.file, self.version)

    def __init__(self, path: Path, file: tuple[int, int], idle: list["Reading"] | None, cache: int) -> None:
        self.file = file
        self._idle = idle
        self._connection = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        # Records lie anywhere in the file: to touch a page of a map for the first time takes longer than to read it.
        for pragma in ("query_only = ON", "mmap_size = 0", f"cache_size = -{cache}"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._execute = self._connection.execute

    async def __aenter__(self) -> Self:
        try:
            self.begin()
        except sqlite3.Error as error:
            raise _unavailable(error) from error
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self.end()
        else:
            self.close()
        if isinstance(error, sqlite3.Error):
            raise _unavailable(error) from error

    async def rows(self, statement: Prepared, params: Params = NOTHING) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._execute(statement.sql, {**statement.fixed, **params}).fetchall()
        return found

    def stream(self, statement: Prepared, params: Params = NOTHING) -> Generator[tuple[Any, ...], None, None]:
        """Rows as they are found, a few in memory at a time; for a thread, as there may be many."""
        yield from self._execute(statement.sql, {**statement.fixed, **params})

    def begin(self) -> None:
        self._execute("BEGIN")
        self.version, self.secret, self.size = self._execute(_DATASET).fetchone()

    def end(self) -> None:
        self._execute("COMMIT")
        if self._idle is None:
            self.close()
        else:
            self._idle.append(self)

    def close(self) -> None:
        self._connection.close()


@contextmanager
def empty(metadata: MetaData) -> Iterator[Connection]:
    """A database in memory with these tables and no rows, for what is only tried."""
    engine = create_engine("sqlite://", module=sqlite3)
    with engine.begin() as connection:
        metadata.create_all(connection)
        yield connection


def _unavailable(error: Exception) -> Unavailable:
    return Unavailable(f"The database can't be read: {error}.", headers={"Retry-After": "5"})


_READS = "only_reads"
_SHORT, _STREAMING = 16384, 2048
"""KiB of pages that a connection keeps."""
_DATASET = "SELECT version, cursor_secret, next_key FROM dataset"


def _identity(path: Path) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino


def _engine(path: Path, busy_timeout: float) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlite3,
        paramstyle="named",
        connect_args={"timeout": busy_timeout, "check_same_thread": False},
        # A file replaced under the process is found by the next write.
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(_READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
