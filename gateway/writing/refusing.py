"""Why something cannot be written: what the caller may not, and what the database does not take. No word of it tells more
than the caller may read: neither the name of a constraint, nor a value, nor whether a row exists that it cannot see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from tortoise.exceptions import IntegrityError, ValidationError

from gateway.catalog import Resource
from gateway.errors import (
    GatewayError,
    InputInvalid,
    Internal,
    NotFound,
    NotUnique,
    ResourceUnknown,
    StillReferenced,
    TokenMissing,
    Violation,
    WriteForbidden,
)
from gateway.plan.context import out_of_scope
from gateway.policy import collection
from gateway.sql.session import ConstraintViolated, violated
from gateway.writing.asked import Verb
from gateway.writing.work import Author

# of what is wrong; a small body could else have an answer many times its size, which may be kept as well
REPORTED: Final = 1000


def absent(author: Author, resource: Resource) -> GatewayError:
    """Of a row that does not exist for the caller; of a resource that does not, what a read of it says."""
    policies = author.writes.engine.policies
    if policies.readable(author.reading)[resource.name]:
        return NotFound("There is nothing here that you may read.")
    if scopes := policies.missing(author.reading, resource):
        return out_of_scope(scopes, resource)
    return ResourceUnknown("There is no such resource that you may read.")


def denied(author: Author, resource: Resource, verb: Verb) -> GatewayError:
    """Why the caller may do this to no row at all."""
    if author.caller.kind == "anonymous":
        if not author.writes.engine.policies.readable(author.reading)[resource.name]:
            return ResourceUnknown("There is no such resource that you may read.")
        return TokenMissing("Nobody may do this without saying who asks.", headers={"WWW-Authenticate": "Bearer"})
    unbound = author.writing._replace(covered=None)
    if author.writes.rights.of(resource.name, verb, unbound):
        return out_of_scope([f"{collection(resource)}:write"], resource)
    if not author.writes.engine.policies.readable(author.reading)[resource.name]:
        return ResourceUnknown("There is no such resource that you may read.")
    return forbidden(resource, verb)


def forbidden(resource: Resource, verb: Verb, pointer: str = "") -> GatewayError:
    return at(WriteForbidden(f"You may not {verb} this {resource.name}."), pointer)


def at(error: GatewayError, pointer: str) -> GatewayError:
    """The same of one row among others, which is at this place in the request."""
    if pointer:
        error.pointer = error.pointer or pointer
        error.violations = error.violations or (Violation(pointer, error.code, error.detail),)
    return error


def several(errors: Sequence[GatewayError]) -> GatewayError:
    """Why rows are refused, in one: the first, with what is wrong with the others."""
    first = errors[0]
    first.violations = tuple(violation for error in errors for violation in error.violations)[:REPORTED]
    return first


def together(resource: Resource, names: Collection[str]) -> WriteForbidden:
    """Every field may be written, but no single rule lets all of them."""
    return WriteForbidden(
        f"You may not write these fields of {resource.name} together: {', '.join(sorted(names))}.",
        hint="Write them one by one.",
    )


def invalid(violations: Sequence[Violation]) -> InputInvalid:
    first = violations[0]
    more = len(violations) - 1
    also = "" if not more else " One more value is wrong." if more == 1 else f" {more} more values are wrong."
    return InputInvalid(first.message + also, pointer=first.pointer, violations=violations[:REPORTED])


def missing(name: str, pointer: str) -> Violation:
    return Violation(f"{pointer}/{name}", "REQUIRED", f'"{name}" is missing.')


def unknown_reference(resource: str, pointer: str) -> Violation:
    """The same for a row that is not there and for one that the caller may not read."""
    return Violation(pointer, "REFERENCE_UNKNOWN", f"There is no {resource} with this id that you may read.")


@contextmanager
def constraints(resource: Resource, names: Collection[str], pointer: str) -> Iterator[None]:
    """What the database refuses of the row at this place, in words about the fields that the client may write."""
    try:
        yield
    except ConstraintViolated as error:
        raise at(_refused(resource, error, names, pointer), pointer) from error


@contextmanager
def through_models() -> Iterator[None]:
    """What the database, or a validator, refuses of what an action writes through models. Which of its arguments it comes
    from, nobody can say."""
    try:
        yield
    except ValidationError as error:
        raise InputInvalid(f"A value cannot be written: {error}.") from error
    except IntegrityError as error:
        cause = error.args[0] if error.args else None
        found = violated(cause) if isinstance(cause, Exception) else None
        match found.kind if found else None:
            case "unique":
                raise NotUnique("Another row has these values already.") from error
            case "foreign key":
                raise StillReferenced(
                    "Something that this refers to, or that refers to this, is in the way."
                ) from error
            case "check" | "not null":
                raise InputInvalid("A value is not one that it may have.") from error
            case _:
                raise


def _refused(resource: Resource, error: ConstraintViolated, names: Collection[str], pointer: str) -> GatewayError:
    by_column = {column.column: column.name for column in resource.columns.values()}
    spoken_of = [by_column[column] for column in error.columns if column in by_column]
    match error.kind:
        case "unique":
            fields = [name for name in spoken_of if name in names]
            message = "Another row has this already."
            found = [Violation(f"{pointer}/{name}", "NOT_UNIQUE", message) for name in fields]
            return NotUnique(f"Another {resource.name} has these values already.", violations=found)
        case "check":
            named = resource.written.checks.get(error.constraint or "", ())
            message = "This is not a value that it may have."
            places = [f"{pointer}/{name}" for name in named if name in names]
            return invalid([Violation(place, "VALUE_REFUSED", message) for place in places or [pointer]])
        case "not null":
            places = [f"{pointer}/{name}" for name in spoken_of if name in names]
            return invalid([Violation(place, "NOT_NULL", "It cannot be null.") for place in places or [pointer]])
        case "foreign key":
            return StillReferenced("Something that this refers to, or that refers to this, was changed meanwhile.")
        case _:
            return Internal()
