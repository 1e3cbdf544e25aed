"""What can be wrong with the head of a request that the parser lets pass."""

import re
from collections.abc import Sequence

from app.problems import AddressTooLong, BadRequest, HeadersTooLarge
from app.settings import Settings

_HOST = re.compile(rb"[\w.~!$&'()*+,;=%:\[\]-]*").fullmatch
_LENGTHS = (b"content-length", b"transfer-encoding")

Headers = Sequence[tuple[bytes, bytes]]


class HeadLimits:
    """How long an address and a whole head may be."""

    def __init__(self, settings: Settings) -> None:
        self.head = settings.header_limit
        self.address = settings.address_limit
        self.smallest = min(self.head, self.address)

    def check(self, url: bytes, headers: Headers) -> None:
        """Raises AddressTooLong or HeadersTooLarge."""
        self.check_size(url, len(url) + sum(len(name) + len(value) + 4 for name, value in headers))

    def check_size(self, url: bytes, size: int) -> None:
        if len(url) > self.address:
            raise AddressTooLong(f"Path and query are longer than {self.address} bytes.")
        if size > self.head:
            raise HeadersTooLarge(f"The request's head is larger than {self.head} bytes.")


def check_head(version: str, headers: Headers, wants_upgrade: bool) -> None:
    """Raises BadRequest."""
    if version not in ("1.1", "1.0"):
        raise BadRequest(f"HTTP/{version} is not spoken here; HTTP/1.1 is.")
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise BadRequest("A request needs one Host header.")
    if hosts and not _HOST(hosts[0]):
        raise BadRequest("The Host header is not a host.")
    if wants_upgrade and any(name in _LENGTHS for name, _ in headers):
        # The parser would take the body for the next request.
        raise BadRequest("A request with a body can't ask for an upgrade.")
