"""Days as people write them in a chat."""

from __future__ import annotations

import calendar
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
# A day written without a year and longer ago than this may be one to come: the person is asked again.
_LONGEST_WITHOUT_YEAR = timedelta(days=300)
# A day without a year is looked for in this many years: a 29 February may be eight years away.
_YEARS_AHEAD = 9
_IN_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})")
_STEMS = ("янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTHS = "|".join(f"({stem})" for stem in _STEMS)
_IN_WORDS = re.compile(rf"(\d{{1,2}})\s+(?:{_MONTHS})[а-я]*\.?(?:\s+(\d{{4}}))?")
_BY = re.compile(r"^(?:ко?|до|на|с)\s+(?=\S)")
_DECLINED_WEEKDAY = re.compile(
    r"(?:(понедельник|вторник|четверг)(?:а|у)|(сред|пятниц|суббот)(?:ы|е|у)|(воскресень)(?:я|ю))"
)
_TELLS_YEAR_AHEAD = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d{2}|через|год")
_LONGEST_TEXT = 60  # a longer text is not a date, and would only keep the parser busy


def spoken(text: str) -> str:
    """The text in lower case, without stray spaces and dots; «5-го» becomes «5»."""
    return _ORDINAL_ENDING.sub("", " ".join(text.lower().split())).strip(" .,")


def named_day(text: str, today: date, *, prefer: Literal["past", "future"]) -> date | None:
    """The day that `spoken` words name; None where they name no day: «декабрь» and «5» do not.

    `prefer` chooses among the days that «12 марта» may mean. Slow the first time: call off the event loop.
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


def check_in_calendar(words: str, today: date) -> None:
    """Raises Invalid where `spoken` words name a day its month does not have: «31 февраля», «31.04.2027»."""
    if numbers := _IN_NUMBERS.fullmatch(words) or DAY_AND_MONTH.fullmatch(words):
        number, month = int(numbers[1]), int(numbers[2])
        year = numbers[3] if numbers.re is _IN_NUMBERS else None
    elif named := _IN_WORDS.fullmatch(words):
        number, year = int(named[1]), named[len(_STEMS) + 2]
        month = next(month for month in range(1, 13) if named[month + 1])
    else:
        return
    # A 29 February without a year means that of the next leap year.
    if not 1 <= month <= 12 or (year is None and (number, month) == (29, 2)):
        return
    written = int(year) if year else today.year
    days = calendar.monthrange(written + 2000 if written < 100 else max(written, 1), month)[1]
    if not 1 <= number <= days:
        raise Invalid("error-day-none", month=month, days=days)


def past_day(text: str, today: date) -> date:
    """«12 марта», «05.11.2025», «вчера», «в пятницу» -> the latest such day, today included.

    Raises Invalid where the text names no day or one that its month does not have, where the day is ahead,
    and where its year is unclear. Slow the first time: call off the event loop.
    """
    if len(text) > _LONGEST_TEXT:
        raise Invalid("error-day-unclear")
    words = _LAST.sub("", spoken(text)).removesuffix(" г").removesuffix(" года")
    check_in_calendar(words, today)
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


def future_day(text: str, today: date, *, latest: date) -> date:
    """«12 декабря», «05.11.2027», «через месяц», «в пятницу» -> the nearest such day, today included.

    Raises Invalid where the text names no day or one that its month does not have, where the day has passed
    or is after `latest`, and where its year is unclear. Slow the first time: call off the event loop.
    """
    if len(text) > _LONGEST_TEXT:
        raise Invalid("error-day-unclear")
    words = _nominative(_BY.sub("", spoken(text)).removesuffix(" г").removesuffix(" года"))
    check_in_calendar(words, today)
    short = DAY_AND_MONTH.fullmatch(words)
    day = _nearest(int(short[1]), int(short[2]), today) if short else _named_ahead(words, today)
    if day is None:
        raise Invalid("error-day-unclear")
    if day < today:
        raise Invalid("error-day-past")
    if not _TELLS_YEAR_AHEAD.search(words) and day - today > _LONGEST_WITHOUT_YEAR:
        raise Invalid("error-day-which-year", day=day, year=str(day.year))
    if day > latest:
        raise Invalid("error-day-far", latest=latest, year=str(latest.year))
    return day


def years_on(day: date, years: int) -> date:
    """The calendar day so many years later, or earlier for a negative number.

    28 February where the day is a 29 February that the other year does not have.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def check_between(day: date, today: date, latest: date) -> date:
    """The day, if it lies from `today` to `latest`, both inclusive. Raises Invalid otherwise."""
    if day < today:
        raise Invalid("error-day-past")
    if day > latest:
        raise Invalid("error-day-far", latest=latest, year=str(latest.year))
    return day


def _named_ahead(words: str, today: date) -> date | None:
    numbers = _IN_NUMBERS.fullmatch(words)
    try:
        if numbers:
            # dateparser would take today's «22.11.26» for a day of the next century.
            number, month, year = (int(part) for part in numbers.groups())
            return date(year + 2000 if year < 100 else year, month, number)
        day = named_day(words, today, prefer="future")
    except (OverflowError, ValueError):  # «через миллион лет»
        return None
    if day is None or WEEKDAY.fullmatch(words) or _TELLS_YEAR_AHEAD.search(words):
        return day
    # On 22 November dateparser takes «22 ноября» for a day of the next year.
    return today if (day.month, day.day) == (today.month, today.day) else day


def _nearest(number: int, month: int, today: date) -> date | None:
    """The first such day, not before today; None where the calendar has none."""
    for year in range(today.year, today.year + _YEARS_AHEAD):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day >= today:
            return day
    return None


def _nominative(words: str) -> str:
    """«пятнице», «пятницы» -> «пятница»; anything else as it is."""
    found = _DECLINED_WEEKDAY.fullmatch(words)
    if found is None:
        return words
    masculine, feminine, neuter = found.groups()
    return masculine or (f"{feminine}а" if feminine else f"{neuter}е")
