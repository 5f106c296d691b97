"""Which bot serves a channel. Another bot counts the messages of each chat anew, from one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, cast, delete, literal, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from services.context import Context
from services.conversations.models import ConversationMessage
from services.db import Base
from services.external_results.models import ExternalResult
from services.outbox import Delivery
from services.people.models import KeptState
from services.routes.models import Evidence

# The columns that name a message of a chat (`outside.source`).
SOURCES: tuple[InstrumentedAttribute[Any], ...] = (
    Evidence.source,
    ConversationMessage.source,
    ExternalResult.origin,
)


class ServedBot(Base):
    """The bot that served a channel last, by its number in the messenger."""

    __tablename__ = "served_bots"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    bot_id: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime]


async def serve(ctx: Context, bot_id: int) -> bool:
    """Note that a bot serves the context's channel; returns whether it took the place of another bot.

    Then the messages known of the former one are named anew: a number met again would be taken for a repeat
    and its words lost. What chats were asked is forgotten with the chats.
    """
    async with ctx.transaction() as db:
        served = await db.get(ServedBot, ctx.channel)
        if served is None:
            db.add(ServedBot(channel=ctx.channel, bot_id=bot_id, since=ctx.now))
            return False
        if served.bot_id == bot_id:
            return False
        served.bot_id, served.since = bot_id, ctx.now
        for column in SOURCES:
            table = column.class_
            named_anew = literal("former:") + cast(table.id, String)
            await db.execute(
                update(table).where(column.startswith(f"{ctx.channel}:")).values({column: named_anew})
            )
        mine = Delivery.channel == ctx.channel
        await db.execute(
            update(Delivery).where(mine, Delivery.message_id.is_not(None)).values(message_id=None)
        )
        await db.execute(delete(KeptState).where(KeptState.channel == ctx.channel))
        return True
