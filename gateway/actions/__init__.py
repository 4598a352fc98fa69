"""Business logic with a name: functions that `@action` declares, read once, and run the same way for both doors.

A door spells the name and the arguments; whether the caller may, what the arguments mean and how the result is written
is decided here. Nobody may run anything that does not say so, and nobody unknown may run anything at all.

spec.py       what both doors know of an action
reading.py    from what is declared to that
running.py    whether the caller may, its arguments, its answer
"""

from gateway.actions.reading import collect, possible_key
from gateway.actions.running import COST, Writing, allow, run
from gateway.actions.spec import NONE, Actions, ActionSpec, Named, Record, RowOf, Shape, kebab

__all__ = [
    "COST",
    "NONE",
    "ActionSpec",
    "Actions",
    "Named",
    "Record",
    "RowOf",
    "Shape",
    "Writing",
    "allow",
    "collect",
    "kebab",
    "possible_key",
    "run",
]
