"""Questions about a draft: a date, the parts of an own step, the hours of such a step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from handlers.answers import Answer, Keepsake, Question, Reply
from handlers.days import DayQuestion
from handlers.routes.drafting import adding_screens, editing_screens, work_screens
from handlers.routes.drafting.adding_screens import OWN
from handlers.routes.drafting.links import AddStep, DateStep, OtherTopic, OwnDay
from handlers.routes.drafting.outcomes import added_step, edited_step, work_said
from handlers.routes.steps.links import ShowStep
from handlers.screen import Screen
from handlers.words import Words, full_day, said_by
from services.context import Context
from services.errors import Invalid, WrongState
from services.letters import Letter
from services.routes.days import check_day, latest_day, suggested_days
from services.routes.drafting import adding, editing, own_steps
from services.routes.plan import hours_typed


class StepDay(DayQuestion, name="EditingForms:date", was="draft_date"):
    """Asks for the deadline of a step of a draft."""

    step_id: int

    async def ask(self, ctx: Context) -> Screen:
        step = await editing.draft_step(ctx, self.step_id)
        return editing_screens.ask_date(step, suggested_days(ctx.today, ctx.calendar))

    def latest(self, ctx: Context) -> date:
        return latest_day(ctx.today)

    def link(self, day: date) -> DateStep:
        return DateStep(step_id=self.step_id, day=day.toordinal())

    def back(self) -> ShowStep:
        return ShowStep(step_id=self.step_id)

    async def told(self, ctx: Context, day: date) -> Answer:
        edited = await editing.set_due(ctx, self.step_id, day)
        return Reply(await edited_step(ctx, edited), above=[Words("draft-date-toast", day=full_day(day))])


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """The parts given so far of a step in its owner's words; `topic` is the code of a competency."""

    route_id: int
    title: str = ""
    topic: str = ""
    due: date | None = None


# The key under which a chat keeps the step until all its parts are given.
KEPT = "own_step"
DRAFT = Keepsake(KEPT, OwnDraft)


def draft_of(ctx: Context) -> OwnDraft:
    """The parts of the own step so far. Raises WrongState if the step was added already, or never begun."""
    draft = DRAFT.of(ctx)
    if draft is None:
        raise WrongState("error-own-step-gone")
    return draft


def go_on(ctx: Context, draft: OwnDraft) -> Question:
    """Keep the parts given so far and return the question for the next one."""
    DRAFT.keep(ctx, draft)
    if not draft.title:
        return OwnTitle()
    if not draft.topic:
        return OwnCompetency()
    return OwnDue(route_id=draft.route_id) if draft.due is None else OwnResult()


async def add_own(ctx: Context, draft: OwnDraft, result: str = "") -> Answer:
    """Add the step whose parts are all given, and forget the parts. Raises WrongState, NotFound."""
    if not draft.title or not draft.topic or draft.due is None:
        raise WrongState("error-own-step-gone")
    try:
        due = check_day(draft.due, ctx.today)
    except Invalid as error:  # the deadline passed before the result was given
        return Reply(go_on(ctx, replace(draft, due=None)), above=[said_by(error)])
    edited = await adding.add_own(ctx, draft.route_id, draft.title, draft.topic, due, result)
    DRAFT.keep(ctx, None)
    return await added_step(ctx, edited)


class OwnTitle(Question, name="EditingForms:title"):
    """Asks for the title of an own step."""

    expected = Words("own-text-please")

    async def ask(self, ctx: Context) -> Screen:
        return adding_screens.ask_title(draft_of(ctx).route_id)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return go_on(ctx, replace(draft_of(ctx), title=adding.check_title(letter.text)))


class OwnCompetency(Question, name="EditingForms:topic"):
    """Asks for the competency of an own step: one of the route, or one of a `group` (`""` asks for it)."""

    expected = Words("own-press-button")
    group: str | None = None

    async def ask(self, ctx: Context) -> Screen:
        draft = draft_of(ctx)
        if self.group is not None:
            return await other_topics(ctx, OtherTopic(way=OWN, route_id=draft.route_id, group=self.group))
        return adding_screens.ask_topic(await adding.topics(ctx, draft.route_id), draft.title)


async def other_topics(ctx: Context, link: OtherTopic) -> Screen:
    """Asks for a competency that a route does not have yet: for its group first.

    Raises NotFound; WrongState if the route has no room for another competency.
    """
    known = await adding.topics(ctx, link.route_id)
    known.check_room()
    group = ctx.content.groups.get(link.group)
    if group is None:
        return adding_screens.choose_group(known.groups, link)
    return adding_screens.choose_in_group(group, link)


class OwnDue(DayQuestion, name="EditingForms:when", was=KEPT):
    """Asks for the deadline of an own step."""

    route_id: int

    async def ask(self, ctx: Context) -> Screen:
        suggested = suggested_days(ctx.today, ctx.calendar)
        return adding_screens.ask_when(self.route_id, draft_of(ctx).title, suggested)

    def latest(self, ctx: Context) -> date:
        return latest_day(ctx.today)

    def link(self, day: date) -> OwnDay:
        return OwnDay(day=day.toordinal())

    def back(self) -> AddStep:
        return AddStep(route_id=self.route_id)

    async def told(self, ctx: Context, day: date) -> Answer:
        return go_on(ctx, replace(draft_of(ctx), due=day))


class OwnResult(Question, name="EditingForms:result"):
    """Asks for the expected result of an own step."""

    expected = Words("own-text-please")

    async def ask(self, ctx: Context) -> Screen:
        draft = draft_of(ctx)
        if draft.due is None:
            raise WrongState("error-own-step-gone")
        return adding_screens.ask_result(draft.route_id, draft.title, draft.due)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return await add_own(ctx, draft_of(ctx), adding.check_result(letter.text))


class Hours(Question, name="EditingForms:hours", was="own_hours"):
    """Asks for the hours that an own step of a form of work takes."""

    expected = Words("error-hours-words")
    step_id: int
    form: str

    async def ask(self, ctx: Context) -> Screen:
        step = await own_steps.own_step(ctx, self.step_id, self.form)
        return work_screens.ask_hours(step, own_steps.form_of(ctx, self.form))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        edited = await own_steps.set_work(ctx, self.step_id, self.form, hours_typed(letter.text))
        return Reply(await edited_step(ctx, edited), above=[work_said(edited)])
