"""How much may be asked: one budget in points for whoever asks, spent by both doors, and how much is worked on at once.

policies.py    quotas: whose, how many points, in which time
gcra.py        what is left of a quota, counted in this process
shared.py      the same in Redis, for all processes
budget.py      which of the two counts
spending.py    what one request spends
gate.py        how many requests work at once, and who is turned away
fields.py      the header fields that tell of it
metering.py    the middleware: no request to a door is free
routes.py      limits of hand-written routes
addresses.py   where a request comes from
"""

from gateway.limits.budget import Budget, make_budget
from gateway.limits.gate import Gate
from gateway.limits.metering import Metering
from gateway.limits.spending import Admission, Cost, Reservation, Spending, spending_of

__all__ = ["Admission", "Budget", "Cost", "Gate", "Metering", "Reservation", "Spending", "make_budget", "spending_of"]
