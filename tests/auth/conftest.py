"""A small world of issuers: ours with a retired key, a partner with RSA, and one that copies our key's name."""

import base64
import json
from dataclasses import dataclass, field

import pytest
from joserfc.jwk import ECKey, RSAKey

from gateway.auth.fetch import FetchFailed
from gateway.auth.issuers import Issuer, Trust, own_issuer, trusted_issuer
from gateway.auth.jwks import ALGORITHMS, Ring
from gateway.auth.keys import SigningKeys
from gateway.auth.tokens import Verifier
from gateway.settings import Settings

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
        ring = Ring({("k1", "ES256"): self.own, ("k0", "ES256"): self.retired})
        return SigningKeys(signing=self.own, ring=ring)

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
            own_issuer(settings, self.keys()),
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
    return Verifier(world.issuers(), clock)
