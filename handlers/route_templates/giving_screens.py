"""Giving a template to many people, and taking it back. Pure: data in, Screen out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.listing import choose_unit, confirm, listing, which_page
from handlers.menu.buttons import back_or_home
from handlers.route_templates import links
from handlers.screen import BLANK, Button, Screen
from handlers.words import Text, Words
from services.paging import Page
from services.people.queries import UnitChoice
from services.route_templates.assignments import AssignmentCard, AssignmentLine, AssignmentPage
from services.route_templates.queries import TemplateCard
from services.route_templates.rules import MOST_AT_ONCE, Fate
from services.route_templates.segments import (
    AudienceChoice,
    MemberLine,
    MemberPage,
    Order,
    Preview,
)
from services.texts import shorten


def units(view: TemplateCard, choice: Page[UnitChoice]) -> Screen:
    """«Кому дать?»: asks for a unit."""
    return choose_unit(
        [Words("template-title", title=view.title), Words("template-ask-unit")],
        choice,
        lambda unit_id: links.ChooseSegment(template_id=view.id, unit_id=unit_id),
        lambda page: links.AssignTemplate(template_id=view.id, page=page),
        back_or_home(links.ShowTemplate(template_id=view.id)),
    )


def audiences(choice: AudienceChoice) -> Screen:
    """Asks for the audience in a unit, with the number of people who would get a route."""
    rows = [
        [Button(Words(f"template-choose-{audience.value.replace('_', '-')}", count=size), link)]
        for audience, size in choice.sizes.items()
        for link in [_preview_link(Order(choice.template_id, choice.unit_id, audience.value, choice.today))]
    ]
    earlier = links.ShowTemplate if choice.is_only_unit else links.AssignTemplate
    return Screen(
        [
            Words("template-title", title=choice.title),
            Words("template-ask-audience", unit=choice.unit),
            Words("template-ask-audience-hint"),
        ],
        [*rows, back_or_home(earlier(template_id=choice.template_id))],
    )


def preview(view: Preview, today: date) -> Screen:
    """What giving a template would do."""
    order, getting = view.order, view.fates[Fate.GETS]
    lines: list[Text] = [
        Words("template-preview-title", title=view.title, count=view.steps),
        _to_whom(order.audience, view.unit),
        Words("template-starts", day=order.starts),
        Words("template-dues", first=view.first_due, last=view.last_due),
        BLANK,
        Words("template-getting", count=getting),
    ]
    lines += [
        Words(f"template-fate-{_key(fate)}", count=count)
        for fate, count in view.fates.items()
        if count and fate is not Fate.GETS
    ]
    if view.is_too_many:
        lines += [BLANK, Words("template-too-many", count=MOST_AT_ONCE)]
    elif getting:
        lines += [BLANK, Words("template-preview-hint")]
    days = [
        Button(
            Words("template-start-today") if day == today else Words("template-start-on", day=day),
            _preview_link(replace(order, starts=day)),
        )
        for day in view.days
        if day != order.starts
    ]
    rows = [[Button(Words("template-people"), _people_link(order))]]
    if view.is_too_many:
        elsewhere = links.AssignTemplate(template_id=order.template_id)
        rows.insert(0, [Button(Words("template-elsewhere"), elsewhere)])
    elif getting:
        confirm = links.GiveTemplate(order=links.order_code(order), key=view.key)
        rows.insert(0, [Button(Words("template-confirm", count=getting), confirm)])
        rows.append(days)
    back = links.ChooseSegment(template_id=order.template_id, unit_id=order.unit_id)
    return Screen(lines, [*rows, back_or_home(back)])


def people(view: MemberPage) -> Screen:
    """The people of a segment who would get a route, and why the others would not."""
    title, page = Words("template-title", title=view.title), view.members
    return listing(
        [title, _to_whom(view.order.audience, view.unit), *which_page(page), BLANK],
        page,
        lambda number: _people_link(view.order, number),
        back_or_home(_preview_link(view.order)),
        line=lambda one: _member(one, view.unit),
        after=[] if page.items else [Words("template-nobody")],
    )


def assignment(view: AssignmentCard, today: date) -> Screen:
    """An assignment: how many people have begun, until when it may be undone."""
    lines: list[Text] = [
        Words("template-title", title=view.title),
        _to_whom(view.audience, view.unit),
    ]
    if view.is_undone:
        lines.append(Words("template-undone"))
        lines.append(Words("template-left" if view.given else "template-left-nobody", count=view.given))
    else:
        lines.append(Words("template-given", count=view.given, day=view.starts))
        lines.append(Words("template-begun", count=view.begun))
    lines += _names(view)
    rows: list[list[Button]] = []
    if view.undo_until is not None:
        # If the clocks go forward, 24 hours may end on the day after tomorrow.
        day = {0: "today", 1: "tomorrow"}.get((view.undo_until.date() - today).days, "later")
        until = {"time": f"{view.undo_until:%H:%M}", "moment": view.undo_until}
        lines += [BLANK, Words("template-undo-until", day=day, **until)]
        rows.append([Button(Words("template-undo"), links.UndoAssignment(assignment_id=view.id))])
    rows.append([Button(Words("template-to-list"), links.RouteTemplates())])
    return Screen(lines, [*rows, back_or_home(links.TemplateAssignments(template_id=view.template_id))])


def undo_warning(view: AssignmentCard) -> Screen:
    """The warning before an assignment is taken back."""
    lines: list[Text] = [
        Words("template-undo-sure", title=view.title),
        _to_whom(view.audience, view.unit),
        Words("template-undo-taken", count=view.given - view.begun),
    ]
    if view.begun:
        lines.append(Words("template-undo-left", count=view.begun))
    sure = links.UndoAssignment(assignment_id=view.id, sure=True)
    return confirm(lines, sure, links.ShowAssignment(assignment_id=view.id), agree="template-undo-yes")


def assignments(view: AssignmentPage) -> Screen:
    """The assignments of a template, the newest first."""
    hint = Words("template-assignments-title" if view.lines.items else "template-assignments-none")
    return listing(
        [Words("template-title", title=view.title), hint],
        view.lines,
        lambda number: links.TemplateAssignments(template_id=view.template_id, page=number),
        back_or_home(links.ShowTemplate(template_id=view.template_id)),
        row=_assignment,
        counted=True,
    )


def _assignment(one: AssignmentLine) -> Button:
    key = "template-assignment-undone" if one.is_undone else "template-assignment"
    label = Words(key, day=f"{one.day:%d.%m}", unit=shorten(one.unit, 16), count=one.given)
    return Button(label, links.ShowAssignment(assignment_id=one.id))


def _names(view: AssignmentCard) -> list[Text]:
    lines: list[Text] = [Words("template-name", name=name) for name in view.begun_names]
    if more := view.begun - len(view.begun_names):
        lines.append(Words("template-more-names", count=more))
    return lines


def _member(one: MemberLine, unit: str) -> Text:
    name = one.name if one.unit == unit else f"{one.name}, {one.unit}"
    return Words(f"template-member-{_key(one.fate)}", name=name)


def _to_whom(audience: str, unit: str) -> Text:
    return Words("template-to-whom", audience=audience, unit=unit)


def _key(fate: Fate) -> str:
    return fate.value.replace("_", "-")


def _preview_link(order: Order) -> links.PreviewTemplate:
    return links.PreviewTemplate(order=links.order_code(order))


def _people_link(order: Order, page: int = 0) -> links.TemplatePeople:
    return links.TemplatePeople(order=links.order_code(order), page=page)
