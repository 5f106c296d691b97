"""A spreadsheet that was sent, checked and shown, waiting for its author to decide about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from services.context import Context
from services.db import Base
from services.errors import NotFound, WrongState

# It may hold people's data: one nobody decided about is not kept.
UNDECIDED_KEPT = timedelta(days=7)


class Upload(Base):
    """What was read from a file of some `kind`; applied, it holds only what came of it, in numbers."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


async def keep(ctx: Context, kind: str, content: dict[str, Any]) -> int:
    """Keep what was read until its author decides; an earlier one of theirs of this kind is dropped."""
    await drop_waiting(ctx, kind)
    upload = Upload(author_id=ctx.me.person_id, kind=kind, content=content, created_at=ctx.now)
    ctx.db.add(upload)
    await ctx.db.flush()
    return upload.id


async def drop_waiting(ctx: Context, kind: str) -> None:
    """Delete the acting person's upload of a kind that nobody has decided about, if there is one."""
    await ctx.db.execute(
        delete(Upload).where(
            Upload.applied_at.is_(None), Upload.author_id == ctx.me.person_id, Upload.kind == kind
        )
    )


async def read(ctx: Context, upload_id: int, kind: str, *, lock: bool = False) -> dict[str, Any]:
    """What the acting person's waiting upload holds. Raises NotFound, WrongState where it was applied.

    `lock` is for applying it: of two presses at once the second waits here for the first.
    """
    upload = await _mine(ctx, upload_id, kind, lock=lock)
    if upload.applied_at is not None:
        raise WrongState("import-already-loaded")
    return upload.content


async def outcome(ctx: Context, upload_id: int, kind: str) -> dict[str, Any] | None:
    """What came of the acting person's upload where it was applied, for a second tap to show; else None.

    Of two presses at once the second waits here for the first. Raises NotFound.
    """
    upload = await _mine(ctx, upload_id, kind, lock=True)
    return upload.content if upload.applied_at is not None else None


async def settle(ctx: Context, upload_id: int, came: dict[str, Any]) -> None:
    """Note that an upload was applied and what `came` of it; what it held is forgotten.

    The caller has locked it in this transaction, by `outcome` or `read`; `came` must hold nothing about
    people.
    """
    await ctx.db.execute(
        update(Upload).where(Upload.id == upload_id).values(applied_at=ctx.now, content=came)
    )


async def discard(ctx: Context, upload_id: int, kind: str) -> None:
    """Throw the acting person's waiting upload away. Raises NotFound, WrongState."""
    await read(ctx, upload_id, kind)
    await ctx.db.execute(delete(Upload).where(Upload.id == upload_id))


async def forget_undecided(ctx: Context) -> int:
    """A job: delete uploads nobody decided about in time; returns how many."""
    async with ctx.transaction() as db:
        gone = await db.scalars(
            delete(Upload)
            .where(Upload.applied_at.is_(None), Upload.created_at < ctx.now - UNDECIDED_KEPT)
            .returning(Upload.id)
        )
        return len(gone.all())


async def _mine(ctx: Context, upload_id: int, kind: str, *, lock: bool = False) -> Upload:
    statement = select(Upload).where(
        Upload.id == upload_id, Upload.kind == kind, Upload.author_id == ctx.me.person_id
    )
    upload = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if upload is None:
        raise NotFound
    return upload
