"""What every bot would read at its first presses, read in the process that the bots are forked from."""

from __future__ import annotations

from datetime import date

from handlers.words import translator
from services import dates
from tests.e2e.bot_process import CONTENT

translator("ru")
assert CONTENT.catalog
dates.named_day("5 декабря", date(2026, 11, 23), prefer="future")
