"""Everything that can go wrong, as a tree. A class has its code, status and title; the doors render it.

    GatewayError
    ├── BadRequest 400                  what was sent cannot be read
    │   ├── BodyInvalid                 ├── DocumentSyntax          ├── DocumentIdMismatch
    │   ├── QueryStringInvalid          ├── FieldsSyntax            ├── PersistedQueryNotSupported
    │   └── RequestMalformed
    ├── Unauthenticated 401
    │   ├── TokenInvalid                └── TokenMissing
    ├── Forbidden 403                   read, but not for this caller
    │   ├── IntrospectionDisabled       ├── CrossSite               ├── InsufficientScope
    │   ├── DocumentNotTrusted          └── WriteForbidden
    ├── NotFound 404
    │   ├── PersistedQueryNotFound      └── ResourceUnknown
    ├── MethodNotAllowed 405            NotAcceptable 406           RequestTimeout 408
    ├── Conflict 409                    read, but something is already so
    │   ├── NotUnique                   ├── StillReferenced         ├── IdempotencyRunning
    │   └── Refusal                     (what actions of a domain raise)
    ├── PreconditionFailed 412          BodyTooLarge 413            UriTooLong 414
    ├── MediaTypeUnsupported 415        PreconditionRequired 428
    ├── TooManyAttempts 429             BudgetExceeded 429          HeadersTooLarge 431
    ├── Unprocessable 422               read, but it means nothing here
    │   ├── DocumentInvalid             ├── OperationUnknown        ├── VariablesInvalid
    │   ├── ParameterUnknown            ├── ParameterRepeated
    │   ├── FieldUnknown                ├── OperatorUnknown         ├── FilterInvalid
    │   ├── ValueInvalid                ├── PageInvalid             ├── CursorInvalid
    │   ├── SortInvalid                 ├── InputInvalid            ├── BatchInvalid
    │   ├── IdempotencyKeyInvalid       ├── IdempotencyKeyReused    ├── MoreThanAllowed
    │   ├── PreconditionInvalid
    │   └── LimitExceeded               more than one request may ask
    │       ├── DocumentTooLarge        ├── TokenLimit              ├── DepthLimit
    │       ├── AliasLimit              ├── RootFieldLimit          ├── DirectiveLimit
    │       ├── RepeatLimit             ├── FragmentLimit           ├── NodeLimit
    │       ├── OperationLimit          └── CostLimit
    ├── Internal 500                    our fault; the log knows more under the request id
    └── Unavailable 503                 somebody we need does not answer
        ├── DatabaseUnavailable         ├── DeadlineExceeded        └── Overloaded

Codes are stable: a code that is retired is never used again. `docs/errors.md` tells a client what to do about each.
A detail speaks of names as the catalog spells them (snake_case), so that it is the same on both doors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

PROBLEM_TYPES: Final = "https://iana.org/assignments/http-problem-types#"


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one value that was sent. `pointer` is a JSON pointer in catalog names; `code` is stable."""

    pointer: str
    code: str
    message: str

    def below(self, pointer: str) -> Violation:
        """The same, of something that stands in a larger place."""
        return replace(self, pointer=pointer + self.pointer)


class GatewayError(Exception):
    """`detail` says what is wrong here, `hint` what would be right, `pointer` where (a path of catalog names). Where many
    values can be wrong at once, `violations` has each of them. `index` is the place of what failed in a batch;
    `violated_policies` names the quotas that have not enough left."""

    code: ClassVar[str] = "INTERNAL"
    # where others have named this kind of problem before us (RFC 9457, 4.2)
    registered: ClassVar[str | None] = None
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        detail: str | None = None,
        *,
        hint: str | None = None,
        pointer: str | None = None,
        headers: Mapping[str, str] | None = None,
        violations: Sequence[Violation] = (),
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.hint = hint
        self.pointer = pointer
        self.headers = dict(headers or {})
        self.violations = tuple(violations)
        self.index: int | None = None
        self.violated_policies: tuple[str, ...] = ()


class BadRequest(GatewayError):
    code, status, title = "BAD_REQUEST", 400, "The request cannot be read"


class RequestMalformed(BadRequest):
    code, title = "REQUEST_MALFORMED", "The request's framing or headers are wrong"


class BodyInvalid(BadRequest):
    code, title = "BODY_INVALID", "The body is not what its media type promises"


class QueryStringInvalid(BadRequest):
    code, title = "QUERY_STRING_INVALID", "The query string cannot be read"


