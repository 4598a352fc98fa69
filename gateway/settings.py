"""Every setting, read once. Nothing else in the house looks at the environment.

Names begin with GATEWAY_, except those that hosting platforms set. `load_settings` reports all problems at once and
never repeats a value that may be secret.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway import address
from gateway.address import LOOPBACK, AddressInvalid, DatabaseAddress, ProxyList
from gateway.configured import (
    FASTEST,
    SANE,
    UNLIMITED,
    Budgets,
    SocialProvider,
    TrustedIssuer,
    issuers,
    json_list,
    json_object,
    words,
)
from gateway.sealing import SECRET_BYTES, kept_secret

PREFIX: Final = "GATEWAY_"
# pydantic's word for a default that another setting's problem leaves open
CONSEQUENCE: Final = "default_factory_not_called"


Mode = Literal["open", "automatic", "trusted", "log"]


class SettingsError(Exception):
    """Why the gateway does not start: everything that is wrong with its settings."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _in_development(settled: dict[str, Any]) -> bool:
    return bool(settled.get("environment", "development") == "development")


def _budgets(settled: dict[str, Any]) -> Budgets:
    return UNLIMITED if _in_development(settled) else SANE


def _per_address(settled: dict[str, Any]) -> int:
    return 0 if _in_development(settled) else 3000


def _documents(settled: dict[str, Any]) -> Mode:
    """What is forbidden by default where somebody has said what is allowed."""
    return "open" if _in_development(settled) or settled.get("document_manifest") is None else "trusted"


def _own_address(settled: dict[str, Any]) -> str:
    return f"http://127.0.0.1:{settled.get('port', 8000)}"


