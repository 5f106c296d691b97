"""Templates of routes, and making one of a route. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.listing import listing, title_button
from handlers.menu.buttons import back_or_home
from handlers.route_templates import links
from handlers.routes.links import RouteMore
from handlers.routes.overview.links import RoutesOverview
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, under
from handlers.words import Text, Words
from services.paging import Page
from services.route_templates.queries import KeepableStep, Material, TemplateCard, TemplateLine
from services.route_templates.rules import Choice
from services.texts import shorten

STEPS_PAGE = 8
KEPT_PAGE = 5


def templates(page: Page[TemplateLine]) -> Screen:
    """The templates that the reader may use."""
    hint = Words("template-list-hint" if page.items else "template-list-empty")
    last = back_or_home(RoutesOverview())
    lines = [Words("template-list-title"), hint]
    return listing(
        lines, page, lambda number: links.RouteTemplates(page=number), last, row=_line, counted=True
    )


def _line(one: TemplateLine) -> Button:
    label = Words("template-line", title=shorten(one.title, LABEL_LIMIT - 5), count=one.steps)
    return Button(label, links.ShowTemplate(template_id=one.id))


def template(view: TemplateCard, page: int = 0) -> Screen:
    """A template: its steps, and the actions with it."""
    lines: list[Text] = [
        Words("template-title", title=view.title),
        Words("template-topics", titles="; ".join(view.topics)),
        Words("template-author", name=view.author, unit=view.unit)
        if view.author
        else Words("template-unit", unit=view.unit),
    ]
    if view.is_put_away:
        lines.append(Words("template-is-away"))
    rows: list[Sequence[Button]] = []
    if not view.is_put_away:
        rows.append([Button(Words("template-give"), links.AssignTemplate(template_id=view.id))])
    if view.given:
        given = links.TemplateAssignments(template_id=view.id)
        rows.append([Button(Words("template-assignments", count=view.given), given)])
    if view.may_change:
        rows.append([Button(Words("template-rename"), links.RenameTemplate(template_id=view.id))])
        away = links.PutTemplateAway(template_id=view.id, away=not view.is_put_away)
        rows.append([Button(Words("template-take-back" if view.is_put_away else "template-put-away"), away)])
    return listing(
        [*lines, BLANK],
        Page.of(view.steps, page, STEPS_PAGE),
        lambda number: links.ShowTemplate(template_id=view.id, page=number),
        back_or_home(links.RouteTemplates()),
        line=lambda step: Words("template-step", number=step.number, title=step.title, days=step.days),
        below=rows,
    )


def saved(view: TemplateCard) -> Screen:
    """Says that a template was made, and shows it."""
    return under([Words("template-saved")], template(view))


def ask_name(view: Material, choice: Choice, page: int = 0) -> Screen:
    """Asks for the name of a template made of a route; its buttons leave steps out and take them in."""
    lines: list[Text] = [Words("template-save-title"), Words("template-save-how")]
    kept = [step for step in view.steps if choice.keeps(step.id, step.in_own_words)]
    if any(step.in_own_words for step in view.steps):
        taken_in = any(step.in_own_words for step in kept)
        lines.append(Words("template-save-own" if taken_in else "template-save-own-out"))
    if view.events:
        lines.append(Words("template-save-events"))
    lines += [BLANK, *(_kept_line(step, step in kept) for step in view.steps), BLANK]
    lines.append(Words("template-save-name" if kept else "template-save-nothing"))

    def row(step: KeepableStep) -> Button:
        mark = "✖️" if step in kept else "➕"
        link = links.LeaveStepOut(route_id=view.route_id, step_id=step.id)
        return title_button(f"{mark} {step.number}. {step.title}", link)

    return listing(
        lines,
        Page.of(view.steps, page, KEPT_PAGE),
        lambda number: links.SaveTemplate(route_id=view.route_id, page=number),
        back_or_home(RouteMore(route_id=view.route_id)),
        row=row,
    )


def page_with(steps: Sequence[KeepableStep], step_id: int) -> int:
    """The page (from 0) with the button of a step; the first page if there is no such step."""
    return next((place // KEPT_PAGE for place, step in enumerate(steps) if step.id == step_id), 0)


def _kept_line(step: KeepableStep, is_kept: bool) -> Text:
    own = "own" if step.in_own_words else "known"
    return Words(
        "template-kept" if is_kept else "template-kept-out", own=own, number=step.number, title=step.title
    )


def ask_new_name(view: TemplateCard) -> Screen:
    """Asks for another name of a template."""
    lines = [Words("template-title", title=view.title), Words("template-ask-new-name")]
    return Screen(lines, [back_or_home(links.ShowTemplate(template_id=view.id))])
