"""Asking, answering, correcting, closing. The other side gets every message at once, through the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from services import outbox
from services.context import Context
from services.conversations import rules
from services.conversations.models import Conversation, ConversationMessage
from services.conversations.queries import addressee, load_mine, other_side
from services.conversations.rules import PRACTICE
from services.errors import NotAllowed, NotFound, WrongState
from services.letters import Letter
from services.outbox import Delivery
from services.people.models import Account, Person
from services.people.queries import PersonView, views_of
from services.routes.models import Route, RouteStep


class Presence(StrEnum):
    """Whether the bot can write to a person: `here`, `away` (blocked the bot), `absent` (never joined)."""

    HERE = "here"
    AWAY = "away"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sent message's addressee. `answer_within` days is told to the asker; None for the answerer."""

    conversation_id: int
    to: PersonView
    presence: Presence
    answer_within: int | None


async def ask(
    ctx: Context, person_id: int, letter: Letter, topic: str | None = None, step_id: int | None = None
) -> Receipt:
    """Begin a conversation with a person whom the acting person may write to: see `queries.addressee`.

    `topic` is the code of a competency, or PRACTICE; `step_id` is a step of the asker's own route, passed
    over where it is gone. A letter delivered twice begins one conversation.
    Raises NotAllowed for other people and other people's steps, Invalid for an empty or too long letter.
    """
    rules.check(letter, _longest(ctx))
    async with ctx.transaction() as db:
        known = await _known(ctx, letter)
        if known is not None:
            return await _receipt(ctx, known)
        await addressee(ctx, person_id)
        talk = Conversation(
            asker_id=ctx.me.person_id,
            answerer_id=person_id,
            topic=topic if topic == PRACTICE or topic in ctx.content.competencies else None,
            step_id=await _own_step(ctx, step_id),
            status="open",
            answer_due=ctx.now + _response_time(ctx),
            created_at=ctx.now,
        )
        db.add(talk)
        await db.flush()
        await _add(ctx, talk, letter)
        return await _receipt(ctx, talk)


async def reply(ctx: Context, conversation_id: int, letter: Letter) -> Receipt:
    """Send a letter to the other side of a conversation; a closed conversation opens again.

    Raises NotFound for a stranger, Invalid for an empty or too long letter, WrongState where the other side
    has left.
    """
    rules.check(letter, _longest(ctx))
    async with ctx.transaction() as db:
        talk = await load_mine(ctx, conversation_id, lock=True)
        if await _known(ctx, letter) is not None:
            return await _receipt(ctx, talk)
        other = await db.get_one(Person, other_side(talk, ctx.me.person_id))
        if other.archived_at is not None:
            raise WrongState("error-talk-left", name=other.full_name)
        if ctx.me.person_id == talk.answerer_id:
            talk.status = "answered"
        else:
            if talk.status != "open":
                talk.answer_due = ctx.now + _response_time(ctx)
            talk.status = "open"
        await _add(ctx, talk, letter)
        return await _receipt(ctx, talk)


async def edit(ctx: Context, letter: Letter) -> bool:
    """Correct a message of the acting person; where it was sent already, the other side gets the new words.

    Returns whether a conversation holds the message. Raises Invalid for an empty or too long letter.
    """
    async with ctx.transaction() as db:
        row = (
            await db.execute(
                select(ConversationMessage, Conversation)
                .join(Conversation, Conversation.id == ConversationMessage.conversation_id)
                .where(
                    ConversationMessage.source == letter.source,
                    ConversationMessage.author_id == ctx.me.person_id,
                )
            )
        ).one_or_none()
        if row is None:
            return False
        message, talk = row
        kind, file_id = _file_of(letter)
        if (message.text, message.file_kind, message.file_id) == (letter.text, kind, file_id):
            return True
        rules.check(letter, _longest(ctx))
        message.text, message.file_kind, message.file_id = letter.text, kind, file_id
        message.edits += 1
        state = await db.scalar(select(Delivery.state).where(Delivery.dedup_key == _key(message)))
        # A delivery that was not sent yet is rendered with the new words.
        has_left = state not in ("queued", "unreachable")
        await _relay(ctx, talk, message, "conversation_edited" if has_left else "conversation_message")
        return True


