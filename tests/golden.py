"""A completed, rewritten plan as text for people: what is asked and what was added for the caller, free of spelling; and
what is written, by which rules.

Response keys, envelopes and the form of identities are the doors' own, so they are left out: a question has one text,
whichever door it came through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.plan import cursor
from gateway.plan.nodes import (
    ALWAYS,
    Always,
    And,
    Claim,
    Clock,
    Compare,
    Computed,
    Condition,
    CursorGiven,
    Fixed,
    Group,
    Item,
    Listing,
    Many,
    Nested,
    Never,
    Not,
    One,
    Operand,
    Or,
    OrderBy,
    PageInfo,
    Part,
    Plan,
    Related,
    Root,
    Rows,
    Several,
    Slot,
    Step,
    ToMany,
    ToOne,
    Value,
)
from gateway.values import Type, parse_many, parse_text
from gateway.writing.rights import LinkRight, Preset, Right
from tests.doors import Asked

INDENT = "    "


def text(asked: Iterable[Asked]) -> str:
    """The plans of one question, which REST may have to put in several requests."""
    rendered = [(a.prepared.plan, _Plan(a.values)) for a in asked]
    lines = [line for plan, renderer in rendered for line in renderer.plan(plan)]
    return "\n".join([f"costs {sum(plan.price for plan, _ in rendered)}", *lines, ""])


@dataclass(frozen=True, slots=True)
class Write:
    """One write: what it `does` and on which terms (`notes`), what is said of its rows, and the rules that let the caller
    do it, by what they are for. `guard`: which rows are there for the caller; `where`: which of them are meant. `shown`
    is what is answered about them."""

    does: str
    notes: Sequence[str] = ()
    says: Sequence[str] = ()
    may: Mapping[str, Sequence[Right | LinkRight]] = field(default_factory=dict)
    guard: Condition = ALWAYS
    where: Condition = ALWAYS
    shown: Plan | None = None
    values: Sequence[Any] = ()


def written(writes: Iterable[Write]) -> str:
    """Writes in their order. What is sent again is not told again."""
    told: list[str] = []
    for write in writes:
        lines = [write.does, *_deeper(_Plan(write.values).write(write))]
        text = "".join(f"{line}\n" for line in lines)
        told.append("the same again\n" if told and told[-1] == text else text)
    return "".join(told)


class _Plan:
    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values

    def plan(self, plan: Plan) -> Iterator[str]:
        for root in plan.roots:
            yield from self.root(root)

    def root(self, root: Root) -> Iterator[str]:
        match root:
            case One():
                yield from self.one(root)
            case Many():
                yield f"list of {root.listing.resource}"
                yield from _deeper(self.listing(root.listing))
            case Several():
                for one in root.ones:
                    yield from self.one(one) if one else ["nothing"]

    def one(self, one: One) -> Iterator[str]:
        yield f"one {one.resource}: id = {self.operand(one.identity)}"
        yield from _deeper(self.guard(one.guard))
        yield from _deeper(self.items(one.items))

    # --- writes -------------------------------------------------------------------------------------------------------

    def write(self, write: Write) -> Iterator[str]:
        yield from write.notes
        yield from self.guard(write.guard)
        if not isinstance(write.where, Always):
            yield f"filter {self.condition(write.where)}"
        if write.says:
            yield "says " + ", ".join(write.says)
        for what, rights in write.may.items():
            yield from [] if rights else [f"may not {what}"]
            for right in rights:
                yield f"may {what}"
                yield from _deeper(self.link(right) if isinstance(right, LinkRight) else self.right(right))
        if write.shown is not None:
            yield f"answers, costs {write.shown.price}"
            [one] = write.shown.roots
            assert isinstance(one, One)
            # whose identity is known once it is written
            yield from _deeper(self.guard(one.guard))
            yield from _deeper(self.items(one.items))

    def right(self, right: Right) -> Iterator[str]:
        if right.fields:
            yield "fields " + ", ".join(sorted(right.fields))
        yield from [] if right.rows == ALWAYS else [f"of rows {self.condition(right.rows)}"]
        yield from (f"sets {self.preset(preset)}" for preset in right.presets)
        yield from [] if right.after == ALWAYS else [f"afterwards {self.condition(right.after)}"]

    def preset(self, preset: Preset) -> str:
        value = self.operand(preset.operand)
        return f"{preset.column} to {value}" if preset.over is None else f"{preset.column} by {preset.over} eq {value}"

    def link(self, right: LinkRight) -> Iterator[str]:
        yield f"of rows {self.condition(right.rows)}"
        yield f"to rows {self.condition(right.target)}"

    # --- lists --------------------------------------------------------------------------------------------------------

    def listing(self, listing: Listing) -> Iterator[str]:
        yield from self.guard(listing.guard)
        if not isinstance(listing.where, Always):
            yield f"filter {self.condition(listing.where)}"
        yield "order " + ", ".join(self.order(by) for by in listing.order)
        page = listing.page
        if page is not None:
            yield f"page {'last' if page.backward else 'first'} {page.size}" + "".join(
                f" {word} {self.cursor(given)}"
                for word, given in (("after", page.after), ("before", page.before))
                if given
            )
        yield from ["count"] if _counts(listing.parts) else []
        for rows in _rows(listing.parts):
            yield from self.items(rows.items)

    def order(self, by: OrderBy) -> str:
        path = ".".join([*(self.step(step) for step in by.path), by.field])
        guard = f" where its row [{self.condition(by.guard)}]" if by.guard is not None else ""
        return path + (" down" if by.descending else " up") + _when(self.condition(by.when)) + guard

    def step(self, step: Step) -> str:
        guard = "" if isinstance(step.guard, Always) else f"[{self.condition(step.guard)}]"
        return step.relation + guard + _when(self.condition(step.when))

    def cursor(self, given: CursorGiven) -> str:
        return f"{cursor.values(self.values[given.index], given.pointer)}"

    # --- rows ---------------------------------------------------------------------------------------------------------

    def items(self, items: Iterable[Item]) -> Iterator[str]:
        for item in items:
            match item:
                case Value():
                    guard = f" where its row [{self.condition(item.guard)}]" if item.guard is not None else ""
                    yield item.field + _when(self.condition(item.when)) + guard
                case Computed():
                    yield f"{item.field} computed from" + _when(self.condition(item.when))
                    yield from _deeper(self.items(item.needs))
                case ToOne():
                    yield f"{item.relation}, one" + _when(self.condition(item.when))
                    yield from _deeper(self.guard(item.guard))
                    yield from _deeper(self.items(item.items))
                case ToMany():
                    yield f"{item.relation}, list of {item.listing.resource}" + _when(self.condition(item.when))
                    yield from _deeper(self.listing(item.listing))
                case Nested():
                    yield from self.items(item.items)

    def guard(self, condition: Condition) -> Iterator[str]:
        if not isinstance(condition, Always):
            yield f"guard {self.condition(condition)}"

    # --- conditions ---------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition) -> str:
        match condition:
            case Always():
                return "always"
            case Never():
                return "never"
            case And(items):
                return "(" + " and ".join(self.condition(item) for item in items) + ")"
            case Or(items):
                return "(" + " or ".join(self.condition(item) for item in items) + ")"
            case Not(item):
                return f"not {self.condition(item)}"
            case Compare():
                guard = f" where its row [{self.condition(condition.guard)}]" if condition.guard is not None else ""
                operand = "" if condition.operand is None else f" {self.operand(condition.operand)}"
                return f"{condition.field} {condition.operator}{operand}{guard}"
            case Related():
                guard = "" if isinstance(condition.guard, Always) else f"[{self.condition(condition.guard)}]"
                return f"{condition.quantifier} {condition.relation}{guard} ({self.condition(condition.item)})"

    def operand(self, operand: Operand) -> str:
        match operand:
            case Slot():
                type_ = operand.type or Type("text")
                value = self.values[operand.index]
                return f"{_read(operand.form, type_, value)!r}"
            case Claim():
                return f"claim {operand.name}"
            case Clock():
                return operand.name
            case Fixed(value):
                return repr(tuple(getattr(one, "value", one) for one in value) if isinstance(value, tuple) else value)
            case _:
                return "cursor"


def _deeper(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield INDENT + line


def _when(condition: str) -> str:
    return "" if condition == "always" else f" when {condition}"


def _rows(parts: Iterable[Part]) -> Iterator[Rows]:
    for part in parts:
        match part:
            case Rows():
                yield part
            case Group():
                yield from _rows(part.parts)


def _counts(parts: Iterable[Part]) -> bool:
    return any(
        _counts(p.parts) if isinstance(p, Group) else isinstance(p, PageInfo) and p.what == "total" for p in parts
    )


def _read(form: str, type_: Type, value: Any) -> Any:
    match form:
        case "many":
            return parse_many(type_, value)
        case "text":
            return type_.parse(parse_text(value))
        case _:
            return type_.parse(value)
