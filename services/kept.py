"""What a chat is being asked, and what it has typed so far."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Kept:
    """Read in the statement that identifies the person, changed in memory, saved once by `people.kept.save`.

    `asked` names the open question; `data` holds its fields and drafts, by key.
    """

    asked: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    _saved: tuple[str | None, dict[str, Any]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.mark_saved()

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write: closing a question and asking it again is nothing."""
        return (self.asked, self.data) != self._saved

    @property
    def was_asked(self) -> bool:
        """Whether a question was open when this update came."""
        return self._saved[0] is not None

    def mark_saved(self) -> None:
        """What is kept now is what is written."""
        self._saved = (self.asked, deepcopy(self.data))

    def put(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold; None forgets it. Values are replaced, never changed in place."""
        self.data = {one: kept for one, kept in self.data.items() if one != key}
        if value is not None:
            self.data[key] = value

    def forget(self) -> None:
        """Keep nothing and write nothing: the row is gone with the person."""
        self.asked, self.data = None, {}
        self.mark_saved()
