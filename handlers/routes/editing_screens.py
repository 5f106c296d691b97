"""Choosing what a route is based on, and changing a draft, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from aiogram.filters.callback_data import CallbackData

from handlers.assessments.links import Questionnaires
from handlers.events.links import ShowEvent
from handlers.menu.buttons import HOME
from handlers.routes.drafting_links import (
    AddStep,
    BeginRoute,
    ChooseBasis,
    DateStep,
    DraftRoute,
    PutBack,
    RemoveStep,
    SpreadAnew,
    SpreadSure,
    SwapStep,
    TakeEvent,
)
from handlers.routes.form_links import WorkForms, WorkHours
from handlers.routes.links import MyRoute
from handlers.routes.step_links import ShowStep
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, turns
from handlers.words import Said, Text, Words, full_day, whole
from services.content.catalog import StepForm
from services.paging import page_of
from services.routes.days import Suggestion
from services.routes.drafting.adding import StepOption
from services.routes.drafting.editing import NewDate, Removed, SwapChoice
from services.routes.drafting.queries import Bases
from services.routes.models import WORKING_ROUTE
from services.routes.planning import Edited
from services.routes.views import Sight, StepCard, StepView
from services.texts import shorten

TO_ROUTE = Button(Words("step-to-route"), MyRoute())
OPTIONS = 5
# Of forms of work: what is left of eight rows beside the pages and the way back.
FORM_ROWS = 6
# What half a row of a phone shows beside a mark.
HALF_LABEL = 13
HOURS_A_ROW = 3
# Of a step whose deadline changes, beside both dates.
SPREAD_TITLE = 60
# Beside its sign and its day.
RESULT_ROOM = LABEL_LIMIT - len("📊 , 22.11")


def choose_basis(bases: Bases) -> Screen:
    """On what to base a new route: the newest results; where there are none, the other reasons at once."""
    if not bases.results:
        return choose_reason(bases)
    rows = [
        [
            Button(
                Words("basis-result", title=shorten(one.title, RESULT_ROOM), day=f"{one.day:%d.%m}"),
                DraftRoute(assessment_id=one.assessment_id),
            )
        ]
        for one in bases.results
    ]
    lines = [Words("basis-line", title=one.title, day=full_day(one.day)) for one in bases.results]
    rows.append([Button(Words("basis-plain"), ChooseBasis(plain=True))])
    return Screen(
        [Words("basis-title"), Words("basis-hint"), BLANK, *lines],
        [*rows, [Button(Words("button-back"), MyRoute()), HOME]],
    )


def choose_reason(bases: Bases) -> Screen:
    """Why there is to be a route without a diagnosis."""
    rows = [
        [Button(Said(shorten(one.button or one.title, LABEL_LIMIT)), BeginRoute(basis=one.code))]
        for one in bases.reasons
    ]
    back: CallbackData = ChooseBasis() if bases.results else MyRoute()
    if not bases.results:
        rows.append([Button(Words("route-take-questionnaire"), Questionnaires())])
    return Screen(
        [Words("basis-plain-title"), Words("basis-plain-hint")],
        [*rows, [Button(Words("button-back"), back), HOME]],
    )


def draft_rows(card: StepCard) -> list[Sequence[Button]]:
    """What its owner may do with a step of a draft; nothing where it is no draft of theirs."""
    if card.sight is not Sight.OWNER or card.route_status != "draft":
        return []
    step_id = card.step.id
    return [
        [
            Button(Words("draft-swap"), SwapStep(step_id=step_id)),
            Button(Words("draft-date"), DateStep(step_id=step_id)),
        ],
        [Button(Words("draft-remove"), RemoveStep(step_id=step_id))],
    ]


def event_rows(card: StepCard) -> list[Sequence[Button]]:
    """The way to the event a step is, for who may come to it."""
    if card.sight is not Sight.OWNER or card.step.event_id is None or card.event_off:
        return []
    return [[Button(Words("draft-to-event"), ShowEvent(event_id=card.step.event_id))]]


def event_lines(card: StepCard) -> list[Text]:
    """That the event a step is was cancelled."""
    return [Words("draft-event-off")] if card.event_off and not card.step.is_closed else []


def work_rows(card: StepCard) -> list[Sequence[Button]]:
    """The way to the form and hours of one's own step, while it is still to be done."""
    is_changeable = card.route_status in ("draft", *WORKING_ROUTE) and card.step.is_open
    if card.sight is not Sight.OWNER or not card.step.is_own or not is_changeable:
        return []
    return [[work_button(card.step.id)]]


