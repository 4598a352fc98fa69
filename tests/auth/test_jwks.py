"""Keys of other issuers: which are taken, and how they are fetched. Nothing sleeps: clock and network are injected."""

import asyncio
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.util import int_to_base64

from gateway.auth.issuers import Trust, trusted_issuer
from gateway.auth.jwks import JwksInvalid, RemoteKeys, read_jwks
from gateway.auth.tokens import Verifier
from gateway.errors import TokenInvalid

ISSUER = "https://id.example"
JWKS = "https://id.example/keys"
METADATA = f"{ISSUER}/.well-known/openid-configuration"
ES256 = frozenset({"ES256"})


def published(*keys):
    return {"keys": [key.as_dict(private=False) for key in keys]}


def key(kid, curve="P-256"):
    return ECKey.generate_key(curve, {"kid": kid})


@pytest.fixture
def remote(documents, clock):
    return RemoteKeys(ISSUER, JWKS, ES256, documents, clock)


async def test_an_issuer_s_token_is_verified_with_fetched_keys(world, documents, clock):
    documents.by_address[JWKS] = published(world.partner)
    trust = Trust(issuer=world.partner_issuer, jwks_uri=JWKS)
    verifier = Verifier([trusted_issuer(trust, world.audience, documents, clock)], clock=clock)
    assert documents.requests == []
    assert (await verifier.verify(world.partner_token())).id == f"{world.partner_issuer}|42"
    await verifier.verify(world.partner_token(jti="j-2"))
    assert documents.requests == [JWKS]


async def test_an_issuer_that_is_down_is_a_refusal_and_no_storm(world, documents, clock):
    trust = Trust(issuer=world.partner_issuer, jwks_uri=JWKS)
    verifier = Verifier([trusted_issuer(trust, world.audience, documents, clock)], clock=clock)
    for _ in range(5):
        with pytest.raises(TokenInvalid):
            await verifier.verify(world.partner_token())
    assert len(documents.requests) == 1
    documents.by_address[JWKS] = published(world.partner)
    clock.now += 30
    assert (await verifier.verify(world.partner_token())).id == f"{world.partner_issuer}|42"


@pytest.mark.parametrize(
    "change", [{"alg": "none"}, {"alg": "ES256"}, {"kid": "k" * 300}, {"typ": "JWT"}, {"crit": ["x"]}], ids=str
)
async def test_a_token_that_cannot_be_right_fetches_nothing(world, documents, clock, change):
    documents.by_address[JWKS] = published(world.partner)
    trust = Trust(issuer=world.partner_issuer, jwks_uri=JWKS, algorithms=("RS256",))
    verifier = Verifier([trusted_issuer(trust, world.audience, documents, clock)], clock=clock)
    header = world.header(**{"alg": "RS256", **change})
    with pytest.raises(TokenInvalid):
        await verifier.verify(world.sign(header, world.claims(iss=world.partner_issuer)))
    assert documents.requests == []


async def test_a_new_kid_is_fetched_once(remote, documents, clock):
    old, new = key("old"), key("new")
    documents.by_address[JWKS] = published(old)
    assert await remote.find("old", "ES256")
    documents.by_address[JWKS] = published(new, old)
    clock.now += 31
    found = await asyncio.gather(*(remote.find("new", "ES256") for _ in range(50)))
    assert all(one is not None for one in found)
    assert await remote.find("old", "ES256")
    assert len(documents.requests) == 2


async def test_unknown_kids_have_a_turn_every_30_s(remote, documents, clock):
    documents.by_address[JWKS] = published(key("known"))
    await remote.find("known", "ES256")
    for number in range(100):
        assert await remote.find(f"guess-{number}", "ES256") is None
    assert len(documents.requests) == 1
    clock.now += 29.9
    assert await remote.find("guess", "ES256") is None
    assert len(documents.requests) == 1
    clock.now += 0.1
    assert await remote.find("guess", "ES256") is None
    assert len(documents.requests) == 2


async def test_known_keys_do_not_wait_for_a_fetch(documents, clock):
    gate = asyncio.Event()

    async def slow(address):
        if documents.requests:
            await gate.wait()
        return await documents(address)

    remote = RemoteKeys(ISSUER, JWKS, ES256, slow, clock)
    documents.by_address[JWKS] = published(key("known"))
    first = await remote.find("known", "ES256")
    documents.by_address[JWKS] = published(key("other"))
    clock.now += 600
    assert await remote.find("known", "ES256") is first
    gate.set()
    assert await remote.find("other", "ES256") is not None
    # and what the issuer has withdrawn is gone
    assert await remote.find("known", "ES256") is None
    assert len(documents.requests) == 2


async def test_old_keys_serve_for_a_day_while_the_issuer_is_down(remote, documents, clock):
    documents.by_address[JWKS] = published(key("known"))
    assert await remote.find("known", "ES256")
    del documents.by_address[JWKS]
    clock.now += 24 * 3600 - 1
    assert await remote.find("known", "ES256")
    clock.now += 1
    assert await remote.find("known", "ES256") is None
    clock.now += 60
    assert await remote.find("known", "ES256") is None
    documents.by_address[JWKS] = published(key("known"))
    clock.now += 60
    assert await remote.find("known", "ES256")


