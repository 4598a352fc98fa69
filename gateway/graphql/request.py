"""The parameters of a GraphQL request, read from a body or an address: GraphQL over HTTP, with its persisted documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

from gateway.errors import BodyInvalid, MediaTypeUnsupported, ParameterRepeated, QueryStringInvalid

JSON: Final = "application/json"
CHARSETS: Final = frozenset({"utf-8", "utf8"})
HINT: Final = 'Send {"query": "{ … }", "variables": {…}}, or a documentId in place of the query.'


@dataclass(frozen=True, slots=True)
class Request:
    """`named` is the id of the document, which may be there without its text. `hashed` tells that it came as Apollo's
    clients send it, and claims to be the SHA-256 of the text."""

    query: str | None
    variables: dict[str, Any]
    operation: str | None
    extensions: Mapping[str, Any]
    named: str | None = None
    hashed: bool = False


def from_body(headers: Mapping[bytes, bytes], body: bytes) -> Request:
    """Raises MediaTypeUnsupported and BodyInvalid."""
    if not _is_json(headers.get(b"content-type", b"")):
        raise MediaTypeUnsupported("The body is sent as application/json, in UTF-8.", headers={"Accept-Post": JSON})
    try:
        members = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BodyInvalid(f"The body is not JSON: {error.msg}.") from error
    if not isinstance(members, dict):
        raise BodyInvalid("The body is not a JSON object. Batches are not served.", hint=HINT)
    return _request(members)


def from_query(headers: Mapping[bytes, bytes], query: bytes) -> Request:
    """Raises MediaTypeUnsupported, QueryStringInvalid, ParameterRepeated and BodyInvalid."""
    kind = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if kind not in {"", JSON}:
        # A browser can be made to send such a request to another site without asking that site first.
        raise MediaTypeUnsupported("A GET request has no body, so it has no other content type than application/json.")
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError) as error:
        raise QueryStringInvalid("The query string is not percent-encoded UTF-8.") from error
    members: dict[str, Any] = dict(pairs)
    if len(members) < len(pairs):
        raise ParameterRepeated("A parameter is given more than once.")
    for name in ("variables", "extensions"):
        if members.get(name):
            try:
                members[name] = orjson.loads(members[name])
            except orjson.JSONDecodeError as error:
                raise BodyInvalid(f"The parameter {name} is not JSON.") from error
        else:
            members.pop(name, None)
    return _request(members)


@lru_cache(maxsize=256)
def _is_json(content_type: bytes) -> bool:
    kind, _, parameters = content_type.decode("latin-1").partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "").partition("charset=")[2].partition(";")[0]
    return kind.strip().lower() == JSON and (not charset or charset in CHARSETS)


def _request(members: Mapping[str, Any]) -> Request:
    query, variables = members.get("query"), members.get("variables")
    name, extensions = members.get("operationName"), members.get("extensions")
    named = members.get("documentId")
    wrong = None
    if not isinstance(query, str | None):
        wrong = "query is a text"
    elif not isinstance(named, str | None):
        wrong = "documentId is a text"
    elif not isinstance(variables, dict | None):
        wrong = "variables is an object"
    elif not isinstance(name, str | None):
        wrong = "operationName is a text"
    elif not isinstance(extensions, dict | None):
        wrong = "extensions is an object"
    if wrong:
        raise BodyInvalid(f"In a GraphQL request, {wrong}.", hint=HINT)
    hashed = extensions.get("persistedQuery") if extensions else None
    digest = None if hashed is None else _digest(hashed)
    if named is not None and digest is not None:
        raise BodyInvalid("A document is named once: by documentId, or by extensions.persistedQuery.")
    if query is None and named is None and digest is None:
        raise BodyInvalid("In a GraphQL request, query is a text.", hint=HINT)
    named = digest if named is None else named
    return Request(query, variables or {}, name or None, extensions or {}, named, digest is not None)


def _digest(extension: Any) -> str:
    """Of Apollo's extension, which may have other members as well."""
    match extension:
        case {"version": 1, "sha256Hash": str(digest)}:
            return digest
    raise BodyInvalid("extensions.persistedQuery is not of version 1.", hint='Send {"version": 1, "sha256Hash": "…"}.')
