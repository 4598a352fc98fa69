"""Manifests, written as the tools of clients write them."""

from __future__ import annotations

from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import orjson

RELEASE = "query Release($id: ID!) {\n  release(id: $id) {\n    id\n    title\n    __typename\n  }\n}"
RELEASES = "query Releases {\n  releases(first: 1) {\n    nodes {\n      databaseId\n    }\n  }\n}\n"
REVIEW = "mutation Review($id: ID!) {\n  deleteReview(id: $id) {\n    __typename\n  }\n}"
SCHEMA = "query Schema {\n  __schema {\n    queryType {\n      name\n    }\n  }\n}"
ALL = (RELEASE, RELEASES, REVIEW, SCHEMA)


def sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def relay_id(text: str) -> str:
    return md5(text.encode()).hexdigest()


def codegen_id(text: str) -> str:
    return sha1(text.encode()).hexdigest()


def relay(*texts: str) -> dict[str, str]:
    """`persistConfig.file` of the Relay compiler: MD5, sorted."""
    return dict(sorted((relay_id(text), text) for text in texts))


def codegen(*texts: str) -> dict[str, str]:
    """`persisted-documents.json` of the client preset: SHA-1 unless told otherwise."""
    return {codegen_id(text): text for text in texts}


def apollo(*texts: str, client: str | None = None) -> dict[str, Any]:
    """`generate-persisted-query-manifest`: SHA-256, by name."""
    words = [text.split("(")[0].split() for text in texts]
    named = {"clientName": client} if client else {}
    operations = [
        {"id": sha(text), "name": name, "type": kind, "body": text} | named
        for text, (kind, name, *_) in zip(texts, words, strict=True)
    ]
    operations.sort(key=lambda operation: operation["name"])
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def write(file: Path, manifest: Any) -> Path:
    file.write_bytes(manifest if isinstance(manifest, bytes) else orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return file
