"""Everything stored about the acting person, as tables they can read. Only their own data is asked for.

Headings and titles are keys; `say` turns them into words, so that this module knows no language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from services.assessments.models import Answer, Assessment, OpenAnswer, Score, Sharing
from services.content import Questionnaire
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.events.models import Event, Registration
from services.events.rules import REGISTERED
from services.external_results.models import ExternalResult
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import Consent, Person
from services.people.queries import my_profile
from services.questionnaires import library
from services.routes.models import Evidence, Route, RouteComment, RouteStep, StepEvent
from services.sheets import Cell, Table
from services.skill_views.models import SkillMark, SkillView


class Say(Protocol):
    """Words for a key of `locales/*/sheets.ftl`."""

    def __call__(self, key: str, **arguments: object) -> str: ...


async def my_tables(ctx: Context, say: Say) -> list[Table]:
    """The tables of `my_data.export_my_data`, read inside the caller's transaction."""
    reader = _Reader(ctx, say, await _my_questionnaires(ctx))
    return [
        await reader.profile(),
        await reader.consents(),
        await reader.answers(),
        await reader.own_words(),
        await reader.scores(),
        await reader.sharings(),
        await reader.external_results(),
        await reader.skill_views(),
        await reader.steps(),
        await reader.history(),
        await reader.evidence(),
        await reader.pairs(),
        await reader.conversations(),
        await reader.events(),
        await reader.deliveries(),
    ]


async def _my_questionnaires(ctx: Context) -> dict[tuple[str, int], Questionnaire]:
    """The versions the acting person has taken, by code and number."""
    taken = await ctx.db.execute(
        select(Assessment.questionnaire, Assessment.version)
        .where(Assessment.person_id == ctx.me.person_id)
        .distinct()
    )
    return {(code, version): await library.version_of(ctx, code, version) for code, version in taken.all()}


