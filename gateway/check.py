"""`gateway check`: what is wrong with the settings, the domain and the database, and what to do about it.

Reports, and changes nothing. An error stops the gateway or makes it unsafe; a warning is slow, unfinished or unwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import asyncpg
from tortoise.exceptions import BaseORMException
from tortoise.expressions import Q

from gateway import catalog, identity, migrations, tables
from gateway.app import make_database, read_manifest
from gateway.auth import keys
from gateway.auth.store import Store
from gateway.catalog import Calculation, Catalog, Column, Resource, accepted, presets
from gateway.declare import Rule
from gateway.graphql.persisted.manifest import ManifestInvalid
from gateway.migrations import FOLDER, MigrationError
from gateway.package import DomainError
from gateway.plan.nodes import NEVER
from gateway.policy import Policies, Standing
from gateway.sealing import SealBroken
from gateway.settings import Settings, variable
from gateway.writing.rights import Rights

# what Python and Tortoise raise about a module that does not hold together
BROKEN: Final = (
    DomainError,
    BaseORMException,
    ImportError,
    SyntaxError,
    NameError,
    AttributeError,
    TypeError,
    ValueError,
)
UNREACHABLE: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException)


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` names a setting, a model, a field or a database; `what` is wrong with it, and `fix` what would help."""

    severity: Literal["error", "warning"]
    where: str
    what: str
    fix: str


async def problems(settings: Settings, folder: Path = FOLDER) -> list[Problem]:
    """Everything that is wrong, errors first."""
    found = list(_settings(settings))
    try:
        known = catalog.load(settings.domain)
        policies = Policies(known)
        Rights(policies)
        identity.described(known)
    except BROKEN as error:
        found.append(
            Problem("error", settings.domain, _one_line(error), "correct the domain; nothing else was checked")
        )
    else:
        found += _domain(policies)
        found += _sign_up(settings, policies.roles)
        found += _documents(settings)
        found += await _database(settings, folder)
    return sorted(found, key=lambda problem: problem.severity)


def _settings(settings: Settings) -> Iterator[Problem]:
    if settings.statement_timeout_ms > settings.command_timeout * 1000:
        yield Problem(
            "warning",
            variable("statement_timeout_ms"),
            "the driver gives up before the server does, and its statements run on",
            f"make it shorter than {variable('command_timeout')}",
        )
    for trusted in settings.trusted_issuers:
        if not _private(urlsplit(trusted.issuer).hostname) and not trusted.issuer.startswith("https://"):
            yield Problem(
                "error",
                variable("trusted_issuers"),
                f"{trusted.issuer} gives out its keys without TLS: anyone between could sign tokens",
                "use its https:// address",
            )
    if settings.production:
        yield from _exposed(settings)


def _exposed(settings: Settings) -> Iterator[Problem]:
    for name in ("introspection", "explorer", "docs"):
        if getattr(settings, name):
            yield Problem(
                "warning", variable(name), "is on in production, and shows the schema to everyone", "turn it off"
            )
    if settings.sign_up and settings.smtp_url is None:
        yield Problem(
            "warning",
            variable("smtp_url"),
            "is missing: letters to people are written to files, and nobody who signs up gets one",
            f"set it, or {variable('sign_up')}=false where people log in elsewhere",
        )
    if settings.log_level == "debug":
        yield Problem("warning", variable("log_level"), "debug logs more than production should keep", "set it to info")
    credentials = settings.database.credentials
    # "allow" and "prefer" go on in plain text when somebody in between says so
    if credentials.get("ssl") in {False, "allow", "prefer"} and not _private(credentials["host"]):
        yield Problem(
            "warning", variable("database_url"), "the connection may not be encrypted", "add ?sslmode=verify-full"
        )
    redis = urlsplit(settings.redis_url.get_secret_value()) if settings.redis_url else None
    if redis is not None and redis.scheme == "redis" and not _private(redis.hostname):
        yield Problem("warning", variable("redis_url"), "the connection is not encrypted", "use a rediss:// address")


