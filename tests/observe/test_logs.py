import logging

import orjson
import pytest
import structlog

from gateway.observe import logs
from tests.http.raw import get


@pytest.fixture
def lines(capsysbinary):
    logs.configure("info", "json")
    yield lambda: [orjson.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    logging.getLogger().handlers.clear()


def test_the_standard_librarys_loggers_write_the_same_lines(lines):
    logging.getLogger("some.library").warning("%s is odd", "this")
    logging.getLogger("some.library").debug("not this")
    (line,) = lines()
    assert (line["level"], line["event"], line["logger"]) == ("warning", "this is odd", "some.library")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_is_one_line_of_bounded_length(lines):
    try:
        raise ValueError("x" * 50_000 + "\nthe end")
    except ValueError:
        logging.getLogger("a").exception("y" * 50_000)
    (line,) = lines()
    assert line["exception"].endswith("the end")
    assert len(orjson.dumps(line)) < 13_000


def test_what_json_does_not_know_is_written_somehow(lines):
    structlog.get_logger().info("event", odd={1, 2}, raw=b"\xff", lone="\ud800", large=2**70)
    (line,) = lines()
    assert (line["odd"], line["lone"]) == ("{1, 2}", "?")


def test_people_may_have_text(capsysbinary):
    logs.configure("info", "text")
    structlog.get_logger().info("hello", who="you")
    assert b"hello" in capsysbinary.readouterr().out
    logging.getLogger().handlers.clear()


def test_a_request_is_one_line_without_its_secrets(probe):
    get(
        probe.port,
        b"/who?access_token=s3cret-in-query",
        b"Authorization: Bearer s3cret-token",
        b"Cookie: session=s3cret-cookie",
        b"X-Request-Id: secrets-are-not-logged",
    )
    line = orjson.loads(probe.wait_for('"request_id":"secrets-are-not-logged"'))
    assert line["path"] == "/who" and line["status"] == 200 and line["ms"] >= 0 and line["bytes"] > 0
    assert "s3cret" not in "".join(probe.lines)


HOSTILE = [b"/%0a%7b%22level%22:%22critical%22%7d", b"/%22%5c%00", b"/%e2%80%a8", b"/%ff%fe", b"/%1b[31m"]


@pytest.mark.parametrize("path", HOSTILE)
def test_no_path_breaks_a_line(probe, path):
    request_id = get(probe.port, path).headers["x-request-id"]
    line = probe.wait_for(request_id)
    assert orjson.loads(line)["event"] == "request"


def test_every_line_of_the_server_is_json(probe):
    assert get(probe.port).status == 200
    assert all(orjson.loads(line)["timestamp"] for line in [*probe.lines])
