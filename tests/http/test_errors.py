import orjson
import pytest
from starlette.exceptions import HTTPException

from gateway import errors
from gateway.errors import GatewayError
from gateway.http.problem import BY_STATUS, from_framework, problem
from tests.http.raw import connection, exchange, get, post


def all_errors(kind=GatewayError):
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from all_errors(child)


REGISTERED = {
    "BUDGET_EXCEEDED": "https://iana.org/assignments/http-problem-types#quota-exceeded",
    "OVERLOADED": "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
}


@pytest.mark.parametrize("kind", list(all_errors()), ids=lambda kind: kind.code)
def test_every_error_has_a_problem(kind):
    status, headers, body = problem(kind(), "id")
    members = orjson.loads(body)
    assert status == members["status"] == kind.status
    assert members == {
        "type": REGISTERED.get(kind.code, f"urn:torii:error:{kind.code}"),
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "instance": "urn:request:id",
        "code": kind.code,
    }
    assert dict(headers) == {b"content-type": b"application/problem+json", b"content-length": b"%d" % len(body)}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (b"/forbidden", 403, "FORBIDDEN"),
        (b"/unauthenticated", 401, "TOKEN_MISSING"),
        (b"/unexpected", 500, "INTERNAL"),
        (b"/own_timeout", 500, "INTERNAL"),
        (b"/late", 503, "DEADLINE_EXCEEDED"),
        (b"/nowhere", 404, "NOT_FOUND"),
        (b"/who/", 404, "NOT_FOUND"),
    ],
)
def test_what_goes_wrong_is_a_problem(probe, path, status, code):
    answer = get(probe.port, path)
    assert (answer.status, answer.json["status"], answer.json["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_detail_hint_pointer_and_headers_are_told(probe):
    told = get(probe.port, b"/forbidden").json
    assert (told["detail"], told["hint"], told["pointer"]) == ("Not you.", "Ask somebody else.", "release.price")
    assert get(probe.port, b"/unauthenticated").headers["www-authenticate"] == "Bearer"


def test_the_wrong_method_is_told_the_right_ones(probe):
    answer = exchange(probe.port, b"DELETE /who HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (answer.status, answer.json["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_the_frameworks_own_validation_is_a_problem(probe):
    answer = post(probe.port, b"/number?n=x", b'["a"]', b"Content-Type: application/json", b"Content-Length: 5")
    assert (answer.status, answer.json["code"], answer.json["pointer"]) == (422, "VALUE_INVALID", "query.n")


def test_what_reading_a_body_raises_is_not_hidden_by_the_framework(probe):
    body = b"3e9\r\n" + b"[" * 0x3E9 + b"\r\n0\r\n\r\n"
    answer = post(probe.port, b"/number?n=1", body, b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    assert (answer.status, answer.json["code"]) == (413, "BODY_TOO_LARGE")


def test_an_unexpected_error_is_logged_and_not_told(probe):
    answer = get(probe.port, b"/unexpected", b"X-Request-Id: unexpected-unexpected-1")
    assert b"bug" not in answer.body and b"Zero" not in answer.body
    logged = orjson.loads(probe.wait_for('"unexpected error"'))
    assert "ZeroDivisionError: the bug" in logged["exception"]
    assert "hunter2" not in "".join(probe.lines)


def test_an_answer_that_breaks_off_is_seen_to_be_incomplete(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"GET /broken_off HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b"".join(iter(lambda: sock.recv(4096), b""))
    assert b"200 OK" in received and b"begun" in received
    assert not received.endswith(b"0\r\n\r\n")
    assert "the bug after the start" in probe.wait_for("the bug after the start")


def test_a_status_without_an_error_of_its_own_gets_its_familys():
    assert from_framework(HTTPException(418)).code == "BAD_REQUEST"
    assert from_framework(HTTPException(507)).code == "INTERNAL"
    assert {from_framework(HTTPException(status)).status for status in BY_STATUS} == set(BY_STATUS)
