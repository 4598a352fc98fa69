"""Values take their places in a statement. The one place where what a client wrote is read as a value of its type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, assert_never

from gateway.caller import Caller
from gateway.errors import ValueInvalid
from gateway.plan import cursor
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
        return [self._parameter(operand, values, caller, moment) for operand in statement.operands]

    def _parameter(self, operand: Operand | CursorPad, values: Sequence[Any], caller: Caller, moment: datetime) -> Any:
        match operand:
            case Fixed():
                value = list(operand.value) if operand.form == "many" else operand.value  # type: ignore[call-overload]
            case Ready():
                value = values[operand.index]
            case Slot():
                value = _read(operand, values[operand.index])
            case Claim():
                value = operand.read(caller.claim(operand.name))
            case Clock():
                value = moment if operand.name == "now" else moment.astimezone(UTC).date()
            case CursorSlot():
                value = self._cursor(operand, values[operand.index])
            case CursorPad():
                return self._pad(operand)
            case _:
                assert_never(operand)
        return self.dialect.encoded(value, operand)

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
