"""Buttons of self-education: a theme, attestation and the portfolio."""

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
feature.shows(links.MyTheme, queries.my_themes, theme_screens.my_theme)
feature.shows(links.ThemeNotes, queries.my_theme, theme_screens.notes)
feature.shows(links.PastThemes, queries.past_themes, theme_screens.past)
feature.shows(links.Attestation, attestation.mine, attestation_screens.attestation)
feature.shows(links.Portfolio, portfolio.mine, attestation_screens.portfolio)
feature.asks(links.RenameTheme, NewTitle)
feature.asks(links.StageReady, StageWords)
feature.asks(links.EditNote, NewWords)
feature.asks(links.AskAttestation, AttestationDay)


@feature.button(links.BeginTheme)
async def begin_theme(ctx: Context, link: links.BeginTheme) -> Answer:
    mine = await queries.my_themes(ctx)
    # The button stays on old screens after a theme was begun: then the theme is shown.
    return Title() if mine.theme is None else theme_screens.my_theme(mine)


@feature.button(links.TakeTheme)
async def take_theme(ctx: Context, link: links.TakeTheme) -> Answer:
    competency = ctx.content.competencies.get(link.competency)
    if competency is None:
        raise NotFound
    await actions.begin(ctx, competency.title)
    return theme_screens.my_theme(await queries.my_themes(ctx))


@feature.button(links.StageDone)
async def stage_done(ctx: Context, link: links.StageDone) -> Answer:
    before = await queries.my_theme(ctx, link.theme_id)
    theme = await actions.finish_stage(ctx, link.theme_id, link.stage)
    if theme.is_finished:
        return theme_screens.finished(theme)
    screen = theme_screens.my_theme(await queries.my_themes(ctx))
    was_done = before.stage(link.stage).is_done
    return Reply(screen, toast=Words("theme-stage-before-toast" if was_done else "theme-stage-toast"))


@feature.button(links.LeaveTheme)
async def leave_theme(ctx: Context, link: links.LeaveTheme) -> Answer:
    if not link.sure:
        return theme_screens.leave_warning(await queries.my_theme(ctx, link.theme_id))
    await actions.leave(ctx, link.theme_id)
    screen = theme_screens.my_theme(await queries.my_themes(ctx))
    return Reply(screen, toast=Words("theme-left-toast"))


@feature.button(links.ForgetAttestation)
async def forget_attestation(ctx: Context, link: links.ForgetAttestation) -> Answer:
    view = await attestation.set_day(ctx, None)
    return Reply(attestation_screens.attestation(view), toast=Words("attestation-forgotten-toast"))


@feature.button(links.PortfolioDocument)
async def portfolio_document(ctx: Context, link: links.PortfolioDocument) -> Answer:
    return _made(Work.DOCUMENT, papers.document, link)


@feature.button(links.PortfolioArchive)
async def portfolio_archive(ctx: Context, link: links.PortfolioArchive) -> Answer:
    return _made(Work.PORTFOLIO, papers.archive, link)


def _made(work: Work, make: Callable[[Context], AsyncGenerator[Screen, Sent]], again: Link) -> Later:
    """The files of the portfolio, made beside the presses; `again` makes them once more if they failed."""
    meanwhile, failed = Reply(toast=Words("portfolio-making")), attestation_screens.failed(again)
    return Later(work, make, meanwhile, Words("portfolio-busy"), failed)
