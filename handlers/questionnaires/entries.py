"""Editing questionnaires: look at one, download it, publish or drop a draft."""

from __future__ import annotations

import asyncio

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.questionnaires import links, preview, screens
from handlers.questionnaires.questions import Workbook
from handlers.words import translator
from services.context import Context
from services.questionnaires import actions, queries, workbook
from services.roles import METHODISTS
from services.spreadsheets import writing

feature = Feature("questionnaires")
feature.shows(links.EditQuestionnaire, queries.card, screens.card)
feature.asks(links.SendQuestionnaire, Workbook)
feature.shows(links.PublishDraft, actions.publish, screens.published)
feature.shows(links.DropDraft, actions.discard, screens.dropped)


@feature.button(links.EditQuestionnaires)
async def edit_questionnaires(ctx: Context, link: links.EditQuestionnaires) -> Answer:
    return screens.questionnaires(await queries.catalogue(ctx), sees_group=ctx.me.has(*METHODISTS))


@feature.button(links.DownloadQuestionnaire)
async def download_questionnaire(ctx: Context, link: links.DownloadQuestionnaire) -> Answer:
    one = await queries.in_force(ctx, link.code)
    words, competencies = translator(ctx.locale), ctx.content.competencies
    guide = screens.guide_table(one, competencies, words)
    data = await asyncio.to_thread(writing.write, [*workbook.tables(one, competencies), guide])
    return screens.workbook_file(one, data, words)


@feature.button(links.LookAtItem)
async def look_at_item(ctx: Context, link: links.LookAtItem) -> Answer:
    card = await queries.card(ctx, link.code)
    return preview.look(card.questionnaire, link) or screens.card(card)


# While an author looks through a draft, the question stays open: the corrected file can simply be sent.


@feature.button(links.LookAtDraftItem)
async def look_at_draft_item(ctx: Context, link: links.LookAtDraftItem) -> Answer:
    waiting = await queries.draft(ctx, link.upload_id)
    shown = preview.look(waiting.questionnaire, link) or screens.draft(waiting)
    return Reply(shown, asks=Workbook(code=waiting.questionnaire.code))


@feature.button(links.ShowDraft)
async def show_draft(ctx: Context, link: links.ShowDraft) -> Answer:
    waiting = await queries.draft(ctx, link.upload_id)
    return Reply(screens.draft(waiting), asks=Workbook(code=waiting.questionnaire.code))
