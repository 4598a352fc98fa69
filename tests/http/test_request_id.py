import re

import orjson
import pytest

from tests.http.raw import get

OURS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

WELL_FORMED = [
    b"a" * 20,
    b"Z" * 200,
    b"0123456789abcdefABCD",
    b"3f8c2c7e-7a3e-4a57-9e0c-0c9d2f3b1a77",
    b"ab+/=cdefghijklmnopq",
]
ILL_FORMED = [
    b"",
    b"a" * 19,
    b"a" * 201,
    b"a" * 20 + b" b",
    b"a" * 20 + b"_",
    b'aaaaaaaaaaaaaaaaaaaa"',
    b'","level":"critical","x":"',
    b"aaaaaaaaaaaaaaaaaaaa\\n",
    b"aaaaaaaaaaaaaaaaaaaa%0a%0d",
    b"aaaaaaaaaaaaaaaaaaaa\t{}",
    b"aaaaaaaaaaaaaaaaaaaa\x85next",
    "ａａａａａａａａａａａａａａａａａａａａ".encode(),
    b"\xff" * 20,
    b"\xe2\x80\xa8" * 8,
    b"${jndi:ldap://aaaaaaaaaaaaaaaa}",
    b"aaaaaaaaaaaaaaaaaaaa;DROP",
    b"'; --aaaaaaaaaaaaaaaaaaaa",
    b"<script>aaaaaaaaaaaaaaaaaaaa",
    b"aaaaaaaaaaaaaaaaaaaa\x1b[31m".replace(b"\x1b", b"^"),
]


@pytest.mark.parametrize("given", WELL_FORMED)
def test_a_well_formed_id_is_kept_everywhere(probe, given):
    answer = get(probe.port, b"/who", b"X-Request-Id: " + given)
    assert answer.headers["x-request-id"] == given.decode()
    assert answer.body.startswith(given + b" ")
    assert orjson.loads(probe.wait_for('"request_id":"' + given.decode()))["event"] == "request"


@pytest.mark.parametrize("given", ILL_FORMED)
def test_an_ill_formed_id_is_replaced_and_reaches_no_log_line(probe, given):
    answer = get(probe.port, b"/who", b"X-Request-Id: " + given)
    assert answer.status == 200
    request_id = answer.headers["x-request-id"]
    assert OURS.fullmatch(request_id)
    line = probe.wait_for(request_id)
    assert orjson.loads(line).keys() >= {"request_id", "timestamp", "level", "event"}
    assert orjson.loads(line)["level"] == "info"
    assert not given or given.decode("latin-1") not in line


def test_of_two_ids_neither_is_believed(probe):
    answer = get(probe.port, b"/who", b"X-Request-Id: " + b"a" * 20, b"X-Request-Id: " + b"b" * 20)
    assert OURS.fullmatch(answer.headers["x-request-id"])


def test_every_request_has_an_id_of_its_own(probe):
    assert len({get(probe.port).headers["x-request-id"] for _ in range(20)}) == 20


@pytest.mark.parametrize("path", [b"/forbidden", b"/unexpected", b"/nowhere", b"/late"])
def test_a_problem_names_its_request(probe, path):
    answer = get(probe.port, path, b"X-Request-Id: " + b"c" * 25)
    assert answer.headers["x-request-id"] == "c" * 25
    assert answer.json["instance"] == "urn:request:" + "c" * 25
