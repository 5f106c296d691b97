"""Uploads: spreadsheets that were sent and checked, and wait for their author to apply or discard them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from services.context import Context
from services.db import Base
from services.errors import NotFound, WrongState

# An upload may hold people's data, so it is deleted if its author does not decide in time.
UNDECIDED_KEPT = timedelta(days=7)


class Upload(Base):
    """The content of an uploaded file of some `kind`; once applied, only the outcome in numbers."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


async def keep(ctx: Context, kind: str, content: dict[str, Any]) -> int:
    """Keep the content of a file until the acting person decides; returns the upload's id.

    An earlier waiting upload of this kind by the person is deleted.
    """
    await drop_waiting(ctx, kind)
    upload = Upload(author_id=ctx.me.person_id, kind=kind, content=content, created_at=ctx.now)
    ctx.db.add(upload)
    await ctx.db.flush()
    return upload.id


async def drop_waiting(ctx: Context, kind: str) -> None:
    """Delete the acting person's waiting upload of a kind, if there is one."""
    await ctx.db.execute(
        delete(Upload).where(
            Upload.applied_at.is_(None), Upload.author_id == ctx.me.person_id, Upload.kind == kind
        )
    )


async def read(ctx: Context, upload_id: int, kind: str, *, lock: bool = False) -> dict[str, Any]:
    """The content of the acting person's waiting upload. Raises NotFound, WrongState if it was applied.

    Pass `lock` before applying it: of two presses at once the second waits here for the first.
    """
    upload = await _mine(ctx, upload_id, kind, lock=lock)
    if upload.applied_at is not None:
        raise WrongState("import-already-loaded")
    return upload.content


async def outcome(ctx: Context, upload_id: int, kind: str) -> dict[str, Any] | None:
    """The outcome of the acting person's upload if it was applied, for a second tap to show; else None.

    Locks the row: of two presses at once the second waits here for the first. Raises NotFound.
    """
    upload = await _mine(ctx, upload_id, kind, lock=True)
    return upload.content if upload.applied_at is not None else None


async def settle(ctx: Context, upload_id: int, came: dict[str, Any]) -> None:
    """Mark an upload as applied and replace its content by the outcome `came`.

    The caller has locked the upload in this transaction by `outcome` or `read`. `came` must hold nothing
    about people.
    """
    await ctx.db.execute(
        update(Upload).where(Upload.id == upload_id).values(applied_at=ctx.now, content=came)
    )


async def discard(ctx: Context, upload_id: int, kind: str) -> None:
    """Delete the acting person's waiting upload. Raises NotFound, WrongState."""
    await read(ctx, upload_id, kind)
    await ctx.db.execute(delete(Upload).where(Upload.id == upload_id))


async def forget_undecided(ctx: Context) -> int:
    """A job: delete uploads whose authors did not decide in time; returns how many."""
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