@pytest.mark.parametrize(
    "document",
    [
        b"<html>",
        b'{"keys": [{"kty": "EC"',
        b"[]",
        b'{"keys": {}}',
        b'{"keys": []}',
        b" " * 70_000 + json.dumps(published(key("unknown"))).encode(),
        json.dumps({"keys": [{"kty": "EC"}] * 101}).encode(),
    ],
    ids=["html", "cut", "array", "object", "empty", "large", "many"],
)
async def test_a_bad_document_does_not_replace_a_good_one(remote, documents, clock, document):
    documents.by_address[JWKS] = published(key("known"))
    assert await remote.find("known", "ES256")
    documents.by_address[JWKS] = document
    clock.now += 700
    assert await remote.find("unknown", "ES256") is None
    assert len(documents.requests) == 2
    assert await remote.find("known", "ES256")


async def test_a_request_that_goes_away_does_not_take_the_fetch_along(documents, clock):
    gate = asyncio.Event()

    async def slow(address):
        await gate.wait()
        return await documents(address)

    remote = RemoteKeys(ISSUER, JWKS, ES256, slow, clock)
    documents.by_address[JWKS] = published(key("known"))
    hasty = asyncio.create_task(remote.find("known", "ES256"))
    patient = asyncio.create_task(remote.find("known", "ES256"))
    await asyncio.sleep(0)
    hasty.cancel()
    gate.set()
    assert await patient is not None
    assert documents.requests == [JWKS]


async def test_keys_are_found_by_discovery(documents, clock):
    documents.by_address = {METADATA: {"issuer": ISSUER, "jwks_uri": JWKS}, JWKS: published(key("known"))}
    remote = RemoteKeys(ISSUER, None, ES256, documents, clock)
    assert await remote.find("known", "ES256")
    assert documents.requests == [METADATA, JWKS]


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": f"{ISSUER}/", "jwks_uri": JWKS},
        {"issuer": "https://evil.example", "jwks_uri": JWKS},
        {"issuer": ISSUER, "jwks_uri": "http://id.example/keys"},
        {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"},
        {"issuer": ISSUER},
        {"jwks_uri": JWKS},
        [],
    ],
    ids=str,
)
async def test_metadata_that_is_not_believed(documents, clock, metadata):
    documents.by_address = {METADATA: metadata, JWKS: published(key("known"))}
    assert await RemoteKeys(ISSUER, None, ES256, documents, clock).find("known", "ES256") is None
    assert documents.requests == [METADATA]


async def test_a_key_serves_the_algorithms_of_its_type_and_curve_only():
    algorithms = frozenset({"ES256", "ES384", "RS256", "PS256", "Ed25519", "EdDSA"})
    keys = [key("ec"), key("ec384", "P-384"), RSAKey.generate_key(2048, {"kid": "rsa"})]
    keys += [RSAKey.generate_key(2048, {"kid": "ps", "alg": "PS256"}), OKPKey.generate_key("Ed25519", {"kid": "ed"})]
    assert set(read_jwks(published(*keys), algorithms).keys) == {
        ("ec", "ES256"),
        ("ec384", "ES384"),
        ("rsa", "RS256"),
        ("rsa", "PS256"),
        ("ps", "PS256"),
        ("ed", "Ed25519"),
        ("ed", "EdDSA"),
    }


GOOD = key("good").as_dict(private=False)
SHORT = rsa.generate_private_key(65_537, 1024).public_key().public_numbers()


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "key",
        {},
        {"kty": "oct", "kid": "x", "k": "c2VjcmV0"},
        {"kty": "PQ", "kid": "x"},
        {"kty": ["EC"], "kid": "x"},
        {"kty": "EC", "kid": "x"},
        {**GOOD, "kid": ""},
        {**GOOD, "kid": 7},
        {name: value for name, value in GOOD.items() if name != "kid"},
        {**GOOD, "use": "enc"},
        {**GOOD, "use": ["sig"]},
        {**GOOD, "alg": "ES384"},
        {**GOOD, "key_ops": ["sign"]},
        {**GOOD, "key_ops": "verify"},
        {**GOOD, "crv": "P-384"},
        {**GOOD, "crv": "P-0"},
        {**GOOD, "crv": "secp256k1"},
        {**GOOD, "x": "AAAA"},
        {**GOOD, "x": ""},
        {**GOOD, "x": "ä"},
        {**GOOD, "x": 1},
        key("x").as_dict(private=True),
        {"kty": "RSA", "kid": "x", "n": int_to_base64(SHORT.n), "e": "AQAB"},
        OKPKey.generate_key("X25519", {"kid": "x"}).as_dict(private=False),
    ],
    ids=range(25),
)
@pytest.mark.filterwarnings("ignore:Key size:joserfc.errors.SecurityWarning")
def test_a_key_that_is_not_taken_does_not_spoil_the_others(entry):
    algorithms = frozenset({"ES256", "RS256", "EdDSA"})
    good = key("fine").as_dict(private=False)
    assert set(read_jwks({"keys": [entry, good]}, algorithms).keys) == {("fine", "ES256")}
    with pytest.raises(JwksInvalid):
        read_jwks({"keys": [entry]}, algorithms)
