"""Logging to standard error, with secrets taken out of every line and people's words out of every error."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

# A bot token is `<digits>:<35 characters>` (Bot API, «Authorizing your bot»); every request's URL has it.
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]+@")
# Errors whose text is written by programmers or by Telegram. The text of any other (ValueError, KeyError,
# a decoding error) may quote what a person wrote; its type and its stack say enough to find it.
_OWN_WORDS = frozenset(
    {
        "AttributeError",
        "ImportError",
        "NameError",
        "OSError",
        "RuntimeError",
        "TelegramAPIError",
        "TypeError",
    }
)


class SafeFormatter(logging.Formatter):
    """Formats a record, its traceback included, without tokens and database passwords."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's formatter may have left an account of its own
        line = super().format(record)
        return _PASSWORD.sub(r"\1:***@", _TOKEN.sub("***", line))

    def formatException(self, ei: Any) -> str:
        """The stack, and of the error itself only what cannot quote people."""
        return _story(ei[1])


def _story(error: BaseException) -> str:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    stack = "".join(traceback.format_tb(error.__traceback__))
    told = f"Traceback (most recent call last):\n{stack}{_headline(error)}"
    return told if earlier is None else f"{_story(earlier)}\n\nThen:\n\n{told}"


def _headline(error: BaseException) -> str:
    kind = type(error).__qualname__
    database = getattr(error, "orig", None)
    if isinstance(database, BaseException):  # SQLAlchemy's; what follows the first line quotes the row
        return f"{kind}: {type(database).__qualname__}: {str(database).partition(chr(10))[0]}"
    own = not _OWN_WORDS.isdisjoint(base.__name__ for base in type(error).__mro__)
    return f"{kind}: {error}" if own else kind


def set_up() -> None:
    """Log warnings of libraries, and everything of ours from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "handlers", "services"):
        logging.getLogger(name).setLevel(logging.INFO)
