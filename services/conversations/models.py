"""Questions to mentors and methodists, and their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class Conversation(Base):
    """A question of one person to another. `status` is `open` (unanswered), `answered` or `closed`."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_answerer_id_status", "answerer_id", "status"),
        Index("ix_conversations_asker_id_status", "asker_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answerer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    topic: Mapped[str | None] = mapped_column(String(50))
    # The step of a route the question is about.
    step_id: Mapped[int | None] = mapped_column(ForeignKey("route_steps.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    answer_due: Mapped[datetime]
    created_at: Mapped[datetime]


class ConversationMessage(Base):
    """A message of one side. A file is kept by its outside id."""

    __tablename__ = "conversation_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    file_kind: Mapped[str | None] = mapped_column(String(16))
    file_id: Mapped[str | None] = mapped_column(String(500))
    # The chat's message (`outside.source`): an update delivered twice adds nothing, and a reply finds its
    # conversation.
    source: Mapped[str] = mapped_column(String(64), unique=True)
    # How many times the author corrected the message: only the last correction is sent.
    edits: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
