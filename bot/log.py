"""Logging to standard error, without secrets in any line and without people's words in errors."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

# A bot token is `<digits>:<35 characters>` (Bot API, «Authorizing your bot»); request URLs contain it.
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]+@")
# Errors whose text comes from programmers or from Telegram. The text of any other error (ValueError,
# KeyError, a decoding error) may quote a person; its type and stack are enough to find the cause.
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
        record.exc_text = None  # another handler's formatter may have left its own text here
        line = super().format(record)
        return _PASSWORD.sub(r"\1:***@", _TOKEN.sub("***", line))

    def formatException(self, ei: Any) -> str:
        """The stack of an error, and the parts of its text that cannot quote people."""
        return _story(ei[1])


def _story(error: BaseException) -> str:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    stack = "".join(traceback.format_tb(error.__traceback__))
    told = f"Traceback (most recent call last):\n{stack}{_headline(error)}"
    return told if earlier is None else f"{_story(earlier)}\n\nThen:\n\n{told}"


def _headline(error: BaseException) -> str:
    kind = type(error).__qualname__
    database = getattr(error, "orig", None)
    if isinstance(database, BaseException):  # SQLAlchemy's: the lines after the first quote the row
        return f"{kind}: {type(database).__qualname__}: {str(database).partition(chr(10))[0]}"
    own = not _OWN_WORDS.isdisjoint(base.__name__ for base in type(error).__mro__)
    return f"{kind}: {error}" if own else kind


def set_up() -> None:
    """Log warnings of libraries, and messages of this program from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "handlers", "services"):
        logging.getLogger(name).setLevel(logging.INFO)
