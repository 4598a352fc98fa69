"""The passes that complete a plan, in order. Each takes a plan and the context and gives a plan; none of them waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from gateway.catalog import Calculation, Column, Relation, Resource
from gateway.errors import CostLimit, DepthLimit, FieldUnknown, NodeLimit, PageInvalid, SortInvalid
from gateway.plan import cursor
from gateway.plan.context import Context, unknown
from gateway.plan.cost import price as price_of
from gateway.plan.filters import condition
from gateway.plan.nodes import (
    Asked,
    Computed,
    CursorGiven,
    Etag,
    Field,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    One,
    OrderBy,
    Page,
    Part,
    Plan,
    Root,
    Rows,
    Several,
    Slot,
    Step,
    ToMany,
    ToOne,
    Value,
)

Items = tuple[Item, ...]
OnItems = Callable[[Resource, Items, Context], Items]
OnListing = Callable[[Resource, Listing, Context], Listing]


def complete(plan: Plan, context: Context) -> Plan:
    """Run every pass; raises Unprocessable for what cannot be meant."""
    for step in PASSES:
        plan = step(plan, context)
    return plan


def check_resources(plan: Plan, context: Context) -> Plan:
    """A resource of which the caller may read nothing does not exist."""
    for root in plan.roots:
        for name in _resources(root):
            if not context.readable.get(name):
                raise context.refusal(context.catalog.resources[name])
    return plan


def bound_size(plan: Plan, context: Context) -> Plan:
    """Refuse what is too deep or too wide before anything is looked up."""
    depth, nodes = _extent(item for root in plan.roots for item in _root_items(root))
    if depth > context.limits.depth:
        raise DepthLimit(f"The request is nested {depth} levels deep; {context.limits.depth} are allowed.")
    if nodes > context.limits.nodes:
        raise NodeLimit(f"The request selects {nodes} fields; {context.limits.nodes} are allowed.")
    return plan


def default_selection(plan: Plan, context: Context) -> Plan:
    """Where nothing was selected, select the columns of the row that the caller may read."""

    def fill(resource: Resource, items: Items, context: Context) -> Items:
        if items:
            return items
        return tuple(Field(name, name) for name in own_columns(resource, context))

    return _rewritten(plan, context, items=fill)


def own_columns(resource: Resource, context: Context) -> list[str]:
    """The columns that the caller may read: what a row answers with where nothing is selected, and its entity tag."""
    readable = context.readable.get(resource.name, frozenset())
    return [name for name in resource.columns if name in readable]


def resolve_names(plan: Plan, context: Context) -> Plan:
    """Every name becomes what it stands for; a name that the caller may not read stands for nothing."""

    def resolve(resource: Resource, items: Items, context: Context) -> Items:
        return tuple(_resolved(resource, item, context) for item in items)

    return _rewritten(plan, context, items=resolve)


def read_filters(plan: Plan, context: Context) -> Plan:
    def read(resource: Resource, listing: Listing, context: Context) -> Listing:
        asked = listing.asked
        if asked is None or not asked.tree:
            return listing
        return replace(listing, where=condition(asked.tree, resource, context, f"{asked.pointer}/filter"))

    return _rewritten(plan, context, listing=read)


def read_order(plan: Plan, context: Context) -> Plan:
    def read(resource: Resource, listing: Listing, context: Context) -> Listing:
        sort = listing.asked.sort if listing.asked else ()
        if len(sort) > context.limits.sort_keys:
            raise SortInvalid(
                f"A list is sorted by at most {context.limits.sort_keys} fields.", pointer=_sort_pointer(listing)
            )
        return replace(listing, order=tuple(_order(resource, path, context, listing, down) for path, down in sort))

    return _rewritten(plan, context, listing=read)


def stable_order(plan: Plan, context: Context) -> Plan:
    """End every order with the key, so that no two rows are equal in it. It runs the way of the last field asked for,
    so that one index over both serves forwards and backwards."""

    def stabilise(resource: Resource, listing: Listing, _: Context) -> Listing:
        names = [(by.path, by.field) for by in listing.order]
        if len(set(names)) < len(names):
            raise SortInvalid("A list is sorted by a field once.", pointer=_sort_pointer(listing))
        if ((), "id") in names:
            return listing
        descending = bool(listing.order) and listing.order[-1].descending
        key = OrderBy((), "id", descending, resource.key.type.key, null=False)
        return replace(listing, order=(*listing.order, key))

    return _rewritten(plan, context, listing=stabilise)


def clamp_page(plan: Plan, context: Context) -> Plan:
    """A page has a size within bounds and cursors that fit its order."""

    def clamp(_: Resource, listing: Listing, context: Context) -> Listing:
        return listing if listing.asked is None else replace(listing, page=_page(listing.asked, listing, context))

    return _rewritten(plan, context, listing=clamp)


def check_price(plan: Plan, context: Context) -> Plan:
    price = price_of(plan)
    if price > context.limits.cost:
        raise CostLimit(
            f"The request would cost {price} points; one request may cost {context.limits.cost}.",
            hint="Ask for smaller pages, above all of nested lists.",
        )
    return replace(plan, price=price)


PASSES: Final = (
    bound_size,
    check_resources,
    default_selection,
    resolve_names,
    read_filters,
    read_order,
    stable_order,
    clamp_page,
    check_price,
)


def _resolved(resource: Resource, item: Item, context: Context) -> Item:
    match item:
        case Field(key, "etag", _, False):
            return Etag(key, tuple(Value(column, column, "key") for column in own_columns(resource, context)))
        case Field(key, name, written, nested):
            found = context.find(resource, name, f"/{name}")
            if nested and not isinstance(found, Relation):
                message = f"{resource.name}.{name} is no relation, so it has no fields of its own."
                raise FieldUnknown(message, pointer=f"/{name}")
            match found:
                case Column():
                    return Value(key, name, written or context.identities)
                case Calculation() as calculation:
                    return Computed(key, name, _needs(resource, calculation.needs, context))
                case Relation():
                    # A door gives relations as ToOne or ToMany; a bare name for one has no selection to answer with.
                    raise unknown(resource.name, name, frozenset(resource.columns), f"/{name}")
        case ToOne(relation=name) | ToMany(relation=name):
            context.find(resource, name, f"/{name}")
            return item
        case _:
            return item


def _needs(resource: Resource, needs: tuple[str, ...], context: Context) -> Items:
    """What a computed field needs, as items: columns by name, `relation.column` below the relation's name."""
    items: dict[str, list[str]] = {}
    for need in needs:
        head, _, rest = need.partition(".")
        items.setdefault(head, []).extend([rest] if rest else [])
    return tuple(_need(resource, name, tuple(rest), context) for name, rest in items.items())


