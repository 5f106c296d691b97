"""Updates about editing questionnaires: parse, call one use case, show one screen."""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.questionnaires import preview, screens
from handlers.questionnaires.links import (
    DownloadQuestionnaire,
    DropDraft,
    EditQuestionnaire,
    EditQuestionnaires,
    LookAtItem,
    PublishDraft,
)
from handlers.screen import show
from handlers.words import translator
from services.context import Context
from services.questionnaires import actions, queries, workbook
from services.roles import METHODISTS
from services.spreadsheets import writing

router = Router(name="questionnaires")


@router.callback_query(EditQuestionnaires.filter())
async def edit_questionnaires(query: CallbackQuery, ctx: Context) -> None:
    found = await queries.catalogue(ctx)
    await show(query, ctx, screens.questionnaires(found, sees_group=ctx.me.has(*METHODISTS)))


@router.callback_query(EditQuestionnaire.filter())
async def edit_questionnaire(query: CallbackQuery, callback_data: EditQuestionnaire, ctx: Context) -> None:
    await show(query, ctx, screens.card(await queries.card(ctx, callback_data.code)))


@router.callback_query(DownloadQuestionnaire.filter())
async def download_questionnaire(
    query: CallbackQuery, callback_data: DownloadQuestionnaire, ctx: Context
) -> None:
    one = await queries.in_force(ctx, callback_data.code)
    words, competencies = translator(ctx.locale), ctx.content.competencies
    guide = screens.guide_table(one, competencies, words)
    data = await asyncio.to_thread(writing.write, [*workbook.tables(one, competencies), guide])
    await show(query, ctx, screens.workbook_file(one, data, words))


@router.callback_query(LookAtItem.filter())
async def look_at_item(query: CallbackQuery, callback_data: LookAtItem, ctx: Context) -> None:
    card = await queries.card(ctx, callback_data.code)
    await show(query, ctx, preview.look(card.questionnaire, callback_data) or screens.card(card))


@router.callback_query(PublishDraft.filter())
async def publish_draft(query: CallbackQuery, callback_data: PublishDraft, ctx: Context) -> None:
    await show(query, ctx, screens.published(await actions.publish(ctx, callback_data.upload_id)))


@router.callback_query(DropDraft.filter())
async def drop_draft(query: CallbackQuery, callback_data: DropDraft, ctx: Context) -> None:
    await show(query, ctx, screens.dropped(await actions.discard(ctx, callback_data.upload_id)))