def _own_issuer(settled: dict[str, Any]) -> str:
    return str(settled.get("issuer", ""))


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    environment: Literal["development", "production"] = Field(
        "development", description="production refuses every default that is only fit for a laptop"
    )
    domain: str = Field("domain", description="the importable package with the models and policies to serve")
    var: Path = Field(Path("var"), description="where development keeps its database, secret and keys")

    port: int = Field(8000, ge=0, le=65535, validation_alias="PORT", description="where to listen")
    workers: int = Field(1, ge=1, validation_alias="WEB_CONCURRENCY", description="how many server processes")
    forwarded_allow_ips: ProxyList = Field(
        "127.0.0.1,::1",
        validation_alias="FORWARDED_ALLOW_IPS",
        description="proxies whose X-Forwarded-For and -Proto are believed: addresses and networks",
    )

    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="postgres://user:password@host:5432/name?sslmode=require; without it SQLite under GATEWAY_VAR",
    )
    pool_min: int = Field(1, ge=0, description="database connections kept open, per process")
    pool_max: int = Field(10, ge=1, description="database connections at most, per process")
    pool_acquire_seconds: float = Field(2, gt=0, description="how long a request waits for a connection")
    connect_timeout: float = Field(3, gt=0, description="seconds to open a database connection")
    command_timeout: float = Field(6, gt=0, description="seconds until the driver gives a statement up")
    statement_timeout_ms: int = Field(5000, ge=1, description="milliseconds until the server ends a statement")
    statement_cache_size: int = Field(
        500, ge=0, description="prepared statements per connection; 0 behind PgBouncer in transaction mode"
    )
    redis_url: SecretStr | None = Field(
        None, validation_alias="REDIS_URL", description="redis:// or rediss://; without it an in-process store"
    )

    secret_key: SecretStr | None = Field(
        None, description="at least 32 random bytes; development makes its own, under GATEWAY_VAR"
    )
    issuer: str = Field(default_factory=_own_address, description="the public address, and the issuer of our tokens")
    audience: str = Field(
        default_factory=_own_issuer, description="whom a token must be meant for; the issuer if unset"
    )
    signing_algorithm: Literal["ES256", "RS256", "Ed25519"] = Field(
        "ES256", description="how the next signing key signs; `gateway keys rotate` makes it"
    )
    trusted_issuers: Annotated[tuple[TrustedIssuer, ...], NoDecode, BeforeValidator(issuers)] = Field(
        (), description='other issuers of accepted tokens: ["https://id.example"], or objects with issuer, jwks_uri...'
    )
    access_token_seconds: int = Field(600, ge=30, le=3600, description="how long an access token is valid")
    secret_post: bool = Field(False, description="may a client send its secret in the body (client_secret_post)")
    pushed_only: bool = Field(False, description="must every authorization request be pushed (RFC 9126)")
    sign_up: bool = Field(True, description="may people make an account by themselves")
    sign_up_roles: Annotated[tuple[str, ...], NoDecode, BeforeValidator(words)] = Field(
        (), description="the roles of those who do, separated by spaces"
    )
    password_hash: Literal["bcrypt", "argon2id"] = Field("bcrypt", description="how new passwords are hashed")
    password_length: int = Field(15, ge=8, le=64, description="characters of a password at least")
    password_queue: int = Field(16, ge=1, description="logins that may wait for a thread; more are told to come back")
    session_idle_seconds: int = Field(12 * 3600, ge=60, description="when an unused login ends")
    session_seconds: int = Field(7 * 86_400, ge=60, description="when a login ends in any case")
    smtp_url: SecretStr | None = Field(
        None, description="smtp://user:password@host:587, smtps://...:465; without it mail is written to GATEWAY_VAR"
    )
    mail_from: str = Field("Torii <no-reply@localhost>", description="the sender of our mail")
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(words)] = Field(
        (), description="origins whose scripts may ask, besides those of clients, separated by spaces"
    )
    social: Annotated[tuple[SocialProvider, ...], NoDecode, BeforeValidator(json_list)] = Field(
        (), description="who else may say who somebody is: a JSON list with name, client_id, client_secret, issuer..."
    )
    page_default: int = Field(20, ge=1, description="rows of a page when nobody says")
    page_max: int = Field(100, ge=1, description="rows of a page at most")
    cost_limit: int = Field(5000, ge=1, description="what one request may cost")
    budgets: Annotated[Budgets, NoDecode, BeforeValidator(json_object)] = Field(
        default_factory=_budgets,
        description='points by role, {"default": {"minute": 30000, "hour": 600000}, "anonymous": ...}; in development none',
    )
    address_requests: int = Field(
        default_factory=_per_address,
        ge=0,
        le=60 * FASTEST,
        description="requests per minute of one client address; 0 is any number, as in development",
    )
    concurrency: int = Field(
        0, ge=0, description="requests that work at once, per process; 0 is twice the connections of the pool"
    )
    document_bytes: int = Field(16_384, ge=1, description="GraphQL: bytes of a document")
    tokens: int = Field(2000, ge=1, description="GraphQL: tokens of a document")
    depth: int = Field(10, ge=1, description="nesting of a request, on both doors")
    aliases: int = Field(30, ge=0, description="GraphQL: aliases of an operation, fragments expanded")
    root_fields: int = Field(10, ge=1, description="GraphQL: root fields of an operation")
    directives: int = Field(20, ge=0, description="GraphQL: directives of a document")
    repeats: int = Field(10, ge=1, description="GraphQL: how often one response name may be selected in one place")
    fragments: int = Field(50, ge=0, description="GraphQL: fragment definitions of a document")
    nodes: int = Field(2000, ge=1, description="selected fields of a request, fragments expanded")
    operations: int = Field(10, ge=1, description="GraphQL: operations of a document")
    errors: int = Field(10, ge=1, description="GraphQL: errors of an answer")

    document_manifest: Path | None = Field(
        None, description="GraphQL: a manifest of documents, or a folder of manifests"
    )
    documents: Mode = Field(
        default_factory=_documents,
        description="GraphQL: which documents are answered: open, automatic, trusted or log; in production with a manifest trusted",
    )
    body_bytes: int = Field(262_144, ge=0, description="bytes of a request's body")
    upload_bytes: int = Field(
        1_073_741_824, ge=0, description="bytes of a body of CSV or JSON Lines, which is read as it comes"
    )
    uri_bytes: int = Field(8192, ge=1, description="bytes of path and query string")
    header_count: int = Field(64, ge=1, description="headers of a request")
    header_bytes: int = Field(8192, ge=1, description="bytes of one header")
    headers_bytes: int = Field(32_768, ge=1, description="bytes of all headers together")
    deadline_seconds: float = Field(10, gt=0, description="seconds for an answer; also for headers, a part of a body")
    connections: int = Field(4096, ge=1, description="connections at once, per process; more are answered with 503")
    cache_bytes: int = Field(64 * 2**20, ge=0, description="memory for answers, per process; 0 keeps none anywhere")
    cache_recent_seconds: float = Field(
        1, ge=0, le=10, description="how long a process believes it without asking Redis"
    )
    prepared_cache_bytes: int = Field(
        32 * 2**20, ge=0, description="memory for compiled statements, per door and process"
    )
    document_cache_bytes: int = Field(16 * 2**20, ge=0, description="memory for parsed documents, per process")
    registered_cache_bytes: int = Field(8 * 2**20, ge=0, description="memory for registered documents, per process")
    introspection: bool = Field(
        default_factory=_in_development, description="may anyone ask for the GraphQL schema; in development yes"
    )
    explorer: bool = Field(
        default_factory=_in_development, description="serve the GraphQL explorer; in development yes"
    )
    docs: bool = Field(
        default_factory=_in_development, description="serve /docs, /redoc and /policies; in development yes"
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="the least that is logged")
    log_format: Literal["json", "text"] = Field("json", description="one JSON object per line, or text for people")

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def embedded(self) -> bool:
        """True when the database is the file that the gateway keeps by itself."""
        return self.database_url is None

    @cached_property
    def database(self) -> DatabaseAddress:
        if self.database_url is None:
            return address.sqlite(str(self.var / "torii.sqlite3"))
        return address.parse(self.database_url.get_secret_value())

    @cached_property
    def secret(self) -> bytes:
        """The secret key, made once when development has none."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return kept_secret(self.var / "secret")

    def tortoise_config(self, models_by_app: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """What `Tortoise.init` takes: `{"domain": ["domain.shop"]}` becomes one connection with our limits on it."""
        credentials = dict(self.database.credentials)
        if self.database.dialect == "postgres":
            credentials |= self._postgres_limits(credentials.pop("application_name"))
        elif credentials["file_path"] != ":memory:":
            # SQLite makes the file, not the directory
            Path(credentials["file_path"]).parent.mkdir(parents=True, exist_ok=True)
        return {
            "connections": {"default": {"engine": self.database.engine, "credentials": credentials}},
            "apps": {
                app: {"models": list(models), "default_connection": "default"} for app, models in models_by_app.items()
            },
            "use_tz": True,
            "timezone": "UTC",
        }

    def _postgres_limits(self, application_name: str) -> dict[str, Any]:
        return {
            "minsize": self.pool_min,
            "maxsize": self.pool_max,
            "timeout": self.connect_timeout,
            "command_timeout": self.command_timeout,
            "statement_cache_size": self.statement_cache_size,
            "max_inactive_connection_lifetime": 300.0,
            "reset": _keep_session,
            "server_settings": {
                "application_name": application_name,
                "statement_timeout": str(self.statement_timeout_ms),
                "lock_timeout": "2000",
                "idle_in_transaction_session_timeout": "10000",
                # compiling a plan costs more than our statements take
                "jit": "off",
                # the database writes the times of an answer, and they are UTC
                "timezone": "UTC",
            },
        }


async def _keep_session(_connection: Any) -> None:
    """In place of the pool's reset, a round trip per statement: we never change a session outside a transaction."""


