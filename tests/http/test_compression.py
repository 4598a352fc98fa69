"""Compressed answers of a real server, read by hand."""

from typing import Any
from urllib.parse import urlencode

import pytest

from gateway.http.answer import ANSWER, Answer
from gateway.http.compression import Compression
from tests.http.raw import connection, exchange, get
from tests.http.test_codings import READERS

JSON = "application/json"
GZIP = b"Accept-Encoding: gzip"
CODED = [b"gzip", b"br", b"zstd"]


def shaped(size: int = 5000, kind: str = JSON, **said: str) -> bytes:
    headers = {name.replace("_", "-"): value for name, value in said.items()}
    return b"/shaped?" + urlencode({"bytes": size, "content-type": kind, **headers}).encode()


def varied(reply) -> set[str]:
    return set(reply.headers.get("vary", "").split(", "))


@pytest.mark.parametrize("coding", CODED)
@pytest.mark.parametrize("size", [1024, 5000, 65_536, 65_537, 3_000_000])
def test_an_answer_is_what_it_was(probe, coding, size):
    plain = get(probe.port, shaped(size))
    reply = get(probe.port, shaped(size), b"Accept-Encoding: " + coding)
    assert reply.headers["content-encoding"] == coding.decode()
    assert int(reply.headers["content-length"]) == len(reply.body) < size == len(plain.body)
    assert READERS[coding](reply.body) == plain.body
    assert varied(reply) == varied(plain) == {"Accept-Encoding", "Origin"}


@pytest.mark.parametrize("coding", CODED)
def test_a_streamed_answer_is_a_stream(probe, coding):
    path = shaped(200_000, parts="7")
    reply = get(probe.port, path, b"Accept-Encoding: " + coding)
    assert reply.headers["content-encoding"] == coding.decode() and "content-length" not in reply.headers
    assert READERS[coding](reply.body) == get(probe.port, path).body


@pytest.mark.parametrize("coding", CODED)
def test_a_part_does_not_wait_for_the_next_one(probe, coding):
    read = b""
    with connection(probe.port) as sock:
        sock.sendall(
            b"POST /until_body_ends HTTP/1.1\r\nHost: a\r\nX-Kind: application/json\r\n"
            b"Content-Length: 2\r\nAccept-Encoding: " + coding + b"\r\n\r\na"
        )
        while b"\r\n\r\n" not in read or not read.partition(b"\r\n\r\n")[2]:
            read += sock.recv(4096)
        assert b"content-encoding: " + coding in read
        sock.sendall(b"b")
        while not read.endswith(b"0\r\n\r\n"):
            read += sock.recv(4096)
    body, rest = b"", read.partition(b"\r\n\r\n")[2]
    while (length := int(rest.partition(b"\r\n")[0], 16)) > 0:
        rest = rest.partition(b"\r\n")[2]
        body, rest = body + rest[:length], rest[length + 2 :]
    assert READERS[coding](body) == b"abend"


@pytest.mark.parametrize(
    "path",
    [
        shaped(1023),
        shaped(0),
        shaped(kind="text/html"),
        shaped(kind="TEXT/HTML; charset=utf-8"),
        shaped(kind="image/png"),
        shaped(kind="text/event-stream"),
        shaped(kind=""),
        shaped(set_cookie="a=b"),
        shaped(content_encoding="br"),
        shaped(cache_control="no-transform, private"),
        b"/page",
        b"/who",
    ],
)
def test_what_is_small_or_secret_or_compressed_already_is_left_as_it_is(probe, path):
    plain, reply = get(probe.port, path), get(probe.port, path, GZIP)
    assert reply.headers.get("content-encoding") == plain.headers.get("content-encoding")
    assert len(reply.body) == len(plain.body) and varied(reply) == {"Origin"}


@pytest.mark.parametrize(
    "kind", ["application/problem+json", "application/graphql-response+json; charset=utf-8", "text/csv"]
)
def test_media_types_of_both_doors_are_compressed(probe, kind):
    assert get(probe.port, shaped(kind=kind), GZIP).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("accepted", [b"", b"identity", b"gzip;q=0", b"deflate", b"gzip, " + b"a" * 300])
def test_who_does_not_take_it_gets_it_as_it_is(probe, accepted):
    reply = get(probe.port, shaped(), b"Accept-Encoding: " + accepted)
    assert "content-encoding" not in reply.headers and len(reply.body) == 5000
    assert "Accept-Encoding" in varied(reply)


