"""The form of work and the hours of an own step. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.listing import turns
from handlers.menu.buttons import back_or_home
from handlers.routes.drafting.links import WorkForms, WorkHours
from handlers.routes.steps.links import ShowStep
from handlers.screen import LABEL_LIMIT, Button, Screen, in_rows
from handlers.words import Said, Text, Words, whole
from services.content.catalog import StepForm
from services.paging import Page
from services.routes.models import WORKING_ROUTE
from services.routes.views import Sight, StepCard, StepView
from services.texts import shorten

# Forms of work on a page: eight rows less those that turn pages and lead back.
FORM_ROWS = 6
# The longest label that half a row shows on a phone beside a mark, in characters.
HALF_LABEL = 13
HOURS_A_ROW = 3


def work_rows(card: StepCard) -> list[Sequence[Button]]:
    """The way to the form and hours of an own step that is not done yet."""
    is_changeable = card.route_status in ("draft", *WORKING_ROUTE) and card.step.is_open
    if card.sight is not Sight.OWNER or not card.step.is_own or not is_changeable:
        return []
    return [[work_button(card.step.id)]]


def work_button(step_id: int) -> Button:
    """The button that changes the form and hours of an own step."""
    return Button(Words("own-work"), WorkForms(step_id=step_id))


def choose_form(step: StepView, forms: Sequence[StepForm], page: int) -> Screen:
    """Asks for the form of work of an own step; the present one has a mark."""
    shown = Page.of(_form_rows(step, forms), page, FORM_ROWS)
    back = back_or_home(ShowStep(step_id=step.id))

    def turn(number: int) -> WorkForms:
        return WorkForms(step_id=step.id, page=number)

    return Screen(
        [
            Words("own-work-title"),
            Words("step-title", title=step.title),
            Words("own-work-now", form=step.form.title, hours=whole(step.hours)),
            Words("own-work-hint"),
        ],
        [*shown.items, *turns(shown, turn), back],
    )


def _form_rows(step: StepView, forms: Sequence[StepForm]) -> list[list[Button]]:
    """A button for each form, in their order; two short ones share a row."""
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


def ask_hours(step: StepView, form: StepForm) -> Screen:
    """Asks for the hours of an own step; the present number has a mark."""
    is_possible = form.min_hours <= step.hours <= form.max_hours
    offered = sorted({*form.usual_hours, *([step.hours] if is_possible else [])})
    buttons = [
        Button(
            Words("own-hours-chosen" if hours == step.hours else "own-hours", hours=whole(hours)),
            WorkHours(step_id=step.id, form=form.code, halves=int(2 * hours)),
        )
        for hours in offered
    ]
    rows = in_rows(buttons, HOURS_A_ROW)
    lines: list[Text] = [
        Words("own-hours-title"),
        Words("step-title", title=step.title),
        Words("own-hours-form", form=form.title),
        Words("own-hours-hint"),
    ]
    back = back_or_home(WorkForms(step_id=step.id))
    return Screen(lines, [*rows, back])
