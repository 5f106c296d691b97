"""Templates of routes on the screen, and keeping one. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.listing import listing, turns
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.route_templates import links
from handlers.routes.links import RouteMore
from handlers.routes.overview.links import RoutesOverview
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, under
from handlers.words import Said, Text, Words
from services.paging import Page
from services.route_templates.queries import KeepableStep, Material, TemplateCard, TemplateLine
from services.route_templates.rules import Choice
from services.texts import shorten

STEPS_PAGE = 8
KEPT_PAGE = 5


def templates(page: Page[TemplateLine]) -> Screen:
    """The templates this methodist may use."""
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
    """A template: what is in it, and what may be done with it."""
    steps = Page.of(view.steps, page, STEPS_PAGE)
    lines: list[Text] = [
        Words("template-title", title=view.title),
        Words("template-topics", titles="; ".join(view.topics)),
        Words("template-author", name=view.author, unit=view.unit)
        if view.author
        else Words("template-unit", unit=view.unit),
    ]
    if view.is_put_away:
        lines.append(Words("template-is-away"))
    lines.append(BLANK)
    lines += [
        Words("template-step", number=step.number, title=step.title, days=step.days) for step in steps.items
    ]
    rows = turns(steps, lambda number: links.ShowTemplate(template_id=view.id, page=number))
    if not view.is_put_away:
        rows.append([Button(Words("template-give"), links.AssignTemplate(template_id=view.id))])
    if view.given:
        given = links.TemplateAssignments(template_id=view.id)
        rows.append([Button(Words("template-assignments", count=view.given), given)])
    if view.may_change:
        rows.append([Button(Words("template-rename"), links.RenameTemplate(template_id=view.id))])
        away = links.PutTemplateAway(template_id=view.id, away=not view.is_put_away)
        rows.append([Button(Words("template-take-back" if view.is_put_away else "template-put-away"), away)])
    return Screen(lines, [*rows, back_or_home(links.RouteTemplates())])


def saved(view: TemplateCard) -> Screen:
    """The template that was just kept."""
    return under([Words("template-saved")], template(view))


def ask_name(view: Material, choice: Choice, page: int = 0) -> Screen:
    """What of a route will be kept, and how to name it; steps are left out and taken in one by one."""
    lines: list[Text] = [Words("template-save-title"), Words("template-save-how")]
    kept = [step for step in view.steps if choice.keeps(step.id, step.in_own_words)]
    if any(step.in_own_words for step in view.steps):
        taken_in = any(step.in_own_words for step in kept)
        lines.append(Words("template-save-own" if taken_in else "template-save-own-out"))
    if view.events:
        lines.append(Words("template-save-events"))
    lines += [BLANK, *(_kept_line(step, step in kept) for step in view.steps), BLANK]
    lines.append(Words("template-save-name" if kept else "template-save-nothing"))
    steps = Page.of(view.steps, page, KEPT_PAGE)
    rows = [
        [Button(_kept_label(step, step in kept), link)]
        for step in steps.items
        for link in [links.LeaveStepOut(route_id=view.route_id, step_id=step.id)]
    ]
    rows += turns(steps, lambda number: links.SaveTemplate(route_id=view.route_id, page=number))
    back = back_to(RouteMore(route_id=view.route_id))
    return Screen(lines, [*rows, [back, HOME]])


def page_with(steps: Sequence[KeepableStep], step_id: int) -> int:
    """The page (from 0) on which a step's button stands; the first where there is no such step."""
    return next((place // KEPT_PAGE for place, step in enumerate(steps) if step.id == step_id), 0)


def _kept_line(step: KeepableStep, is_kept: bool) -> Text:
    own = "own" if step.in_own_words else "known"
    return Words(
        "template-kept" if is_kept else "template-kept-out", own=own, number=step.number, title=step.title
    )


def _kept_label(step: KeepableStep, is_kept: bool) -> Text:
    mark = "✖️" if is_kept else "➕"
    return Said(shorten(f"{mark} {step.number}. {step.title}", LABEL_LIMIT))


def ask_new_name(view: TemplateCard) -> Screen:
    """How to rename a template."""
    lines = [Words("template-title", title=view.title), Words("template-ask-new-name")]
    back = back_to(links.ShowTemplate(template_id=view.id))
    return Screen(lines, [[back, HOME]])
