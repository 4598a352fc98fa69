"""A small world of issuers: ours with a retired key, a partner with RSA, and one that copies our key's name."""

import asyncio
import base64
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from joserfc.jwk import ECKey, RSAKey

from gateway.auth.fetch import FetchFailed
from gateway.auth.issuers import Issuer, Trust, issuers, trusted_issuer
from gateway.auth.jwks import ALGORITHMS, Ring
from gateway.auth.tokens import Verifier
from gateway.settings import Settings
from gateway.tables import Account, Attempt, Client, Revocation, SigningKey
from tests import databases, loading
from tests.auth import stores

NOW = 1_800_000_000
OWN = "https://torii.example"
API = "https://torii.example/api"
PARTNER = "https://id.partner.example"
COPYCAT = "https://id.copycat.example"


class Clock:
    def __init__(self, now=float(NOW)):
        self.now = now

    def __call__(self):
        return self.now


class Documents:
    """What issuers publish, by address; None is an issuer that is down. Counts the requests."""

    def __init__(self):
        self.by_address = {}
        self.requests = []

    async def __call__(self, address):
        self.requests.append(address)
        document = self.by_address.get(address)
        if document is None:
            raise FetchFailed("down")
        return document if isinstance(document, bytes) else json.dumps(document).encode()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def ec(kid):
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": kid})


@dataclass
class World:
    own: ECKey = field(default_factory=lambda: ec("k1"))
    retired: ECKey = field(default_factory=lambda: ec("k0"))
    copycat: ECKey = field(default_factory=lambda: ec("k1"))
    stranger: ECKey = field(default_factory=lambda: ec("k9"))
    partner: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "p1"})
    )
    now: int = NOW
    issuer: str = OWN
    audience: str = API
    partner_issuer: str = PARTNER
    copycat_issuer: str = COPYCAT

    def claims(self, *, without=(), **changes):
        claims = {
            "iss": OWN,
            "aud": API,
            "sub": "42",
            "client_id": "storefront",
            "iat": NOW - 10,
            "exp": NOW + 590,
            "jti": "j-1",
            "roles": ["customer"],
            "scope": "read write",
        }
        claims |= changes
        return {name: value for name, value in claims.items() if name not in without}

    def header(self, *, without=(), **changes):
        header = {"typ": "at+jwt", "alg": "ES256", "kid": "k1"} | changes
        return {name: value for name, value in header.items() if name not in without}

    def sign(self, header, payload, key=None, alg="ES256"):
        """Sign anything at all: dictionaries, or the very bytes."""
        parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
        signed = ".".join(b64(part) for part in parts)
        return f"{signed}.{b64(ALGORITHMS[alg].sign(signed.encode(), key or self.own))}"

    def token(self, **changes):
        return self.sign(self.header(), self.claims(**changes))

    def partner_token(self, **changes):
        claims = self.claims(**{"iss": PARTNER, "groups": ["Staff", "Everyone"], **changes})
        return self.sign(self.header(alg="RS256", kid="p1"), claims, self.partner, "RS256")

    def keys(self):
        return Ring({("k1", "ES256"): self.own, ("k0", "ES256"): self.retired})

    def issuers(self) -> tuple[Issuer, ...]:
        documents = Documents()
        partner = Trust(
            issuer=PARTNER,
            jwks={"keys": [self.partner.as_dict(private=False)]},
            algorithms=("RS256", "PS256", "ES256"),
            roles_claim="groups",
            roles={"Staff": "clerk"},
        )
        copycat = Trust(issuer=COPYCAT, jwks={"keys": [self.copycat.as_dict(private=False)]}, algorithms=("ES256",))
        settings = Settings(issuer=OWN, audience=API, _env_file=None)
        return (
            *issuers(settings, self.keys()),
            trusted_issuer(partner, API, documents),
            trusted_issuer(copycat, API, documents),
        )


@pytest.fixture(scope="session")
def world():
    return World()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def documents():
    return Documents()


@pytest.fixture
def verifier(world, clock):
    return Verifier(world.issuers(), clock=clock)


@pytest.fixture(scope="session")
def aside():
    """Runs what is asynchronous while the loop of the tests is busy with their fixtures."""
    with ThreadPoolExecutor(1) as thread, asyncio.Runner() as runner:
        yield lambda doing: thread.submit(runner.run, doing).result()


@pytest.fixture(scope="session")
def template(tmp_path_factory, aside):
    """A file with the engine's tables, to be copied."""
    var = tmp_path_factory.mktemp("template")
    aside(loading.make_tables(databases.settings_of(None, var)))
    return var / "torii.sqlite3"


@pytest.fixture(scope="session")
def postgres_tables(postgres, tmp_path_factory, aside):
    """A database with the engine's tables, for one test after the other."""
    made = postgres.database()
    url = aside(made.__aenter__())
    aside(loading.make_tables(databases.settings_of(url, tmp_path_factory.mktemp("tables"))))
    yield url
    aside(made.__aexit__(None, None, None))


@pytest.fixture(params=databases.DIALECTS)
async def settings(request, tmp_path):
    """Of a database with the engine's tables, and nothing in them."""
    ours = {"issuer": OWN, "audience": API, "pool_acquire_seconds": 30}
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("template"), tmp_path / "torii.sqlite3")
        yield databases.settings_of(None, tmp_path).model_copy(update=ours)
        return
    settings = databases.settings_of(request.getfixturevalue("postgres_tables"), tmp_path).model_copy(update=ours)
    names = ", ".join(model._meta.db_table for model in (Account, Attempt, Client, Revocation, SigningKey))
    await databases.run(settings, f"TRUNCATE {names} CASCADE")
    yield settings


@pytest.fixture
async def store(settings, clock):
    async with stores.opened(settings, clock) as opened:
        yield opened


@pytest.fixture
async def elsewhere(settings, clock, store):
    """The same in another process."""
    async with stores.opened(settings, clock) as opened:
        yield opened
