"""Withdrawing consent: what the bot collected about a person is deleted."""

from __future__ import annotations

from sqlalchemy import String, delete, literal, or_, select, tuple_, update

from services import audit
from services.assessments.models import Assessment, Sharing
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.conversations.queries import RELAYED
from services.documents.models import DocumentTemplate
from services.events import actions as events
from services.events.models import Event, Registration
from services.events.rules import LEFT, PUBLISHED
from services.external_results.models import ExternalResult
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import (
    Account,
    Consent,
    FormState,
    Invite,
    Person,
    RoleGrant,
    StaffImport,
)
from services.questionnaires.models import QuestionnaireVersion
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.routes.models import Evidence, Route, RouteComment, StepEvent
from services.self_education.models import Theme
from services.skill_views.models import SkillView
from services.spreadsheets.uploads import Upload

PAIR_ENDED = "ended"
_OVER = ("completed", PAIR_ENDED)


async def withdraw(ctx: Context) -> None:
    """Withdraw the acting person's consent and delete what the bot collected about them, for good.

    Federal law 152-FZ, art. 21 part 5: once consent is withdrawn, processing stops and the data is destroyed
    (the law gives thirty days). Three things stay, and why:
    - the line of the staff list (name, organisation, position, subjects, personnel number) is the employer's
      own record: it is archived, stripped of what a person may refuse to share (phone, dates, category), and
      revived if the organisation imports the person again;
    - consents and the audit trail prove that the processing was lawful, and hold no results and no words;
    - what belongs to others stays theirs: a conversation keeps the other side's words, and other people's
      routes keep the decisions taken on them, but not this person's comments and proofs.
    After this the chat belongs to nobody, and the context keeps nothing of it.
    """
    async with ctx.transaction():
        await _leave_events(ctx)
        await _forget_chats(ctx)
        await _forget_growth(ctx)
        await _forget_words(ctx)
        await _leave_duties(ctx)
        await _strip_person(ctx)
        audit.note(ctx, "withdrew")
    ctx.kept.forget()


async def _leave_events(ctx: Context) -> None:
    """Give back places that someone in line may take, then forget all registrations."""
    me = ctx.me.person_id
    ahead = await ctx.db.scalars(
        select(Event.id)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.person_id == me,
            Registration.status != LEFT,
            Event.status == PUBLISHED,
            Event.starts_at > ctx.now,
        )
        .order_by(Event.id)
    )
    for event_id in ahead.all():
        await events.unregister(ctx, event_id)
    await ctx.db.execute(delete(Registration).where(Registration.person_id == me))


async def _forget_chats(ctx: Context) -> None:
    me, db = ctx.me.person_id, ctx.db
    chats = (await db.execute(select(Account.channel, Account.chat_id).where(Account.person_id == me))).all()
    if chats:
        await db.execute(
            delete(FormState).where(
                tuple_(FormState.channel, FormState.chat_id).in_([tuple(chat) for chat in chats])
            )
        )
    # Before messages and routes: whoever is giving them a route holds the account, and is waited for here.
    await db.execute(delete(Account).where(Account.person_id == me))
    await db.execute(delete(Invite).where(Invite.person_id == me))
    await db.execute(update(Invite).where(Invite.created_by_id == me).values(created_by_id=None))
    # Messages to the person, and those to others that speak of them.
    await db.execute(
        delete(Delivery).where(
            or_(Delivery.person_id == me, Delivery.arguments["person_id"].as_integer() == me)
        )
    )