class _Reader:
    def __init__(
        self, ctx: Context, say: Say, questionnaires: Mapping[tuple[str, int], Questionnaire]
    ) -> None:
        self._ctx, self._say, self._me = ctx, say, ctx.me.person_id
        self._questionnaires = questionnaires

    def _table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
        headings = [self._say(f"sheet-column-{column}") for column in columns]
        return Table(self._say(f"sheet-{name}"), headings, list(rows))

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self._ctx.zone) if moment else None

    def _status(self, what: str, status: str) -> str:
        return self._say(f"sheet-status-{what}", status=status)

    def _author(self, person: Person) -> str:
        return self._say("sheet-you") if person.id == self._me else person.full_name

    def _file(self, kind: str | None) -> str:
        return self._say("sheet-file", kind=kind) if kind else ""

    def _taken(self, assessment: Assessment) -> Questionnaire:
        return self._questionnaires[assessment.questionnaire, assessment.version]

    def _subject(self, taken: Assessment, code: str) -> str:
        """The title of what a score is about: a side of wellbeing, else a competency or a group."""
        sides = {dimension.code: dimension.title for dimension in self._taken(taken).dimensions}
        return sides.get(code) or self._competency(code)

    def _competency(self, code: str) -> str:
        known = self._ctx.content.competencies.get(code) or self._ctx.content.groups.get(code)
        return known.title if known else code

    async def profile(self) -> Table:
        profile = await my_profile(self._ctx)
        number = await self._ctx.db.scalar(select(Person.personnel_number).where(Person.id == self._me))
        told: dict[str, Cell] = {
            "name": profile.person.full_name,
            "unit": profile.person.unit,
            "position": profile.person.position,
            "roles": ", ".join(profile.roles),
            "subjects": ", ".join(profile.subjects),
            "birth-date": profile.birth_date,
            "teaching-since": profile.teaching_since,
            "category": profile.category,
            "phone": profile.phone,
            "number": number,
            "joined": profile.joined_at,
        }
        rows = [(self._say(f"sheet-column-{key}"), value) for key, value in told.items()]
        return self._table("profile", ("what", "value"), rows)

    async def consents(self) -> Table:
        found = await self._ctx.db.scalars(
            select(Consent).where(Consent.person_id == self._me).order_by(Consent.id)
        )
        rows = [(one.version, self._local(one.given_at), self._local(one.withdrawn_at)) for one in found]
        return self._table("consents", ("version", "given", "withdrawn"), rows)

    async def answers(self) -> Table:
        found = await self._ctx.db.execute(
            select(Assessment, Answer)
            .outerjoin(Answer, Answer.assessment_id == Assessment.id)
            .where(Assessment.person_id == self._me)
            .order_by(Assessment.id, Answer.answered_at)
        )
        rows = [
            (
                self._taken(taken).title,
                self._local(taken.started_at),
                self._local(taken.finished_at),
                *self._item(self._taken(taken), answer),
            )
            for taken, answer in found
        ]
        columns = ("questionnaire", "started", "finished", "question", "answer")
        return self._table("answers", columns, rows)

    @staticmethod
    def _item(questionnaire: Questionnaire, answer: Answer | None) -> tuple[str, str]:
        """The words of the question and of the option chosen."""
        if answer is None:
            return "", ""
        item = next(one for one in questionnaire.items if one.id == answer.item_id)
        labels = {str(option.value): option.label for option in questionnaire.scale_of(item).options}
        if item.type == "choice":
            labels = {option.id: option.text for option in item.options}
        return item.text, labels[answer.option]

    async def own_words(self) -> Table:
        found = await self._ctx.db.execute(
            select(Assessment, OpenAnswer)
            .join(OpenAnswer, OpenAnswer.assessment_id == Assessment.id)
            .where(Assessment.person_id == self._me)
            .order_by(Assessment.id, OpenAnswer.answered_at)
        )
        rows = []
        for taken, answer in found:
            questions = {item.id: item.text for item in self._taken(taken).followup}
            rows.append(
                (self._taken(taken).title, self._local(answer.answered_at), questions[answer.item_id],
                 answer.text)
            )  # fmt: skip
        return self._table("own-words", ("questionnaire", "when", "question", "answer"), rows)

    async def scores(self) -> Table:
        found = await self._ctx.db.execute(
            select(Assessment, Score)
            .join(Score, Score.assessment_id == Assessment.id)
            .where(Assessment.person_id == self._me)
            .order_by(Assessment.id, Score.is_group.desc(), Score.subject)
        )
        rows: list[tuple[Cell, ...]] = []
        shown: set[int] = set()
        for taken, score in found:
            if taken.id not in shown:
                shown.add(taken.id)
                rows.append(self._score(taken, self._say("sheet-total"), taken.percent, taken.level))
            rows.append(self._score(taken, self._subject(taken, score.subject), score.percent, score.level))
        return self._table("scores", ("questionnaire", "finished", "competency", "percent", "level"), rows)

    def _score(
        self, taken: Assessment, subject: str, percent: int | None, level: str | None
    ) -> tuple[Cell, ...]:
        questionnaire = self._taken(taken)
        titles = {one.code: one.title for one in questionnaire.scoring.levels}
        return (
            questionnaire.title,
            self._local(taken.finished_at),
            subject,
            percent,
            titles.get(level or "", ""),
        )

    async def sharings(self) -> Table:
        found = await self._ctx.db.execute(
            select(Assessment, Sharing, Person)
            .join(Sharing, Sharing.assessment_id == Assessment.id)
            .join(Person, Person.id == Sharing.viewer_id)
            .where(Assessment.person_id == self._me)
            .order_by(Sharing.id)
        )
        rows = [
            (
                self._taken(taken).title,
                viewer.full_name,
                self._local(sharing.opened_at),
                self._local(sharing.closed_at),
            )
            for taken, sharing, viewer in found
        ]
        return self._table("sharings", ("questionnaire", "viewer", "opened", "closed"), rows)

    async def external_results(self) -> Table:
        found = await self._ctx.db.scalars(
            select(ExternalResult).where(ExternalResult.person_id == self._me).order_by(ExternalResult.id)
        )
        rows = [
            (
                self._say("sheet-source", source=one.source),
                one.taken_on,
                self._file(one.file_kind),
                one.file_name or "",
                self._local(one.submitted_at),
                self._status("external", one.status),
                one.reason,
            )
            for one in found
        ]
        columns = ("source", "taken-on", "kind", "file", "submitted", "status", "reason")
        return self._table("external-results", columns, rows)

    async def skill_views(self) -> Table:
        """What others saw of the person, and what the person saw of others."""
        author, seen = aliased(Person), aliased(Person)
        found = await self._ctx.db.execute(
            select(SkillView, SkillMark, author, seen)
            .outerjoin(SkillMark, SkillMark.view_id == SkillView.id)
            .join(author, author.id == SkillView.author_id)
            .join(seen, seen.id == SkillView.person_id)
            .where(or_(author.id == self._me, (seen.id == self._me) & SkillView.finished_at.is_not(None)))
            .order_by(SkillView.id)
        )
        rows = [
            (
                view.observed_on,
                self._author(viewer),
                self._author(teacher),
                self._say("sheet-view-kind", kind=view.kind),
                self._competency(mark.competency) if mark else "",
                mark.value if mark else None,
                view.comment,
            )
            for view, mark, viewer, teacher in found
        ]
        columns = ("when", "observer", "of-whom", "kind", "competency", "mark", "comment")
        return self._table("skill-views", columns, rows)

    async def steps(self) -> Table:
        found = await self._ctx.db.execute(
            select(Route, RouteStep)
            .outerjoin(RouteStep, RouteStep.route_id == Route.id)
            .where(Route.person_id == self._me)
            .order_by(Route.id, RouteStep.position)
        )
        forms = self._ctx.content.catalog.forms_by_code
        rows = []
        for route, step in found:
            head = (route.starts, route.ends, self._status("route", route.status))
            if step is None:
                rows.append((*head, *[None] * 8))
                continue
            form = forms[step.form].title if step.form in forms else step.form
            status = self._status("step", step.status)
            rows.append(
                (*head, self._competency(step.competency), step.title, form, step.hours,
                 step.starts, step.due, step.result, status)
            )  # fmt: skip
        columns = (
            "route-starts", "route-ends", "route-status", "competency", "step", "form",
            "hours", "starts", "due", "result", "status",
        )  # fmt: skip
        return self._table("route", columns, rows)

    async def history(self) -> Table:
        changes = await self._ctx.db.execute(
            select(StepEvent, RouteStep.title, Person)
            .join(RouteStep, RouteStep.id == StepEvent.step_id)
            .join(Route, Route.id == RouteStep.route_id)
            .join(Person, Person.id == StepEvent.actor_id)
            .where(Route.person_id == self._me)
        )
        rows: list[tuple[Any, ...]] = [
            (self._local(event.at), self._author(actor), step, self._change(event), event.why)
            for event, step, actor in changes
        ]
        comments = await self._ctx.db.execute(
            select(RouteComment, RouteStep.title, Person)
            .join(Route, Route.id == RouteComment.route_id)
            .outerjoin(RouteStep, RouteStep.id == RouteComment.step_id)
            .join(Person, Person.id == RouteComment.author_id)
            .where(or_(Route.person_id == self._me, RouteComment.author_id == self._me))
        )
        rows += [
            (self._local(comment.at), self._author(author), step, self._say("sheet-comment"), comment.text)
            for comment, step, author in comments
        ]
        rows.sort(key=lambda row: row[0])
        return self._table("history", ("when", "who", "step", "change", "text"), rows)

    def _change(self, event: StepEvent) -> str:
        old, new = event.old, event.new
        if event.field == "status":
            old, new = self._status("step", old), self._status("step", new)
        return f"{old} → {new}" if old else new

    async def evidence(self) -> Table:
        found = await self._ctx.db.execute(
            select(Evidence, RouteStep.title)
            .join(RouteStep, RouteStep.id == Evidence.step_id)
            .join(Route, Route.id == RouteStep.route_id)
            .where(or_(Route.person_id == self._me, Evidence.author_id == self._me))
            .order_by(Evidence.id)
        )
        rows = [
            (self._local(one.at), step, self._file(one.kind), one.text, one.file_name) for one, step in found
        ]
        return self._table("evidence", ("when", "step", "kind", "text", "file"), rows)

    async def pairs(self) -> Table:
        mentor, mentee = aliased(Person), aliased(Person)
        found = await self._ctx.db.execute(
            select(MentorPair, mentor, mentee)
            .join(mentor, mentor.id == MentorPair.mentor_id)
            .join(mentee, mentee.id == MentorPair.mentee_id)
            .where(or_(mentor.id == self._me, mentee.id == self._me))
            .order_by(MentorPair.id)
        )
        rows = [
            (
                self._author(guide),
                self._author(guided),
                self._status("pair", pair.status),
                pair.started,
                pair.ended,
                ", ".join(self._competency(code) for code in pair.goal_competencies),
            )
            for pair, guide, guided in found
        ]
        return self._table(
            "pairs", ("mentor", "mentee", "status", "pair-started", "pair-ended", "goals"), rows
        )

    async def conversations(self) -> Table:
        asker, answerer = aliased(Person), aliased(Person)
        found = await self._ctx.db.execute(
            select(Conversation, ConversationMessage, asker, answerer)
            .join(ConversationMessage, ConversationMessage.conversation_id == Conversation.id)
            .join(asker, asker.id == Conversation.asker_id)
            .join(answerer, answerer.id == Conversation.answerer_id)
            .where(or_(asker.id == self._me, answerer.id == self._me))
            .order_by(Conversation.id, ConversationMessage.id)
        )
        topics = {topic.code: topic.title for topic in self._ctx.content.mentoring.request_topics}
        rows = []
        for talk, message, first, second in found:
            author, other = (first, second) if message.author_id == first.id else (second, first)
            topic = topics.get(talk.topic or "") or self._competency(talk.topic or "")
            rows.append(
                (self._local(message.at), self._author(author), self._author(other),
                 topic, message.text, self._file(message.file_kind))
            )  # fmt: skip
        return self._table("conversations", ("when", "from", "to", "topic", "text", "file"), rows)

    async def events(self) -> Table:
        found = await self._ctx.db.execute(
            select(Registration, Event)
            .join(Event, Event.id == Registration.event_id)
            .where(Registration.person_id == self._me)
            .order_by(Event.starts_at)
        )
        rows = [
            (
                event.title,
                self._local(event.starts_at),
                # An online event's link is for those who have a place, as on its card.
                event.place if not event.online or registration.status == REGISTERED else "",
                self._local(registration.registered_at),
                self._status("registration", registration.status),
            )
            for registration, event in found
        ]
        return self._table("events", ("event", "starts", "place", "registered", "status"), rows)

    async def deliveries(self) -> Table:
        found = await self._ctx.db.execute(
            select(Delivery.kind, Delivery.created_at, Delivery.sent_at)
            .where(Delivery.person_id == self._me)
            .order_by(Delivery.id)
        )
        rows = [
            (self._say("sheet-message", kind=kind), self._local(created), self._local(sent))
            for kind, created, sent in found
        ]
        return self._table("messages", ("message", "created", "sent"), rows)
