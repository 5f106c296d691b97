"""Withdrawing consent: what the bot collected about a person is deleted.

`DELETED`, `UNNAMED`, `EMPTIED` and `KEPT` say what happens to each table. A test fails where a table or a
column that belongs to a person stands in none of them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, delete, literal, or_, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

from services import audit
from services.assessments.models import Answer, Assessment, OpenAnswer, ResultPicture, Score, Sharing
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.conversations.queries import RELAYED
from services.db import Base
from services.documents.models import DocumentTemplate
from services.events import actions as events
from services.events.models import Event, Registration
from services.events.rules import LEFT, PUBLISHED
from services.external_results.models import ExternalResult
from services.inbox import InboxEntry
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import (
    Account,
    AuditEntry,
    Consent,
    Invite,
    KeptState,
    Person,
    RoleGrant,
)
from services.questionnaires.models import QuestionnaireVersion
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.routes.models import (
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    StepReflection,
    UsageAnswer,
)
from services.self_education.models import Theme, ThemeStage
from services.skill_views.models import SkillMark, SkillView
from services.spreadsheets.uploads import Upload

PAIR_ENDED = "ended"
_OVER = ("completed", PAIR_ENDED)

Column = InstrumentedAttribute[Any]

# Rows in which this column names the person are deleted, in this order. The foreign keys delete the rows that
# refer to them in the tables named beside the column.
DELETED: dict[Column, tuple[type[Base], ...]] = {
    Registration.person_id: (),
    # Before messages and routes: a methodist who is giving the person a route holds the account until then.
    Account.person_id: (),
    Invite.person_id: (),
    Delivery.person_id: (),
    Route.person_id: (
        RouteVersion, RouteStep, Evidence, StepEvent, StepChange, StepReflection, UsageAnswer, RouteComment,
    ),
    Evidence.author_id: (),
    RouteComment.author_id: (),
    Assessment.person_id: (Answer, OpenAnswer, Score, ResultPicture, Sharing),
    Sharing.viewer_id: (),
    ExternalResult.person_id: (),
    SkillView.person_id: (SkillMark,),
    Theme.person_id: (ThemeStage,),
    Upload.author_id: (),
    RoleGrant.person_id: (),
}  # fmt: skip

# Rows made for other people, or with a decision about other people, stay without the person's name.
UNNAMED: tuple[Column, ...] = (
    Invite.created_by_id,
    Route.methodist_id,
    MentorPair.curator_id,
    ExternalResult.decided_by_id,
    QuestionnaireVersion.author_id,
    RouteTemplate.author_id,
    TemplateAssignment.author_id,
    DocumentTemplate.author_id,
)

# Rows in which the first column names the person stay, and these columns lose what they hold.
EMPTIED: dict[Column, dict[Column, Any]] = {
    Person.id: {
        Person.phone: None,
        Person.birth_date: None,
        Person.teaching_since: None,
        Person.category: "",
        Person.attestation_on: None,
    },
    # The goals of a pair come from the mentee's results; the topic of a question may come from them too.
    MentorPair.mentee_id: {MentorPair.goal_competencies: []},
    Conversation.asker_id: {Conversation.topic: None},
    ConversationMessage.author_id: {
        ConversationMessage.text: "",
        ConversationMessage.file_kind: None,
        ConversationMessage.file_id: None,
        # The source held the chat's id.
        ConversationMessage.source: literal("removed:") + ConversationMessage.id.cast(String),
    },
}

_STAFF_LIST = "the line of the staff list is the employer's own record"
_PAIR = "the pair is the other side's work too; it is ended"
_CONVERSATION = "a conversation stays with its other side; it is closed"
_DECISION = "a decision belongs to the owner of the route it is about"
# What stays with the person's name, and why: a table with all its columns, or one column.
KEPT: dict[Column | type[Base], str] = {
    Consent: "it proves that the processing was lawful; it is marked as withdrawn",
    AuditEntry: "it proves that the processing was lawful, and holds no results and no words",
    Event: "an event belongs to its organisation",
    Route.approved_by_id: _DECISION,
    RouteVersion.decided_by_id: _DECISION,
    StepChange.decided_by_id: _DECISION,
    StepEvent.actor_id: f"{_DECISION}; the person's words about it are emptied",
    SkillView.author_id: "a finished view belongs to the teacher it is about; unfinished ones are deleted",
    **dict.fromkeys(
        (
            Person.unit_id, Person.last_name, Person.first_name, Person.middle_name, Person.position,
            Person.subjects, Person.personnel_number, Person.locale, Person.created_at, Person.archived_at,
        ),
        _STAFF_LIST,
    ),
    **dict.fromkeys(
        (
            MentorPair.mentor_id, MentorPair.mentee_id, MentorPair.form, MentorPair.kind, MentorPair.status,
            MentorPair.started, MentorPair.ended, MentorPair.mentor_consented_at,
            MentorPair.mentee_consented_at,
        ),
        _PAIR,
    ),
    **dict.fromkeys(
        (
            Conversation.asker_id, Conversation.answerer_id, Conversation.step_id, Conversation.status,
            Conversation.answer_due, Conversation.created_at, ConversationMessage.conversation_id,
            ConversationMessage.author_id, ConversationMessage.edits, ConversationMessage.at,
        ),
        _CONVERSATION,
    ),
}  # fmt: skip


async def withdraw(ctx: Context) -> None:
    """Withdraw the acting person's consent and delete what the bot collected about them, for good.

    Federal law 152-FZ, art. 21 part 5: once consent is withdrawn, processing stops and the data is destroyed
    (the law gives thirty days). Three things stay:
    - the line of the staff list (name, organisation, position, subjects, personnel number) is the employer's
      own record: it is archived, stripped of what a person may refuse to share (phone, dates, category), and
      revived if the organisation imports the person again;
    - consents and the audit trail prove that the processing was lawful, and hold no results and no words;
    - what belongs to others stays: a conversation keeps the other side's words, and other people's routes
      keep the decisions about them, but not this person's comments and proofs.
    Afterwards the chat belongs to nobody, and the context keeps nothing of it.
    """
    me = ctx.me.person_id
    async with ctx.transaction() as db:
        await _give_back_places(ctx)
        await _forget_forms(ctx)
        for column in DELETED:
            await db.execute(delete(column.class_).where(column == me))
        await _forget_messages(ctx)
        await _leave_others(ctx)
        for column in UNNAMED:
            await db.execute(update(column.class_).where(column == me).values({column: None}))
        for column, emptied in EMPTIED.items():
            await db.execute(
                update(column.class_)
                .where(column == me)
                .values(emptied)
                .execution_options(synchronize_session=False)
            )
        await _end(ctx)
        audit.note(ctx, "withdrew")
    ctx.kept.forget()
    if not ctx.is_in_transaction:  # else the one connection of SQLite is taken
        await ctx.database.forget_deleted()


async def _give_back_places(ctx: Context) -> None:
    """Give back the person's places at events, so that people in line can take them."""
    ahead = await ctx.db.scalars(
        select(Event.id)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.person_id == ctx.me.person_id,
            Registration.status != LEFT,
            Event.status == PUBLISHED,
            Event.starts_at > ctx.now,
        )
        .order_by(Event.id)
    )
    for event_id in ahead.all():
        await events.unregister(ctx, event_id)


