"""Which documents are answered, in each mode, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from gateway import seed
from gateway.auth import tokens
from gateway.caller import ANONYMOUS
from gateway.graphql.request import Request
from gateway.observe import logs
from gateway.settings import Settings
from tests import doors, shop
from tests.application import codes
from tests.graphql.persisted import manifests
from tests.graphql.persisted.manifests import ALL, RELEASE, RELEASES, REVIEW, SCHEMA, relay_id, sha
from tests.graphql.persisted.serving import LEGACY, RESPONSE, Served, code, hashed, serving

ID = {"id": "Release:7"}
TITLE = {"data": {"release": {"id": "Release:7", "title": "夜の電車", "__typename": "Release"}}}
AD_HOC = 'query Mine { releases(first: 1, filter: {title: {eq: "secret"}}) { nodes { id } } }'
INTROSPECTION = "{ ...S } fragment S on Query { __typename __schema { queryType { name } } }"
UNKNOWN = "0" * 64


@pytest.fixture(scope="module")
async def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return await shop.seeded(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One manifest of each tool."""
    folder = tmp_path_factory.mktemp("manifests")
    manifests.write(folder / "relay.json", manifests.relay(*ALL))
    manifests.write(folder / "apollo.json", manifests.apollo(RELEASE, RELEASES))
    manifests.write(folder / "codegen.json", manifests.codegen(RELEASES))
    return folder


@pytest.fixture(scope="module")
def trusted(settings: Settings, folder: Path) -> Iterator[Served]:
    chosen = {"GATEWAY_DOCUMENTS": "trusted", "GATEWAY_INTROSPECTION": "false"}
    with serving(settings.var, GATEWAY_DOCUMENT_MANIFEST=str(folder), **chosen) as served:
        yield served


@pytest.fixture(scope="module")
def log(settings: Settings, folder: Path) -> Iterator[Served]:
    with serving(settings.var, GATEWAY_DOCUMENTS="log", GATEWAY_DOCUMENT_MANIFEST=str(folder)) as served:
        yield served


@pytest.fixture(scope="module")
def open_(settings: Settings) -> Iterator[Served]:
    with serving(settings.var) as served:
        yield served


@pytest.fixture(scope="module")
def automatic(settings: Settings) -> Iterator[Served]:
    with serving(settings.var, GATEWAY_DOCUMENTS="automatic") as served:
        yield served


# --- trusted ----------------------------------------------------------------------------------------------------------

NAMES: list[dict[str, Any]] = [
    {"documentId": relay_id(RELEASE)},
    {"documentId": sha(RELEASE)},
    {"documentId": f"sha256:{sha(RELEASE)}"},
    {"extensions": hashed(sha(RELEASE))},
    {"extensions": hashed(relay_id(RELEASE))},
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha(RELEASE), "miss": False}}},
    {"query": RELEASE},
    {"query": RELEASE, "documentId": relay_id(RELEASE)},
    {"query": RELEASE, "extensions": hashed(sha(RELEASE))},
    {"documentId": relay_id(RELEASE), "operationName": "Release"},
]


@pytest.mark.parametrize("named", NAMES)
def test_a_document_of_the_manifest_is_answered_however_it_is_named(trusted: Served, named: dict[str, Any]) -> None:
    for reply in (trusted.post(variables=ID, **named), trusted.get(variables=ID, **named)):
        assert (reply.status_code, reply.json()) == (200, TITLE)
        assert {"Accept", "Authorization", "Cookie"} <= set(reply.headers["vary"].split(", "))


def test_head_is_answered_as_get(trusted: Served) -> None:
    target = f"/graphql?documentId={sha(RELEASES)}"
    head, get = trusted.client.head(target), trusted.client.get(target)
    assert (head.status_code, head.content) == (200, b"") and head.headers["content-length"] == str(len(get.content))


