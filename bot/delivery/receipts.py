"""Letters whose answers could not be said at once. Their senders may send them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from bot.telegram.display import Method
from services.outside import ChatId

# The same text so many seconds after a failed answer is the same letter.
SENT_AGAIN_SECONDS = 120.0


@dataclass(slots=True)
class Unsaid:
    """The text of a letter and its answer, which failed at a moment; `is_said` if it was repeated since."""

    letter: str
    methods: Sequence[Method]
    failed: float
    is_said: bool = False


class Receipts:
    """Remembers the last letter of each chat until its answer is said, and for a while if that failed."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._given: dict[ChatId, tuple[str, Sequence[Method]]] = {}
        self._unsaid: dict[ChatId, Unsaid] = {}

    def give(self, chat: ChatId, letter: str, methods: Sequence[Method]) -> None:
        """Note the answer to a letter of this text."""
        self._given[chat] = letter, methods

    def close(self, chat: ChatId) -> None:
        """Note that the chat waits for nothing."""
        self._given.pop(chat, None)

    def failed(self, chat: ChatId, method: Method) -> None:
        """Note that a part of an answer could not be said."""
        letter, methods = self._given.get(chat, ("", ()))
        if any(method is one for one in methods):
            now = self._now()
            self._unsaid = {
                key: one for key, one in self._unsaid.items() if now - one.failed <= SENT_AGAIN_SECONDS
            }
            self._unsaid[chat] = Unsaid(letter, methods, now)

    def said(self, chat: ChatId, method: Method) -> None:
        """Note that a part of an answer was said."""
        unsaid = self._unsaid.get(chat)
        if unsaid is not None and any(method is one for one in unsaid.methods):
            unsaid.is_said = True

    def unsaid(self, chat: ChatId, letter: str) -> Unsaid | None:
        """The letter of this text whose answer failed a short time ago, if there is one."""
        unsaid = self._unsaid.get(chat)
        if unsaid is None or unsaid.letter != letter or self._now() - unsaid.failed > SENT_AGAIN_SECONDS:
            return None
        return unsaid
