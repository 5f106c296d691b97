"""Templates of routes on the screen, and keeping one. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.menu.buttons import HOME
from handlers.route_templates.links import (
    AssignTemplate,
    LeaveStepOut,
    PutTemplateAway,
    RenameTemplate,
    RouteTemplates,
    SaveTemplate,
    ShowTemplate,
    TemplateAssignments,
)
from handlers.routes.links import RouteMore
from handlers.routes.overview.links import RoutesOverview
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, asked_again, turns, under
from handlers.words import Said, Text, Words
from services.paging import page_of
from services.route_templates.queries import KeepableStep, Material, TemplateCard, TemplatePage
from services.route_templates.rules import Choice
from services.texts import shorten

STEPS_PAGE = 8
KEPT_PAGE = 5


def templates(view: TemplatePage) -> Screen:
    """The templates this methodist may use."""
    lines: list[Text] = [Words("template-list-title")]
    lines.append(Words("template-list-hint" if view.templates else "template-list-empty"))
    if view.pages > 1:
        lines.append(Words("page-of", page=view.page + 1, pages=view.pages))
    rows = [
        [Button(Words("template-line", title=shorten(one.title, LABEL_LIMIT - 5), count=one.steps), link)]
        for one in view.templates
        for link in [ShowTemplate(template_id=one.id)]
    ]
    rows += turns(view.page, view.pages, lambda number: RouteTemplates(page=number))
    return Screen(lines, [*rows, [Button(Words("button-back"), RoutesOverview()), HOME]])


def template(view: TemplateCard, page: int = 0) -> Screen:
    """A template: what is in it, and what may be done with it."""
    page, pages = page_of(len(view.steps), page, STEPS_PAGE)
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
        Words("template-step", number=step.number, title=step.title, days=step.days)
        for step in view.steps[page * STEPS_PAGE : (page + 1) * STEPS_PAGE]
    ]
    rows = turns(page, pages, lambda number: ShowTemplate(template_id=view.id, page=number))
    if not view.is_put_away:
        rows.append([Button(Words("template-give"), AssignTemplate(template_id=view.id))])
    if view.given:
        given = TemplateAssignments(template_id=view.id)
        rows.append([Button(Words("template-assignments", count=view.given), given)])
    if view.may_change:
        rows.append([Button(Words("template-rename"), RenameTemplate(template_id=view.id))])
        away = PutTemplateAway(template_id=view.id, away=not view.is_put_away)
        rows.append([Button(Words("template-take-back" if view.is_put_away else "template-put-away"), away)])
    return Screen(lines, [*rows, [Button(Words("button-back"), RouteTemplates()), HOME]])


def saved(view: TemplateCard) -> Screen:
    """The template that was just kept."""
    return under([Words("template-saved")], template(view))


def ask_name(view: Material, choice: Choice, page: int = 0, wrong: Text | None = None) -> Screen:
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
    page, pages = page_of(len(view.steps), page, KEPT_PAGE)
    rows = [
        [Button(_kept_label(step, step in kept), link)]
        for step in view.steps[page * KEPT_PAGE : (page + 1) * KEPT_PAGE]
        for link in [LeaveStepOut(route_id=view.route_id, step_id=step.id)]
    ]
    rows += turns(page, pages, lambda number: SaveTemplate(route_id=view.route_id, page=number))
    back = Button(Words("button-back"), RouteMore(route_id=view.route_id))
    return asked_again(wrong, Screen(lines, [*rows, [back, HOME]]))


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


def ask_new_name(view: TemplateCard, wrong: Text | None = None) -> Screen:
    """How to rename a template."""
    lines = [Words("template-title", title=view.title), Words("template-ask-new-name")]
    back = Button(Words("button-back"), ShowTemplate(template_id=view.id))
    return asked_again(wrong, Screen(lines, [[back, HOME]]))
