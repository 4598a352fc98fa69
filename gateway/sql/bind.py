"""Values take their places in a statement. The one place where what a client wrote is read as a value of its type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, assert_never

from gateway.caller import Caller
from gateway.errors import ValueInvalid
from gateway.plan import cursor
from gateway.plan.dependencies import EVERYTHING, tags_of_read
from gateway.plan.nodes import Claim, Clock, CursorSlot, Fixed, Operand, Ready, Slot
from gateway.sql.dialect import CursorPad, Dialect
from gateway.sql.statement import Statement
from gateway.values import Type, parse_many, parse_pattern, parse_text


@dataclass(frozen=True, slots=True)
class Binder:
    """What every statement of an engine is bound with."""

    dialect: Dialect
    cursor_key: bytes

    def parameters(self, statement: Statement, values: Sequence[Any], caller: Caller, moment: datetime) -> list[Any]:
        """The driver's parameters; raises ValueInvalid or CursorInvalid for what a client may not write there."""
        for index, pointer, order in statement.cursors:
            cursor.proven(self.cursor_key, order, values[index], pointer)
        return [
            self._pad(operand)
            if isinstance(operand, CursorPad)
            else self.dialect.encoded(self._value(operand, values, caller, moment), operand)
            for operand in statement.operands
        ]

    def tags(self, statement: Statement, values: Sequence[Any], caller: Caller, moment: datetime) -> list[str]:
        """What the answer depends on. The values have been bound, so that they are known to be right."""
        found: dict[str, None] = {EVERYTHING: None}
        for one in statement.reads:
            value = None if one.operand is None else self._value(one.operand, values, caller, moment)
            found.update(dict.fromkeys(tags_of_read(one, value)))
        return list(found)

    def _value(self, operand: Operand, values: Sequence[Any], caller: Caller, moment: datetime) -> Any:
        match operand:
            case Fixed():
                return list(operand.value) if operand.form == "many" else operand.value  # type: ignore[call-overload]
            case Ready():
                return values[operand.index]
            case Slot():
                return _read(operand, values[operand.index])
            case Claim():
                return operand.read(caller.claim(operand.name))
            case Clock():
                return moment if operand.name == "now" else moment.astimezone(UTC).date()
            case CursorSlot():
                return self._cursor(operand, values[operand.index])
            case _:
                assert_never(operand)

    def _cursor(self, operand: CursorSlot, given: Any) -> Any:
        value = cursor.values(given, operand.pointer)[operand.position]  # proven with the statement's cursors
        try:
            return operand.type.parse(value)
        except ValueError as error:
            raise cursor.invalid(operand.pointer) from error

    def _pad(self, pad: CursorPad) -> bytes:
        inner, outer = cursor.pads(self.cursor_key)
        return inner + pad.order.encode() + b"\n" if pad.inner else outer


def _read(slot: Slot, value: Any) -> Any:
    type_ = slot.type or Type("text")
    try:
        match slot.form:
            case "many":
                return parse_many(type_, value)
            case "pattern":
                return parse_pattern(value)
            case "text":
                return type_.parse(parse_text(value))
            case _:
                return type_.parse(value)
    except ValueError as error:
        name = next(step for step in reversed(slot.pointer.split("/")) if step not in type_.operators)
        raise ValueInvalid(f'The value for "{name}" is not {error}.', pointer=slot.pointer) from error