def work_button(step_id: int) -> Button:
    """The way to the form and hours of one's own step."""
    return Button(Words("own-work"), WorkForms(step_id=step_id))


def choose_form(step: StepView, forms: Sequence[StepForm], page: int) -> Screen:
    """What form of work one's own step is; the present one has a mark."""
    rows = _form_rows(step, forms)
    page, pages = page_of(len(rows), page, FORM_ROWS)
    shown = rows[page * FORM_ROWS : (page + 1) * FORM_ROWS]
    back = [Button(Words("button-back"), ShowStep(step_id=step.id)), HOME]
    return Screen(
        [
            Words("own-work-title"),
            Words("step-title", title=step.title),
            Words("own-work-now", form=step.form.title, hours=whole(step.hours)),
            Words("own-work-hint"),
        ],
        [*shown, *turns(page, pages, lambda number: WorkForms(step_id=step.id, page=number)), back],
    )


def _form_rows(step: StepView, forms: Sequence[StepForm]) -> list[list[Button]]:
    """A button a form in their order, two in a row where both are short."""
    rows: list[list[Button]] = []
    has_room = False
    for form in forms:
        title = shorten(form.button or form.title, LABEL_LIMIT - 2)
        label = Words("own-form-chosen", title=title) if form.code == step.form.code else Said(title)
        button, is_short = Button(label, WorkHours(step_id=step.id, form=form.code)), len(title) <= HALF_LABEL
        if has_room and is_short:
            rows[-1].append(button)
        else:
            rows.append([button])
        has_room = is_short and len(rows[-1]) == 1
    return rows


def ask_hours(step: StepView, form: StepForm, wrong: Text | None = None) -> Screen:
    """How many hours of that form one's own step takes; the present number has a mark."""
    is_possible = form.min_hours <= step.hours <= form.max_hours
    offered = sorted({*form.usual_hours, *([step.hours] if is_possible else [])})
    buttons = [
        Button(
            Words("own-hours-chosen" if hours == step.hours else "own-hours", hours=whole(hours)),
            WorkHours(step_id=step.id, form=form.code, halves=int(2 * hours)),
        )
        for hours in offered
    ]
    rows = [buttons[place : place + HOURS_A_ROW] for place in range(0, len(buttons), HOURS_A_ROW)]
    lines: list[Text] = [
        Words("own-hours-title"),
        Words("step-title", title=step.title),
        Words("own-hours-form", form=form.title),
        Words("own-hours-hint"),
    ]
    back = [Button(Words("button-back"), WorkForms(step_id=step.id)), HOME]
    return Screen([wrong, BLANK, *lines] if wrong else lines, [*rows, back])


def options(found: Sequence[StepOption], page: int) -> tuple[list[tuple[int, StepOption]], int, int]:
    """The numbered options of a page, which page it is, and how many there are."""
    page, pages = page_of(len(found), page, OPTIONS)
    first = page * OPTIONS
    return list(enumerate(found[first : first + OPTIONS], start=first + 1)), page, pages


def option_lines(shown: Sequence[tuple[int, StepOption]]) -> list[Text]:
    """Options with their titles, forms and hours: buttons have no room for whole titles."""
    lines: list[Text] = []
    for number, one in shown:
        lines += [
            BLANK,
            Words("draft-option", number=number, title=one.title),
            Words("step-form", form=one.form.title, hours=whole(one.hours)),
        ]
    return lines


def option_button(number: int, option: StepOption, link: CallbackData) -> Button:
    """An option by its number and form."""
    form = option.form.button or option.form.title
    label = Words("draft-option-button", number=number, form=form, hours=whole(option.hours))
    return Button(label, link)


def swap(choice: SwapChoice, page: int) -> Screen:
    """What to take instead of a step."""
    step = choice.step
    back = [Button(Words("button-back"), ShowStep(step_id=step.id)), HOME]
    lines: list[Text] = [Words("draft-swap-title"), Words("draft-now", title=step.title)]
    if not choice.options:
        none = Words("draft-swap-none" if choice.has_room else "draft-swap-none-full")
        add = [Button(Words("add-another"), AddStep(route_id=step.route_id))] if choice.has_room else []
        return Screen([*lines, BLANK, none], [add, back])
    shown, page, pages = options(choice.options, page)
    rows = [
        [option_button(number, one, SwapStep(step_id=step.id, code=one.code, page=page))]
        for number, one in shown
    ]
    return Screen(
        [*lines, *option_lines(shown)],
        [*rows, *turns(page, pages, lambda number: SwapStep(step_id=step.id, page=number)), back],
    )


