"""Updates about route templates: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.route_templates import giving_screens, screens
from handlers.route_templates.links import (
    AssignTemplate,
    ChooseSegment,
    GiveTemplate,
    PreviewTemplate,
    PutTemplateAway,
    RouteTemplates,
    ShowAssignment,
    ShowTemplate,
    TemplateAssignments,
    TemplatePeople,
    UndoAssignment,
    order_of,
)
from handlers.screen import show
from handlers.words import Words, said_by
from services.context import Context
from services.errors import WrongState
from services.route_templates import actions, assignments, giving, queries, segments, undoing

router = Router(name="route-templates")


@router.callback_query(RouteTemplates.filter())
async def templates(query: CallbackQuery, callback_data: RouteTemplates, ctx: Context) -> None:
    await show(query, ctx, screens.templates(await queries.templates(ctx, callback_data.page)))


@router.callback_query(ShowTemplate.filter())
async def template(query: CallbackQuery, callback_data: ShowTemplate, ctx: Context) -> None:
    view = await queries.template(ctx, callback_data.template_id)
    await show(query, ctx, screens.template(view, callback_data.page))


@router.callback_query(PutTemplateAway.filter())
async def put_away(query: CallbackQuery, callback_data: PutTemplateAway, ctx: Context) -> None:
    view = await actions.put_away(ctx, callback_data.template_id, away=callback_data.away)
    await show(query, ctx, screens.template(view))


@router.callback_query(AssignTemplate.filter())
async def assign(query: CallbackQuery, callback_data: AssignTemplate, ctx: Context) -> None:
    """Whoever has one unit alone is asked about its people at once."""
    view = await queries.template(ctx, callback_data.template_id)
    choice = await segments.units(ctx, callback_data.page)
    if choice.total == 1:
        found = await segments.audiences(ctx, view.id, choice.items[0].id)
        await show(query, ctx, giving_screens.audiences(found))
    else:
        await show(query, ctx, giving_screens.units(view, choice))


@router.callback_query(ChooseSegment.filter())
async def choose_segment(query: CallbackQuery, callback_data: ChooseSegment, ctx: Context) -> None:
    choice = await segments.audiences(ctx, callback_data.template_id, callback_data.unit_id)
    await show(query, ctx, giving_screens.audiences(choice))


@router.callback_query(PreviewTemplate.filter())
async def preview(query: CallbackQuery, callback_data: PreviewTemplate, ctx: Context) -> None:
    view = await segments.preview(ctx, order_of(callback_data.order))
    await show(query, ctx, giving_screens.preview(view, ctx.today))


@router.callback_query(TemplatePeople.filter())
async def people(query: CallbackQuery, callback_data: TemplatePeople, ctx: Context) -> None:
    page = await segments.members(ctx, order_of(callback_data.order), callback_data.page)
    await show(query, ctx, giving_screens.people(page))


@router.callback_query(GiveTemplate.filter())
async def give(query: CallbackQuery, callback_data: GiveTemplate, ctx: Context) -> None:
    """What has changed since the preview was drawn is shown anew rather than given."""
    order = order_of(callback_data.order)
    try:
        card = await giving.give(ctx, order, callback_data.key)
    except WrongState as error:
        view = await segments.preview(ctx, order)
        await show(query, ctx, giving_screens.preview(view, ctx.today), toast=said_by(error))
        return
    toast = Words("template-given-toast")
    await show(query, ctx, giving_screens.assignment(card, ctx.today), toast=toast)


@router.callback_query(TemplateAssignments.filter())
async def template_assignments(
    query: CallbackQuery, callback_data: TemplateAssignments, ctx: Context
) -> None:
    page = await assignments.assignments(ctx, callback_data.template_id, callback_data.page)
    await show(query, ctx, giving_screens.assignments(page))


@router.callback_query(ShowAssignment.filter())
async def assignment(query: CallbackQuery, callback_data: ShowAssignment, ctx: Context) -> None:
    card = await assignments.assignment(ctx, callback_data.assignment_id)
    await show(query, ctx, giving_screens.assignment(card, ctx.today))


@router.callback_query(UndoAssignment.filter())
async def undo(query: CallbackQuery, callback_data: UndoAssignment, ctx: Context) -> None:
    card = await assignments.assignment(ctx, callback_data.assignment_id)
    # Where it cannot be undone any more, trying says why.
    if not callback_data.sure and card.undo_until is not None:
        await show(query, ctx, giving_screens.undo_warning(card))
        return
    undone = await undoing.undo(ctx, callback_data.assignment_id)
    toast = Words("template-undone-toast", count=undone.taken)
    await show(query, ctx, giving_screens.assignment(undone.card, ctx.today), toast=toast)
