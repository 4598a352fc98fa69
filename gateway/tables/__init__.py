"""The engine's own tables: who may log in, with what, and what was given out. Behind no door until a policy says so.

people.py      accounts, their roles, second factors, sessions and the links that were mailed to them
clients.py     programs: OAuth clients, what people allowed them, API keys
grants.py      what the authorization server gives out: codes, tokens, keys, and what was taken back
counters.py    attempts, where no shared store counts them
answers.py     answers that are kept for clients who ask again

Secrets are here as hashes, or sealed with the gateway's key. The columns that hold them are named by SECRET.
"""

from gateway.tables.answers import KeptAnswer
from gateway.tables.changes import UntoldChange
from gateway.tables.clients import ApiKey, Client, Consent
from gateway.tables.counters import Attempt
from gateway.tables.grants import (
    AuthorizationCode,
    ClientAssertion,
    DeviceCode,
    Family,
    PushedRequest,
    RefreshToken,
    Revocation,
    SigningKey,
)
from gateway.tables.people import Account, AccountRole, Identity, MailedLink, RecoveryCode, Session

APP = "gateway"
MODULES = (
    "gateway.tables.people",
    "gateway.tables.clients",
    "gateway.tables.grants",
    "gateway.tables.counters",
    "gateway.tables.answers",
    "gateway.tables.changes",
)
MODELS = (
    Account,
    AccountRole,
    ApiKey,
    Attempt,
    AuthorizationCode,
    Client,
    ClientAssertion,
    Consent,
    DeviceCode,
    Family,
    Identity,
    KeptAnswer,
    MailedLink,
    PushedRequest,
    RecoveryCode,
    RefreshToken,
    Revocation,
    Session,
    SigningKey,
    UntoldChange,
)
# what the names of all their tables begin with
PREFIX = "gateway_"
# never served, whatever a policy says
SECRET = frozenset({"hash", "password", "totp", "totp_step", "secret", "sealed", "user_code", "challenge"})

__all__ = [
    "APP",
    "MODELS",
    "MODULES",
    "PREFIX",
    "SECRET",
    "Account",
    "AccountRole",
    "ApiKey",
    "Attempt",
    "AuthorizationCode",
    "Client",
    "ClientAssertion",
    "Consent",
    "DeviceCode",
    "Family",
    "Identity",
    "KeptAnswer",
    "MailedLink",
    "PushedRequest",
    "RecoveryCode",
    "RefreshToken",
    "Revocation",
    "Session",
    "SigningKey",
    "UntoldChange",
]