def test_a_browser_that_names_a_document_gets_its_answer(trusted: Served) -> None:
    for named in ({"documentId": sha(RELEASES)}, {"extensions": hashed(sha(RELEASES))}):
        reply = trusted.get("text/html,application/json;q=0.9", **named)
        assert reply.status_code == 200 and "releases" in reply.json()["data"]


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"query": AD_HOC}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": RELEASE + " "}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": "{ __typename }"}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": "{"}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": ""}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": INTROSPECTION}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": AD_HOC, "extensions": hashed(sha(AD_HOC))}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"query": AD_HOC, "documentId": f"sha256:{sha(AD_HOC)}"}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"documentId": manifests.relay_id(SCHEMA)}, 403, "INTROSPECTION_DISABLED"),
    # it was not registered by the request before
    ({"extensions": hashed(sha(AD_HOC))}, 404, "PERSISTED_QUERY_NOT_FOUND"),
    # an id of another manifest
    ({"documentId": manifests.codegen_id(RELEASE)}, 404, "PERSISTED_QUERY_NOT_FOUND"),
    ({"documentId": relay_id(AD_HOC), "query": AD_HOC}, 404, "PERSISTED_QUERY_NOT_FOUND"),
    # one that means another document
    ({"documentId": relay_id(RELEASE), "query": RELEASES}, 400, "DOCUMENT_ID_MISMATCH"),
    ({"documentId": relay_id(RELEASE), "query": AD_HOC}, 400, "DOCUMENT_ID_MISMATCH"),
    ({"documentId": relay_id(RELEASE), "query": ""}, 400, "DOCUMENT_ID_MISMATCH"),
    ({"extensions": hashed(sha(RELEASE)), "query": AD_HOC}, 400, "DOCUMENT_ID_MISMATCH"),
    ({"extensions": hashed(UNKNOWN), "query": RELEASE}, 400, "DOCUMENT_ID_MISMATCH"),
    ({"documentId": UNKNOWN, "query": RELEASE}, 400, "DOCUMENT_ID_MISMATCH"),
    # neither is a schema to be learnt from what is wrong with a document
    ({"query": "{ releases { nodes { titel } } }"}, 403, "DOCUMENT_NOT_TRUSTED"),
    ({"documentId": relay_id(RELEASE), "operationName": "Other"}, 422, "OPERATION_UNKNOWN"),
    ({"documentId": relay_id(RELEASE)}, 422, "VARIABLES_INVALID"),
]


@pytest.mark.parametrize(("members", "status", "expected"), REFUSED)
def test_no_other_document_is(trusted: Served, members: dict[str, Any], status: int, expected: str) -> None:
    assert code(trusted.post(**members)) == (status, expected)
    assert code(trusted.get(**members)) == (status, expected)
    legacy = trusted.post(LEGACY, **members)
    assert code(legacy) == (403 if status == 403 else 200, expected)


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "\x00",
        relay_id(RELEASE) + "\x00",
        "\x00" + relay_id(RELEASE),
        relay_id(RELEASE).upper(),
        " " + relay_id(RELEASE),
        "__proto__",
        "constructor",
        "sha256:",
        "sha256:" + sha(RELEASE).upper(),
        "sha256:sha256:" + sha(RELEASE),
        "SHA256:" + sha(RELEASE),
        "sha256:" + relay_id(RELEASE),
        "sha512:" + sha(RELEASE),
        "x-relay:" + relay_id(RELEASE),
        sha(RELEASE)[:-1],
        sha(RELEASE) + "0",
        "../relay.json",
        "x" * 200_000,
        "é🎵",
    ],
)
def test_an_id_that_nobody_gave_out_is_404_and_not_repeated(trusted: Served, id_: str) -> None:
    for members in ({"documentId": id_}, {"extensions": hashed(id_)}):
        reply = trusted.post(**members, variables=ID)
        assert code(reply) == (404, "PERSISTED_QUERY_NOT_FOUND")
        (error,) = reply.json()["errors"]
        assert (error["message"], len(reply.content) < 400) == ("PersistedQueryNotFound", True)


def test_an_id_of_a_megabyte_is_not_read(trusted: Served) -> None:
    assert code(trusted.post(documentId="x" * 2**20)) == (413, "BODY_TOO_LARGE")
    assert code(trusted.get(documentId="x" * 10_000)) == (414, "URI_TOO_LONG")