async def _forget_forms(ctx: Context) -> None:
    """Delete the open questions of the person's chats, and what waits there to be handled."""
    chats = await ctx.db.execute(
        select(Account.channel, Account.chat_id).where(Account.person_id == ctx.me.person_id)
    )
    mine = [(channel, chat_id) for channel, chat_id in chats]
    await ctx.db.execute(delete(KeptState).where(tuple_(KeptState.channel, KeptState.chat_id).in_(mine)))
    await ctx.db.execute(delete(InboxEntry).where(tuple_(InboxEntry.channel, InboxEntry.chat_id).in_(mine)))


async def _forget_messages(ctx: Context) -> None:
    """Delete messages to others about the person, and the person's words that were not sent yet."""
    me = ctx.me.person_id
    mine = select(ConversationMessage.id).where(ConversationMessage.author_id == me)
    await ctx.db.execute(delete(Delivery).where(Delivery.arguments["person_id"].as_integer() == me))
    await ctx.db.execute(
        delete(Delivery).where(
            Delivery.kind.in_(RELAYED),
            Delivery.state != "sent",
            Delivery.arguments["message_id"].as_integer().in_(mine),
        )
    )


async def _leave_others(ctx: Context) -> None:
    """End the person's conversations, mentor pairs and unfinished views of skills."""
    me, db = ctx.me.person_id, ctx.db
    # Empty the person's words about others' steps. Decisions stay, and so do the words with which a step's
    # owner asked to move or to remove the step.
    await db.execute(
        update(StepEvent)
        .where(StepEvent.actor_id == me, StepEvent.field != "due", StepEvent.new != "cancelled")
        .values(why="")
    )
    await db.execute(
        update(Conversation)
        .where(
            or_(Conversation.asker_id == me, Conversation.answerer_id == me), Conversation.status != "closed"
        )
        .values(status="closed")
    )
    await db.execute(
        update(MentorPair)
        .where(
            or_(MentorPair.mentor_id == me, MentorPair.mentee_id == me),
            MentorPair.status.not_in(_OVER),
        )
        .values(status=PAIR_ENDED, ended=ctx.today)
    )
    # A finished view belongs to the teacher it is about, as a decision about a route belongs to its owner.
    await db.execute(delete(SkillView).where(SkillView.author_id == me, SkillView.finished_at.is_(None)))


async def _end(ctx: Context) -> None:
    """Mark the consent as withdrawn and the line of the staff list as archived."""
    me, db = ctx.me.person_id, ctx.db
    await db.execute(
        update(Consent)
        .where(Consent.person_id == me, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=ctx.now)
    )
    await db.execute(update(Person).where(Person.id == me).values(archived_at=ctx.now))
