"""What screens read about conversations. Only its two sides may read a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from services import outside
from services.access import in_scope, methodists_of, paths_above
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.conversations.rules import PRACTICE
from services.errors import NotAllowed, NotFound
from services.mentoring.queries import mentees_of, mentors_of
from services.outbox import Delivery
from services.people.models import OrgUnit, Person, RoleGrant
from services.people.queries import PersonView, views_of
from services.roles import METHODISTS, Role
from services.routes.models import Route, RouteStep

# Kinds of deliveries with a person's words: a reply to one continues its conversation.
RELAYED = ("conversation_message", "conversation_edited")
SHOWN_MESSAGES = 10


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person whom the acting person may write to; `role` is a title of `content/roles.yaml`.

    `is_accompanied` marks a mentee or a person in the methodist's scope: they are written to, not asked.
    """

    person: PersonView
    role: str
    is_mentor: bool
    is_accompanied: bool = False


@dataclass(frozen=True, slots=True)
class MyQuestion:
    """A conversation the acting person began and has not closed."""

    conversation_id: int
    answerer: PersonView
    status: str


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question that waits for the acting person's answer; `asker` is a full name."""

    conversation_id: int
    asker: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is about: the title of a topic, a step of the asker's route, or neither.

    `is_practice` tells that the asker shares their practice after a route. Of a step in a draft that was
    never sent the other side gets the title, and only the owner the `step_id`.
    """

    topic: str | None = None
    step_id: int | None = None
    step_title: str | None = None
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message, as one of the sides sees it. `at` is in the reader's time zone.

    `i_asked` tells whether the reader began the conversation.
    """

    id: int
    conversation_id: int
    about: Subject
    author: PersonView
    is_mine: bool
    i_asked: bool
    text: str
    file_kind: str | None
    file_id: str | None
    at: datetime
    edits: int


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation and its last messages, the newest last."""

    id: int
    other: PersonView
    about: Subject
    i_asked: bool
    status: str
    messages: tuple[MessageView, ...]
    has_earlier: bool


async def load_mine(ctx: Context, conversation_id: int, *, lock: bool = False) -> Conversation:
    """A conversation in which the acting person is a side. Raises NotFound for everybody else."""
    statement = select(Conversation).where(
        Conversation.id == conversation_id,
        or_(Conversation.asker_id == ctx.me.person_id, Conversation.answerer_id == ctx.me.person_id),
    )
    found = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


def other_side(conversation: Conversation, person_id: int) -> int:
    """The id of the person with whom `person_id` talks."""
    return conversation.answerer_id if person_id == conversation.asker_id else conversation.asker_id


async def addressees(ctx: Context) -> list[Addressee]:
    """The acting person's mentors, then the methodists over them, nearest first."""
    me = ctx.me
    titles = ctx.content.roles.roles
    async with ctx.transaction():
        mentors = await mentors_of(ctx, me.person_id)
        methodists = [person.id for person in await methodists_of(ctx, me.person_id)]
        roles = await _methodist_roles(ctx, methodists)
        people = await views_of(ctx, [*mentors, *methodists])
    found = {one: Addressee(people[one], titles[Role.MENTOR].title, True) for one in mentors}
    for one in methodists:
        found.setdefault(one, Addressee(people[one], titles[roles[one]].title, False))
    return list(found.values())


async def addressee(ctx: Context, person_id: int) -> Addressee:
    """A person as one whom the acting person may write to: to ask them, or because they accompany them.

    Raises NotAllowed where they may not.
    """
    async with ctx.transaction():
        for one in await addressees(ctx):
            if one.person.id == person_id:
                return one
        return await _accompanied(ctx, person_id)


async def _accompanied(ctx: Context, person_id: int) -> Addressee:
    """A person in the acting methodist's scope, or the acting person's mentee. Raises NotAllowed."""
    me = ctx.me
    found = await ctx.db.scalar(
        select(Person.id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            Person.id == person_id,
            Person.id != me.person_id,
            Person.archived_at.is_(None),
            or_(in_scope(me, METHODISTS), Person.id.in_(mentees_of(me.person_id))),
        )
    )
    if found is None:
        raise NotAllowed("error-talk-addressee")
    role = ctx.content.roles.roles[Role.TEACHER].title
    return Addressee((await views_of(ctx, [found]))[found], role, False, is_accompanied=True)


async def my_questions(ctx: Context) -> list[MyQuestion]:
    """The conversations that the acting person began and has not closed, the newest first."""
    async with ctx.transaction() as db:
        rows = await db.scalars(
            select(Conversation)
            .where(Conversation.asker_id == ctx.me.person_id, Conversation.status != "closed")
            .order_by(Conversation.id.desc())
        )
        talks = rows.all()
        people = await views_of(ctx, (talk.answerer_id for talk in talks))
        return [MyQuestion(talk.id, people[talk.answerer_id], talk.status) for talk in talks]


async def waiting_for_me(ctx: Context) -> list[WaitingQuestion]:
    """Questions the acting person has not answered, the longest waiting first."""
    me = ctx.me.person_id
    async with ctx.transaction() as db:
        rows = await db.execute(
            select(ConversationMessage, Person)
            .join(Conversation, Conversation.id == ConversationMessage.conversation_id)
            .join(Person, Person.id == Conversation.asker_id)
            .where(Conversation.answerer_id == me, Conversation.status == "open")
            .order_by(ConversationMessage.at, ConversationMessage.id)
        )
        unanswered: dict[int, WaitingQuestion] = {}
        for one, asker in rows:
            talk_id = one.conversation_id
            if one.author_id == me:
                unanswered.pop(talk_id, None)
            elif talk_id not in unanswered:
                unanswered[talk_id] = WaitingQuestion(talk_id, asker.full_name)
    return list(unanswered.values())