def variable(name: str) -> str:
    """The environment's name of a setting."""
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else PREFIX + name.upper()


def load_settings() -> Settings:
    """Read the environment and `.env`; raise one SettingsError with every problem."""
    problems = list(_unknown(_environment()))
    try:
        settings = Settings()
    except ValidationError as error:
        problems += _invalid(error)
        settings = _without_invalid(error)
    if settings.page_default > settings.page_max:
        problems.append("GATEWAY_PAGE_DEFAULT is larger than GATEWAY_PAGE_MAX")
    if settings.documents in {"trusted", "log"} and settings.document_manifest is None:
        problems.append(f"GATEWAY_DOCUMENT_MANIFEST is missing; GATEWAY_DOCUMENTS={settings.documents} needs one")
    problems += [*_database_problems(settings), *_login_problems(settings)]
    problems += _production_problems(settings, dyno="DYNO" in os.environ)
    if problems:
        raise SettingsError(problems)
    return settings


def _without_invalid(error: ValidationError) -> Settings:
    """The settings with defaults where the given values are invalid, so that the other checks can have their say."""
    names = {variable(name): name for name in Settings.model_fields}
    defaults: dict[str, Any] = {}
    for entry in error.errors():
        name = names.get(str(entry["loc"][0]), str(entry["loc"][0]))
        if entry["type"] != CONSEQUENCE:
            defaults[name] = Settings.model_fields[name].get_default(call_default_factory=True, validated_data={})
    return Settings.model_validate(defaults)


