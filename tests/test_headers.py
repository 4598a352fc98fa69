"""Headers by name: what several lines of one header mean, to whoever asks for it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.headers import headers_of

LINES = st.lists(st.tuples(st.sampled_from([b"accept", b"cookie", b"host", b"x-any"]), st.binary(max_size=4)))


@given(LINES)
def test_several_lines_mean_all_of_them(lines: list[tuple[bytes, bytes]]) -> None:
    found = headers_of({"type": "http", "headers": lines})
    assert found.keys() == {name for name, _ in lines}
    for name, value in found.items():
        said = [value for other, value in lines if other == name]
        assert value == b", ".join(said)
        assert (name in found.repeated) == (len(said) > 1)


def test_they_are_read_once() -> None:
    scope = {"type": "http", "headers": [(b"accept", b"a")]}
    assert headers_of(scope) is headers_of(scope)
