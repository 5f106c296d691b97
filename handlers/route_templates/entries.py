"""Buttons of route templates: keeping one, naming it, giving it to many, taking it back."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.route_templates import giving_screens, links, screens
from handlers.route_templates.questions import CHOICE, NewTemplateName, TemplateName, choice_of
from handlers.words import Words, said_by
from services.context import Context
from services.errors import WrongState
from services.route_templates import actions, assignments, giving, queries, segments, undoing

feature = Feature("route_templates")
feature.shows(links.RouteTemplates, queries.templates, screens.templates)
feature.shows(links.ShowTemplate, queries.template, screens.template)
feature.shows(links.PutTemplateAway, actions.put_away, screens.template)
feature.shows(links.ChooseSegment, segments.audiences, giving_screens.audiences)
feature.shows(links.TemplateAssignments, assignments.assignments, giving_screens.assignments)
feature.asks(links.SaveTemplate, TemplateName)
feature.asks(links.RenameTemplate, NewTemplateName)


@feature.button(links.LeaveStepOut)
async def leave_step_out(ctx: Context, link: links.LeaveStepOut) -> Answer:
    material = await queries.material(ctx, link.route_id)
    choice, page = choice_of(ctx, link.route_id), screens.page_with(material.steps, link.step_id)
    for step in material.steps:
        if step.id == link.step_id:
            choice = choice.turned(step.id, step.in_own_words)
    CHOICE.keep(ctx, choice)
    asks = TemplateName(route_id=link.route_id, page=page)
    return Reply(screens.ask_name(material, choice, page), asks=asks)


@feature.button(links.AssignTemplate)
async def assign(ctx: Context, link: links.AssignTemplate) -> Answer:
    """Asks for a unit; a methodist with one unit is asked for the audience at once."""
    view = await queries.template(ctx, link.template_id)
    choice = await segments.units(ctx, link.page)
    if choice.total == 1:
        return giving_screens.audiences(await segments.audiences(ctx, view.id, choice.items[0].id))
    return giving_screens.units(view, choice)


@feature.button(links.PreviewTemplate)
async def preview(ctx: Context, link: links.PreviewTemplate) -> Answer:
    view = await segments.preview(ctx, links.order_of(link.order))
    return giving_screens.preview(view, ctx.today)


@feature.button(links.TemplatePeople)
async def people(ctx: Context, link: links.TemplatePeople) -> Answer:
    return giving_screens.people(await segments.members(ctx, links.order_of(link.order), link.page))


@feature.button(links.GiveTemplate)
async def give(ctx: Context, link: links.GiveTemplate) -> Answer:
    """Gives a template as the preview showed; if something has changed since, shows a new preview."""
    order = links.order_of(link.order)
    try:
        card = await giving.give(ctx, order, link.key)
    except WrongState as error:
        view = await segments.preview(ctx, order)
        return Reply(giving_screens.preview(view, ctx.today), toast=said_by(error))
    return Reply(giving_screens.assignment(card, ctx.today), toast=Words("template-given-toast"))


@feature.button(links.ShowAssignment)
async def assignment(ctx: Context, link: links.ShowAssignment) -> Answer:
    return giving_screens.assignment(await assignments.assignment(ctx, link.assignment_id), ctx.today)


@feature.button(links.UndoAssignment)
async def undo(ctx: Context, link: links.UndoAssignment) -> Answer:
    card = await assignments.assignment(ctx, link.assignment_id)
    # If the assignment can no longer be undone, trying tells the reason.
    if not link.sure and card.undo_until is not None:
        return giving_screens.undo_warning(card)
    undone = await undoing.undo(ctx, link.assignment_id)
    toast = Words("template-undone-toast", count=undone.taken)
    return Reply(giving_screens.assignment(undone.card, ctx.today), toast=toast)
