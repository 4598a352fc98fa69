"""What a manifest may say, and what is wrong with one."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from gateway import check, migrations
from gateway.app import read_manifest
from gateway.graphql.document import Documents
from gateway.graphql.limits import DocumentLimits
from gateway.graphql.persisted import trusted
from gateway.graphql.persisted.manifest import ManifestInvalid
from gateway.graphql.persisted.trusted import Manifest, Trusted
from gateway.observe import logs
from gateway.plan.cache import Cache
from gateway.settings import Settings
from tests import databases
from tests.doors import MOMENT, Doors
from tests.graphql.persisted import manifests
from tests.graphql.persisted.manifests import ALL, RELEASE, RELEASES, sha

HASH = sha(RELEASE)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return databases.settings_of(None, tmp_path_factory.mktemp("manifests"))


@pytest.fixture(scope="module")
def documents(settings: Settings) -> Documents:
    from_app = Doors(settings, MOMENT).graphql_door.persisted.documents
    return Documents(from_app.schema, DocumentLimits(), Cache(2**20))


def problems(path: Path, documents: Documents) -> list[str]:
    with pytest.raises(ManifestInvalid) as raised:
        trusted.load(path, documents, Trusted())
    assert str(raised.value) == "\n".join(raised.value.problems)
    return list(raised.value.problems)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        (manifests.relay(*ALL), {manifests.relay_id(text) for text in ALL}),
        (manifests.codegen(*ALL), {manifests.codegen_id(text) for text in ALL}),
        (manifests.apollo(*ALL), set()),
        ({f"sha256:{sha(text)}": text for text in ALL}, set()),
        ({"__proto__": RELEASE, "constructor": RELEASES}, {"__proto__", "constructor"}),
        ({"format": RELEASE, "operations": RELEASES}, {"format", "operations"}),
    ],
)
def test_every_format_is_read(tmp_path: Path, documents: Documents, written: Any, ids: set[str]) -> None:
    found = trusted.load(manifests.write(tmp_path / "m.json", written), documents, Trusted())
    texts = set(found.by_text)
    assert set(found.by_id) == ids | {sha(text) for text in texts} | {f"sha256:{sha(text)}" for text in texts}
    assert all(found.by_id[entry.id].text == entry.text for entry in found.entries)
    assert texts <= set(ALL) and len(found.entries) == len(texts)


def test_a_folder_has_any_number_of_them(tmp_path: Path, documents: Documents) -> None:
    """Of several clients, and of several versions of one: what they have in common is one document."""
    manifests.write(tmp_path / "relay.json", manifests.relay(RELEASE, RELEASES))
    manifests.write(tmp_path / "apollo.json", manifests.apollo(RELEASE, client="phone"))
    (tmp_path / "README.md").write_text("not one of them")
    found = trusted.load(tmp_path, documents, Trusted())
    assert found.by_id[manifests.relay_id(RELEASE)] is found.by_id[HASH]
    assert len(found.by_text) == 2
    assert [(entry.file, entry.client) for entry in found.entries] == [
        ("apollo.json", "phone"),
        ("relay.json", None),
        ("relay.json", None),
    ]


APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}
UNREADABLE = [
    (b"", "m.json: "),
    (b"{", "m.json: "),
    (b'{"a": "\xff"}', "m.json: "),
    (b'{"a": "\\ud800"}', "m.json: "),
    (b"\xef\xbb\xbf{}", "m.json: "),
    (b"[" * 100_000, "m.json: "),
    (b"[]", "m.json: is neither an object of documents by id nor Apollo's manifest"),
    (b'"text"', "m.json: is neither"),
    ({}, "m.json: has no documents"),
    ({"a": 1}, "m.json: a: is no text of a document"),
    ({"a": None}, "m.json: a: is no text of a document"),
    ({"a": [RELEASE]}, "m.json: a: is no text of a document"),
    (b'{"a": "{ __typename }", "a": "{ a: __typename }"}', "m.json: a: is there twice"),
    (b'{"a": "{ __typename }", "\\u0061": "{ __typename }"}', "m.json: a: is there twice"),
    (APOLLO | {"operations": []}, "m.json: has no documents"),
    (APOLLO | {"operations": {}}, "m.json: version: is no text of a document"),
    (APOLLO | {"version": 2, "operations": []}, "m.json: is not apollo-persisted-query-manifest of version 1"),
    ({"format": "other", "version": 1, "operations": []}, "m.json: is not apollo-persisted-query-manifest"),
    (APOLLO | {"operations": [{"id": "a"}]}, "m.json: operation 0: has no id and body"),
    (APOLLO | {"operations": ["a"]}, "m.json: operation 0: has no id and body"),
    (APOLLO | {"operations": [{"id": 1, "body": RELEASE}]}, "m.json: operation 0: has no id and body"),
    ({"": RELEASE}, "m.json: : an id has 1 to 256 printable characters"),
    ({"a\x00b": RELEASE}, "m.json: 'a\\x00b': an id has 1 to 256 printable characters"),
    ({"a\x1b[31m": RELEASE}, "m.json: 'a\\x1b[31m': an id has 1 to 256 printable characters"),
    ({"x" * 257: RELEASE}, f"m.json: '{'x' * 80}': an id has"),
    ({f"sha256:{HASH}": RELEASES}, f"m.json: sha256:{HASH}: is not the SHA-256 of its document"),
    ({f"sha256:{HASH.upper()}": RELEASE}, f"m.json: sha256:{HASH.upper()}: is not the SHA-256"),
]


@pytest.mark.parametrize(("written", "problem"), UNREADABLE)
def test_what_is_no_manifest_is_told(tmp_path: Path, documents: Documents, written: Any, problem: str) -> None:
    (told,) = problems(manifests.write(tmp_path / "m.json", written), documents)
    assert told.startswith(problem)
    assert "\x00" not in told and "\x1b" not in told


UNSOUND = [
    ("{", "m.json: a: line 1: Syntax Error: Expected Name, found <EOF>."),
    ("{ releases { nodes { titel } } }", 'm.json: a: line 1: Release has no field "titel"'),
    ("\n{ releases }", "m.json: a: line 2: "),
    ("fragment F on Query { __typename }", "m.json: a: line 1: "),
    ("query A { ...A } fragment A on Query { ...A }", 'm.json: a: The fragment "A" spreads itself.'),
    ("{ __typename " + "x" * 20_000 + " }", "m.json: a: A document may have 16384 bytes."),
    ("{ " + "a " * 3000 + "}", "m.json: a: A document may have 2000 tokens."),
    ("{ " + " ".join(f"a{n}: __typename" for n in range(11)) + " }", "m.json: a: The document has 11 root fields"),
]


@pytest.mark.parametrize(("text", "problem"), UNSOUND)
def test_a_document_that_nobody_could_ask_is_told(
    tmp_path: Path, documents: Documents, text: str, problem: str
) -> None:
    (told,) = problems(manifests.write(tmp_path / "m.json", {"a": text, "b": RELEASE}), documents)
    assert told.startswith(problem)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path, documents: Documents) -> None:
    manifests.write(tmp_path / "a.json", {"one": RELEASE, "two": "{ wrong worse }"})
    manifests.write(tmp_path / "b.json", {"one": RELEASES})
    manifests.write(tmp_path / "c.json", b"{")
    told = problems(tmp_path, documents)
    assert told[0].startswith("c.json: ") and told[1:] == [
        'a.json: two: line 1: Query has no field "wrong"',
        'a.json: two: line 1: Query has no field "worse"',
        "b.json: one: is another document in a.json: one",
    ]


@pytest.mark.parametrize("id_", [HASH, "x"])
def test_an_id_does_not_mean_two_documents(tmp_path: Path, documents: Documents, id_: str) -> None:
    """Nor does an id of one document look like the hash of another."""
    manifests.write(tmp_path / "a.json", {id_: RELEASES})
    manifests.write(tmp_path / "b.json", {"x": RELEASE})
    assert [one for one in problems(tmp_path, documents) if "is another document in a.json" in one]


def test_an_empty_folder_is_no_manifest(tmp_path: Path, documents: Documents) -> None:
    assert problems(tmp_path, documents) == [f"{tmp_path.name}: has no *.json in it"]


def test_a_manifest_that_is_not_there(tmp_path: Path, documents: Documents) -> None:
    with pytest.raises(FileNotFoundError):
        Manifest(tmp_path / "m.json", documents)


async def test_without_a_manifest_nothing_is_watched(documents: Documents) -> None:
    manifest = Manifest(None, documents)
    async with manifest.watched():
        assert manifest.current == Trusted()


# --- reading it again -------------------------------------------------------------------------------------------------


def test_what_did_not_change_is_not_read_again(tmp_path: Path, documents: Documents) -> None:
    path = manifests.write(tmp_path / "m.json", manifests.relay(RELEASE))
    manifest = Manifest(path, documents)
    before = manifest.current
    manifest.refresh(path)
    assert manifest.current is before


def test_what_is_in_it_still_is_not_parsed_again(tmp_path: Path, documents: Documents) -> None:
    path = manifests.write(tmp_path / "m.json", manifests.relay(RELEASE))
    manifest = Manifest(path, documents)
    before = manifest.current.by_text[RELEASE]
    manifests.write(path, manifests.apollo(RELEASE, RELEASES))
    manifest.refresh(path)
    assert manifest.current.by_text[RELEASE] is before
    assert manifests.relay_id(RELEASE) not in manifest.current.by_id and sha(RELEASES) in manifest.current.by_id


def test_a_file_may_be_replaced_by_one_of_the_same_size_and_time(tmp_path: Path, documents: Documents) -> None:
    path = manifests.write(tmp_path / "m.json", {"a": RELEASE})
    manifest, stat = Manifest(path, documents), path.stat()
    new = manifests.write(tmp_path / "new", {"b": RELEASE})
    os.utime(new, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    new.replace(path)
    manifest.refresh(path)
    assert "b" in manifest.current.by_id and "a" not in manifest.current.by_id


def test_what_cannot_be_used_leaves_the_former_in_force_and_is_told_once(tmp_path: Path, documents: Documents) -> None:
    path = manifests.write(tmp_path / "m.json", {"a": RELEASE})
    manifest = Manifest(path, documents)

    def told() -> list[str]:
        """Looking at it twice."""
        logs.configure("info", "json")
        with capture_logs() as lines:
            manifest.refresh(path)
            manifest.refresh(path)
        return [line["event"] for line in lines]

    for broken in (b"{", {"a": "{ wrong }"}, {}):
        manifests.write(path, broken)
        assert told() == ["the manifest cannot be used, the former stays in force"]
        assert manifest.current.by_id["a"].text == RELEASE
    path.unlink()
    assert told() == ["the manifest cannot be used, the former stays in force"]
    assert manifest.current.by_id["a"].text == RELEASE
    manifests.write(path, {"b": RELEASE})
    assert told() == ["the manifest was read again"]
    assert "b" in manifest.current.by_id


def test_a_file_that_could_not_be_opened_is_tried_again(
    tmp_path: Path, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = manifests.write(tmp_path / "m.json", {"a": RELEASE})
    manifest = Manifest(path, documents)
    manifests.write(path, {"b": RELEASE})
    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_bytes", _too_many_files)
        manifest.refresh(path)
    assert "a" in manifest.current.by_id
    manifest.refresh(path)
    assert "b" in manifest.current.by_id


def _too_many_files(_path: Path) -> bytes:
    raise OSError(errno.EMFILE, "Too many open files")


# --- check ------------------------------------------------------------------------------------------------------------


async def test_check_tells_what_is_wrong_with_it(settings: Settings, tmp_path: Path) -> None:
    await migrations.apply(settings)
    path = tmp_path / "m.json"
    named = settings.model_copy(update={"document_manifest": path, "documents": "trusted"})

    async def said(settings: Settings) -> list[tuple[str, str, str]]:
        return [(one.severity, one.where, one.what) for one in await check.problems(settings)]

    ((severity, where, what),) = await said(named)
    assert (severity, where) == ("error", str(path)) and what.startswith("FileNotFoundError")
    manifests.write(path, {"a": "{ releases { nodes { titel } } }"})
    assert await said(named) == [("error", str(path), 'm.json: a: line 1: Release has no field "titel"')]
    manifests.write(path, {"a": RELEASE})
    assert await said(named) == []
    ((severity, where, _),) = await said(named.model_copy(update={"documents": "log"}))
    assert (severity, where) == ("warning", "GATEWAY_DOCUMENTS")
    assert read_manifest(named, path).by_text.keys() == {RELEASE}
    assert orjson.loads(path.read_bytes()) == {"a": RELEASE}
