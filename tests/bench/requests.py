"""What every contestant is asked, as bytes on the wire: the nested read and the small read, on both doors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

import orjson

KEYS: Final = range(1, 201)

NESTED: Final = """
{ artists(first: 20) { nodes { databaseId name albums(first: 5) { nodes { title
  tracks(first: 20) { nodes { name milliseconds unitPrice genre { name } } } } } } } }
"""
NESTED_USUAL: Final = """
{ artists(first: 20) { id name albums(first: 5) { title
  tracks(first: 20) { name milliseconds unitPrice genre { name } } } } }
"""
SMALL: Final = "query One($id: ID!) { artist(id: $id) { databaseId name } }"
SMALL_USUAL: Final = "query One($id: Int!) { artist(id: $id) { id name } }"
NESTED_REST: Final = (
    "/api/v1/artists?first=20&fields=id,name,albums(title,tracks(name,milliseconds,unit_price,genre(name)))"
    "&albums.first=5&albums.tracks.first=20"
)


def get(path: str) -> bytes:
    path = quote(path, safe="/?&=,()[].%")
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n\r\n".encode()


def post(query: str, variables: dict[str, Any] | None = None) -> bytes:
    body = orjson.dumps({"query": query} if variables is None else {"query": query, "variables": variables})
    head = f"Host: bench\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"POST /graphql HTTP/1.1\r\n{head}\r\n\r\n".encode() + body


def each(path: str, keys: Iterable[int] = KEYS) -> list[bytes]:
    """The path for one key after the other."""
    return [get(path.format(key)) for key in keys]


SMALL_REST: Final = "/api/v1/artists/{}?fields=id,name"

TORII: Final = {
    "nested GraphQL": [post(NESTED)],
    "nested REST": [get(NESTED_REST)],
    "small GraphQL": [post(SMALL, {"id": f"Artist:{key}"}) for key in KEYS],
    "small REST": each(SMALL_REST),
}
_NESTED_USUAL: Final = [post(NESTED_USUAL)]
_SMALL_USUAL: Final = [post(SMALL_USUAL, {"id": key}) for key in KEYS]
# the bar of both doors is the usual GraphQL stack
USUAL: Final = {
    "nested GraphQL": _NESTED_USUAL,
    "nested REST": _NESTED_USUAL,
    "small GraphQL": _SMALL_USUAL,
    "small REST": _SMALL_USUAL,
}
BY_HAND: Final = {"nested REST": [get("/artists?first=20")], "small REST": each("/artists/{}")}
# the path says which of the captured statements, and with which key
BARE: Final = {
    "nested GraphQL": [get("/nested%20GraphQL")],
    "nested REST": [get("/nested%20REST")],
    "small GraphQL": each("/small%20GraphQL/{}"),
    "small REST": each("/small%20REST/{}"),
}
QUESTIONS: Final = tuple(TORII)
