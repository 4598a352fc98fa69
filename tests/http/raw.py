"""HTTP by hand, for what a decent client refuses to send."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@contextmanager
def connection(port: int):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        yield sock


def answer(sock: socket.socket, method: str = "GET") -> Answer:
    response = HTTPResponse(sock, method=method)
    response.begin()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def exchange(port: int, request: bytes) -> Answer:
    with connection(port) as sock:
        sock.sendall(request)
        return answer(sock, request.split(b" ", 1)[0].decode())


def get(port: int, path: bytes = b"/who", *headers: bytes, host: bytes = b"Host: gateway") -> Answer:
    lines = [b"GET " + path + b" HTTP/1.1", *([host] if host else []), *headers, b"", b""]
    return exchange(port, b"\r\n".join(lines))


def post(port: int, path: bytes, body: bytes, *headers: bytes) -> Answer:
    lines = [b"POST " + path + b" HTTP/1.1", b"Host: gateway", *headers, b"", body]
    return exchange(port, b"\r\n".join(lines))
