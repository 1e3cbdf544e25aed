"""Servers that listen: a process as users start it, and one in a thread."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn


@contextmanager
def running(database: Path, seed: Path, **settings: str) -> Iterator[int]:
    """`alliance-claims serve --seed`, ready to answer, on a free port of loopback; ended well by SIGTERM."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environment = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "ALLIANCE_DATABASE_URL": f"sqlite:///{database}",
        # As in the tests' own process, whose answers are compared with this one's.
        "ALLIANCE_PUBLIC_URL": "http://127.0.0.1:8000",
        **settings,
    }
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve", "--seed", str(seed)], env=environment)
    try:
        wait_until_ready(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


@contextmanager
def answering(config: uvicorn.Config) -> Iterator[int]:
    """A server in a thread of this process, which starts in no time, on a free port of loopback."""
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.001)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    """Returns when the server is ready; fails where it ends or takes more than half a minute."""
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not get ready")
