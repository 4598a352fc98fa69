from tests.http.raw import answer, connection, get


def test_no_answer_in_time_is_503_and_may_be_tried_again(probe):
    reply = get(probe.port, b"/late")
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (503, "DEADLINE_EXCEEDED", "1")


def test_a_body_that_does_not_arrive_is_408(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        reply = answer(sock)
    assert (reply.status, reply.json["code"], reply.headers["connection"]) == (408, "REQUEST_TIMEOUT", "close")


def test_an_answer_that_has_begun_may_take_longer(probe):
    with connection(probe.port) as sock:
        sock.sendall(b"POST /until_body_ends HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        assert sock.recv(10_000).startswith(b"HTTP/1.1 200")
        # a request that runs into the deadline takes at least that long
        assert get(probe.port, b"/late").status == 503
        sock.sendall(b"b")
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += sock.recv(4096)
    assert b"b" in received and b"end" in received
