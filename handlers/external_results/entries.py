"""External diagnostics: the list of a person, the decisions of a methodist, a table of many."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.external_results import bulk_screens, links, screens
from handlers.external_results.questions import Day, Reason, ResultsTable, Source, next_to_decide
from handlers.features import Feature
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.external_results import actions, imports, queries, rules

feature = Feature("external_results")
feature.shows(links.ExternalResults, queries.my_results, screens.results)
feature.shows(links.ShowExternal, queries.result, screens.card)
feature.asks(links.DeclineExternal, Reason)
feature.asks(links.ExternalImport, ResultsTable)


@feature.button(links.ExternalFile)
async def external_file(ctx: Context, link: links.ExternalFile) -> Answer:
    card = await queries.result(ctx, link.result_id)
    if card.file_id is None:
        raise NotFound
    return screens.file(card)


@feature.button(links.AddExternal)
async def add_external(ctx: Context, link: links.AddExternal) -> Answer:
    await actions.begin(ctx)
    return Source()


@feature.button(links.ChooseSource)
async def choose_source(ctx: Context, link: links.ChooseSource) -> Answer:
    return Day(source=rules.check_source(link.source))


@feature.button(links.ChooseDay)
async def choose_day(ctx: Context, link: links.ChooseDay) -> Answer:
    asked = Day(source=rules.check_source(link.source))
    return await asked.told(ctx, rules.day_of(link.day, ctx.today))


@feature.button(links.DeleteExternal)
async def delete_external(ctx: Context, link: links.DeleteExternal) -> Answer:
    if link.sure:
        await actions.remove(ctx, link.result_id)
        screen = screens.results(await queries.my_results(ctx, 0))
        return Reply(screen, toast=Words("external-removed-toast"))
    card = await queries.result(ctx, link.result_id)
    if not card.is_mine:
        raise NotFound
    return screens.sure_to_remove(card)


@feature.button(links.ConfirmExternal)
async def confirm_external(ctx: Context, link: links.ConfirmExternal) -> Answer:
    """Confirm, then show the next diagnostic that waits, or the desk."""
    await actions.confirm(ctx, link.result_id)
    return Reply(await next_to_decide(ctx), toast=Words("external-confirmed-toast"))


@feature.button(links.ApplyExternal)
async def apply_external(ctx: Context, link: links.ApplyExternal) -> Answer:
    if link.apply:
        return bulk_screens.entered(await imports.apply(ctx, link.upload_id))
    await imports.discard(ctx, link.upload_id)
    return bulk_screens.dropped()
