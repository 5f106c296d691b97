"""The audit trail: who did what, and which person it concerned."""

from __future__ import annotations

from services.context import Context
from services.people.models import AuditEntry


def note(ctx: Context, action: str, *, subject_id: int | None = None, **details: object) -> None:
    """Add an entry, inside the caller's transaction. `details` must hold no personal results and no words."""
    ctx.db.add(
        AuditEntry(
            actor_id=ctx.actor.person_id if ctx.actor else None,
            action=action,
            subject_id=subject_id,
            details=details,
            at=ctx.now,
        )
    )
