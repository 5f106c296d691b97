"""Updates about self education: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from handlers.documents.exports import Exports, Kind
from handlers.screen import answer, show, show_below
from handlers.self_education import attestation_screens, papers, theme_screens
from handlers.self_education.links import (
    Attestation,
    ForgetAttestation,
    LeaveTheme,
    MyTheme,
    PastThemes,
    Portfolio,
    PortfolioArchive,
    PortfolioDocument,
    StageDone,
    TakeTheme,
    ThemeNotes,
)
from handlers.words import Words
from services.context import Context
from services.errors import NotFound
from services.self_education import actions, attestation, portfolio, queries

router = Router(name="self-education")


@router.callback_query(MyTheme.filter())
async def my_theme(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.callback_query(TakeTheme.filter())
async def take_theme(query: CallbackQuery, callback_data: TakeTheme, ctx: Context) -> None:
    competency = ctx.content.competencies.get(callback_data.competency)
    if competency is None:
        raise NotFound
    await actions.begin(ctx, competency.title)
    await show(query, ctx, theme_screens.my_theme(await queries.my_themes(ctx)))


@router.callback_query(StageDone.filter())
async def stage_done(query: CallbackQuery, callback_data: StageDone, ctx: Context) -> None:
    before = await queries.my_theme(ctx, callback_data.theme_id)
    theme = await actions.finish_stage(ctx, callback_data.theme_id, callback_data.stage)
    if theme.is_finished:
        await show(query, ctx, theme_screens.finished(theme))
        return
    screen = theme_screens.my_theme(await queries.my_themes(ctx))
    was_done = before.stage(callback_data.stage).is_done
    await show(query, ctx, screen, Words("theme-stage-before-toast" if was_done else "theme-stage-toast"))


@router.callback_query(ThemeNotes.filter())
async def theme_notes(query: CallbackQuery, callback_data: ThemeNotes, ctx: Context) -> None:
    await show(query, ctx, theme_screens.notes(await queries.my_theme(ctx, callback_data.theme_id)))


@router.callback_query(LeaveTheme.filter(F.sure))
async def leave_theme(query: CallbackQuery, callback_data: LeaveTheme, ctx: Context) -> None:
    await actions.leave(ctx, callback_data.theme_id)
    screen = theme_screens.my_theme(await queries.my_themes(ctx))
    await show(query, ctx, screen, toast=Words("theme-left-toast"))


@router.callback_query(LeaveTheme.filter(~F.sure))
async def warn_of_leaving(query: CallbackQuery, callback_data: LeaveTheme, ctx: Context) -> None:
    await show(query, ctx, theme_screens.leave_warning(await queries.my_theme(ctx, callback_data.theme_id)))


@router.callback_query(PastThemes.filter())
async def past_themes(query: CallbackQuery, callback_data: PastThemes, ctx: Context) -> None:
    await show(query, ctx, theme_screens.past(await queries.past_themes(ctx, callback_data.page)))


@router.callback_query(Attestation.filter())
async def my_attestation(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, attestation_screens.attestation(await attestation.mine(ctx)))


@router.callback_query(ForgetAttestation.filter())
async def forget_attestation(query: CallbackQuery, ctx: Context) -> None:
    view = await attestation.set_day(ctx, None)
    await show(query, ctx, attestation_screens.attestation(view), toast=Words("attestation-forgotten-toast"))


@router.callback_query(Portfolio.filter())
async def my_portfolio(query: CallbackQuery, callback_data: Portfolio, ctx: Context) -> None:
    view = await portfolio.mine(ctx)
    await show(query, ctx, attestation_screens.portfolio(view, callback_data.page))


@router.callback_query(PortfolioDocument.filter())
async def portfolio_document(query: CallbackQuery, ctx: Context) -> None:
    view = await portfolio.mine(ctx)
    await answer(query, ctx, Words("portfolio-making"))
    await show_below(query, ctx, attestation_screens.document(await papers.document(ctx, view)))


@router.callback_query(PortfolioArchive.filter())
async def portfolio_archive(query: CallbackQuery, ctx: Context, bot: Bot, exports: Exports) -> None:
    if exports.is_under_way(ctx.me.person_id, Kind.PORTFOLIO):
        await answer(query, ctx, Words("portfolio-busy"), alert=True)
        return
    failed = attestation_screens.archive_failed()
    exports.begin(query, ctx, bot, Kind.PORTFOLIO, lambda own: papers.archive(own, bot), failed)
    await answer(query, ctx, Words("portfolio-making"))
