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
    """What was read from a file of some `kind`; emptied when it is applied."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


async def keep(ctx: Context, kind: str, content: dict[str, Any]) -> int:
    """Keep what was read until its author decides; an earlier one of theirs of this kind is dropped."""
    await ctx.db.execute(
        delete(Upload).where(
            Upload.applied_at.is_(None),
            ((Upload.author_id == ctx.me.person_id) & (Upload.kind == kind))
            | (Upload.created_at < ctx.now - UNDECIDED_KEPT),
        )
    )
    upload = Upload(author_id=ctx.me.person_id, kind=kind, content=content, created_at=ctx.now)
    ctx.db.add(upload)
    await ctx.db.flush()
    return upload.id


async def read(ctx: Context, upload_id: int, kind: str) -> dict[str, Any]:
    """What the acting person's waiting upload holds. Raises NotFound, WrongState where it was applied."""
    upload = await ctx.db.scalar(
        select(Upload).where(
            Upload.id == upload_id, Upload.kind == kind, Upload.author_id == ctx.me.person_id
        )
    )
    if upload is None:
        raise NotFound
    if upload.applied_at is not None:
        raise WrongState("import-already-loaded")
    return upload.content


async def take(ctx: Context, upload_id: int, kind: str) -> dict[str, Any]:
    """The same, to be applied in this transaction: of two presses at once the second raises WrongState."""
    content = await read(ctx, upload_id, kind)
    taken = await ctx.db.scalar(
        update(Upload)
        .where(Upload.id == upload_id, Upload.applied_at.is_(None))
        .values(applied_at=ctx.now, content={})
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise WrongState("import-already-loaded")
    return content


async def discard(ctx: Context, upload_id: int, kind: str) -> None:
    """Throw the acting person's waiting upload away. Raises NotFound, WrongState."""
    await read(ctx, upload_id, kind)
    await ctx.db.execute(delete(Upload).where(Upload.id == upload_id))
