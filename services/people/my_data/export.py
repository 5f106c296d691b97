"""Everything stored about the acting person, as a file they can read. No other person's data is read.

A test fails where a table or a column that belongs to a person is neither read for `TABLES` nor named in
`LEFT_OUT`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from services.assessments.models import Answer, Assessment, ResultPicture, Score
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.db import Base
from services.documents.models import DocumentTemplate
from services.events.models import Event
from services.external_results.models import ExternalResult
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import Account, AuditEntry, Consent, Invite, Person, RoleGrant
from services.people.my_data import person_tables, result_tables, route_tables
from services.people.my_data.reader import Reader, Say
from services.questionnaires import library
from services.questionnaires.models import QuestionnaireVersion
from services.route_templates.models import RouteTemplate, TemplateAssignment
from services.routes.models import Evidence, Route, RouteComment, RouteStep, StepChange, UsageAnswer
from services.self_education.models import Theme
from services.skill_views.models import SkillView
from services.spreadsheets import writing
from services.spreadsheets.uploads import Upload

# The tables of the file, in order.
TABLES = (
    person_tables.profile,
    person_tables.consents,
    result_tables.answers,
    result_tables.own_words,
    result_tables.scores,
    result_tables.sharings,
    result_tables.external_results,
    result_tables.skill_views,
    route_tables.steps,
    route_tables.history,
    route_tables.evidence,
    route_tables.versions,
    route_tables.changes,
    route_tables.reflections,
    person_tables.themes,
    person_tables.pairs,
    person_tables.conversations,
    person_tables.events,
    person_tables.deliveries,
)

_MACHINERY = "the bot's own bookkeeping; it tells nothing about the person"
_FOR_OTHERS = "made for the organisation and for other people; it tells nothing about the person"
_FILE = "the messenger's number of a file: the file itself is in the person's chat"
# What the file leaves out, and why: a table with all its columns, or one column.
LEFT_OUT: dict[InstrumentedAttribute[Any] | type[Base], str] = {
    AuditEntry: "it proves that the processing was lawful, and holds no results and no words",
    RoleGrant: "the profile names the roles",
    Invite: "a code that lets one join, used up or out of date",
    ResultPicture: "a drawing of the scores, kept to be shown again",
    Event: "an event belongs to its organisation; registrations tell which events the person goes to",
    **dict.fromkeys(
        (
            DocumentTemplate, QuestionnaireVersion, RouteTemplate, TemplateAssignment, Upload,
        ),
        _FOR_OTHERS,
    ),
    **dict.fromkeys(
        (
            Account.reachable, Person.created_at, Person.archived_at, Person.locale, Consent.text_hash,
            Delivery.priority, Delivery.not_before, Delivery.expires_at, Delivery.dedup_key, Delivery.state,
            Delivery.attempts, Delivery.channel, Delivery.lease_until, Delivery.message_id, Delivery.error,
            Delivery.is_forgotten,
            Score.is_group, Score.is_latest, Route.is_left,
            Evidence.source, Evidence.album, ExternalResult.origin, ConversationMessage.source,
            RouteStep.position, RouteStep.catalog_code, SkillView.seen_at, SkillView.started_at,
        ),
        _MACHINERY,
    ),
    **dict.fromkeys(
        (Evidence.file_id, ExternalResult.file_id, ConversationMessage.file_id, RouteComment.file_id), _FILE
    ),
    Delivery.arguments: "the message itself is in the person's chat",
    Answer.answered_at: "the table tells when the questionnaire was begun and finished",
    Conversation.status: "the answer shows that a question was answered",
    Conversation.answer_due: "a promise of the bot, not of the person",
    Conversation.created_at: "the day of its first message",
    ConversationMessage.edits: "the table tells the words as they are now",
    ExternalResult.decided_by_id: "the status and the reason tell the decision",
    ExternalResult.decided_at: "the status and the reason tell the decision",
    MentorPair.curator_id: "the curator's duty, not the pair's data",
    MentorPair.mentor_consented_at: "the status and the day the pair was started tell of the consent",
    MentorPair.mentee_consented_at: "the status and the day the pair was started tell of the consent",
    Route.assessment_id: "the table tells that the route is based on a result, and results have their own",
    Route.assignment_id: "the table tells that the route was given by a methodist",
    Route.version: "the versions have a table of their own",
    Route.methodist_id: "the methodist's duty; the tables tell who decided",
    Route.approved_by_id: "the table of versions tells who approved, and when",
    Route.approved_at: "the table of versions tells who approved, and when",
    Route.created_at: "the table of versions tells when the route was sent",
    Route.finished_at: "the status and the steps tell it",
    RouteStep.education: "it follows from the form of work",
    RouteStep.reason: "it is made of the result, which has its own table",
    RouteStep.event_id: "the step has the title of the event",
    RouteComment.change_id: "the words are told, and the change is in its own table",
    StepChange.decided_by_id: "the status tells the decision, and the history who changed the step",
    StepChange.decided_at: "the status tells the decision, and the history when the step was changed",
    Theme.stage: "the stages that were done are told",
    Theme.is_finished: "the day the theme was ended is told",
    UsageAnswer.after: "the day of the answer is told",
    SkillView.finished_at: "the table tells the day of the visit or of the answer",
    SkillView.training: "a code of the event or the step after which the leader was asked",
}  # fmt: skip


async def export_my_data(ctx: Context, say: Say) -> bytes:
    """Everything stored about the acting person, as an `.xlsx` they can read; `say` names the headings."""
    async with ctx.transaction():
        reader = Reader(ctx, say, await _my_questionnaires(ctx))
    tables = []
    for table in TABLES:
        async with ctx.transaction():
            tables.append(await table(reader))
        await asyncio.sleep(0)  # others get a turn
    return await asyncio.to_thread(writing.write, tables)


async def _my_questionnaires(ctx: Context) -> dict[tuple[str, int], Questionnaire]:
    """The versions of questionnaires that the acting person has taken, by code and number."""
    taken = await ctx.db.execute(
        select(Assessment.questionnaire, Assessment.version)
        .where(Assessment.person_id == ctx.me.person_id)
        .distinct()
    )
    return {(code, version): await library.version_of(ctx, code, version) for code, version in taken.all()}
