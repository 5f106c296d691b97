"""The question that is open in a chat, and what was typed so far."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Kept:
    """What a chat keeps: `asked` names the open question, `data` holds its fields and drafts, by key.

    It is read by the statement that identifies the person, changed in memory, and saved once by
    `people.kept.save`.
    """

    asked: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    _saved: tuple[str | None, dict[str, Any]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.mark_saved()

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write. A question closed and asked again is no change."""
        return (self.asked, self.data) != self._saved

    @property
    def was_asked(self) -> bool:
        """Whether a question was open when this update came."""
        return self._saved[0] is not None

    def mark_saved(self) -> None:
        """Note that what is kept now is written."""
        self._saved = (self.asked, deepcopy(self.data))

    def put(self, key: str, value: Any) -> None:
        """Keep a value that JSON can hold; None removes it. Replace a value, never change it in place."""
        self.data = {one: kept for one, kept in self.data.items() if one != key}
        if value is not None:
            self.data[key] = value

    def forget(self) -> None:
        """Keep nothing and write nothing: the row was deleted with the person."""
        self.asked, self.data = None, {}
        self.mark_saved()