MALFORMED: list[dict[str, Any]] = [
    {},
    {"id": relay_id(RELEASE)},
    {"doc_id": relay_id(RELEASE)},
    {"documentId": None},
    {"documentId": 1},
    {"documentId": True},
    {"documentId": {"$ne": ""}},
    {"documentId": [relay_id(RELEASE)]},
    {"extensions": {"persistedQuery": None}},
    {"extensions": {"persistedQuery": sha(RELEASE)}},
    {"extensions": {"persistedQuery": {}}},
    {"extensions": {"persistedQuery": {"version": 1}}},
    {"extensions": {"persistedQuery": {"sha256Hash": sha(RELEASE)}}},
    {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": sha(RELEASE)}}},
    {"extensions": {"persistedQuery": {"version": "1", "sha256Hash": sha(RELEASE)}}},
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 1}}},
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": None}}},
    {"extensions": {"persistedQuery": [1, sha(RELEASE)]}},
    {"extensions": {"__proto__": hashed(sha(RELEASE))}},
    {"extensions": hashed(sha(RELEASE)), "documentId": sha(RELEASE)},
    {"extensions": hashed(sha(RELEASE)), "documentId": ""},
    {"extensions": hashed(sha(RELEASE)), "documentId": relay_id(RELEASES), "query": RELEASE},
]


@pytest.mark.parametrize("members", MALFORMED)
def test_a_document_is_named_in_one_of_two_ways(trusted: Served, members: dict[str, Any]) -> None:
    for accept in (RESPONSE, LEGACY):
        reply = trusted.post(accept, variables=ID, **members)
        assert code(reply) == (400, "BODY_INVALID")
        assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["documentId={0}&documentId={0}", "documentId={0}&documentId=", "query=a&query=b"])
def test_a_parameter_is_given_once(trusted: Served, query: str) -> None:
    reply = trusted.client.get("/graphql?" + query.format(sha(RELEASES)))
    assert code(reply) == (422, "PARAMETER_REPEATED")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_mutation_by_its_id_is_not_asked_with_get(trusted: Served, method: str) -> None:
    reply = trusted.client.request(
        method, f"/graphql?documentId={relay_id(REVIEW)}&variables=%7B%22id%22:%22Review:1%22%7D"
    )
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST, OPTIONS")


def test_a_mutation_of_the_manifest_is_asked_with_post(trusted: Served) -> None:
    reply = trusted.post(documentId=relay_id(REVIEW), variables={"id": "Review:1"})
    # it is read, and nobody may
    assert reply.json()["errors"][0]["extensions"]["code"] not in {"DOCUMENT_NOT_TRUSTED", "PERSISTED_QUERY_NOT_FOUND"}


def clerk(served: Served, settings: Settings, scope: str = "read write") -> str:
    """A token for this server."""
    issuer = settings.model_copy(update={"issuer": served.gateway.url, "audience": served.gateway.url})
    account = next(one for one in seed.accounts(settings.domain) if "clerk" in one.roles)
    return tokens.issue(issuer, shop.signing_key(settings), account, scope=scope)


def test_a_request_is_the_same_whether_it_names_its_document_or_has_it(trusted: Served, settings: Settings) -> None:
    """For an idempotency key: what was done by the one is not done again by the other."""
    same: dict[str, Any] = {"variables": {"id": "Review:1"}, "token": clerk(trusted, settings)}
    keyed: dict[str, Any] = {"extensions": {"idempotencyKey": "2f1c-4d"}}
    first = trusted.post(documentId=relay_id(REVIEW), **keyed, **same)
    assert first.json() == {"data": {"deleteReview": {"__typename": "ReviewPayload"}}}
    assert trusted.post(query=REVIEW, **keyed, **same).content == first.content
    assert trusted.post(query=REVIEW, **same).json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_who_may_ask_for_the_schema_may_do_so_in_their_own_words(trusted: Served, settings: Settings) -> None:
    token = clerk(trusted, settings, "read write introspect")
    assert "__schema" in trusted.post(query=INTROSPECTION, token=token).json()["data"]
    assert "__schema" in trusted.post(documentId=relay_id(SCHEMA), token=token).json()["data"]
    for more in ("releases { totalCount }", "...R"):
        query = "{ __schema { queryType { name } } " + more + " } fragment R on Query { releases { totalCount } }"
        query = query if "...R" in more else query.partition(" fragment")[0]
        assert code(trusted.post(query=query, token=token)) == (403, "DOCUMENT_NOT_TRUSTED")
    mutation = "mutation { __typename }"
    assert code(trusted.post(query=mutation, token=token)) == (403, "DOCUMENT_NOT_TRUSTED")
    assert code(trusted.post(query=AD_HOC, token=token)) == (403, "DOCUMENT_NOT_TRUSTED")


