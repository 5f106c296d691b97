"""Rules of events: drafts and what they lack, moments that people write. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.calendar import is_quiet_day
from services.content.calendars import SchoolCalendar
from services.dates import DAY_AND_MONTH, WEEKDAY, check_in_calendar, named_day, spoken, years_on
from services.errors import Invalid
from services.group_results.rules import Target
from services.people.rules import YOUNG_AGE_LIMIT, YOUNG_TEACHING_YEARS
from services.texts import checked

TITLE_LIMIT = 200
PLACE_LIMIT = 300
ANNOUNCE_LIMIT = 1000
MOST_SEATS = 1000
LASTS = timedelta(minutes=90)
SOON = timedelta(hours=2)
USUAL_HOUR = time(15, 0)
# A date without a year that is further ahead has probably just passed: the author is asked again.
LONGEST_WITHOUT_YEAR = timedelta(days=300)

PUBLISHED, CANCELLED = "published", "cancelled"
REGISTERED, WAITING, LEFT = "registered", "waiting", "cancelled"


def young_bounds(today: date) -> tuple[date, date]:
    """`is_young_specialist` as two dates: born after the first, began to teach after the second."""
    # On a 29 February a person born on 28 February has turned a year older, one born on 1 March has not.
    return years_on(today, -YOUNG_AGE_LIMIT - 1), years_on(today, -YOUNG_TEACHING_YEARS)


class Part(StrEnum):
    """What the author is asked, in this order; the last three parts are optional."""

    FORMAT = "format"
    TITLE = "title"
    WHEN = "when"
    PLACE = "place"
    AUDIENCE = "audience"
    ANNOUNCE = "announce"
    CAPACITY = "capacity"
    TOPIC = "topic"


OBLIGATORY = (Part.FORMAT, Part.TITLE, Part.WHEN, Part.PLACE, Part.AUDIENCE)


@dataclass(frozen=True, slots=True)
class Draft:
    """An event being written. `id` tells drafts apart, so that each is published once.

    `topic` is a competency's code. `target` holds the teachers of a school or a subject, where the draft is
    for them.
    """

    id: str
    format: str = ""
    title: str = ""
    starts_at: datetime | None = None
    place: str = ""
    audience: str = ""
    announce: str = ""
    capacity: int | None = None
    topic: str = ""
    target: Target | None = None

    @property
    def is_begun(self) -> bool:
        """Whether the author has answered anything yet."""
        return bool(self.format or self.title or self.starts_at or self.place)

    @property
    def is_worth_keeping(self) -> bool:
        """Whether the draft holds an answer or a target that would be lost with it."""
        return self.is_begun or self.target is not None

    @property
    def missing(self) -> Part | None:
        """The first obligatory part without an answer; None where all have one."""
        filled = (self.format, self.title, self.starts_at, self.place, self.audience)
        return next((part for part, value in zip(OBLIGATORY, filled, strict=True) if not value), None)


def clean(text: str, limit: int) -> str:
    """The text in one line, without stray spaces. Raises Invalid where it is empty or longer than `limit`."""
    return checked(" ".join(text.split()), limit)


def is_online(place: str) -> bool:
    """Whether the place is a link."""
    return re.search(r"https?://\S", place) is not None


def seats(text: str) -> int:
    """A typed number of seats. Raises Invalid where it is no number from 1 to MOST_SEATS."""
    if not re.fullmatch(r"\d{1,4}", text.strip()) or not 1 <= int(text) <= MOST_SEATS:
        raise Invalid("error-event-seats", most=MOST_SEATS)
    return int(text)


def check_moment(moment: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment, if an event may start then. Raises Invalid for the past and for more than a year ahead."""
    if moment <= now:
        raise Invalid("error-event-when-past")
    if moment.astimezone(zone).date() > now.astimezone(zone).date() + timedelta(days=366):
        raise Invalid("error-event-when-far")
    return moment


def moment_at(seconds: int, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment in a button (seconds since 1970), if an event may start then. Raises Invalid."""
    try:
        moment = datetime.fromtimestamp(seconds, zone)
    except (OverflowError, OSError, ValueError) as error:
        raise Invalid from error
    return check_moment(moment, now, zone)


def suggested_moments(now: datetime, zone: ZoneInfo, calendar: SchoolCalendar) -> list[datetime]:
    """The usual hour in 1, 3, 7 and 14 days, or on the next day that is not quiet; in the zone."""
    today = now.astimezone(zone).date()
    days: dict[date, None] = {}
    for ahead in (1, 3, 7, 14):
        day = today + timedelta(days=ahead)
        while is_quiet_day(day, calendar):
            day += timedelta(days=1)
        days[day] = None
    return [datetime.combine(day, USUAL_HOUR, zone) for day in days]


_CLOCK_TIMES = (
    # «15:00» may stand anywhere; «15.00», «15-00», «в 15», «в 3 часа дня» only at the end, after a date.
    re.compile(r"(?<![\d:.])(?:в\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:])"),
    re.compile(r"\s(?:в\s+)?(?P<hour>\d{1,2})[.\-](?P<minute>\d{2})$"),
    re.compile(r"(?:^|\s)в\s+(?P<hour>\d{1,2})(?:\s*ч(?:ас\w*|\.)?)?(?:\s+(?P<part>утра|дня|вечера))?$"),
)


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """«12 декабря 15:00», «завтра в 14:30», «05.12.2026 15:00» -> a moment in the zone.

    Raises Invalid where the text lacks a date or a time, for «25:00», for the past and
    for more than a year ahead.
    """
    words = spoken(text)
    found = next((match for pattern in _CLOCK_TIMES if (match := pattern.search(words))), None)
    if found is None:
        _parse_day(words, now.astimezone(zone).date())  # a missing date is told before a missing time
        raise Invalid("error-event-when-no-time")
    hour, minute = int(found["hour"]), int(found.groupdict().get("minute") or 0)
    if found.groupdict().get("part") in ("дня", "вечера") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise Invalid("error-event-when-no-such-time")
    rest = f"{words[: found.start()]} {words[found.end() :]}".strip(" .,").removeprefix("на ")
    day = _parse_day(rest, now.astimezone(zone).date())
    return check_moment(datetime.combine(day, time(hour, minute), zone), now, zone)


def _parse_day(text: str, today: date) -> date:
    if not text:
        return today
    check_in_calendar(text, today)
    short = DAY_AND_MONTH.fullmatch(text)
    if short:
        text = f"{short[1]}.{short[2]}.{today.year}"
    day = named_day(text, today, prefer="future")
    if day is None:
        raise Invalid("error-event-when-unclear")
    if short and day < today:
        day = named_day(f"{short[1]}.{short[2]}.{today.year + 1}", today, prefer="future") or day
    if not short and re.search(r"\d{4}|\d[./]\d{1,2}[./]\d{2}|через", text):
        return day
    if (day.month, day.day) == (today.month, today.day) and not WEEKDAY.fullmatch(text):
        return today  # on 22 November dateparser takes «22 ноября» for a day of the next year
    if day - today > LONGEST_WITHOUT_YEAR:
        raise Invalid("error-event-when-year")
    return day
