"""private_key_jwt (RFC 7523 section 3): statements that must never be believed, and what else is said to be by us."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any, Final

from joserfc.jwk import ECKey, OKPKey, RSAKey

from gateway.auth.jwks import ALGORITHMS
from gateway.auth.oauth.clients import ASSERTION_TYPE
from tests.auth.oauth.answers import check_error, check_page, claims
from tests.auth.oauth.world import Pkce, World

STRANGER: Final = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
OTHER: Final = "https://other.example"
FRESH_JTI: Final = "of-its-own"

Make = Callable[[World], str]


def b64(data: bytes | Any) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def statement(world: World, *, without: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    now = int(world.clock())
    about = {
        "iss": "signer",
        "sub": "signer",
        "aud": world.settings.issuer,
        "exp": now + 120,
        "iat": now,
        "jti": f"j-{time.monotonic_ns()}",
    } | changes
    return {name: value for name, value in about.items() if name not in without}


def sign(world: World, payload: Any, key: Any = None, alg: str = "ES256", **changes: Any) -> str:
    head = {"typ": "JWT", "alg": alg, "kid": world.key.kid} | changes
    head = {name: value for name, value in head.items() if value is not ...}
    signed = f"{b64(head)}.{b64(payload)}"
    return f"{signed}.{b64(ALGORITHMS.get(alg, ALGORITHMS['ES256']).sign(signed.encode(), key or world.key))}"


def hmac_signed(world: World, secret: bytes) -> str:
    signed = f"{b64({'alg': 'HS256', 'kid': world.key.kid})}.{b64(statement(world))}"
    return f"{signed}.{b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def forged(world: World, head: dict[str, Any]) -> str:
    signed = f"{b64(head)}.{b64(statement(world))}"
    return f"{signed}.{b64(ALGORITHMS['ES256'].sign(signed.encode(), world.key))}"


def said(**changes: Any) -> Make:
    """Rightly signed, but it says something else. `...` leaves a claim out."""
    gone = tuple(name for name, value in changes.items() if value is ...)
    return lambda world: sign(world, statement(world, without=gone, **changes))


def later(name: str, seconds: float) -> Make:
    return lambda world: sign(world, statement(world) | {name: int(world.clock() + seconds)})


def headed(**changes: Any) -> Make:
    return lambda world: sign(world, statement(world), **changes)


CASES: Final[dict[str, Make]] = {
    "alg none without a signature": lambda w: f"{b64({'alg': 'none', 'kid': w.key.kid})}.{b64(statement(w))}.",
    "alg nOnE with a signature": lambda w: sign(w, statement(w), alg="nOnE"),
    "alg HS256 with the public PEM": lambda w: hmac_signed(w, w.key.as_pem(private=False)),
    "alg HS256 with the public JWK": lambda w: hmac_signed(w, json.dumps(w.key.as_dict(private=False)).encode()),
    "alg HS256 with nothing": lambda w: hmac_signed(w, b""),
    "alg ES384": lambda w: forged(w, {"alg": "ES384", "kid": w.key.kid}),
    "alg RS256 in the name of an EC key": lambda w: forged(w, {"alg": "RS256", "kid": w.key.kid}),
    "alg missing": lambda w: forged(w, {"kid": w.key.kid}),
    "alg is a list": lambda w: forged(w, {"alg": ["ES256"], "kid": w.key.kid}),
    "alg is an object": lambda w: forged(w, {"alg": {"a": 1}, "kid": w.key.kid}),
    "alg is a number": lambda w: forged(w, {"alg": 1, "kid": w.key.kid}),
    "alg is null": lambda w: forged(w, {"alg": None, "kid": w.key.kid}),
    "signed by a stranger": lambda w: sign(w, statement(w), STRANGER),
    "signed by a stranger in its own name": lambda w: sign(w, statement(w), STRANGER, kid=STRANGER.kid),
    "embedded jwk": lambda w: sign(w, statement(w), STRANGER, jwk=STRANGER.as_dict(private=False)),
    "embedded jwk without kid": lambda w: sign(w, statement(w), STRANGER, jwk=STRANGER.as_dict(private=False), kid=...),
    "jku": lambda w: sign(w, statement(w), STRANGER, jku="https://evil.example/jwks", kid=STRANGER.kid),
    "x5u": lambda w: sign(w, statement(w), STRANGER, x5u="https://evil.example/c", kid=STRANGER.kid),
    "kid unknown": headed(kid="nobody"),
    "kid is a path": headed(kid="../../dev/null"),
    "kid of 10 KB": headed(kid="k" * 10_240),
    "kid with NUL": headed(kid="k\0"),
    "kid is a list": headed(kid=["k"]),
    "kid is an object": headed(kid={"kid": 1}),
    "crit": headed(crit=["exp"], exp=1),
    "crit is empty": headed(crit=[]),
    "aud missing": said(aud=...),
    "aud of somebody else": said(aud=OTHER),
    "aud longer": said(aud="https://id.example/"),
    "aud is the token endpoint": said(aud="https://id.example/oauth/token"),
    "aud of another endpoint": said(aud="https://id.example/oauth/introspect"),
    "aud of two": said(aud=["https://id.example", OTHER]),
    "aud of ours twice": said(aud=["https://id.example", "https://id.example/oauth/token"]),
    "aud of none": said(aud=[]),
    "aud is a number": said(aud=1),
    "aud is an object": said(aud={"https://id.example": 1}),
    "aud in a list of lists": said(aud=[["https://id.example"]]),
    "iss missing": said(iss=...),
    "iss is not sub": said(iss="backend"),
    "iss is a list": said(iss=["signer"]),
    "sub missing": said(sub=...),
    "sub is another client": said(sub="backend"),
    "sub is a public client": said(iss="app", sub="app"),
    "sub is nobody": said(iss="nobody", sub="nobody"),
    "sub is long": said(iss="n" * 5000, sub="n" * 5000),
    "sub is a number": said(sub=1),
    "sub is empty": said(iss="", sub=""),
    "sub with NUL": said(iss="sig\0ner", sub="sig\0ner"),
    "jti missing": said(jti=...),
    "jti empty": said(jti=""),
    "jti null": said(jti=None),
    "jti is a number": said(jti=1),
    "jti too long": said(jti="j" * 513),
    "exp missing": said(exp=...),
    "exp passed": later("exp", -31),
    "exp too far": later("exp", 340),
    "exp in a year": later("exp", 365 * 24 * 3600),
    "exp is a text": said(exp="9999999999"),
    "exp is a fraction": said(exp=9999999999.5),
    "exp is true": said(exp=True),
    "exp negative": said(exp=-1),
    "exp enormous": said(exp=10**40),
    "nbf ahead": later("nbf", 60),
    "iat ahead": later("iat", 60),
    "iat is a text": said(iat="x"),
    "nbf null": said(nbf=None),
    "payload is a list": lambda w: sign(w, [1]),
    "payload is a text": lambda w: sign(w, "signer"),
    "payload is no JSON": lambda w: sign(w, b"{"),
    "payload says sub twice": lambda w: sign(w, (json.dumps(statement(w))[:-1] + ', "sub": "signer"}').encode()),
    "payload is not UTF-8": lambda w: sign(w, b'{"sub": "\xff"}'),
    "nested deeply": lambda w: sign(w, b'{"sub": "signer", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    "header is a list": lambda w: f"{b64([1])}.{b64(statement(w))}.AAAA",
    "two parts": lambda w: f"{b64({'alg': 'ES256'})}.{b64(statement(w))}",
    "four parts": lambda w: sign(w, statement(w)) + ".x",
    "five parts": lambda w: "a.b.c.d.e",
    "a word": lambda w: "x",
    "dots": lambda w: "..",
    "not base64": lambda w: "é.é.é",
    "padded": lambda w: sign(w, statement(w)) + "=",
    "signature cut": lambda w: sign(w, statement(w))[:-4],
    "signature empty": lambda w: sign(w, statement(w)).rpartition(".")[0] + ".",
    "very long": lambda w: "a." * 2 + "b" * 100_000,
}


async def prove(world: World, assertion: str, path: str = "/oauth/token", **form: str) -> Any:
    given = {"client_assertion": assertion, "client_assertion_type": ASSERTION_TYPE}
    asked = {"grant_type": "client_credentials"} if path == "/oauth/token" else {"token": "x"}
    return await world.http.post(path, data=given | asked | form)


async def test_t6_statements_that_are_never_believed(world: World, subtests):
    assert len(CASES) >= 70
    for name, make in CASES.items():
        # guessing is limited, which is another matter
        world.clock.ahead += 61
        with subtests.test(name):
            answer = await prove(world, make(world))
            check_error(answer, 401, "invalid_client")
            assert "www-authenticate" not in answer.headers
    assert (await prove(world, sign(world, statement(world)))).status_code == 200


async def test_t6_the_same_at_every_endpoint_at_which_clients_prove_themselves(world: World, subtests):
    for path in ("/oauth/revoke", "/oauth/introspect", "/oauth/device", "/oauth/par"):
        with subtests.test(path):
            for name in ("alg none without a signature", "aud of somebody else", "alg is a list", "a word"):
                check_error(await prove(world, CASES[name](world), path), 401, "invalid_client")
    assert (await prove(world, sign(world, statement(world)), "/oauth/revoke")).status_code == 200
    assert (await prove(world, sign(world, statement(world)), "/oauth/introspect")).json() == {"active": False}


async def test_t6_a_statement_is_good_for_once(world: World):
    assertion = sign(world, statement(world))
    assert (await prove(world, assertion)).status_code == 200
    check_error(await prove(world, assertion), 401, "invalid_client")
    # nor at another endpoint, nor under another signature, nor as long as it could be shown
    check_error(await prove(world, assertion, "/oauth/introspect"), 401, "invalid_client")
    jti = claims(assertion)["jti"]
    check_error(await prove(world, sign(world, statement(world, jti=jti))), 401, "invalid_client")
    world.clock.ahead += 149
    check_error(await prove(world, assertion), 401, "invalid_client")


async def test_t6_of_many_who_show_one_statement_at_once_one_is_believed(world: World):
    for _ in range(3):
        assertion = sign(world, statement(world))
        answers = await asyncio.gather(*(prove(world, assertion) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5


async def test_t6_a_statement_is_used_up_by_a_request_that_fails(world: World):
    assertion = sign(world, statement(world))
    check_error(await prove(world, assertion, scope="nonsense"), 400, "invalid_scope")
    check_error(await prove(world, assertion), 401, "invalid_client")


async def test_t6_two_clients_may_use_the_same_jti(world: World):
    await world.client(
        "second",
        method="private_key_jwt",
        grant_types=["client_credentials"],
        jwks={"keys": [world.key.as_dict(private=False)]},
        default_scopes=["read"],
    )
    for client_id in ("signer", "second"):
        about = statement(world, iss=client_id, sub=client_id, jti=FRESH_JTI)
        assert (await prove(world, sign(world, about))).status_code == 200


async def test_t6_what_is_believed(world: World, subtests):
    fine: dict[str, Make] = {
        "as it should be": said(),
        "aud in a list of one": said(aud=["https://id.example"]),
        "no kid where there is one key": headed(kid=...),
        "exp in five minutes": later("exp", 299),
        "exp a moment ago": later("exp", -25),
        "no iat": said(iat=...),
        "typ of its own": headed(typ="client-authentication+jwt"),
        "claims that nobody knows": said(foo={"bar": [1]}),
    }
    for name, make in fine.items():
        with subtests.test(name):
            assert (await prove(world, make(world))).status_code == 200
    # its name beside it, but not another one
    assert (await prove(world, sign(world, statement(world)), client_id="signer")).status_code == 200
    check_error(await prove(world, sign(world, statement(world)), client_id="app"), 401, "invalid_client")


async def test_t6_every_algorithm_that_is_listed_and_no_key_for_another(world: World, subtests):
    rsa = RSAKey.generate_key(2048, {"use": "sig", "kid": "r"})
    okp = OKPKey.generate_key("Ed25519", {"use": "sig", "kid": "o"})
    keys = [key.as_dict(private=False) for key in (rsa, okp)]
    await world.client(
        "many",
        method="private_key_jwt",
        grant_types=["client_credentials"],
        jwks={"keys": keys},
        default_scopes=["read"],
    )
    for alg, key, status in (
        ("RS256", rsa, 200),
        ("PS256", rsa, 200),
        ("Ed25519", okp, 200),
        ("EdDSA", okp, 200),
        ("RS512", rsa, 401),
    ):
        with subtests.test(alg):
            about = statement(world, iss="many", sub="many")
            assert (await prove(world, sign(world, about, key, alg, kid=key.kid))).status_code == status


async def test_t6_a_client_without_keys_or_disabled_proves_nothing(world: World):
    await world.client("keyless", method="private_key_jwt", grant_types=["client_credentials"])
    await world.client(
        "closed",
        method="private_key_jwt",
        jwks={"keys": [world.key.as_dict(private=False)]},
        disabled_at=world.identity.store.now(),
    )
    for client_id in ("keyless", "closed"):
        answer = await prove(world, sign(world, statement(world, iss=client_id, sub=client_id)))
        check_error(answer, 401, "invalid_client")


# --- id_token_hint ---------------------------------------------------------------------------------------------------------


async def test_an_id_token_hint_that_is_not_ours_changes_nothing(world: World, subtests):
    goodbye = "https://shop.example/goodbye"
    await world.client("shop", post_logout_redirect_uris=[goodbye])
    headers, pkce = await world.login(), Pkce()
    found = (await world.redeem(await world.code(pkce, headers, "shop"), pkce, "shop")).json()
    right = found["id_token"]
    about = claims(right)
    kid = json.loads(base64.urlsafe_b64decode(right.split(".")[0] + "=="))["kid"]
    public = (await world.http.get("/.well-known/jwks.json")).json()["keys"][0]
    pem = ECKey.import_key(public).as_pem(private=False)
    header, payload, signature = right.split(".")

    def mac(secret: bytes, **changes: Any) -> str:
        signed = f"{b64({'alg': 'HS256', 'typ': 'JWT', 'kid': kid, **changes})}.{payload}"
        return f"{signed}.{b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"

    def stranger(**changes: Any) -> str:
        head = {"alg": "ES256", "typ": "JWT", "kid": kid} | changes
        signed = f"{b64(head)}.{payload}"
        return f"{signed}.{b64(ALGORITHMS['ES256'].sign(signed.encode(), STRANGER))}"

    hints = {
        "alg none": f"{b64({'alg': 'none', 'typ': 'JWT', 'kid': kid})}.{payload}.",
        "HS256 with our public key": mac(pem),
        "HS256 with nothing": mac(b""),
        "a stranger": stranger(),
        "embedded jwk": stranger(jwk=STRANGER.as_dict(private=False)),
        "unknown kid": stranger(kid="x"),
        "alg is a list": stranger(alg=["ES256"]),
        "kid is an object": stranger(kid={}),
        "typ is a list": stranger(typ=["JWT"]),
        "another payload": f"{header}.{b64(about | {'sub': 'acct-bob'})}.{signature}",
        "another issuer": f"{header}.{b64(about | {'iss': OTHER})}.{signature}",
        "issuer is a list": f"{header}.{b64(about | {'iss': [1]})}.{signature}",
        "access token": found["access_token"],
        "refresh token": found["refresh_token"],
        "client assertion": sign(world, statement(world)),
        "two parts": f"{header}.{payload}",
        "padded": right + "=",
        "a word": "x",
        "dots": "..",
        "not ASCII": "é.é.é",
        "very long": "a.b." + "c" * 20_000,
    }
    for name, hint in hints.items():
        with subtests.test(name):
            given = {"id_token_hint": hint, "post_logout_redirect_uri": goodbye}
            answer = await world.http.post("/oauth/end-session", data=given, headers=headers)
            check_page(answer, 200)
            assert "Log out?" in answer.text and "set-cookie" not in answer.headers
    given = {"id_token_hint": right, "post_logout_redirect_uri": goodbye}
    assert (await world.http.post("/oauth/end-session", data=given, headers=headers)).headers["location"] == goodbye
