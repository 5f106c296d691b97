"""When people may be disturbed: not at night, on Sundays, days off and school holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.content.calendars import SchoolCalendar

# A school year has no quiet stretch longer than this; the bound keeps a wrong calendar from looping.
_LONGEST_SILENCE_DAYS = 120


def is_quiet_day(day: date, calendar: SchoolCalendar) -> bool:
    """Whether `day` is a Sunday, a day off or within school holidays."""
    return day.isoweekday() == 7 or is_day_off(day, calendar)


def is_day_off(day: date, calendar: SchoolCalendar) -> bool:
    """Whether `day` is a day off or within school holidays. A Sunday alone is no day off."""
    return (
        day.strftime("%m-%d") in calendar.days_off
        or calendar.is_moved_day_off(day)
        or any(holiday.first <= day <= holiday.last for holiday in calendar.holidays)
    )


def is_quiet(moment: datetime, zone: ZoneInfo, calendar: SchoolCalendar) -> bool:
    """Whether `moment` (aware) is a time in `zone` at which only messages of living people may ring."""
    local = moment.astimezone(zone)
    return is_quiet_day(local.date(), calendar) or not (
        calendar.quiet_hours.last <= local.time() < calendar.quiet_hours.first
    )


def next_allowed(moment: datetime, zone: ZoneInfo, calendar: SchoolCalendar) -> datetime:
    """The first moment, not before `moment` (aware), at which a message may ring in `zone`; aware."""
    if not is_quiet(moment, zone, calendar):
        return moment
    local = moment.astimezone(zone)
    morning: time = calendar.quiet_hours.last
    day = local.date() if local.time() < morning else local.date() + timedelta(days=1)
    for _ in range(_LONGEST_SILENCE_DAYS):
        if not is_quiet_day(day, calendar):
            break
        day += timedelta(days=1)
    return datetime.combine(day, morning, zone)
