"""The server process: uvicorn with our limits."""

import uvicorn

from app.edge.protocol import guarded
from app.main import create_app
from app.settings import Settings


def run(settings: Settings) -> None:
    """Serve until told to stop."""
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
