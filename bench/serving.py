"""A server process to be measured."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

_LOOK = 0.005
"""Seconds between two looks whether a server listens: a start is measured, too."""
_PIECE = 1 << 16
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    process_id: int

    def get(self, path: str) -> Any:
        """What the JSON at an address says."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return json.load(answer)

    def read(self, path: str) -> int:
        """How many bytes are at an address; they are not kept."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return sum(map(len, iter(lambda: answer.read(_PIECE), b"")))

    def processor_time(self) -> float:
        """Seconds that it and the processes it started have computed so far, as Linux counts them."""
        return sum(_computed(each) for each in (self.process_id, *self.children()))

    def children(self) -> list[int]:
        return [int(each) for each in _told(self.process_id, f"task/{self.process_id}/children").split()]

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process_id}/clear_refs").write_text("5")

    def peak(self) -> float:
        """The mebibytes of memory that it had at most since `forget_peak`."""
        [line] = [line for line in _told(self.process_id, "status").splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024


def _told(process_id: int, what: str) -> str:
    return Path(f"/proc/{process_id}/{what}").read_text()


def _computed(process_id: int) -> float:
    # The name, which may hold anything, ends with the last parenthesis.
    fields = _told(process_id, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def ours(file: Path, workers: int = 1) -> AbstractContextManager[Server]:
    """This service on a database."""
    environment = {"ALLIANCE_DATABASE_URL": f"sqlite:///{file}", "ALLIANCE_WORKERS": str(workers)}
    return server(["app.cli", "serve"], environment)


def plain(application: str, environment: Mapping[str, str]) -> AbstractContextManager[Server]:
    """Another application on the same server, uvicorn with httptools."""
    return server(
        ["uvicorn", application, *"--http httptools --no-access-log --no-server-header --log-level warning".split()],
        environment,
    )


DATASETTES = {
    "Datasette": (),
    # They are no part of our answer, and to look for some takes most of its time.
    "Datasette, told to suggest no facets": ("--setting", "suggest_facets", "off"),
}
"""The same peer as it comes, and at its best."""
DATASETTE_AT_ONCE = 4
"""Requests: more than it has threads for would only wait, at a million claims for longer than it keeps a connection."""


def datasette(file: Path, settings: Sequence[str]) -> AbstractContextManager[Server]:
    return server(["datasette", "serve", str(file), *settings], {})


@contextmanager
def server(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """A Python module with its arguments, listening on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *arguments]
    if arguments[0] in ("uvicorn", "datasette"):
        command += ["--port", str(port)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, env={**os.environ, **environment, "PORT": str(port)}, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            while not _listens(port):
                if process.poll() is not None:
                    said.seek(0)
                    raise RuntimeError(said.read().decode(errors="replace"))
                time.sleep(_LOOK)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
