"""A server process to be measured."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    process_id: int


@contextmanager
def server(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """A Python module with its arguments, listening on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *arguments]
    if arguments[0] in ("uvicorn", "datasette"):
        command += ["--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **environment, "PORT": str(port)})
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()
