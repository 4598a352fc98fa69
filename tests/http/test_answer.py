"""The one place through which an answer goes out, whoever else is in its way."""

from __future__ import annotations

import gc
from typing import Any

import orjson
import pytest
from starlette.types import Message, Receive, Scope, Send

from gateway.http.answer import ANSWER, Answer, answer_of
from gateway.http.headers import DEFAULTS
from gateway.http.stack import middlewares
from gateway.settings import load_settings
from tests.http.probe import GOOD
from tests.http.raw import connection, get

STATUS = {"who": 200, "unexpected": 500, "torii/forbidden": 403, "torii/unexpected": 500}
ID = b"X-Request-Id: " + b"i" * 20


@pytest.mark.parametrize(("path", "status"), STATUS.items())
def test_an_application_within_ours_answers_as_ours_does(probe, path, status):
    reply = get(probe.port, b"/within/" + path.encode(), ID, b"Origin: " + GOOD.encode())
    assert reply.status == status
    assert reply.headers.items() >= {(name.decode(), value.decode()) for name, value in DEFAULTS}
    assert reply.headers["access-control-allow-origin"] == GOOD and reply.headers["x-request-id"] == "i" * 20
    # what is wrapped is not left out
    answered = status == 200 or path.startswith("torii/")
    assert ("x-remark" in reply.headers) == answered
    if path.startswith("torii/"):
        assert reply.json["instance"] == "urn:request:" + "i" * 20


@pytest.mark.parametrize("path", [b"/within/shaped", b"/within/torii/shaped"])
def test_what_an_application_within_ours_streams_is_compressed_once(probe, path):
    shape = b"?bytes=5000&parts=3&content-type=application/json"
    reply = get(probe.port, path + shape, b"Accept-Encoding: gzip")
    assert (reply.status, reply.headers["content-encoding"], reply.headers["x-remark"]) == (200, "gzip", "passed")
    assert reply.headers["vary"].lower().count("accept-encoding") == 1


def test_nobody_is_answered_twice(probe):
    with connection(probe.port) as sock:
        request_id = b"twice-twice-twice-twice"
        sock.sendall(
            b"GET /twice HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: " + request_id + b"\r\n\r\n"
        )
        received = b"".join(iter(lambda: sock.recv(4096), b""))
    assert received.startswith(b"HTTP/1.1 200") and received.endswith(b"\r\n\r\nfirst")
    assert received.count(b"HTTP/1.1") == received.count(request_id) == 1
    assert orjson.loads(probe.wait_for('"unexpected error"'))["level"] == "error"


class Sink:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, message: Message) -> None:
        self.sent.append(message)


async def test_who_is_nearer_to_the_application_comes_first() -> None:
    sink = Sink()
    answer = Answer(sink.send, (b"x-last", b"1"))
    answer.finishing.append(lambda status, headers: headers.append((b"x-outer", b"%d" % (status + len(headers)))))
    answer.finishing.append(lambda _status, headers: headers.append((b"x-inner", b"")))
    assert (answer.begun, answer.status) == (False, 0)
    own = [(b"x-own", b"")]
    await answer({"type": "http.response.start", "status": 200, "headers": own})
    await answer({"type": "http.response.body", "body": b"ab", "more_body": True})
    await answer({"type": "http.response.body", "body": b"c"})
    assert (answer.begun, answer.status, answer.size, own) == (True, 200, 3, [(b"x-own", b"")])
    assert sink.sent[0]["headers"] == [*own, (b"x-inner", b""), (b"x-outer", b"202"), (b"x-last", b"1")]


async def test_nothing_of_a_request_waits_for_the_collector() -> None:
    """It would be found later, all at once, by one who is asked just then."""

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        assert answer_of(scope) is send
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    stack: Any = app
    for each in reversed(middlewares(load_settings())):
        stack = each.cls(stack, *each.args, **each.kwargs)
    sink = Sink()
    scope: dict[str, Any] = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"a")], "receive": sink.send,
    }  # fmt: skip
    gc.collect()
    gc.disable()
    try:
        await stack(scope, sink.send, sink.send)
        assert ANSWER not in scope and sink.sent[0]["status"] == 200
        del scope
        assert not [found for found in gc.get_objects() if isinstance(found, Answer)]
    finally:
        gc.enable()


async def test_a_socket_has_a_request_id_and_no_answer() -> None:
    found = list[Scope]()

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        found.append(scope)
        await send({"type": "websocket.close"})

    stack: Any = app
    for each in reversed(middlewares(load_settings())):
        stack = each.cls(stack, *each.args, **each.kwargs)
    sink = Sink()
    await stack({"type": "websocket", "path": "/", "headers": []}, sink.send, sink.send)
    assert found[0]["request_id"] == found[0]["state"]["request_id"] and ANSWER not in found[0]
    assert sink.sent == [{"type": "websocket.close"}]
