"""The whole application in a real server, from its settings alone."""

import pytest

from tests import servers
from tests.http.raw import exchange, get

SERVE = (
    "-c",
    """
from gateway.http.server import run
from gateway.settings import load_settings
run("gateway.app:create_app", load_settings(), host="127.0.0.1", workers=1)
""",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with servers.gateway(*SERVE, GATEWAY_VAR=str(tmp_path_factory.mktemp("var"))) as server:
        yield server
        assert server.stop() == 0


def test_the_bare_address_says_where_to_go(served):
    for place in get(served.port, b"/").json.values():
        assert get(served.port, place.encode()).status in {200, 400, 404, 405, 503}


@pytest.mark.parametrize("path", [b"/nowhere", b"/graphql/", b"/docs/", b"/openapi.json", b"/health", b"/api/v2"])
def test_what_is_not_there_is_a_problem(served, path):
    answer = get(served.port, path)
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json["instance"] == "urn:request:" + answer.headers["x-request-id"]


PLACES = ["/graphql", "/api/v1", "/api/v1/releases", "/api/v1/releases/1", "/health/live", "/oauth/token", "/", "/docs"]


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECT", "QUERY", "LINK"])
@pytest.mark.parametrize("path", PLACES)
def test_what_nobody_can_do_is_405_and_says_what_can_be_done(served, method, path):
    override = "X-HTTP-Method-Override: GET\r\nX-Secret: not-to-be-repeated\r\n"
    reply = exchange(served.port, f"{method} {path} HTTP/1.1\r\nHost: a\r\n{override}\r\n".encode())
    assert (reply.status, reply.json["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert reply.headers["allow"] and method not in reply.headers["allow"]
    assert b"repeated" not in reply.body


@pytest.mark.parametrize("line", ["FOO /graphql", "get /graphql", "GET graphql", "GET /gr\x00aphql", "GET"])
def test_what_is_no_request_is_400_in_our_own_shape(served, line):
    reply = exchange(served.port, f"{line} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert (reply.status, reply.json["code"]) == (400, "REQUEST_MALFORMED")


@pytest.mark.parametrize("path", ["/api/v1", "/graphql?query={__typename}", "/api/v1/openapi.json", "/health/live"])
@pytest.mark.parametrize("wanted", ["bytes=0-0", "bytes=5-", "bytes=" + ",".join(f"{n}-" for n in range(1000))])
def test_no_part_of_an_answer_can_be_asked_for(served, path, wanted):
    whole, part = get(served.port, path.encode()), get(served.port, path.encode(), b"Range: " + wanted.encode())
    assert (part.status, part.body) == (whole.status, whole.body) and whole.status == 200
    assert not {"content-range", "accept-ranges"} & part.headers.keys()


def test_live(served):
    assert get(served.port, b"/health/live").status == 200


def test_pages_are_there_in_development(served):
    assert get(served.port, b"/docs").status == get(served.port, b"/redoc").status == 200


def test_without_its_database_it_starts_lives_and_is_not_ready():
    # nothing listens on port 1
    with servers.gateway(*SERVE, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", GATEWAY_DOCS="false") as server:
        assert get(server.port, b"/health/live").status == 200
        assert get(server.port, b"/health/ready").status == 503
        assert get(server.port, b"/docs").status == 404
        assert server.stop() == 0


def test_with_its_database_it_is_ready(postgres):
    with servers.gateway(*SERVE, DATABASE_URL=postgres.url) as server:
        assert get(server.port, b"/health/ready").status == 200
        assert server.stop() == 0