@pytest.mark.parametrize(
    ("headers", "compressed"),
    [
        ([b"Cookie: session=x"], False),
        ([b"Cookie: session=x", b"Sec-Fetch-Site: cross-site"], False),
        ([b"Cookie: session=x", b"Sec-Fetch-Site: same-site"], False),
        ([b"Cookie: session=x", b"Sec-Fetch-Site: none"], False),
        ([b"Cookie: session=x", b"Sec-Fetch-Site: same-origin"], True),
        ([b"Authorization: Bearer x", b"Sec-Fetch-Site: cross-site"], True),
    ],
)
def test_another_site_learns_nothing_from_how_long_an_answer_to_a_cookie_is(probe, headers, compressed):
    reply = get(probe.port, shaped(), GZIP, *headers)
    assert ("content-encoding" in reply.headers) == compressed


def test_head_is_get_without_a_body(probe):
    for path in (shaped(etag='"x"'), shaped(1023, etag='"x"'), shaped(kind="text/html", etag='"x"')):
        got = get(probe.port, path, GZIP).headers
        headed = exchange(probe.port, b"HEAD " + path + b" HTTP/1.1\r\nHost: a\r\n" + GZIP + b"\r\n\r\n")
        own = {"x-request-id", "date", "content-length"}
        assert headed.body == b"" and "transfer-encoding" not in headed.headers
        assert headed.headers.items() - {(name, headed.headers.get(name)) for name in own} == got.items() - {
            (name, got.get(name)) for name in own
        }
        # the length of a compressed answer is known when it is made
        assert headed.headers.get("content-length") in {None, got["content-length"]}


@pytest.mark.parametrize(("tag", "marked"), [('"x"', '"x.gzip"'), ('W/"x"', 'W/"x"'), ('""', '".gzip"')])
def test_a_strong_entity_tag_is_that_of_one_representation(probe, tag, marked):
    assert get(probe.port, shaped(etag=tag), GZIP).headers["etag"] == marked
    assert get(probe.port, shaped(etag=tag)).headers["etag"] == tag
    assert get(probe.port, shaped(10, etag=tag), GZIP).headers["etag"] == tag


def test_vary_of_the_application_is_kept(probe):
    assert varied(get(probe.port, shaped(vary="Accept"), GZIP)) == {"Accept", "Accept-Encoding", "Origin"}
    assert varied(get(probe.port, shaped(vary="accept-encoding, Accept"), GZIP)) == {
        "accept-encoding",
        "Accept",
        "Origin",
    }
    assert varied(get(probe.port, shaped(vary="*"), GZIP)) == {"*"}


def test_an_answer_that_is_given_up_is_known_to_be_incomplete(probe):
    for accepted in (b"identity", b"gzip"):
        with connection(probe.port) as sock:
            sock.sendall(b"GET /given_up HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + accepted + b"\r\n\r\n")
            read = b"".join(iter(lambda: sock.recv(4096), b""))
        assert read.startswith(b"HTTP/1.1 200") and not read.endswith(b"0\r\n\r\n")


def test_others_are_answered_while_a_large_answer_is_compressed(probe):
    path = shaped(8_000_000)
    with connection(probe.port) as large, connection(probe.port) as small:
        large.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n" + GZIP + b"\r\n\r\n")
        large.setblocking(False)
        answered, read = 0, b""
        while not read:
            small.sendall(b"GET /cached HTTP/1.1\r\nHost: a\r\n\r\n")
            assert small.recv(4096).startswith(b"HTTP/1.1 304")
            answered += 1
            try:
                read = large.recv(4096)
            except BlockingIOError:
                continue
    assert read.startswith(b"HTTP/1.1 200")
    # of the one that waited while the body was made, and one that came just then, nothing is proven
    assert answered > 4


async def test_what_does_not_say_how_short_it_is_is_left_as_it_is():
    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", JSON.encode())]})
        await send({"type": "http.response.body", "body": b"{}"})

    sent = []

    async def send(message):
        sent.append(message)

    answer = Answer(send)
    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, ANSWER: answer}
    await Compression(app, ("/",))(scope, app, answer)  # type: ignore[arg-type]  # it is never called
    start, body = sent
    assert body["body"] == b"{}" and b"content-encoding" not in dict(start["headers"])


async def test_an_empty_part_is_sent_as_well():
    """With it an application sends the head before it has a body."""
    sent: list[Any] = []
    at_the_first: list[Any] = []

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", JSON.encode())]})
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        at_the_first.extend(sent)
        await send({"type": "http.response.body", "body": b"{}"})

    async def send(message):
        sent.append(message)

    answer = Answer(send)
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"accept-encoding", b"gzip")], ANSWER: answer}
    await Compression(app, ("/",))(scope, app, answer)  # type: ignore[arg-type]  # it is never called
    start, first, last = sent
    assert at_the_first == [start, first] and (b"content-encoding", b"gzip") in start["headers"]
    assert (first["body"], first["more_body"], last["more_body"]) == (b"", True, False)
    assert READERS[b"gzip"](last["body"]) == b"{}"
