"""Editing a draft: another step, another date, one step less. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from handlers.days import day_rows
from handlers.links import Link
from handlers.listing import confirm, listing
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.drafting import links
from handlers.routes.links import MyRoute
from handlers.routes.steps.links import ShowStep
from handlers.routes.ways import TO_ROUTE
from handlers.screen import BLANK, Button, Screen
from handlers.words import Text, Words, full_day, whole
from services.paging import Page
from services.routes.days import Suggestion
from services.routes.drafting.adding import StepOption
from services.routes.drafting.editing import NewDate, Removed, SwapChoice
from services.routes.planning import Edited
from services.routes.views import Sight, StepCard, StepView
from services.texts import shorten

OPTIONS = 5
# The longest title of a step beside two dates, in characters.
SPREAD_TITLE = 60


def draft_rows(card: StepCard) -> list[Sequence[Button]]:
    """The buttons that edit a step of the reader's own draft; none for other steps."""
    if card.sight is not Sight.OWNER or card.route_status != "draft":
        return []
    step_id = card.step.id
    return [
        [
            Button(Words("draft-swap"), links.SwapStep(step_id=step_id)),
            Button(Words("draft-date"), links.DateStep(step_id=step_id)),
        ],
        [Button(Words("draft-remove"), links.RemoveStep(step_id=step_id))],
    ]


def choose_option(
    lines: Sequence[Text],
    page: Page[StepOption],
    take: Callable[[StepOption], Link],
    turn: Callable[[int], Link],
    last: Sequence[Button],
) -> Screen:
    """A page of steps of the catalogue, numbered because buttons have no room for whole titles."""
    numbers = {one.code: number for number, one in enumerate(page.items, start=page.number * OPTIONS + 1)}

    def line(one: StepOption) -> list[Text]:
        title = Words("draft-option", number=numbers[one.code], title=one.title)
        return [BLANK, title, Words("step-form", form=one.form.title, hours=whole(one.hours))]

    def row(one: StepOption) -> Button:
        form, hours = one.form.button or one.form.title, whole(one.hours)
        label = Words("draft-option-button", number=numbers[one.code], form=form, hours=hours)
        return Button(label, take(one))

    return listing(lines, page, turn, last, line=line, row=row)


def swap(choice: SwapChoice, page: int) -> Screen:
    """Asks which step to take instead of another."""
    step = choice.step
    back = back_or_home(ShowStep(step_id=step.id))
    lines: list[Text] = [Words("draft-swap-title"), Words("draft-now", title=step.title)]
    if not choice.options:
        none = Words("draft-swap-none" if choice.has_room else "draft-swap-none-full")
        add = [Button(Words("add-another"), links.AddStep(route_id=step.route_id))] if choice.has_room else []
        return Screen([*lines, BLANK, none], [add, back])
    shown = Page.of(choice.options, page, OPTIONS)
    return choose_option(
        lines,
        shown,
        lambda one: links.SwapStep(step_id=step.id, code=one.code, page=shown.number),
        lambda number: links.SwapStep(step_id=step.id, page=number),
        back,
    )


def remove_warning(step: StepView) -> Screen:
    """The warning before a step in its owner's words is removed."""
    return confirm(
        [Words("draft-remove-title"), Words("step-title", title=step.title), Words("draft-remove-hint")],
        links.RemoveStep(step_id=step.id, sure=True),
        ShowStep(step_id=step.id),
        agree="draft-remove-yes",
    )


def removed(gone: Removed) -> Screen:
    """Says that a step was removed, and offers to put it back."""
    rows: list[list[Button]] = []
    undo = _undo(gone)
    if undo is not None:
        rows.append([Button(Words("draft-put-back"), undo)])
    left: Text = Words("draft-left", count=gone.route.total)
    if not gone.route.total:
        left = Words("draft-left-empty")
        rows.append([Button(Words("add-another"), links.AddStep(route_id=gone.route.id))])
    return Screen([Words("draft-removed", title=gone.title), left], [*rows, [TO_ROUTE, HOME]])


def _undo(gone: Removed) -> Link | None:
    if gone.code is not None:
        days = f"{gone.starts.toordinal()}-{gone.due.toordinal()}"
        return links.PutBack(route_id=gone.route.id, code=gone.code, days=days)
    if gone.event_id is not None:
        return links.TakeEvent(route_id=gone.route.id, event_id=gone.event_id, competency=gone.competency)
    return None


def ask_date(step: StepView, suggested: Sequence[Suggestion]) -> Screen:
    """Asks for the deadline of a step of a draft."""
    lines: list[Text] = [
        Words("draft-date-title"),
        Words("draft-date-now", title=step.title, due=full_day(step.due)),
        Words("draft-date-hint"),
    ]
    rows = day_rows(suggested, lambda day: links.DateStep(step_id=step.id, day=day.toordinal()))
    anew = Button(Words("draft-spread"), links.SpreadAnew(route_id=step.route_id))
    back = back_or_home(ShowStep(step_id=step.id))
    return Screen(lines, [*rows, [anew], back])


def crowded(screen: Screen, edited: Edited) -> Screen:
    """A screen after a change; if a week has too many hours now, with a note and a way to spread them."""
    week, route = edited.full_week, edited.route
    if week is None:
        return screen
    told = {"first": week.first, "hours": whole(week.hours), "most": whole(week.most)}
    if route.status != "draft":
        return replace(screen, lines=[*screen.lines, BLANK, Words("draft-crowded-week", **told)])
    anew = [Button(Words("draft-spread"), links.SpreadAnew(route_id=route.id))]
    return replace(
        screen, lines=[*screen.lines, BLANK, Words("draft-crowded", **told)], rows=[anew, *screen.rows]
    )


def ask_spread(route_id: int, changed: Sequence[NewDate]) -> Screen:
    """Asks whether to set the deadlines anew, and shows which of them change."""
    lines = [
        Words("draft-spread-line", title=shorten(one.title, SPREAD_TITLE), before=one.before, due=one.due)
        for one in changed
    ]
    return confirm(
        [Words("draft-spread-title"), Words("draft-spread-hint"), BLANK, *lines],
        links.SpreadSure(route_id=route_id),
        MyRoute(),
        agree="draft-spread-yes",
    )
