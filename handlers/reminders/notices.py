"""The morning digest: all reminders of a morning in one message."""

from __future__ import annotations

from datetime import date, time
from itertools import groupby

from handlers.menu.buttons import HOME
from handlers.reminders.lines import DIGEST
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.words import Text, Words
from services.context import Context
from services.reminders import actions
from services.reminders.rules import Morning

NOON = time(12)


async def scan_morning(ctx: Context) -> int:
    """A job: queues a digest for everyone who gets a line of it; returns how many were queued."""
    return await actions.scan_morning(ctx, [line.told for line in DIGEST])


async def digest(ctx: Context, day: str, since: str | None = None) -> Screen | None:
    """The digest of a morning, as things are now; None if no line is left.

    `day` is the morning, `since` the last day scanned before it; both are ISO days of the reader's zone.
    """
    morning = Morning(date.fromisoformat(day), date.fromisoformat(since) if since else None)
    # After a stop in the morning the digest is sent later.
    is_morning = ctx.now.astimezone(ctx.zone).time() < NOON
    lines: list[Text] = [Words("digest-morning" if is_morning else "digest-day", name=ctx.me.address)]
    rows: list[list[Button]] = []
    for _, group in groupby(DIGEST, key=lambda line: line.group):
        parts = [part for line in group if (part := await line.said(ctx, morning)).lines]
        if not parts:
            continue
        lines += [BLANK, *(one for part in parts for one in part.lines)]
        # The buttons of a group share one row.
        shared = [button for part in parts for button in part.buttons]
        rows += [*(list(row) for part in parts for row in part.rows), *([shared] if shared else [])]
    return Screen(lines, [*rows, [HOME]]) if len(lines) > 1 else None


NOTICES: tuple[Notice, ...] = (digest,)