async def _forget_growth(ctx: Context) -> None:
    """Results, others' views of them, and routes; what hangs on these goes with them by the foreign keys."""
    me, db = ctx.me.person_id, ctx.db
    await db.execute(delete(Route).where(Route.person_id == me))
    await db.execute(delete(Evidence).where(Evidence.author_id == me))
    await db.execute(delete(RouteComment).where(RouteComment.author_id == me))
    # Their words about others' steps; what they decided stays, and so do the words with which a step's owner
    # asked to move or to remove it.
    await db.execute(
        update(StepEvent)
        .where(StepEvent.actor_id == me, StepEvent.field != "due", StepEvent.new != "cancelled")
        .values(why="")
    )
    await db.execute(delete(Assessment).where(Assessment.person_id == me))
    await db.execute(delete(Sharing).where(Sharing.viewer_id == me))
    await db.execute(delete(ExternalResult).where(ExternalResult.person_id == me))
    await db.execute(delete(SkillView).where(SkillView.person_id == me))
    await db.execute(delete(Theme).where(Theme.person_id == me))


async def _forget_words(ctx: Context) -> None:
    """Own words in conversations become empty; the conversations are closed and stay with the other side."""
    me, db = ctx.me.person_id, ctx.db
    mine = select(ConversationMessage.id).where(ConversationMessage.author_id == me)
    await db.execute(
        delete(Delivery).where(
            Delivery.kind.in_(RELAYED),
            Delivery.state != "sent",
            Delivery.arguments["message_id"].as_integer().in_(mine),
        )
    )
    await db.execute(
        update(ConversationMessage)
        .where(ConversationMessage.author_id == me)
        .values(
            text="",
            file_kind=None,
            file_id=None,
            source=literal("removed:") + ConversationMessage.id.cast(String),  # it held the chat's id
        )
        .execution_options(synchronize_session=False)
    )
    await db.execute(
        update(Conversation)
        .where(
            or_(Conversation.asker_id == me, Conversation.answerer_id == me), Conversation.status != "closed"
        )
        .values(status="closed")
    )
    # What they asked about may come from a result.
    await db.execute(update(Conversation).where(Conversation.asker_id == me).values(topic=None))


async def _leave_duties(ctx: Context) -> None:
    me, db = ctx.me.person_id, ctx.db
    await db.execute(update(Route).where(Route.methodist_id == me).values(methodist_id=None))
    await db.execute(
        update(MentorPair)
        .where(
            or_(MentorPair.mentor_id == me, MentorPair.mentee_id == me),
            MentorPair.status.not_in(_OVER),
        )
        .values(status=PAIR_ENDED, ended=ctx.today)
    )
    # The goals of a pair come from the mentee's results.
    await db.execute(update(MentorPair).where(MentorPair.mentee_id == me).values(goal_competencies=[]))
    await db.execute(update(MentorPair).where(MentorPair.curator_id == me).values(curator_id=None))
    await db.execute(delete(StaffImport).where(StaffImport.author_id == me, StaffImport.applied_at.is_(None)))
    await db.execute(delete(Upload).where(Upload.author_id == me))
    await db.execute(
        update(ExternalResult).where(ExternalResult.decided_by_id == me).values(decided_by_id=None)
    )
    await db.execute(
        update(QuestionnaireVersion).where(QuestionnaireVersion.author_id == me).values(author_id=None)
    )
    # What was made for others stays with them, without the name.
    for made in (RouteTemplate, TemplateAssignment, DocumentTemplate):
        await db.execute(update(made).where(made.author_id == me).values(author_id=None))
    # A view that was finished belongs to the teacher it is of, as a decision on their route does.
    await db.execute(delete(SkillView).where(SkillView.author_id == me, SkillView.finished_at.is_(None)))
    await db.execute(delete(RoleGrant).where(RoleGrant.person_id == me))


async def _strip_person(ctx: Context) -> None:
    me, db = ctx.me.person_id, ctx.db
    await db.execute(
        update(Consent)
        .where(Consent.person_id == me, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=ctx.now)
    )
    await db.execute(
        update(Person)
        .where(Person.id == me)
        .values(
            phone=None,
            birth_date=None,
            teaching_since=None,
            category="",
            attestation_on=None,
            archived_at=ctx.now,
        )
    )