class DocumentSyntax(BadRequest):
    code, title = "DOCUMENT_SYNTAX", "The GraphQL document cannot be parsed"


class DocumentIdMismatch(BadRequest):
    code, title = "DOCUMENT_ID_MISMATCH", "The document is not the one that its id names"


class PersistedQueryNotSupported(BadRequest):
    code, title = "PERSISTED_QUERY_NOT_SUPPORTED", "Documents are not kept by their hash here"


class FieldsSyntax(BadRequest):
    code, title = "FIELDS_SYNTAX", "The list of fields cannot be parsed"


class Unauthenticated(GatewayError):
    code, status, title = "UNAUTHENTICATED", 401, "The caller is not known"


class TokenInvalid(Unauthenticated):
    code, title = "TOKEN_INVALID", "The access token is not accepted"


class TokenMissing(Unauthenticated):
    code, title = "TOKEN_MISSING", "This needs an access token"


class Forbidden(GatewayError):
    code, status, title = "FORBIDDEN", 403, "The caller may not do this"


class IntrospectionDisabled(Forbidden):
    code, title = "INTROSPECTION_DISABLED", "The schema cannot be asked for here"


class DocumentNotTrusted(Forbidden):
    code, title = "DOCUMENT_NOT_TRUSTED", "This GraphQL document may not be asked here"


class CrossSite(Forbidden):
    code, title = "CROSS_SITE", "Another site may not do this with your login"


class InsufficientScope(Forbidden):
    code, title = "INSUFFICIENT_SCOPE", "The credential's scope does not cover this"


class WriteForbidden(Forbidden):
    code, title = "WRITE_FORBIDDEN", "The caller may not change this in this way"


class NotFound(GatewayError):
    code, status, title = "NOT_FOUND", 404, "There is nothing here that you may read"


class PersistedQueryNotFound(NotFound):
    code, title = "PERSISTED_QUERY_NOT_FOUND", "No GraphQL document is known by this id"


class ResourceUnknown(NotFound):
    code, title = "RESOURCE_UNKNOWN", "There is no such resource"


class MethodNotAllowed(GatewayError):
    code, status, title = "METHOD_NOT_ALLOWED", 405, "This cannot be done with that method"


class NotAcceptable(GatewayError):
    code, status, title = "NOT_ACCEPTABLE", 406, "None of the accepted media types can be served"


class RequestTimeout(GatewayError):
    code, status, title = "REQUEST_TIMEOUT", 408, "The request arrived too slowly"


class Conflict(GatewayError):
    code, status, title = "CONFLICT", 409, "Something is already so"


class Refusal(Conflict):
    """Why an action of a domain refuses: a subclass says `code`, `title`, and the `status` where 409 is not it."""

    code, title = "REFUSED", "The action refuses to do this"


class NotUnique(Conflict):
    code, title = "NOT_UNIQUE", "Another row has these values already"


class StillReferenced(Conflict):
    code, title = "STILL_REFERENCED", "Other rows still refer to it"


class IdempotencyRunning(Conflict):
    code, title = "IDEMPOTENCY_RUNNING", "The first request with this idempotency key is still running"


class PreconditionFailed(GatewayError):
    code, status, title = "PRECONDITION_FAILED", 412, "The row is not in the state that the request demands"


class PreconditionRequired(GatewayError):
    code, status, title = "PRECONDITION_REQUIRED", 428, "The request must say which state of the row it has seen"


class BodyTooLarge(GatewayError):
    code, status, title = "BODY_TOO_LARGE", 413, "The body is larger than allowed"


class UriTooLong(GatewayError):
    code, status, title = "URI_TOO_LONG", 414, "The address is longer than allowed"


class MediaTypeUnsupported(GatewayError):
    code, status, title = "MEDIA_TYPE_UNSUPPORTED", 415, "The body's media type or encoding is not supported"


class TooManyAttempts(GatewayError):
    code, status, title = "TOO_MANY_ATTEMPTS", 429, "This was tried too often"


class BudgetExceeded(GatewayError):
    code, status, title = "BUDGET_EXCEEDED", 429, "The budget has not enough left for this"
    registered = PROBLEM_TYPES + "quota-exceeded"


class HeadersTooLarge(GatewayError):
    code, status, title = "HEADERS_TOO_LARGE", 431, "The headers are more or larger than allowed"