def _need(resource: Resource, name: str, rest: tuple[str, ...], context: Context) -> Item:
    if not rest:
        return Value(name, name)
    relation = resource.relations[name]
    items = _needs(context.catalog.target(relation), rest, context)
    if not relation.many:
        return ToOne(name, name, items)
    return ToMany(name, name, Listing(relation.target, (Rows("", items),), asked=None, bare=True))


def _order(resource: Resource, path: tuple[str, ...], context: Context, listing: Listing, down: bool) -> OrderBy:  # noqa: FBT001
    *steps, name = path
    pointer = _sort_pointer(listing)
    for step in steps:
        relation = context.find(resource, step, pointer)
        if not isinstance(relation, Relation) or relation.many:
            raise SortInvalid(
                f'"{step}" does not lead to one row, so a list cannot be sorted over it.', pointer=pointer
            )
        resource = context.catalog.target(relation)
    column = context.find(resource, name, pointer)
    if not isinstance(column, Column) or not column.type.sortable:
        raise SortInvalid(
            f'"{".".join(path)}" cannot be sorted by.',
            hint="A list is sorted by columns, also over to-one relations.",
            pointer=pointer,
        )
    type_ = column.type.key or column.type
    return OrderBy(tuple(Step(step) for step in steps), name, down, type_, null=column.null or bool(steps))


def _sort_pointer(listing: Listing) -> str:
    return f"{listing.asked.pointer if listing.asked else ''}/sort"


def _page(asked: Asked, listing: Listing, context: Context) -> Page:
    given = {word: slot for word, slot in (asked.page or {}).items() if context.values[slot.index] is not None}
    if "first" in given and "last" in given:
        raise PageInvalid(
            "A page is the first or the last rows, not both.",
            hint="Leave out first or last.",
            pointer=given["last"].pointer,
        )
    sizes = {word: _size(word, given[word], context) for word in ("first", "last") if word in given}
    cursors = {word: _cursor(given[word], listing, context) for word in ("after", "before") if word in given}
    size = next(iter(sizes.values()), context.limits.page_default)
    return Page(size, backward="last" in sizes, after=cursors.get("after"), before=cursors.get("before"))


