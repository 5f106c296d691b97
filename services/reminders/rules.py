"""When a step is worth reminding of. Pure."""

from __future__ import annotations

from datetime import date, timedelta

# Days before the due date; below zero it has passed. Then weekly for half a year: a person is not left alone
# with what they have put off, nor written to about it for ever.
LADDER = (7, 3, 1, 0, -1, -3, *(-7 * week for week in range(1, 27)))
# After a longer silence (a summer, a broken server) only the last fortnight's rungs are made up for.
LONGEST_GAP = timedelta(days=14)


def due_days(today: date, last_scan: date | None) -> list[date]:
    """The due dates some rung of whose ladder fell after `last_scan` and up to `today` inclusive, sorted.

    Without an earlier scan only today counts. Days passed over (Sundays, holidays, a stopped server, a clock
    that jumped) are made up for, once.
    """
    since = today - timedelta(days=1) if last_scan is None else max(last_scan, today - LONGEST_GAP)
    scanned = [since + timedelta(days=ahead) for ahead in range(1, (today - since).days + 1)]
    return sorted({day + timedelta(days=rung) for day in scanned for rung in LADDER})
