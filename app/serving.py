"""The server: uvicorn with our limits, in one process or several."""

import multiprocessing
import signal
import socket
import sys
import time
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import uvicorn

from app.edge.protocol import guarded
from app.main import create_app
from app.settings import Settings

_TOLD = (signal.SIGTERM, signal.SIGINT)
_LOOK = 1.0
"""Seconds between two looks whether to stop, where no worker ends."""
_PAUSE = 0.3
"""Seconds before a worker that ended by itself is replaced: one that can't start shall not take all there is."""


def run(settings: Settings) -> None:
    """Serve until told to stop by SIGTERM or SIGINT, which end the process well."""
    if settings.workers == 1:
        _serve(settings, None)
    else:
        _Crew(settings).work()


def _serve(settings: Settings, listener: socket.socket | None) -> None:
    # Uvicorn finishes what it is answering, and raises the signal again; before it listens there is nothing to finish.
    for told in _TOLD:
        signal.signal(told, lambda *_: sys.exit(0))
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=guarded(settings),
        timeout_keep_alive=int(settings.idle_limit),
        server_header=False,
        date_header=True,
        access_log=False,
        log_level="info",
    )
    uvicorn.Server(config).run(None if listener is None else [listener])


class _Crew:
    """Processes that listen at one address, between which the system shares out connections; one that dies is replaced.

    Uvicorn's own supervisor resets kept-alive connections when it is told to stop.
    """

    def __init__(self, settings: Settings) -> None:
        # It listens to nothing, but keeps the port for those who do.
        self._holder = _bound(settings.host, settings.port)
        self._settings = settings.model_copy(update={"port": self._holder.getsockname()[1]})
        self._processes = multiprocessing.get_context("fork")
        self._workers: list[BaseProcess] = []
        self._stopping = False

    def work(self) -> None:
        for told in _TOLD:
            signal.signal(told, self._stop)
        self._workers = [self._hired() for _ in range(self._settings.workers)]
        while not self._stopping:
            if wait([each.sentinel for each in self._workers], _LOOK) and not self._stopping:
                time.sleep(_PAUSE)
                self._workers = [each if each.is_alive() else self._hired() for each in self._workers]
        for each in self._workers:
            # One may have been hired since the others were told.
            each.terminate()
            each.join()

    def _hired(self) -> BaseProcess:
        worker = self._processes.Process(target=self._one)
        worker.start()
        return worker

    def _one(self) -> None:
        _serve(self._settings, _bound(self._settings.host, self._settings.port))

    def _stop(self, told: int, _: object) -> None:
        self._stopping = True
        for each in self._workers:
            each.terminate()


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((host, port))
    return bound
