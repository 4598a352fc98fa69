import zlib

import brotli
import pytest
import zstandard

from gateway.http.codings import CODINGS, negotiated

READERS = {
    b"zstd": lambda data: zstandard.ZstdDecompressor().stream_reader(data).read(),
    b"br": brotli.decompress,
    b"gzip": lambda data: zlib.decompress(data, 31),
}


@pytest.mark.parametrize(
    ("accepted", "name"),
    [
        (b"gzip", b"gzip"),
        (b"GZip", b"gzip"),
        (b"x-gzip", b"gzip"),
        (b"gzip, deflate", b"gzip"),
        (b"gzip, deflate, br", b"br"),
        (b"gzip, deflate, br, zstd", b"zstd"),
        (b"gzip;q=1.0, br;q=0.9, zstd;q=0.8", b"gzip"),
        (b"br ; Q=0.5 , gzip;q=0.501", b"gzip"),
        (b"gzip;q=0.001", b"gzip"),
        (b"*", b"zstd"),
        (b"*;q=0.1, gzip", b"gzip"),
        (b"zstd;q=0, *", b"br"),
        (b"identity, gzip", b"gzip"),
        (b"identity;q=0.5, gzip;q=0.4", None),
        (b"identity;q=0, gzip", b"gzip"),
        (b"identity;q=0, *;q=0", None),
        (b"gzip;q=0", None),
        (b"gzip;q=0.000", None),
        (b"*;q=0", None),
        (b"", None),
        (b",", None),
        (b"identity", None),
        (b"deflate, compress", None),
        (b"gzip;q=2", None),
        (b"gzip;q=1.001", None),
        (b"gzip;q=0.0001", None),
        (b"gzip;q=-1", None),
        (b"gzip;q=nan", None),
        (b"gzip;q=1e0", None),
        (b"gzip;q=", None),
        (b"gzipped", None),
        (b"\xff\xfe;q=\xb2", None),
        (b";;;===", None),
    ],
)
def test_what_a_client_prefers_is_taken(accepted, name):
    coding = negotiated(accepted)
    assert (None if coding is None else coding.name) == name


@pytest.mark.parametrize("coding", CODINGS, ids=lambda coding: coding.name.decode())
def test_each_part_can_be_read_before_the_next_one_is_made(coding):
    parts = [b"first ", b"", b"second" * 1000, b" and last"]
    encoder, sent, read = coding.encoder(), b"", b""
    reader = {
        b"zstd": lambda: zstandard.ZstdDecompressor().decompressobj().decompress,
        b"br": lambda: brotli.Decompressor().process,
        b"gzip": lambda: zlib.decompressobj(31).decompress,
    }[coding.name]()
    for part in parts[:-1]:
        made = encoder(part, False)
        sent, read = sent + made, read + reader(made)
        assert read.endswith(part)
    sent += encoder(parts[-1], True)
    assert READERS[coding.name](sent) == b"".join(parts)
