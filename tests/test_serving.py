"""The server as users start it: what it refuses before the application sees it is stamped like every answer."""

import socket

import pytest


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /v1/claims HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /v1/claims?q=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414"),
        (b"GET /v1/claims HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 110_000 + b"\r\n\r\n", b"431"),
        (b"GET /v1/claims?q=%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"422"),
    ],
)
def test_refusals_carry_the_stamps_of_every_answer(served: int, sent: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served), timeout=5) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == status
    headers = dict(line.split(b": ", 1) for line in head.lower().splitlines()[1:])
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"x-dataset-version"] == b"3"
    assert len(headers[b"x-request-id"]) == 32
    assert body.startswith(b'{"type":"/problems#')
