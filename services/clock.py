"""Where time comes from. Everything stored is UTC; zones belong to organisations and to the screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of production."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be set and then runs at the pace of the system's clock: for the demo and for tests."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        if start is not None:
            self.set(start)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """Make `moment` (aware) the present."""
        self._offset = moment.astimezone(UTC) - datetime.now(UTC)

    def move(self, by: timedelta) -> None:
        """Jump forward by `by`, or back where it is negative."""
        self._offset += by
