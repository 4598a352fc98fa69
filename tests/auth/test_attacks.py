"""Tokens that must never be accepted, each for one reason. All answers are 401, quick, and say nothing of the token."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from gateway.errors import TokenInvalid

CASES: dict[str, Any] = {}


def case(function):
    """Register `function(world) -> token` under its name."""
    CASES[function.__name__.replace("_", " ")] = function
    return function


def b64(data):
    return (
        base64.urlsafe_b64encode(data if isinstance(data, bytes) else json.dumps(data).encode()).rstrip(b"=").decode()
    )


def hmac_signed(header, claims, secret):
    signed = f"{b64(header)}.{b64(claims)}"
    return f"{signed}.{b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


for name in ("none", "None", "NONE", "nOnE", ""):
    CASES[f"alg {name!r} without a signature"] = lambda w, name=name: f"{b64(w.header(alg=name))}.{b64(w.claims())}."
    CASES[f"alg {name!r} with the right signature"] = lambda w, name=name: w.sign(w.header(alg=name), w.claims())

for alg in ("HS256", "hs256", "es256", "ES384", "ES256K", "RS256", "Ed25519", "dir", "ES256 "):
    CASES[f"alg {alg!r} is not the issuer's"] = lambda w, alg=alg: w.sign(w.header(alg=alg), w.claims())

for name, value in {"number": 1, "list": ["ES256"], "null": None, "object": {"name": "ES256"}}.items():
    CASES[f"alg is a {name}"] = lambda w, value=value: w.sign(w.header(alg=value), w.claims())


@case
def alg_is_missing(w):
    return w.sign(w.header(without=("alg",)), w.claims())


@case
def hs256_with_the_public_pem_of_the_ec_key(w):
    return hmac_signed(w.header(alg="HS256"), w.claims(), w.own.as_pem(private=False))


@case
def hs256_with_the_public_pem_of_the_rsa_key(w):
    header = w.header(alg="HS256", kid="p1")
    return hmac_signed(header, w.claims(iss=w.partner_issuer), w.partner.as_pem(private=False))


@case
def hs256_with_an_empty_secret(w):
    return hmac_signed(w.header(alg="HS256"), w.claims(), b"")


@case
def es256_in_the_name_of_an_rsa_key(w):
    return w.sign(w.header(kid="p1"), w.claims(iss=w.partner_issuer))


@case
def ps256_with_a_key_for_rs256(w):
    return w.sign(w.header(kid="p1", alg="PS256"), w.claims(iss=w.partner_issuer), w.partner_ps, "PS256")


@case
def jwk_in_the_header(w):
    return w.sign(w.header(jwk=w.stranger.as_dict(private=False)), w.claims(), w.stranger)


@case
def jwk_in_the_header_without_kid(w):
    return w.sign(w.header(jwk=w.stranger.as_dict(private=False), without=("kid",)), w.claims(), w.stranger)


@case
def jku_to_the_attacker(w):
    return w.sign(w.header(jku="https://evil.example/jwks", kid="k9"), w.claims(), w.stranger)


@case
def x5u_to_the_attacker(w):
    return w.sign(w.header(x5u="https://evil.example/cert", kid="k9"), w.claims(), w.stranger)


@case
def x5c_in_the_header(w):
    return w.sign(w.header(x5c=["MIIB"], kid="k9"), w.claims(), w.stranger)


for name, kid in {
    "a path": "../../dev/null",
    "SQL": "k1' OR '1'='1",
    "10 KB": "k" * 10_240,
    "300 characters": "k" * 300,
    "NUL": "k1\0",
    "empty": "",
    "unknown": "k2",
    "in other case": "K1",
    "of another issuer": "p1",
    "a number": 1,
    "a list": ["k1"],
    "an object": {"kid": "k1"},
    "null": None,
    "true": True,
}.items():
    CASES[f"kid is {name}"] = lambda w, kid=kid: w.sign(w.header(kid=kid), w.claims())


@case
def kid_is_missing(w):
    return w.sign(w.header(without=("kid",)), w.claims())


for name, crit in {"unknown": ["exp"], "b64": ["b64"], "empty": [], "null": None, "text": "b64"}.items():
    CASES[f"crit is {name}"] = lambda w, crit=crit: w.sign(w.header(crit=crit, b64=False), w.claims())

for name, typ in {
    "JWT, an ID token": "JWT",
    "logout+jwt": "logout+jwt",
    "dpop+jwt": "dpop+jwt",
    "secevent+jwt": "secevent+jwt",
    "at+jwt with a space": "at+jwt ",
    "another type's at+jwt": "text/at+jwt",
    "a list": ["at+jwt"],
    "null": None,
}.items():
    CASES[f"typ is {name}"] = lambda w, typ=typ: w.sign(w.header(typ=typ), w.claims())


@case
def typ_is_missing(w):
    return w.sign(w.header(without=("typ",)), w.claims())


@case
def signed_by_a_stranger(w):
    return w.sign(w.header(), w.claims(), w.stranger)


@case
def signed_by_another_issuer_with_the_same_kid(w):
    return w.sign(w.header(), w.claims(), w.copycat)


@case
def our_signature_under_the_name_of_another_issuer(w):
    return w.sign(w.header(), w.claims(iss=w.copycat_issuer))


@case
def the_payload_of_another_token(w):
    header, _, signature = w.token().split(".")
    return f"{header}.{b64(w.claims(sub='1'))}.{signature}"


@case
def the_signature_in_der(w):
    signed = w.token().rpartition(".")[0]
    return f"{signed}.{b64(bytes.fromhex('3006020101020101'))}"


@case
def the_signature_is_all_zeros(w):
    # the psychic signature: r = s = 0
    return f"{w.token().rpartition('.')[0]}.{b64(bytes(64))}"


@case
def the_signature_is_empty(w):
    return w.token().rpartition(".")[0] + "."


@case
def the_signature_is_cut(w):
    return w.token()[:-2]


@case
def the_signature_is_longer(w):
    return w.token() + "AAAA"


@case
def the_signature_has_unused_bits(w):
    token = w.token()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) + 1]


for name, spoil in {
    "a trailing dot": lambda t: t + ".",
    "a leading dot": lambda t: "." + t,
    "four parts": lambda t: t + ".AAAA",
    "five parts, as a JWE": lambda t: t + ".AAAA.AAAA",
    "two parts": lambda t: t.rpartition(".")[0],
    "one part": lambda t: t.replace(".", ""),
    "nothing": lambda _: "",
    "dots alone": lambda _: "..",
    "a trailing space": lambda t: t + " ",
    "a leading space": lambda t: " " + t,
    "a trailing newline": lambda t: t + "\n",
    "a newline in the middle": lambda t: t.replace(".", ".\n", 1),
    "padding": lambda t: t + "==",
    "characters of plain base64": lambda t: t[:-8] + "+/+/+/+/",
    "an umlaut": lambda t: t + "ä",
    "a digit of another script": lambda t: t.replace(".", ".\u0661", 1),
    "a surrogate": lambda t: t + "\ud800",
    "NUL": lambda t: t + "\0",
    "1 MB": lambda t: t + "A" * 2**20,
    "1 MB of dots": lambda _: "." * 2**20,
    "twice the same with a comma": lambda t: f"{t},{t}",
    "the scheme again": lambda t: f"Bearer {t}",
}.items():
    CASES[f"framing: {name}"] = lambda w, spoil=spoil: spoil(w.token())


for name, text in {
    "two alg": b'{"typ":"at+jwt","alg":"none","kid":"k1","alg":"ES256"}',
    "two alg, one escaped": b'{"typ":"at+jwt","\\u0061lg":"none","kid":"k1","alg":"ES256"}',
    "a nested duplicate": b'{"typ":"at+jwt","alg":"ES256","kid":"k1","x":{"a":1,"a":2}}',
    "a comment": b'{"typ":"at+jwt","alg":"ES256","kid":"k1"}//',
    "a byte order mark": b'\xef\xbb\xbf{"typ":"at+jwt","alg":"ES256","kid":"k1"}',
    "UTF-16": '{"typ":"at+jwt","alg":"ES256","kid":"k1"}'.encode("utf-16"),
    "invalid UTF-8": b'{"typ":"at+jwt","alg":"ES256","kid":"k1","x":"\xff"}',
    "an array": b'[{"typ":"at+jwt","alg":"ES256","kid":"k1"}]',
    "single quotes": b"{'typ':'at+jwt','alg':'ES256','kid':'k1'}",
    "nested 1025 times": b'{"typ":"at+jwt","alg":"ES256","kid":"k1","x":' + b"[" * 1025 + b"]" * 1025 + b"}",
}.items():
    CASES[f"header is {name}"] = lambda w, text=text: w.sign(text, w.claims())

for name, text in {
    "an array": b"[]",
    "a number": b"1",
    "a string": b'"claims"',
    "null": b"null",
    "true": b"true",
    "nothing but a space": b" ",
    "not JSON": b"claims",
    "deep: 1025 arrays": b"[" * 1025 + b"]" * 1025,
    "deep: unclosed": b'{"a":' * 1000,
    "deep: behind an unclosed string": b'{"a":"\\' + b"[" * 3000,
    "quotes and backslashes": b'"\\' * 2500,
    "NaN": b'{"exp": NaN}',
    "minus infinity": b'{"exp": -Infinity}',
    "a lone surrogate": b'{"sub": "\\ud800"}',
    "5000 digits": b'{"exp": ' + b"9" * 5000 + b"}",
}.items():
    CASES[f"payload is {name}"] = lambda w, text=text: w.sign(w.header(), text)


def spliced(w, extra):
    """The claims with some text put in front, which json.dumps would not write."""
    return w.sign(w.header(), b"{" + extra + b"," + json.dumps(w.claims()).encode()[1:])


CASES["claims: 9 KB that are right"] = lambda w: w.token(x="x" * 7000)
CASES["claims: two sub"] = lambda w: spliced(w, b'"sub":"1"')
CASES["claims: deep but closed"] = lambda w: spliced(w, b'"x":' + b"[" * 17 + b"]" * 17)
CASES["claims: a lone surrogate"] = lambda w: spliced(w, b'"x":"\\udc00"')
CASES["claims: NUL"] = lambda w: spliced(w, b'"x":"a\\u0000b"')
CASES["claims: 1e400 somewhere"] = lambda w: spliced(w, b'"x":1e400')
CASES["claims: exp 1e400"] = lambda w: w.sign(
    w.header(), json.dumps(w.claims(exp=0)).replace('"exp": 0', '"exp": 1e400').encode()
)

for name in ("iss", "exp", "aud", "sub", "client_id", "iat", "jti"):
    CASES[f"claims: no {name}"] = lambda w, name=name: w.token(without=(name,))
    CASES[f"claims: {name} is null"] = lambda w, name=name: w.token(**{name: None})
    CASES[f"claims: {name} is an object"] = lambda w, name=name: w.token(**{name: {"a": 1}})
    CASES[f"claims: {name} is true"] = lambda w, name=name: w.token(**{name: True})

for name in ("sub", "client_id", "jti"):
    CASES[f"claims: {name} is empty"] = lambda w, name=name: w.token(**{name: ""})
    CASES[f"claims: {name} is a number"] = lambda w, name=name: w.token(**{name: 42})
    CASES[f"claims: {name} has a line break"] = lambda w, name=name: w.token(**{name: "4\r\n2"})
    CASES[f"claims: {name} is long"] = lambda w, name=name: w.token(**{name: "4" * 1000})

for name, change in {
    "exp a string": {"exp": "1800000500"},
    "exp a float": {"exp": 1_800_000_500.5},
    "exp negative": {"exp": -1},
    "exp zero": {"exp": 0},
    "exp enormous": {"exp": 2**70},
    "exp a list": {"exp": [1_800_000_500]},
    "exp 31 s ago": {"exp": 1_800_000_000 - 31, "iat": 1_800_000_000 - 600},
    "exp more than a day after iat": {"exp": 1_800_000_000 - 10 + 86_401},
    "exp before iat": {"iat": 1_800_000_020, "exp": 1_800_000_010},
    "exp is iat": {"iat": 1_800_000_010, "exp": 1_800_000_010},
    "iat in 31 s": {"iat": 1_800_000_031},
    "iat a string": {"iat": "1799999990"},
    "iat a float": {"iat": 1.5},
    "iat negative": {"iat": -5},
    "nbf in 31 s": {"nbf": 1_800_000_031},
    "nbf a string": {"nbf": "0"},
    "nbf null": {"nbf": None},
    "iss with a slash": {"iss": "https://torii.example/"},
    "iss in other case": {"iss": "https://Torii.example"},
    "iss unknown": {"iss": "https://evil.example"},
    "iss a list": {"iss": ["https://torii.example"]},
    "iss empty": {"iss": ""},
    "aud of somebody else": {"aud": "https://other.example"},
    "aud a part of ours": {"aud": "https://torii.example"},
    "aud with ours as a part": {"aud": "https://torii.example/api/v2"},
    "aud ours with a slash": {"aud": "https://torii.example/api/"},
    "aud ours among words": {"aud": "x https://torii.example/api"},
    "aud an empty list": {"aud": []},
    "aud a list with a number": {"aud": ["https://torii.example/api", 1]},
    "aud a list in a list": {"aud": [["https://torii.example/api"]]},
    "roles a number": {"roles": 7},
    "roles an object": {"roles": {"admin": True}},
    "roles of objects": {"roles": [{"value": "admin"}]},
    "scope a list": {"scope": ["read"]},
    "cnf jkt": {"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}},
    "cnf certificate": {"cnf": {"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}},
    "cnf null": {"cnf": None},
}.items():
    CASES[f"claims: {name}"] = lambda w, change=change: w.token(**change)


@case
def partner_token_for_somebody_else(w):
    return w.partner_token(aud="https://torii.example")


@case
def partner_token_with_groups_in_an_object(w):
    return w.partner_token(groups={"Staff": True})


@case
def partner_token_in_our_name(w):
    return w.partner_token(iss=w.issuer)


@pytest.fixture(scope="module")
def armed(world):
    """The partner's key once more, so that it can sign with what it is not meant for."""
    parameters = {**world.partner.as_dict(private=True), "alg": "PS256"}
    world.partner_ps = RSAKey.import_key(parameters)
    return world


@pytest.mark.parametrize("name", CASES)
async def test_is_refused(name, armed, verifier):
    token = CASES[name](armed)
    before = time.thread_time()
    with pytest.raises(TokenInvalid) as refusal:
        await verifier.verify(token)
    assert time.thread_time() - before < 0.05
    error = refusal.value
    assert error.status == 401
    assert error.headers["WWW-Authenticate"] == f'Bearer error="invalid_token", error_description="{error.detail}"'
    assert not set(error.detail) & set('"\\\r\n')
    assert all(len(part) < 8 or part not in error.detail for part in token.split("."))


async def test_the_same_world_accepts_what_is_right(armed, verifier):
    """Otherwise the corpus would prove nothing."""
    assert (await verifier.verify(armed.token())).id == "42"
    assert (await verifier.verify(armed.partner_token())).id == f"{armed.partner_issuer}|42"


async def test_a_refusal_is_not_a_matter_of_the_first_time(armed, verifier):
    token = armed.sign(armed.header(), armed.claims(), ECKey.generate_key("P-256"))
    for _ in range(3):
        with pytest.raises(TokenInvalid):
            await verifier.verify(token)


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 60
