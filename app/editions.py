"""Which state of the database a request reads: the present one, a release, or another coding."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from sqlalchemy import Select, select
from starlette.concurrency import run_in_threadpool

from app import releases
from app.bundles.codings import build, files_of
from app.db import Database, Reading, asked
from app.models import Coding, Source, table
from app.params import ADJUDICATED, AsOf
from app.problems import NotFound, Unavailable, fault
from app.text.words import nearest

_CODING, _SOURCE = table(Coding).c, table(Source).c


class Editions:
    """The present database, and those that are unpacked or made as they are asked for, in files beside it."""

    def __init__(self, present: Database) -> None:
        self._present = present
        self._open: dict[Path, Database] = {}

    async def of(self, ask: AsOf) -> Database:
        """The state that is asked for. Raises NotFound where no release or coding has the name."""
        if ask.release is not None:
            return await self._release(ask.release)
        if ask.coding not in (None, ADJUDICATED):
            return await self._coding(str(ask.coding))
        return self._present

    def close(self) -> None:
        for each in (self._present, *self._open.values()):
            each.close()

    async def _release(self, name: str) -> Database:
        present = self._present
        async with present.reading() as reading:
            found = await reading.rows(present.statement("release", releases.named), {"name": name})
            if not found:
                raise await self._unknown(reading, "release", name, releases.names())
        file = releases.file_of(present, name, found[0][0])
        return await self._in(file, lambda: releases.unpack(present, name, file))

    async def _coding(self, name: str) -> Database:
        present = self._present
        async with present.reading() as reading:
            found = await reading.rows(present.statement("coding", _named), {"name": name})
            if not found:
                raise await self._unknown(reading, "coding", name, _names(), [ADJUDICATED])
        digest = hashlib.sha256(orjson.dumps(found)).hexdigest()[:16]
        file = present.path.with_name(f"{present.path.name}.codings") / f"{name}-{digest}.sqlite"
        return await self._in(file, lambda: _make(present, name, file))

    async def _in(self, file: Path, make: Callable[[], None]) -> Database:
        if not _is_there(file):
            await run_in_threadpool(make)
        if file not in self._open:
            self._open[file] = self._present.beside(file)
        return self._open[file]

    async def _unknown(
        self, reading: Reading, what: str, name: str, query: Select[str], more: Sequence[str] = ()
    ) -> NotFound:
        rows = await reading.rows(self._present.statement((what, "names"), lambda: query))
        names = [*more, *(each for (each,) in rows)]
        near = nearest(name, names)
        wrong = fault("query", what, name, f"no {what} has this name", allowed=names, did_you_mean=near)
        return NotFound(f"There is no {what} “{name}”.", [wrong])


def _is_there(file: Path) -> bool:
    return file.exists()


def _make(present: Database, name: str, file: Path) -> None:
    """Write the database of all codings of this name; for a thread."""
    file.parent.mkdir(exist_ok=True)
    with present.consulting() as db:
        query = select(_SOURCE.id, _CODING.bundle).join(table(Source), _SOURCE.key == _CODING.source_key)
        found = db.execute(query.where(_CODING.name == name).order_by(_SOURCE.id))
        codings = [files_of(db, source, orjson.loads(bundle)) for source, bundle in found]
    with TemporaryDirectory(dir=file.parent) as folder:
        made, packed = Path(folder) / "made.sqlite", Path(folder) / "packed.sqlite"
        if faults := build(made, codings):
            raise Unavailable(f"The coding {name} can't be made into records any more: {faults[0]}.")
        present.beside(made).copy_to(packed)
        os.replace(packed, file)


def _named() -> Select[tuple[str, str]]:
    """Source and digest of each coding with this `name`."""
    query = select(_SOURCE.id, _CODING.sha256).join(table(Source), _SOURCE.key == _CODING.source_key)
    return query.where(_CODING.name == asked("name")).order_by(_SOURCE.id)


def _names() -> Select[str]:
    return select(_CODING.name).distinct().order_by(_CODING.name)
