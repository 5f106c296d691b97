"""The outbox messages of all rooms of routes."""

from __future__ import annotations

from handlers.routes.agreement import notices as agreement
from handlers.routes.changes import notices as changes
from handlers.routes.closing import notices as closing
from handlers.routes.steps import notices as steps
from handlers.screen import Notice

NOTICES: tuple[Notice, ...] = (
    *agreement.NOTICES,
    *steps.NOTICES,
    *changes.NOTICES,
    *closing.NOTICES,
)
