"""What is typed or sent about editing questionnaires: the edited workbook."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.questionnaires import preview, screens
from handlers.questionnaires.links import LookAtDraftItem, SendQuestionnaire, ShowDraft
from handlers.screen import show
from handlers.spreadsheets import SHOWN_ERRORS, download
from handlers.words import said_by, translator
from services.context import Context
from services.errors import Invalid
from services.questionnaires import actions, queries
from services.spreadsheets import writing
from services.spreadsheets.reading import FILE_LIMIT

router = Router(name="questionnaires-forms")

# Under this key the form's data say which questionnaire the workbook is of.
QUESTIONNAIRE = "questionnaire"


class WorkbookForm(StatesGroup):
    """The edited workbook as a file."""

    file = State()


@router.callback_query(SendQuestionnaire.filter())
async def send_questionnaire(
    query: CallbackQuery, callback_data: SendQuestionnaire, ctx: Context, state: FSMContext
) -> None:
    one = await queries.for_publisher(ctx, callback_data.code)
    await _await_file(state, one.code)
    await show(query, ctx, screens.ask_file(one))


@router.callback_query(LookAtDraftItem.filter())
async def look_at_draft_item(
    query: CallbackQuery, callback_data: LookAtDraftItem, ctx: Context, state: FSMContext
) -> None:
    waiting = await queries.draft(ctx, callback_data.upload_id)
    await _await_file(state, waiting.questionnaire.code)
    await show(query, ctx, preview.look(waiting.questionnaire, callback_data) or screens.draft(waiting))


@router.callback_query(ShowDraft.filter())
async def show_draft(query: CallbackQuery, callback_data: ShowDraft, ctx: Context, state: FSMContext) -> None:
    waiting = await queries.draft(ctx, callback_data.upload_id)
    await _await_file(state, waiting.questionnaire.code)
    await show(query, ctx, screens.draft(waiting))


async def _await_file(state: FSMContext, code: str) -> None:
    """Whoever looks through a draft and finds a slip sends the next file without being asked again."""
    await state.update_data({QUESTIONNAIRE: code})
    await state.set_state(WorkbookForm.file)


@router.message(WorkbookForm.file, F.document)
async def workbook_sent(message: Message, ctx: Context, state: FSMContext, bot: Bot) -> None:
    document = message.document
    if document is None:
        raise Invalid
    code = (await state.get_data())[QUESTIONNAIRE]
    try:
        if (document.file_size or 0) > FILE_LIMIT:
            raise Invalid("workbook-large", limit=FILE_LIMIT // 1024 // 1024)
        checked = await actions.check(ctx, code, await download(bot, document), document.file_name or "")
    except Invalid as error:
        await show(message, ctx, screens.file_expected(code, said_by(error)))
        return
    if checked.draft is not None:
        await show(message, ctx, screens.draft(checked.draft))
    elif not checked.mistakes:
        await show(message, ctx, screens.unchanged(checked.base))
    else:
        # The form stays open: a mended file is simply sent again.
        if len(checked.mistakes) > SHOWN_ERRORS:
            table = screens.mistakes_table(checked.mistakes, translator(ctx.locale))
            data = await asyncio.to_thread(writing.write, [table])
            await show(message, ctx, screens.mistakes_file(data, translator(ctx.locale)))
        await show(message, ctx, screens.mistakes(checked.base, checked.mistakes))


@router.message(WorkbookForm.file)
async def workbook_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await show(message, ctx, screens.file_expected((await state.get_data())[QUESTIONNAIRE]))
