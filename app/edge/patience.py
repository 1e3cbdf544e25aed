"""How long a connection waits for its client."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable


class Patience:
    """One timer for all requests of a connection: setting a new deadline costs no more than reading the clock."""

    def __init__(
        self, loop: AbstractEventLoop, seconds: float, waits_for_us: Callable[[], bool], give_up: Callable[[], None]
    ) -> None:
        self.expecting = False
        """Whether the client owes the rest of a request."""
        self._loop = loop
        self._seconds = seconds
        self._waits_for_us = waits_for_us
        self._give_up = give_up
        self._due = 0.0
        self._timer: TimerHandle | None = None

    def begin(self) -> None:
        self.expect()
        self._timer = self._loop.call_at(self._due, self._look)

    def expect(self) -> None:
        """From now on the client has the whole time."""
        self.expecting = True
        self._due = self._loop.time() + self._seconds

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        if self.expecting and now >= self._due:
            if not self._waits_for_us():
                return self._give_up()
            # Between this look and the next it may become the client's turn, and it gets the whole time again.
            self._due = now + 2 * self._seconds
        following = now + self._seconds
        self._timer = self._loop.call_at(min(self._due, following) if self.expecting else following, self._look)
        return None
