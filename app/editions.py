"""Which state of the database a request reads: the present one, or a release."""

from pathlib import Path

from starlette.concurrency import run_in_threadpool

from app import releases
from app.db import Database
from app.params import AsOf
from app.problems import NotFound, fault
from app.text.words import nearest


class Editions:
    """The present database, and its releases as they are asked for."""

    def __init__(self, present: Database) -> None:
        self._present = present
        self._open: dict[Path, Database] = {}

    async def of(self, ask: AsOf) -> Database:
        """The state that is asked for. Raises NotFound where no release has the name."""
        return self._present if ask.release is None else await self._release(ask.release)

    async def _release(self, name: str) -> Database:
        present = self._present
        async with present.reading() as reading:
            found = await reading.rows(present.statement("release", releases.named), {"name": name})
            if not found:
                names = await reading.rows(present.statement("releases", releases.names))
                raise _no_release(name, [each for (each,) in names])
        file = releases.file_of(present, name, found[0][0])
        if not file.exists():
            await run_in_threadpool(releases.unpack, present, name, file)
        return self._open.setdefault(file, present.beside(file))

    def close(self) -> None:
        for each in (self._present, *self._open.values()):
            each.close()


def _no_release(name: str, names: list[str]) -> NotFound:
    near = nearest(name, names)
    wrong = fault("query", "release", name, "no release has this name", allowed=names, did_you_mean=near)
    return NotFound(f"There is no release “{name}”.", [wrong])
