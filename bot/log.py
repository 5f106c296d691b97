"""Logging to standard error, without secrets in any line and without people's words in errors."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from copy import copy
from typing import Any

log = logging.getLogger(__name__)

# A bot token is `<digits>:<35 characters>` (Bot API, «Authorizing your bot»); request URLs contain it.
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
# Where a library's message may begin to quote.
_QUOTED = re.compile(r"""[:"'«<{\[]""")
# A value in what a database says: the argument that asyncpg refuses, or a text that PostgreSQL cannot read.
_VALUE = re.compile(r"""(\$\d+:|: (?=["'«])).*""")
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


# Loggers of this program: their messages never take people's words as arguments.
OURS = ("bot", "handlers", "services")


class SafeFormatter(logging.Formatter):
    """Formats a record, its traceback included, without tokens, passwords, and without people's words.

    A library may put anything into its messages, so only the first line of what its programmers wrote is
    kept: neither arguments nor the text of an exception.
    """

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # another handler's formatter may have left its own text here
        if record.name.partition(".")[0] not in OURS:
            record.msg, record.args = _written(record), ()
        line = super().format(record)
        return _PASSWORD.sub(r"\1:***@", _TOKEN.sub("***", line))

    def formatException(self, ei: Any) -> str:
        """The stack of an error, and the parts of its text that cannot quote people."""
        return _story(ei[1])


def _written(record: logging.LogRecord) -> str:
    """What a library says, and where."""
    words = record.msg.partition("\n")[0] if isinstance(record.msg, str) else type(record.msg).__name__
    if not record.args:  # the message is put together already
        words = _QUOTED.split(words, maxsplit=1)[0].rstrip()
    return f"{words} ({record.module}.{record.funcName}:{record.lineno})"


def _story(error: BaseException) -> str:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    stack = "".join(traceback.format_tb(error.__traceback__))
    told = f"Traceback (most recent call last):\n{stack}{_headline(error)}"
    return told if earlier is None else f"{_story(earlier)}\n\nThen:\n\n{told}"


def _headline(error: BaseException) -> str:
    kind = type(error).__qualname__
    database = getattr(error, "orig", None)
    if isinstance(database, BaseException):  # SQLAlchemy's
        return f"{kind}: {type(database).__qualname__}: {_of_database(database)}"
    own = not _OWN_WORDS.isdisjoint(base.__name__ for base in type(error).__mro__)
    return f"{kind}: {error}" if own else kind


def _of_database(error: BaseException) -> str:
    """What a database says, without values. The lines after the first quote the row."""
    return _VALUE.sub("…", str(error).partition("\n")[0])


def set_up() -> None:
    """Log warnings of libraries, and messages of this program from INFO on.

    What ends a thread or cannot be raised is logged as well, since Python would print its text.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    sys.excepthook = lambda kind, error, stack: log.critical(
        "the program ended", exc_info=(kind, error, stack)
    )
    threading.excepthook = lambda told: log.error("a thread ended", exc_info=told.exc_value)
    sys.unraisablehook = lambda told: log.error("an error could not be raised", exc_info=told.exc_value)