async def conversation(ctx: Context, conversation_id: int) -> ConversationView:
    """A conversation, for its two sides. Raises NotFound for other people."""
    async with ctx.transaction() as db:
        found = await load_mine(ctx, conversation_id)
        sides = await views_of(ctx, (found.asker_id, found.answerer_id))
        messages = (
            await db.scalars(
                select(ConversationMessage)
                .where(ConversationMessage.conversation_id == conversation_id)
                .order_by(ConversationMessage.id.desc())
                .limit(SHOWN_MESSAGES + 1)
            )
        ).all()
        about = await _about(ctx, found)
    return ConversationView(
        id=found.id,
        other=sides[other_side(found, ctx.me.person_id)],
        about=about,
        i_asked=found.asker_id == ctx.me.person_id,
        status=found.status,
        messages=tuple(_view(ctx, found, about, sides, one) for one in reversed(messages[:SHOWN_MESSAGES])),
        has_earlier=len(messages) > SHOWN_MESSAGES,
    )


async def message(ctx: Context, message_id: int) -> MessageView:
    """A message of a conversation, for its two sides. Raises NotFound for other people."""
    async with ctx.transaction() as db:
        found = await db.get(ConversationMessage, message_id)
        if found is None:
            raise NotFound
        talk = await load_mine(ctx, found.conversation_id)
        sides = await views_of(ctx, (talk.asker_id, talk.answerer_id))
        return _view(ctx, talk, await _about(ctx, talk), sides, found)


async def conversation_behind(ctx: Context, chat_id: int, message_id: int) -> int | None:
    """The id of the conversation of a message in the acting person's chat; None where there is none.

    The message is the acting person's own, or was relayed to them by the bot.
    """
    async with ctx.transaction() as db:
        arguments = await _relayed(ctx, message_id)
        if arguments is None:  # a file and its words are two messages, of which the last one is known
            below = await _relayed(ctx, message_id + 1)
            had_file = below and await db.scalar(
                select(ConversationMessage.file_id).where(ConversationMessage.id == below["message_id"])
            )
            arguments = below if had_file else None
        source = outside.source(ctx.channel, chat_id, message_id)
        mine = (ConversationMessage.source == source) & (ConversationMessage.author_id == ctx.me.person_id)
        relayed = ConversationMessage.id == arguments["message_id"] if arguments else mine
        found: int | None = await db.scalar(select(ConversationMessage.conversation_id).where(relayed))
        return found


async def _relayed(ctx: Context, message_id: int) -> dict[str, Any] | None:
    """The arguments of the relayed message with this number in the acting person's chat."""
    found: dict[str, Any] | None = await ctx.db.scalar(
        select(Delivery.arguments).where(
            Delivery.person_id == ctx.me.person_id,
            Delivery.channel == ctx.channel,
            Delivery.message_id == message_id,
            Delivery.kind.in_(RELAYED),
        )
    )
    return found


async def _methodist_roles(ctx: Context, ids: Sequence[int]) -> dict[int, Role]:
    """The role in which each methodist, by id, is nearest to the acting person."""
    rows = await ctx.db.execute(
        select(RoleGrant.person_id, RoleGrant.role)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id.in_(ids),
            RoleGrant.role.in_([role.value for role in METHODISTS]),
            OrgUnit.path.in_(paths_above(ctx.me.unit_path)),
        )
    )
    held = sorted(((METHODISTS.index(Role(role)), person_id) for person_id, role in rows), reverse=True)
    return {person_id: METHODISTS[place] for place, person_id in held}


async def _about(ctx: Context, talk: Conversation) -> Subject:
    """What a conversation is about, as the acting person sees it."""
    step = None
    if talk.step_id is not None:
        step = (
            await ctx.db.execute(
                select(RouteStep.id, RouteStep.title, RouteStep.competency, Route.status, Route.version)
                .join(Route, Route.id == RouteStep.route_id)
                .where(RouteStep.id == talk.step_id)
            )
        ).one_or_none()
    is_practice = talk.topic == PRACTICE
    if step is None:
        return Subject(topic=_title(ctx, talk.topic), is_practice=is_practice)
    unsent = step.status == "draft" and step.version == 1
    return Subject(
        topic=_title(ctx, step.competency if is_practice else talk.topic),
        step_id=None if unsent and talk.asker_id != ctx.me.person_id else step.id,
        step_title=step.title,
        is_practice=is_practice,
    )


def _title(ctx: Context, topic: str | None) -> str | None:
    """The title of a topic of `mentoring.yaml` or of a competency."""
    usual = {topic.code: topic.title for topic in ctx.content.mentoring.request_topics}
    competency = ctx.content.competencies.get(topic or "")
    return usual.get(topic or "") or (competency.title if competency else None)


def _view(
    ctx: Context,
    talk: Conversation,
    about: Subject,
    sides: dict[int, PersonView],
    one: ConversationMessage,
) -> MessageView:
    return MessageView(
        id=one.id,
        conversation_id=talk.id,
        about=about,
        author=sides[one.author_id],
        is_mine=one.author_id == ctx.me.person_id,
        i_asked=talk.asker_id == ctx.me.person_id,
        text=one.text,
        file_kind=one.file_kind,
        file_id=one.file_id,
        at=one.at.astimezone(ctx.zone),
        edits=one.edits,
    )
