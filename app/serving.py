"""The server process: uvicorn with our limits."""

import signal

import uvicorn

from app.edge.protocol import guarded
from app.main import create_app
from app.settings import Settings


def run(settings: Settings) -> None:
    """Serve until told to stop by SIGTERM or SIGINT, which end the process well."""
    # Uvicorn finishes what it is answering, and then raises the signal again.
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: None)
    uvicorn.run(
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
