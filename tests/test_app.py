"""The whole application in a real server, from its settings alone."""

import pytest

from tests import servers
from tests.http.raw import get

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
