"""Requests over kept-alive connections to a server on loopback, each address once."""

import asyncio
import time
from collections.abc import Sequence

_CONNECTIONS = 16


def requests_per_second(port: int, paths: Sequence[str]) -> float:
    """How many of these requests a second are answered with 200; raises where one is not."""
    return asyncio.run(_measure(port, paths))


async def _measure(port: int, paths: Sequence[str]) -> float:
    waiting = list(paths)
    begun = time.perf_counter()
    await asyncio.gather(*(_connection(port, waiting) for _ in range(_CONNECTIONS)))
    return len(paths) / (time.perf_counter() - begun)


async def _connection(port: int, waiting: list[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    while waiting:
        path = waiting.pop()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
        if b"transfer-encoding: chunked" in head.lower():
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]))
    writer.close()