def _environment() -> dict[str, str | None]:
    return {**dotenv_values(".env"), **os.environ}


def _unknown(environment: Mapping[str, str | None]) -> Iterator[str]:
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            bare = name.upper().removeprefix(PREFIX)
            near = [bare] if bare in known else get_close_matches(name.upper(), known, n=1)
            yield f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else "")


def _invalid(error: ValidationError) -> Iterator[str]:
    for entry in error.errors(include_url=False, include_context=False, include_input=False):
        message = entry["msg"].removeprefix("Value error, ")
        if entry["type"] == CONSEQUENCE:
            continue
        name, *rest = (str(part) for part in entry["loc"])
        where = variable(name) if name in Settings.model_fields else name
        yield " ".join([where + "".join(f"[{part}]" for part in rest) + ":", message[:1].lower() + message[1:]])


def _database_problems(settings: Settings) -> Iterator[str]:
    if settings.pool_min > settings.pool_max:
        yield "GATEWAY_POOL_MIN is larger than GATEWAY_POOL_MAX"
    try:
        _ = settings.database
    except AddressInvalid as error:
        yield f"DATABASE_URL {error}"


def _login_problems(settings: Settings) -> Iterator[str]:
    names = [provider.name for provider in settings.social]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"GATEWAY_SOCIAL has more than one {name}"
    if settings.smtp_url is not None and not address.is_mail_server(settings.smtp_url.get_secret_value()):
        yield "GATEWAY_SMTP_URL is neither smtp://host nor smtps://host"


def _production_problems(settings: Settings, *, dyno: bool) -> Iterator[str]:
    if not settings.production:
        if dyno:
            yield "GATEWAY_ENVIRONMENT is development on a dyno; set it to production"
        return
    if settings.secret_key is None:
        yield "GATEWAY_SECRET_KEY is missing; production needs one of at least 32 bytes"
    elif len(settings.secret) < SECRET_BYTES:
        yield "GATEWAY_SECRET_KEY is shorter than 32 bytes"
    if settings.database_url is None:
        yield "DATABASE_URL is missing; production keeps no data in an embedded file"
    if "issuer" not in settings.model_fields_set:
        yield "GATEWAY_ISSUER is missing; set it to the public address of this gateway"
    elif not settings.issuer.startswith("https://") and urlsplit(settings.issuer).hostname not in LOOPBACK:
        yield "GATEWAY_ISSUER is not an https:// address"
    if address.proxies(settings.forwarded_allow_ips).anybody and not dyno:
        yield "FORWARDED_ALLOW_IPS is *; anyone could forge an address, so name the proxies"
