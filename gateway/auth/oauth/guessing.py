"""Who has guessed too often is not listened to, even when this time the guess would be right.

Whoever was in the clear a moment ago is not looked up again at once: clients ask for tokens by the hundred, and two
questions to the shared counters for each would cost more than the token. What fails here counts here at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final

from gateway.auth.attempts import TOKEN, Attempts

CLEAR_SECONDS: Final = 1.0
CLEAR_MOST: Final = 10_000


class Guessing:
    def __init__(self, attempts: Attempts, timer: Callable[[], float]) -> None:
        self._attempts, self._timer = attempts, timer
        self._clear: OrderedDict[str, float] = OrderedDict()

    async def check(self, names: Iterable[str]) -> None:
        """Raises TooManyAttempts."""
        for name in names:
            if self._clear.get(name, 0.0) > self._timer():
                continue
            await self._attempts.check(TOKEN, name)
            self._clear[name] = self._timer() + CLEAR_SECONDS
            if len(self._clear) > CLEAR_MOST:
                self._clear.popitem(last=False)

    async def count(self, names: Iterable[str]) -> None:
        """Raises TooManyAttempts for the guess that is one too many."""
        for name in names:
            self._clear.pop(name, None)
            await self._attempts.spend(TOKEN, name)
