"""Every setting, once; each is read from the environment as `ALLIANCE_…`."""

from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_APP = Path(__file__).parent


def shipped(folder: str) -> Path:
    """A folder that comes with the code: inside the installed package, or beside it in a checkout."""
    packaged = _APP / folder
    return packaged if packaged.is_dir() else _APP.parent / folder


def _where_it_listens(known: dict[str, Any]) -> str:
    host = known.get("host", "127.0.0.1")
    # What listens on all addresses is reached on this one; IPv6 has colons of its own.
    reached = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host  # noqa: S104
    return f"http://{reached}:{known.get('port', 8000)}"


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(env_prefix="ALLIANCE_", frozen=True, use_attribute_docstrings=True)

    database_url: str = "sqlite:///data/alliance-claims.sqlite"
    """SQLAlchemy URL of the database."""
    host: str = Field("127.0.0.1", validation_alias="HOST")
    """Address to listen on."""
    port: int = Field(8000, validation_alias="PORT", ge=0, le=65535)
    """Port to listen on."""
    workers: int = Field(1, ge=1, le=64)
    """Processes that answer; each counts its own requests in `/metrics`."""
    public_url: str = Field(default_factory=_where_it_listens)
    """Scheme and host under which clients reach the API; used where an address must be absolute."""
    body_limit: int = 8 * 1024 * 1024
    """Largest request body in bytes."""
    address_limit: int = 64 * 1024
    """Longest path and query in bytes."""
    header_limit: int = 96 * 1024
    """Largest request head in bytes."""
    slow_limit: float = 10.0
    """Seconds in which a request's head, and then each part of its body, must arrive."""
    idle_limit: float = 30.0
    """Seconds that a kept-alive connection may be silent."""
    busy_timeout: float = 10.0
    """Seconds that a write waits for another one."""
    cache_limit: int = 64 * 1024 * 1024
    """Bytes of answers that are kept in memory; 0 keeps none."""
