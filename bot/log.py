"""Logging to standard error, with secrets taken out of every line."""

from __future__ import annotations

import logging
import re

# A bot token is `<digits>:<35 characters>` (Bot API, «Authorizing your bot»); every request's URL has it.
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
_PASSWORD = re.compile(r"(://[^:/@\s]+):[^@\s]+@")


class SafeFormatter(logging.Formatter):
    """Formats a record, its traceback included, without tokens and database passwords."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return _PASSWORD.sub(r"\1:***@", _TOKEN.sub("***", line))


def set_up() -> None:
    """Log warnings of libraries, and everything of ours from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("bot", "handlers", "services"):
        logging.getLogger(name).setLevel(logging.INFO)