def _private(host: str | None) -> bool:
    """A socket on this machine, or an address that does not leave the network it is on."""
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        # a name without a dot is resolved by the network it is on, as in compose files
        return "." not in host


def _domain(policies: Policies) -> Iterator[Problem]:
    known = policies.catalog
    for resource in known.resources.values():
        if not resource.served:
            yield Problem("warning", resource.name, "has no policy, so nobody sees it", f"write {resource.name}Policy")
        yield from _unindexed(known, resource)
        yield from _undescribed(resource)
        yield from _useless(policies, resource)


def _unindexed(known: Catalog, resource: Resource) -> Iterator[Problem]:
    for column in resource.columns.values():
        if column.references and not column.indexed:
            yield Problem(
                "error",
                f"{resource.name}.{column.name}",
                f"is a foreign key without an index: every {column.references} searches the whole table for its rows",
                "add db_index=True to the foreign key, and makemigrations",
            )
    paths = {path for rule in resource.rules if isinstance(rule.when, Q) for path in _paths(rule.when)}
    for owner, name in sorted({end for path in paths if (end := _end(known, resource, path))}):
        column = known.resources[owner].columns[name]
        if not column.indexed and not column.references:
            yield Problem(
                "warning",
                f"{resource.name}Policy",
                f"asks for {owner}.{name}, which has no index, on every read",
                f"add db_index=True to {owner}.{name}, and makemigrations",
            )


def _paths(condition: Q) -> Iterator[str]:
    yield from condition.filters
    for child in condition.children:
        yield from _paths(child)


def _end(known: Catalog, resource: Resource, path: str) -> tuple[str, str] | None:
    """The column that a lookup such as `release__label__name__in` compares."""
    for part in path.split("__"):
        if part in resource.columns or part == "pk":
            return resource.name, "id" if part == "pk" else part
        if part in resource.relations:
            resource = known.target(resource.relations[part])
    return None


def _useless(policies: Policies, resource: Resource) -> Iterator[Problem]:
    """What a policy lets somebody write, and nobody ever can."""
    written, policy = resource.written, f"{resource.name}Policy"
    for rule in written.create:
        yield from _unfilled(policies, resource, rule)
    for verb in ("update", "delete"):
        for rule in getattr(written, verb):
            if _blind(policies, resource, rule):
                what = (
                    f"lets {_who(rule)} {verb} rows of which they may read none, and what cannot be read is not there"
                )
                yield Problem("warning", policy, what, f"give {_who(rule)} a rule to read them, or take this one away")
    for rule in written.update:
        # rows are made with a row, not changed with it
        if not accepted(resource, rule) & {*resource.columns, *written.link} - {"id"}:
            what = f"lets {_who(rule)} change rows, and nothing of them"
            yield Problem("warning", policy, what, "name fields that a client can fill")
    for rule in (*written.create, *written.update):
        for name in sorted((rule.fields if isinstance(rule.fields, frozenset) else frozenset()) - {*written.link}):
            if name in resource.relations and resource.relations[name].through:
                what = f"names {name}, which no rule lets anybody link"
                yield Problem("warning", policy, what, f'add "{name}" to link')


def _unfilled(policies: Policies, resource: Resource, rule: Rule) -> Iterator[Problem]:
    """Columns that every new row needs, and that a row under this rule cannot have."""
    said = accepted(resource, rule)
    filled = {path.partition("__")[0] for path, _ in presets(resource, rule)}
    for column in resource.columns.values():
        if (
            not column.writing.required
            or column.name in filled
            or _comes_from_parent(policies.catalog, resource, column)
        ):
            continue
        if column.name not in said:
            yield Problem(
                "error",
                f"{resource.name}Policy",
                f"lets {_who(rule)} create rows, and nobody fills {column.name}, which has no default",
                "add it to the fields of the rule, preset it, or give it a default",
            )
        elif column.references and _blind(policies, policies.catalog.resources[column.references], rule):
            yield Problem(
                "warning",
                f"{resource.name}Policy",
                f"lets {_who(rule)} create rows that point to a {column.references}, of which they may read none",
                f"give {_who(rule)} a rule to read some, or preset {column.name}",
            )


