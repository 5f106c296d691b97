"""Days as people write them in a chat."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

from services.errors import Invalid

DAY_AND_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})")
WEEKDAY = re.compile(
    r"(?:во?\s+)?(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье)"
)
_ORDINAL_ENDING = re.compile(r"(?<=\d)-?(?:го|е)\b")
_LAST = re.compile(r"^(?:во?\s+)?прошл(?:ый|ую|ое|ая)\s+")
_TELLS_YEAR = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d{2}|назад|год")
# A day written without a year and so long past may be one about to come: rather asked again.
_LONGEST_WITHOUT_YEAR = timedelta(days=300)
_LONGEST_TEXT = 60  # whatever is longer is not a date, and would only keep the parser busy


def spoken(text: str) -> str:
    """The text in lower case, without stray spaces and dots, «5-го» as «5»."""
    return _ORDINAL_ENDING.sub("", " ".join(text.lower().split())).strip(" .,")


def named_day(text: str, today: date, *, prefer: Literal["past", "future"]) -> date | None:
    """The day that `spoken` words name; None where they name no day, as «декабрь» or «5» do not.

    `prefer` tells which of the days «12 марта» may mean. Slow the first time: call off the event loop.
    """
    import dateparser  # heavy, and seldom needed

    found: datetime | None = dateparser.parse(
        text,
        languages=["ru"],
        settings={
            "PREFER_DATES_FROM": prefer,
            "RELATIVE_BASE": datetime.combine(today, time()),
            "REQUIRE_PARTS": [] if WEEKDAY.fullmatch(text) else ["day", "month"],
        },
    )
    return found.date() if found else None


def past_day(text: str, today: date) -> date:
    """«12 марта», «05.11.2025», «вчера», «в пятницу» -> the latest such day, today included.

    Raises Invalid where no day is named, where it is ahead, and where its year is not clear.
    Slow the first time: call off the event loop.
    """
    if len(text) > _LONGEST_TEXT:
        raise Invalid("error-day-unclear")
    words = _LAST.sub("", spoken(text)).removesuffix(" г").removesuffix(" года")
    short = DAY_AND_MONTH.fullmatch(words)
    day = named_day(f"{short[1]}.{short[2]}.{today.year}" if short else words, today, prefer="past")
    if short and day is not None and day > today:
        day = named_day(f"{short[1]}.{short[2]}.{today.year - 1}", today, prefer="past")
    if day is None:
        raise Invalid("error-day-unclear")
    if day > today:
        raise Invalid("error-day-ahead")
    if not _TELLS_YEAR.search(words) and today - day > _LONGEST_WITHOUT_YEAR:
        raise Invalid("error-day-year")
    return day