def _size(word: str, slot: Slot, context: Context) -> int:
    value = context.values[slot.index]
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:  # noqa: PLR2004
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= context.limits.page_max:
        raise PageInvalid(f'"{word}" takes a whole number from 0 to {context.limits.page_max}.', pointer=slot.pointer)
    return value


def _cursor(slot: Slot, listing: Listing, context: Context) -> CursorGiven:
    values = cursor.values(context.values[slot.index], slot.pointer)
    if len(values) != len(listing.order):
        raise cursor.invalid(slot.pointer)
    return CursorGiven(slot.index, slot.pointer, tuple(value is None for value in values))


# --- walking a plan ---------------------------------------------------------------------------------------------------


def _rewritten(plan: Plan, context: Context, *, items: OnItems | None = None, listing: OnListing | None = None) -> Plan:
    """The plan with `items` applied to every selection and `listing` to every list, outermost first."""
    walk = _Walk(context, items, listing)
    return replace(plan, roots=tuple(walk.root(root) for root in plan.roots))


class _Walk:
    def __init__(self, context: Context, items: OnItems | None, listing: OnListing | None) -> None:
        self.context, self.on_items, self.on_listing = context, items, listing

    def root(self, root: Root) -> Root:
        match root:
            case One():
                return replace(root, items=self.items(self.resource(root.resource), root.items))
            case Many():
                return replace(root, listing=self.listing(root.listing))
            case Several():
                ones = (
                    one and replace(one, items=self.items(self.resource(one.resource), one.items)) for one in root.ones
                )
                return replace(root, ones=tuple(ones))
            case _:
                return root

    def resource(self, name: str) -> Resource:
        return self.context.catalog.resources[name]

    def items(self, resource: Resource, items: Items) -> Items:
        if self.on_items and not _wraps(items):
            items = self.on_items(resource, items, self.context)
        return tuple(self.item(resource, item) for item in items)

    def item(self, resource: Resource, item: Item) -> Item:
        match item:
            case Nested():
                return replace(item, items=self.items(resource, item.items))
            case ToOne():
                return replace(item, items=self.items(self.target(resource, item.relation), item.items))
            case ToMany():
                return replace(item, listing=self.listing(item.listing))
            case Computed():
                return replace(item, needs=tuple(self.item(resource, need) for need in item.needs))
            case _:
                return item

    def target(self, resource: Resource, relation: str) -> Resource:
        return self.context.catalog.target(resource.relations[relation])

    def listing(self, listing: Listing) -> Listing:
        resource = self.resource(listing.resource)
        if self.on_listing:
            listing = self.on_listing(resource, listing, self.context)
        return replace(listing, parts=tuple(self.part(resource, part) for part in listing.parts))

    def part(self, resource: Resource, part: Part) -> Part:
        match part:
            case Rows():
                return replace(part, items=self.items(resource, part.items))
            case Group():
                return replace(part, parts=tuple(self.part(resource, inner) for inner in part.parts))
            case _:
                return part


def _wraps(items: Items) -> bool:
    """Whether these are the members of an edge, which are no selection of a client."""
    return (
        False
        if not items
        else all(not isinstance(item, Field | Value | ToOne | ToMany | Computed | Etag) for item in items)
    )


def _resources(root: Root) -> Iterator[str]:
    match root:
        case One():
            yield root.resource
        case Many():
            yield root.listing.resource
        case Several():
            yield from (one.resource for one in root.ones if one)


def _root_items(root: Root) -> Iterator[Item]:
    match root:
        case One():
            yield from root.items
        case Many():
            yield from _listing_items(root.listing.parts)
        case Several():
            for one in root.ones:
                yield from one.items if one else ()


def _listing_items(parts: tuple[Part, ...]) -> Iterator[Item]:
    for part in parts:
        match part:
            case Rows():
                yield from part.items
            case Group():
                yield from _listing_items(part.parts)


def _extent(items: Iterator[Item]) -> tuple[int, int]:
    """Levels and fields below these items; an edge is no level of its own."""
    depth = nodes = 0
    for item in items:
        match item:
            case Nested():
                below, inner = _extent(iter(item.items))
                below -= 1
            case ToOne():
                below, inner = _extent(iter(item.items))
            case ToMany():
                below, inner = _extent(_listing_items(item.listing.parts))
            case _:
                below, inner = 0, 0
        depth, nodes = max(depth, below + 1), nodes + inner + 1
    return depth, nodes