def _comes_from_parent(known: Catalog, resource: Resource, column: Column) -> bool:
    """Whether rows can be made with the row that this foreign key leads to."""
    parent = known.resources[column.references] if column.references else None
    return parent is not None and any(
        parent.relations[name].target == resource.name and parent.relations[name].back == column.name
        for rule in parent.written.create
        for name in accepted(parent, rule) & parent.relations.keys()
    )


def _blind(policies: Policies, resource: Resource, rule: Rule) -> bool:
    """Whether nobody whom the rule is for may read any row, whatever is claimed."""
    if not resource.served:
        return True
    claims = frozenset(policies.claims)
    standings = [Standing(frozenset({role}), claims) for role in rule.roles] or [Standing(frozenset(), claims)]
    return all(policies.grants(one)[resource.name].rows == NEVER for one in standings)


def _who(rule: Rule) -> str:
    return " or ".join(sorted(rule.roles)) or "everyone"


def _undescribed(resource: Resource) -> Iterator[Problem]:
    if not resource.served:
        return
    if not resource.description:
        yield Problem("warning", resource.name, "has no docstring: both doors show it to API users", "write one")
    fields: list[Column | Calculation] = [*resource.columns.values(), *resource.calculations.values()]
    for field in fields:
        if not field.description:
            yield Problem(
                "warning",
                f"{resource.name}.{field.name}",
                "has no description: both doors show it to API users",
                "give the field a description=, or the method a docstring",
            )


def _sign_up(settings: Settings, roles: frozenset[str]) -> Iterator[Problem]:
    for role in settings.sign_up_roles:
        if role not in roles:
            yield Problem(
                "warning",
                variable("sign_up_roles"),
                f"no policy speaks of the role {role!r}, so it gives nothing to those who sign up",
                f"name one of {', '.join(sorted(roles)) or 'none'}",
            )


def _documents(settings: Settings) -> Iterator[Problem]:
    path = settings.document_manifest
    if path is None:
        return
    try:
        read_manifest(settings, path)
    except OSError as error:
        yield Problem("error", str(path), _one_line(error), f"check {variable('document_manifest')}")
    except ManifestInvalid as error:
        for problem in error.problems:
            yield Problem(
                "error", str(path), problem, "build the client anew, or take the document out of its manifest"
            )
    else:
        if settings.documents == "log":
            yield Problem(
                "warning",
                variable("documents"),
                "is log: documents that are not in the manifest are told, and answered",
                "set it to trusted when no client is told any more",
            )


async def _database(settings: Settings, folder: Path) -> list[Problem]:
    label = settings.database.label
    found: list[Problem] = []
    try:
        if await migrations.changed(migrations.of_domain(settings, folder)):
            return [
                Problem(
                    "error", settings.domain, "the models changed since the last migration", "gateway makemigrations"
                )
            ]
        waiting = await migrations.pending(settings, folder)
        if not any(name.startswith(f"{tables.APP}/") for name in waiting):
            found += await _signing_keys(settings)
    except MigrationError as error:
        return [Problem("error", str(folder), _one_line(error), "correct the migration")]
    except UNREACHABLE as error:
        return [Problem("error", label, f"cannot be asked: {_one_line(error)}", f"check {variable('database_url')}")]
    found += [Problem("error", label, f"the migration {name} is not applied", "gateway migrate") for name in waiting]
    return found


async def _signing_keys(settings: Settings) -> list[Problem]:
    database = make_database(settings)
    await database.open()
    try:
        store = Store(settings, database)
        async with store.transaction() as db:
            await keys.read(store, db)
    except SealBroken:
        return [
            Problem(
                "error",
                variable("secret_key"),
                "is not the one that this database was used with: the signing keys in it cannot be opened, "
                "and passwords and second factors do not fit",
                "put the former one back; if it is lost, run `gateway keys rotate --now`, "
                "and people set new passwords (`gateway accounts password`)",
            )
        ]
    finally:
        await database.close()
    return []


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
