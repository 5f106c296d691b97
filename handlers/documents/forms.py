"""What people are asked for about documents: a template of their own."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.documents import screens
from handlers.documents.links import SendTemplate
from handlers.documents.wording import sample, wording
from handlers.screen import show
from handlers.spreadsheets import download
from handlers.words import said_by, translator
from services.context import Context
from services.documents import actions, making, units
from services.documents.package import FILE_LIMIT
from services.errors import Invalid

router = Router(name="documents-forms")

# Under this key the form's data say whose template is awaited.
UNIT = "document_unit"


class TemplateForm(StatesGroup):
    """The template as a file."""

    file = State()


@router.callback_query(SendTemplate.filter())
async def send_template(
    query: CallbackQuery, callback_data: SendTemplate, ctx: Context, state: FSMContext
) -> None:
    unit = await units.view(ctx, callback_data.unit_id)
    await state.update_data({UNIT: unit.unit_id})
    await state.set_state(TemplateForm.file)
    await show(query, ctx, screens.ask_template(unit))


@router.message(TemplateForm.file, F.document)
async def template_sent(message: Message, ctx: Context, state: FSMContext, bot: Bot) -> None:
    document = message.document
    if document is None:
        raise Invalid
    unit_id = (await state.get_data())[UNIT]
    # The form stays open: a mended file is simply sent again.
    try:
        if (document.file_size or 0) > FILE_LIMIT:
            raise Invalid("document-file-large", limit=FILE_LIMIT // 1024 // 1024)
        content = await download(bot, document)
        done = await actions.replace_template(ctx, unit_id, content, document.file_name or "")
    except Invalid as error:
        await show(message, ctx, screens.template_expected(unit_id, said_by(error)))
        return
    if done.content is None:
        await show(message, ctx, screens.mistakes(done.unit, done.mistakes))
        return
    words = translator(ctx.locale)
    example = sample(ctx.content, words, ctx.today, done.unit.title)
    data = await making.filled(done.content, example, wording(words))
    await show(message, ctx, screens.template_kept(done.unit, data, words))


@router.message(TemplateForm.file)
async def template_expected(message: Message, ctx: Context, state: FSMContext) -> None:
    await show(message, ctx, screens.template_expected((await state.get_data())[UNIT]))