def test_the_page_says_that_it_runs_trusted_documents_alone(trusted: Served, open_: Served) -> None:
    for served, shown in ((trusted, '<p id="notice" role="note" >'), (open_, '<p id="notice" role="note" hidden>')):
        page = served.client.get("/graphql", headers={"accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html") and shown in page.text


async def test_no_flood_drives_out_what_is_trusted(settings: Settings, folder: Path) -> None:
    """They are read at the start, and kept apart from what strangers send."""
    chosen = {"documents": "log", "document_manifest": folder, "document_cache_bytes": 100_000}
    async with doors.open_doors(settings.model_copy(update=chosen)) as opened:
        persisted = opened.graphql_door.persisted
        before = persisted.manifest.current.by_text[RELEASES]
        assert persisted.documents.cache.size == 0
        for number in range(200):
            await opened.data(f"{{ a{number}: __typename }}")
        full = persisted.documents.cache.size
        assert 50_000 < full <= 100_000
        for named in (Request(None, {}, None, {}, relay_id(RELEASES)), Request(RELEASES, {}, None, {})):
            assert await persisted.find(named, ANONYMOUS, introspection=False) is before
        assert persisted.documents.cache.size == full


# --- log --------------------------------------------------------------------------------------------------------------


def test_what_would_be_refused_is_answered_and_told(log: Served) -> None:
    assert log.post(query=AD_HOC).json() == {"data": {"releases": {"nodes": []}}}
    line = orjson.loads(log.gateway.wait_for("document not trusted"))
    assert line["document_id"] == f"sha256:{sha(AD_HOC)}"
    assert (line["operation"], line["client_id"], line["level"]) == ("Mine", None, "warning")
    assert "request_id" in line and not any("secret" in one for one in log.gateway.lines)


def test_what_would_be_answered_is_not_told(log: Served) -> None:
    for members in ({"query": RELEASE}, {"documentId": relay_id(RELEASE)}):
        assert log.post(variables=ID, **members).json() == TITLE
    assert log.post(query=INTROSPECTION).status_code == 200
    anonymous = "{ marker: __typename releases(first: 1) { totalCount } }"
    assert log.post(query=anonymous, extensions=hashed(sha(anonymous))).status_code == 200
    # whatever came before it would be there by now
    log.gateway.wait_for(f"sha256:{sha(anonymous)}")
    told = {orjson.loads(line)["document_id"] for line in log.gateway.lines if "document not trusted" in line}
    assert told <= {f"sha256:{sha(text)}" for text in (anonymous, AD_HOC)}


@pytest.mark.parametrize("introspection", [True, False])
async def test_what_is_told_is_what_would_be_refused(settings: Settings, folder: Path, introspection: bool) -> None:
    """Also of the schema: whoever may not ask for it is refused even the name of the root."""
    chosen = {"document_manifest": folder, "introspection": introspection}
    for text in ("{ __typename }", INTROSPECTION, RELEASES, AD_HOC):
        answered = {}
        for mode in ("trusted", "log"):
            async with doors.open_doors(settings.model_copy(update={**chosen, "documents": mode})) as opened:
                logs.configure("info", "json")
                with capture_logs() as lines:
                    reply = await opened.graphql(text)
                answered[mode] = (codes(reply) if "errors" in reply.json else []), len(lines)
        refused = answered["trusted"][0] == ["DOCUMENT_NOT_TRUSTED"]
        assert answered["log"][1] == refused == (text == AD_HOC or (text != RELEASES and not introspection))


def test_in_log_mode_nothing_is_registered(log: Served) -> None:
    assert code(log.post(extensions=hashed(sha(AD_HOC)))) == (404, "PERSISTED_QUERY_NOT_FOUND")


# --- open -------------------------------------------------------------------------------------------------------------


def test_any_document_is_answered_and_none_is_kept(open_: Served) -> None:
    assert open_.post(query=AD_HOC, extensions=hashed(sha(AD_HOC))).status_code == 200
    # Apollo's clients do not try again then
    for reply in (open_.post(extensions=hashed(sha(AD_HOC))), open_.get(extensions=hashed(sha(AD_HOC)))):
        assert code(reply) == (400, "PERSISTED_QUERY_NOT_SUPPORTED")
        assert reply.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    assert code(open_.post(documentId=sha(AD_HOC))) == (404, "PERSISTED_QUERY_NOT_FOUND")
    assert code(open_.post(query=AD_HOC, documentId=sha(RELEASE))) == (400, "DOCUMENT_ID_MISMATCH")


# --- automatic --------------------------------------------------------------------------------------------------------


def test_a_document_is_registered_by_its_hash(automatic: Served) -> None:
    miss = automatic.post(extensions=hashed(sha(RELEASE)), variables=ID)
    assert code(miss) == (404, "PERSISTED_QUERY_NOT_FOUND")
    assert (miss.json()["errors"][0]["message"], miss.headers["cache-control"]) == (
        "PersistedQueryNotFound",
        "no-store",
    )
    legacy = automatic.post(LEGACY, extensions=hashed(sha(RELEASE)), variables=ID)
    assert (legacy.status_code, legacy.json()) == (200, miss.json())
    assert automatic.post(query=RELEASE, extensions=hashed(sha(RELEASE)), variables=ID).json() == TITLE
    for named in ({"extensions": hashed(sha(RELEASE))}, {"documentId": f"sha256:{sha(RELEASE)}"}):
        for reply in (automatic.post(variables=ID, **named), automatic.get(variables=ID, **named)):
            assert (reply.status_code, reply.json()) == (200, TITLE)


NOT_REGISTERED = [
    ("{", 400, "DOCUMENT_SYNTAX"),
    ("{ nothing }", 422, "FIELD_UNKNOWN"),
    ("{ __typename " + "x" * 20_000 + " }", 422, "DOCUMENT_TOO_LARGE"),
    ("{ " + " ".join(f"a{n}: __typename" for n in range(11)) + " }", 422, "ROOT_FIELD_LIMIT"),
]


@pytest.mark.parametrize(("text", "status", "expected"), NOT_REGISTERED)
def test_only_what_could_be_asked_is_registered(automatic: Served, text: str, status: int, expected: str) -> None:
    assert code(automatic.post(query=text, extensions=hashed(sha(text)))) == (status, expected)
    assert code(automatic.post(extensions=hashed(sha(text)))) == (404, "PERSISTED_QUERY_NOT_FOUND")


def test_nobody_registers_a_document_under_the_hash_of_another(automatic: Served) -> None:
    for id_ in (sha(RELEASES), UNKNOWN, "", "x", sha(AD_HOC).upper(), sha(AD_HOC) + "\n", "x" * 100_000):
        reply = automatic.post(query=AD_HOC, extensions=hashed(id_))
        assert code(reply) == (400, "DOCUMENT_ID_MISMATCH")
        assert code(automatic.post(extensions=hashed(id_))) == (404, "PERSISTED_QUERY_NOT_FOUND")
    assert code(automatic.post(query=AD_HOC, documentId="mine")) == (404, "PERSISTED_QUERY_NOT_FOUND")


def test_a_registered_mutation_is_not_asked_with_get(automatic: Served) -> None:
    automatic.post(query=REVIEW, extensions=hashed(sha(REVIEW)), variables={"id": "Review:0"})
    reply = automatic.get(extensions=hashed(sha(REVIEW)), variables={"id": "Review:0"})
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST, OPTIONS")


# --- a manifest that changes ------------------------------------------------------------------------------------------


def test_a_manifest_is_read_again_without_a_restart(settings: Settings, tmp_path: Path) -> None:
    path = manifests.write(tmp_path / "m.json", manifests.relay(RELEASE))
    chosen = {"GATEWAY_DOCUMENTS": "trusted", "GATEWAY_DOCUMENT_MANIFEST": str(path)}
    with serving(settings.var, **chosen) as served:
        assert code(served.post(documentId=relay_id(RELEASES))) == (404, "PERSISTED_QUERY_NOT_FOUND")
        manifests.write(path, manifests.relay(RELEASES))
        served.gateway.wait_for("the manifest was read again")
        assert served.post(documentId=relay_id(RELEASES)).status_code == 200
        assert code(served.post(documentId=relay_id(RELEASE), variables=ID)) == (404, "PERSISTED_QUERY_NOT_FOUND")
        manifests.write(path, b"{")
        line = orjson.loads(served.gateway.wait_for("cannot be used"))
        assert line["problems"].startswith("m.json: ")
        assert served.post(documentId=relay_id(RELEASES)).status_code == 200
