"""A theme of self-education, attestation and the portfolio."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable

from handlers.answers import Answer, Later, Reply, Sent, Work
from handlers.features import Feature
from handlers.links import Link
from handlers.screen import Screen
from handlers.self_education import attestation_screens, links, papers, theme_screens
from handlers.self_education.questions import AttestationDay, NewTitle, NewWords, StageWords, Title
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.self_education import actions, attestation, portfolio, queries

feature = Feature("self_education")


@feature.button(links.MyTheme)
async def my_theme(ctx: Context, link: links.MyTheme) -> Answer:
    return theme_screens.my_theme(await queries.my_themes(ctx))


@feature.button(links.BeginTheme)
async def begin_theme(ctx: Context, link: links.BeginTheme) -> Answer:
    mine = await queries.my_themes(ctx)
    # On an old screen the button stays when a theme is begun: that theme is shown instead.
    return Title() if mine.theme is None else theme_screens.my_theme(mine)


@feature.button(links.TakeTheme)
async def take_theme(ctx: Context, link: links.TakeTheme) -> Answer:
    competency = ctx.content.competencies.get(link.competency)
    if competency is None:
        raise NotFound
    await actions.begin(ctx, competency.title)
    return await my_theme(ctx, links.MyTheme())


@feature.button(links.RenameTheme)
async def rename_theme(ctx: Context, link: links.RenameTheme) -> Answer:
    return NewTitle(theme_id=link.theme_id)


@feature.button(links.StageReady)
async def stage_ready(ctx: Context, link: links.StageReady) -> Answer:
    return StageWords(theme_id=link.theme_id, stage=link.stage)


@feature.button(links.StageDone)
async def stage_done(ctx: Context, link: links.StageDone) -> Answer:
    before = await queries.my_theme(ctx, link.theme_id)
    theme = await actions.finish_stage(ctx, link.theme_id, link.stage)
    if theme.is_finished:
        return theme_screens.finished(theme)
    screen = theme_screens.my_theme(await queries.my_themes(ctx))
    was_done = before.stage(link.stage).is_done
    return Reply(screen, toast=Words("theme-stage-before-toast" if was_done else "theme-stage-toast"))


@feature.button(links.ThemeNotes)
async def theme_notes(ctx: Context, link: links.ThemeNotes) -> Answer:
    return theme_screens.notes(await queries.my_theme(ctx, link.theme_id))


@feature.button(links.EditNote)
async def edit_note(ctx: Context, link: links.EditNote) -> Answer:
    return NewWords(theme_id=link.theme_id, stage=link.stage)


@feature.button(links.LeaveTheme)
async def leave_theme(ctx: Context, link: links.LeaveTheme) -> Answer:
    if not link.sure:
        return theme_screens.leave_warning(await queries.my_theme(ctx, link.theme_id))
    await actions.leave(ctx, link.theme_id)
    screen = theme_screens.my_theme(await queries.my_themes(ctx))
    return Reply(screen, toast=Words("theme-left-toast"))


@feature.button(links.PastThemes)
async def past_themes(ctx: Context, link: links.PastThemes) -> Answer:
    return theme_screens.past(await queries.past_themes(ctx, link.page))


@feature.button(links.Attestation)
async def my_attestation(ctx: Context, link: links.Attestation) -> Answer:
    return attestation_screens.attestation(await attestation.mine(ctx))


@feature.button(links.AskAttestation)
async def ask_attestation(ctx: Context, link: links.AskAttestation) -> Answer:
    return AttestationDay()


@feature.button(links.ForgetAttestation)
async def forget_attestation(ctx: Context, link: links.ForgetAttestation) -> Answer:
    view = await attestation.set_day(ctx, None)
    return Reply(attestation_screens.attestation(view), toast=Words("attestation-forgotten-toast"))


@feature.button(links.Portfolio)
async def my_portfolio(ctx: Context, link: links.Portfolio) -> Answer:
    return attestation_screens.portfolio(await portfolio.mine(ctx), link.page)


@feature.button(links.PortfolioDocument)
async def portfolio_document(ctx: Context, link: links.PortfolioDocument) -> Answer:
    return _made(Work.DOCUMENT, papers.document, link)


@feature.button(links.PortfolioArchive)
async def portfolio_archive(ctx: Context, link: links.PortfolioArchive) -> Answer:
    return _made(Work.PORTFOLIO, papers.archive, link)


def _made(work: Work, make: Callable[[Context], AsyncGenerator[Screen, Sent]], again: Link) -> Later:
    """Files of the portfolio; `again` asks for them once more where they failed."""
    meanwhile, failed = Reply(toast=Words("portfolio-making")), attestation_screens.failed(again)
    return Later(work, make, meanwhile, Words("portfolio-busy"), failed)
