"""What is asked, free of spelling: frozen nodes that import nothing of the engine but value types.

A plan holds no value that a client sent: wherever one belongs stands a `Slot`, so that plans which differ only in
values are one plan, one statement and one entry in the cache of prepared statements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from gateway.values import LIST_LENGTH, Type

# --- operands: what a column is compared with -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """The value number `index` of the request; `pointer` says where the client wrote it, in catalog names. In the form
    "text" it is the JSON text of its value, as a query string carries it."""

    index: int
    pointer: str
    type: Type | None = None
    form: Literal["one", "many", "pattern", "prefix", "text"] = "one"


@dataclass(frozen=True, slots=True)
class CursorSlot:
    """The value at `position` of the cursor in slot `index`."""

    index: int
    pointer: str
    position: int
    type: Type


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of whoever asks; of `many`, a list of values."""

    name: str
    type: Type
    form: Literal["one", "many"] = "one"

    def read(self, value: object) -> object:
        """The claim's value as the column's type; raises ValueError for one that cannot be compared with it."""
        if self.form == "many":
            items = value if isinstance(value, list | tuple) else (value,)
            if len(items) > LIST_LENGTH:
                raise ValueError(f"a list of at most {LIST_LENGTH} values")
            return [_claimed(self.type, item) for item in items]
        return _claimed(self.type, value)


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of the request: `now` or `today`, in UTC."""

    name: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A constant of a policy."""

    value: object
    type: Type
    form: Literal["one", "many"] = "one"


def _claimed(type_: Type, value: object) -> object:
    """Tokens write numbers as numbers or as text, and subjects as text whatever the column is."""
    if value is None or isinstance(value, list | tuple | Mapping):
        raise ValueError("a single value")
    return type_.parse(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)


@dataclass(frozen=True, slots=True)
class Ready:
    """The value number `index` of what is written, read and checked already; of "many", a list of them."""

    index: int
    type: Type
    form: Literal["one", "many"] = "one"


Operand = Slot | CursorSlot | Claim | Clock | Fixed | Ready

# --- conditions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Always:
    pass


@dataclass(frozen=True, slots=True)
class Never:
    pass


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where `item` is not true: a comparison with null is not true, so its negation is."""

    item: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """`operator` without operand is `is_null` or `is_not_null`. A `guard` is what the referenced row must satisfy for a
    foreign key to be seen at all."""

    field: str
    operator: str
    operand: Operand | None = None
    guard: Condition | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Some, none or every row over `relation` (of those that satisfy `guard`) satisfies `item`."""

    relation: str
    quantifier: Literal["some", "none", "every"]
    item: Condition
    guard: Condition


Condition = Always | Never | And | Or | Not | Compare | Related
ALWAYS: Final = Always()
NEVER: Final = Never()

# --- order and page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One relation on the way to a sort field, gone where `when` holds, to rows for which `guard` holds."""

    relation: str
    when: Condition = ALWAYS
    guard: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class OrderBy:
    """A field, reached over to-one relations. Null is the largest value. `when` makes unreadable values null."""

    path: tuple[Step, ...]
    field: str
    descending: bool
    type: Type | None = None
    null: bool = True
    when: Condition = ALWAYS
    guard: Condition | None = None

    @property
    def signature(self) -> str:
        return ".".join([*(step.relation for step in self.path), self.field]) + (" desc" if self.descending else "")


@dataclass(frozen=True, slots=True)
class CursorGiven:
    """A cursor as the client gave it; `nulls` tells which of its values are null, which shapes the statement."""

    index: int
    pointer: str
    nulls: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The first (or, `backward`, the last) `size` rows between two cursors."""

    size: int
    backward: bool = False
    after: CursorGiven | None = None
    before: CursorGiven | None = None


# --- what a row answers with ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A field by the name that was asked for, until the passes know what it is. `written` is the form of an identity,
    where it is not the form of the door. `nested`: fields of its own were asked, so it must be a relation."""

    key: str
    name: str
    written: Literal["key", "global", "text"] | None = None
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A column. `written` is the form of identities, as key or as global id; or "text": a JSON value as the text of it,
    for who must hand on its bytes. `when`: else it is withheld."""

    key: str
    field: str
    written: Literal["key", "global", "text"] = "key"
    when: Condition = ALWAYS
    guard: Condition | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RowCursor:
    key: str


@dataclass(frozen=True, slots=True)
class Nested:
    """Members of the same row, one level deeper (the `node` of an edge)."""

    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ToOne:
    key: str
    relation: str
    items: tuple[Item, ...]
    guard: Condition = NEVER
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class ToMany:
    key: str
    relation: str
    listing: Listing
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Computed:
    """What a computed field needs, as an object; the door that runs Python replaces it by the field's value."""

    key: str
    field: str
    needs: tuple[Item, ...] = ()
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Etag:
    """The entity tag of the row (RFC 9110 section 8.8.3): of the columns that the caller may read, whatever it asked."""

    key: str
    items: tuple[Item, ...]


Item = Field | Value | Constant | RowCursor | Nested | ToOne | ToMany | Computed | Etag

# --- what a list answers with -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rows:
    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class PageInfo:
    key: str
    what: Literal["has_next", "has_previous", "start_cursor", "end_cursor", "total"]


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under one key; without a key the parts are the answer itself."""

    key: str
    parts: tuple[Part, ...]


Part = Rows | PageInfo | Group | Constant
Tree = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a client asked for a list, before the passes know what it means.

    `tree` is nested mappings of snake_case words (fields, relations, operators, and, or, not, some, none, every) with
    slots as leaves; `sort` lists (path, descending); `page` has the slots of first, last, after and before. `pointer`
    says where in the request.
    """

    tree: Tree | None = None
    sort: tuple[tuple[tuple[str, ...], bool], ...] = ()
    page: Mapping[str, Slot] | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a resource. Without a page it has all rows; `bare` answers with its rows alone, without an envelope."""

    resource: str
    parts: tuple[Part, ...]
    asked: Asked | None = Asked()
    where: Condition = ALWAYS
    order: tuple[OrderBy, ...] = ()
    page: Page | None = None
    guard: Condition = NEVER
    bare: bool = False


# --- roots ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class One:
    """The row whose key is in `identity`, or null. `only` answers with its single item instead of an object."""

    key: str
    resource: str
    identity: Slot
    items: tuple[Item, ...]
    guard: Condition = NEVER
    only: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    key: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class Several:
    """Rows of any resources by identity, in the order asked, null where there is none."""

    key: str
    ones: tuple[One | None, ...]


Root = One | Many | Several | Constant


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one request asks: its roots become the members of one object, or `bare` the answer itself."""

    roots: tuple[Root, ...]
    bare: bool = False
    price: int = 0