def remove_warning(step: StepView) -> Screen:
    """Before a step its owner put into words is taken out."""
    return Screen(
        [Words("draft-remove-title"), Words("step-title", title=step.title), Words("draft-remove-hint")],
        [
            [Button(Words("draft-remove-yes"), RemoveStep(step_id=step.id, sure=True))],
            [Button(Words("button-no"), ShowStep(step_id=step.id))],
        ],
    )


def removed(gone: Removed) -> Screen:
    """A step was taken out, and how to have it back."""
    rows: list[list[Button]] = []
    undo = _undo(gone)
    if undo is not None:
        rows.append([Button(Words("draft-put-back"), undo)])
    left: Text = Words("draft-left", count=gone.route.total)
    if not gone.route.total:
        left = Words("draft-left-empty")
        rows.append([Button(Words("add-another"), AddStep(route_id=gone.route.id))])
    return Screen([Words("draft-removed", title=gone.title), left], [*rows, [TO_ROUTE, HOME]])


def _undo(gone: Removed) -> CallbackData | None:
    if gone.code is not None:
        days = f"{gone.starts.toordinal()}-{gone.due.toordinal()}"
        return PutBack(route_id=gone.route.id, code=gone.code, days=days)
    if gone.event_id is not None:
        return TakeEvent(route_id=gone.route.id, event_id=gone.event_id, competency=gone.competency)
    return None


def ask_date(step: StepView, suggested: Sequence[Suggestion], wrong: Text | None = None) -> Screen:
    """By when a step of a draft is to be done."""
    lines: list[Text] = [
        Words("draft-date-title"),
        Words("draft-date-now", title=step.title, due=full_day(step.due)),
        Words("draft-date-hint"),
    ]
    rows = day_rows(suggested, lambda day: DateStep(step_id=step.id, day=day.toordinal()))
    anew = Button(Words("draft-spread"), SpreadAnew(route_id=step.route_id))
    back = [Button(Words("button-back"), ShowStep(step_id=step.id)), HOME]
    return Screen([wrong, BLANK, *lines] if wrong else lines, [*rows, [anew], back])


def day_rows(
    suggested: Sequence[Suggestion], link: Callable[[date], CallbackData], *, is_later: bool = False
) -> list[list[Button]]:
    """Days to choose from, a button each; `is_later` where they are counted from a step's own date."""
    return [[Button(_day_label(one, is_later), link(one.day))] for one in suggested]


def _day_label(one: Suggestion, is_later: bool) -> Text:
    term = shorten(one.term, 13)
    if is_later:
        return Words("change-day", kind=one.kind, day=one.day, term=term)
    return Words(f"draft-day-{one.kind}", day=one.day, term=term)


def quiet_day(day: date, working: date, link: Callable[[date], CallbackData], back: CallbackData) -> Screen:
    """The day that was typed is a day off: the nearest working one is offered."""
    return Screen(
        [Words("draft-quiet", day=full_day(day), working=full_day(working))],
        [
            [Button(Words("draft-quiet-working", day=working), link(working))],
            [Button(Words("draft-quiet-keep", day=day), link(day))],
            [Button(Words("button-back"), back), HOME],
        ],
    )


def crowded(screen: Screen, edited: Edited) -> Screen:
    """A screen after a change; where a week has too many hours now, it says so, and how to spread them."""
    week, route = edited.full_week, edited.route
    if week is None:
        return screen
    told = {"first": week.first, "hours": whole(week.hours), "most": whole(week.most)}
    if route.status != "draft":
        return replace(screen, lines=[*screen.lines, BLANK, Words("draft-crowded-week", **told)])
    anew = [Button(Words("draft-spread"), SpreadAnew(route_id=route.id))]
    return replace(
        screen, lines=[*screen.lines, BLANK, Words("draft-crowded", **told)], rows=[anew, *screen.rows]
    )


def ask_spread(route_id: int, changed: Sequence[NewDate]) -> Screen:
    """Before the deadlines are given anew: which of them change."""
    lines = [
        Words("draft-spread-line", title=shorten(one.title, SPREAD_TITLE), before=one.before, due=one.due)
        for one in changed
    ]
    return Screen(
        [Words("draft-spread-title"), Words("draft-spread-hint"), BLANK, *lines],
        [
            [Button(Words("draft-spread-yes"), SpreadSure(route_id=route_id))],
            [Button(Words("button-no"), MyRoute())],
        ],
    )