class Unprocessable(GatewayError):
    code, status, title = "UNPROCESSABLE", 422, "The request is readable but asks for something impossible"


class DocumentInvalid(Unprocessable):
    code, title = "DOCUMENT_INVALID", "The GraphQL document does not fit the schema"


class OperationUnknown(Unprocessable):
    code, title = "OPERATION_UNKNOWN", "It is not clear which operation to run"


class VariablesInvalid(Unprocessable):
    code, title = "VARIABLES_INVALID", "The variables do not fit the operation"


class ParameterUnknown(Unprocessable):
    code, title = "PARAMETER_UNKNOWN", "There is no such parameter"


class ParameterRepeated(Unprocessable):
    code, title = "PARAMETER_REPEATED", "A parameter may be given once"


class FieldUnknown(Unprocessable):
    code, title = "FIELD_UNKNOWN", "There is no such field"


class OperatorUnknown(Unprocessable):
    code, title = "OPERATOR_UNKNOWN", "There is no such operator for this field"


class FilterInvalid(Unprocessable):
    code, title = "FILTER_INVALID", "The filter does not make sense"


class SortInvalid(Unprocessable):
    code, title = "SORT_INVALID", "The order does not make sense"


class ValueInvalid(Unprocessable):
    code, title = "VALUE_INVALID", "A value is not of the field's type"


class PageInvalid(Unprocessable):
    code, title = "PAGE_INVALID", "The page asked for cannot be served"


class CursorInvalid(Unprocessable):
    code, title = "CURSOR_INVALID", "The cursor was not given out for this order"


class InputInvalid(Unprocessable):
    code, title = "INPUT_INVALID", "Some of the values cannot be written"


class PreconditionInvalid(Unprocessable):
    code, title = "PRECONDITION_INVALID", "The precondition cannot be read"


class IdempotencyKeyInvalid(Unprocessable):
    code, title = "IDEMPOTENCY_KEY_INVALID", "The idempotency key cannot be used"


class IdempotencyKeyReused(Unprocessable):
    code, title = "IDEMPOTENCY_KEY_REUSED", "The idempotency key was sent with another request before"


class MoreThanAllowed(Unprocessable):
    code, title = "MORE_THAN_ALLOWED", "More rows would change than the request allows"


class BatchInvalid(Unprocessable):
    code, title = "BATCH_INVALID", "The batch cannot be run"


class LimitExceeded(Unprocessable):
    code, title = "LIMIT_EXCEEDED", "The request asks for more than one request may"


class DocumentTooLarge(LimitExceeded):
    code, title = "DOCUMENT_TOO_LARGE", "The GraphQL document is too long"


class TokenLimit(LimitExceeded):
    code, title = "TOKEN_LIMIT", "The GraphQL document has too many tokens"


class DepthLimit(LimitExceeded):
    code, title = "DEPTH_LIMIT", "The request is nested too deeply"


class AliasLimit(LimitExceeded):
    code, title = "ALIAS_LIMIT", "The operation has too many aliases"


class RootFieldLimit(LimitExceeded):
    code, title = "ROOT_FIELD_LIMIT", "The operation asks for too many things at once"


class DirectiveLimit(LimitExceeded):
    code, title = "DIRECTIVE_LIMIT", "The document has too many directives"


class RepeatLimit(LimitExceeded):
    code, title = "REPEAT_LIMIT", "The same name is selected too often in one place"


class FragmentLimit(LimitExceeded):
    code, title = "FRAGMENT_LIMIT", "The document defines too many fragments"


class NodeLimit(LimitExceeded):
    code, title = "NODE_LIMIT", "The request selects too many fields"


class OperationLimit(LimitExceeded):
    code, title = "OPERATION_LIMIT", "The document defines too many operations"


class CostLimit(LimitExceeded):
    code, title = "COST_LIMIT", "The request would cost more than one request may"


class Internal(GatewayError):
    pass


class Unavailable(GatewayError):
    code, status, title = "UNAVAILABLE", 503, "This cannot be answered just now"


class DatabaseUnavailable(Unavailable):
    code, title = "DATABASE_UNAVAILABLE", "The database does not answer"


class DeadlineExceeded(Unavailable):
    code, title = "DEADLINE_EXCEEDED", "The answer took too long"


class Overloaded(Unavailable):
    code, title = "OVERLOADED", "There is too much to do just now"
    registered = PROBLEM_TYPES + "temporary-reduced-capacity"
