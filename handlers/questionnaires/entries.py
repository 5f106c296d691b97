"""Editing questionnaires: look at one, download it, publish a draft or throw it away."""

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


@feature.button(links.EditQuestionnaires)
async def edit_questionnaires(ctx: Context, link: links.EditQuestionnaires) -> Answer:
    return screens.questionnaires(await queries.catalogue(ctx), sees_group=ctx.me.has(*METHODISTS))


@feature.button(links.EditQuestionnaire)
async def edit_questionnaire(ctx: Context, link: links.EditQuestionnaire) -> Answer:
    return screens.card(await queries.card(ctx, link.code))


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


@feature.button(links.SendQuestionnaire)
async def send_questionnaire(ctx: Context, link: links.SendQuestionnaire) -> Answer:
    return Workbook(code=link.code)


# An author who finds a slip while looking through a draft sends the next file without being asked again.


@feature.button(links.LookAtDraftItem)
async def look_at_draft_item(ctx: Context, link: links.LookAtDraftItem) -> Answer:
    waiting = await queries.draft(ctx, link.upload_id)
    shown = preview.look(waiting.questionnaire, link) or screens.draft(waiting)
    return Reply(shown, asks=Workbook(code=waiting.questionnaire.code))


@feature.button(links.ShowDraft)
async def show_draft(ctx: Context, link: links.ShowDraft) -> Answer:
    waiting = await queries.draft(ctx, link.upload_id)
    return Reply(screens.draft(waiting), asks=Workbook(code=waiting.questionnaire.code))


@feature.button(links.PublishDraft)
async def publish_draft(ctx: Context, link: links.PublishDraft) -> Answer:
    return screens.published(await actions.publish(ctx, link.upload_id))


@feature.button(links.DropDraft)
async def drop_draft(ctx: Context, link: links.DropDraft) -> Answer:
    return screens.dropped(await actions.discard(ctx, link.upload_id))