async def close(ctx: Context, conversation_id: int) -> None:
    """Close the asker's own conversation and tell the answerer. A repeated call changes nothing.

    Raises NotFound for a stranger, NotAllowed for the answerer.
    """
    async with ctx.transaction():
        talk = await load_mine(ctx, conversation_id, lock=True)
        if talk.asker_id != ctx.me.person_id:
            raise NotAllowed
        if talk.status == "closed":
            return
        talk.status = "closed"
        await outbox.post(
            ctx,
            talk.answerer_id,
            "conversation_closed",
            # Where it is closed twice within a day, the answerer is thanked once.
            dedup_key=f"conversation_closed:{talk.id}:{ctx.today}",
            conversation_id=talk.id,
        )


async def tell_file_lost(ctx: Context, message_id: int, how: str) -> None:
    """Tell the author of a message how its file reached the acting person: not at all, or in another form.

    `how` is the end of the key of the words. Told once. Raises NotFound.
    """
    async with ctx.transaction() as db:
        message = await db.get(ConversationMessage, message_id)
        if message is None:
            raise NotFound
        key = f"conversation_file:{message_id}:{how}"
        await outbox.post(
            ctx,
            message.author_id,
            "conversation_file",
            urgent=True,
            dedup_key=key,
            message_id=message_id,
            how=how,
        )


def _longest(ctx: Context) -> int:
    return ctx.content.mentoring.request_flow.max_text


def _response_time(ctx: Context) -> timedelta:
    return timedelta(days=ctx.content.mentoring.request_flow.response_days)


async def _own_step(ctx: Context, step_id: int | None) -> int | None:
    """The id of the acting person's step; None where the step is gone. Raises NotAllowed."""
    owner_id = await ctx.db.scalar(
        select(Route.person_id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .where(RouteStep.id == step_id)
        .with_for_update(of=RouteStep, read=True, key_share=True)
    )
    if owner_id is not None and owner_id != ctx.me.person_id:
        raise NotAllowed
    return None if owner_id is None else step_id


async def _known(ctx: Context, letter: Letter) -> Conversation | None:
    """The conversation that holds the letter already, if any: the letter was delivered twice."""
    found: Conversation | None = await ctx.db.scalar(
        select(Conversation)
        .join(ConversationMessage, ConversationMessage.conversation_id == Conversation.id)
        .where(ConversationMessage.source == letter.source, ConversationMessage.author_id == ctx.me.person_id)
    )
    return found


async def _add(ctx: Context, talk: Conversation, letter: Letter) -> None:
    kind, file_id = _file_of(letter)
    message = ConversationMessage(
        conversation_id=talk.id,
        author_id=ctx.me.person_id,
        text=letter.text,
        file_kind=kind,
        file_id=file_id,
        source=letter.source,
        at=ctx.now,
    )
    ctx.db.add(message)
    await ctx.db.flush()
    await _relay(ctx, talk, message, "conversation_message")


def _file_of(letter: Letter) -> tuple[str | None, str | None]:
    """The kind of a letter's file and its outside id, if there is a file."""
    return (letter.file.kind, letter.file.file_id) if letter.file else (None, None)


async def _relay(ctx: Context, talk: Conversation, message: ConversationMessage, kind: str) -> None:
    """Queue a message to the other side, in as many pieces as needed. Deliveries hold its id, not words."""
    key = _key(message) if kind == "conversation_message" else f"{kind}:{message.id}:{message.edits}"
    pieces = rules.parts(message.text, under_file=message.file_id is not None)
    arguments: dict[str, Any] = {"message_id": message.id}
    if kind == "conversation_edited":
        arguments["edits"] = message.edits
    for part in range(len(pieces)):
        await outbox.post(
            ctx,
            other_side(talk, message.author_id),
            kind,
            urgent=True,
            dedup_key=f"{key}:{part}" if part else key,
            part=part,
            **arguments,
        )


def _key(message: ConversationMessage) -> str:
    return f"conversation_message:{message.id}"


async def _receipt(ctx: Context, talk: Conversation) -> Receipt:
    other = other_side(talk, ctx.me.person_id)
    reachable = set(await ctx.db.scalars(select(Account.reachable).where(Account.person_id == other)))
    presence = Presence.ABSENT if not reachable else Presence.HERE if True in reachable else Presence.AWAY
    days = ctx.content.mentoring.request_flow.response_days
    asked = talk.asker_id == ctx.me.person_id
    return Receipt(talk.id, (await views_of(ctx, [other]))[other], presence, days if asked else None)
