"""What no other router took: loose words and files, unknown commands, stale and forged buttons."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.conversations.forms import begin_with_text, keep_text, kept_text
from handlers.menu import screens
from handlers.menu.home import home_screen
from handlers.menu.links import LooseText
from handlers.routes.steps import screens as step_screens
from handlers.routes.steps.forms import keep_loose, proof_of
from handlers.screen import show
from handlers.words import Words
from services.context import Context
from services.conversations.rules import Letter, check
from services.errors import NotFound
from services.routes.steps.queries import taking_proof

router = Router(name="fallback")


@router.message(F.text.startswith("/"))
async def unknown_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.unknown_command())


@router.message(F.text)
async def loose_text(message: Message, ctx: Context, state: FSMContext) -> None:
    letter = Letter(f"{message.chat.id}:{message.message_id}", message.text or "")
    check(letter, ctx.content.mentoring.request_flow.max_text)
    await keep_text(state, letter)
    await show(message, ctx, screens.loose_text(letter.text, message.message_id))


@router.callback_query(LooseText.filter())
async def loose_text_decided(
    query: CallbackQuery, callback_data: LooseText, ctx: Context, state: FSMContext
) -> None:
    kept = await kept_text(state)
    # Another text may have been written since: the buttons under this one speak of this one.
    if kept is None or kept.source != f"{query.from_user.id}:{callback_data.message_id}":
        raise NotFound
    if callback_data.what == "ask":
        await begin_with_text(query, ctx, kept)
        return
    await keep_text(state, None)
    await show(query, ctx, await home_screen(ctx), toast=Words("loose-dropped"))


@router.message(F.photo | F.document | F.voice | F.video | F.video_note | F.audio)
async def loose_file(message: Message, ctx: Context, state: FSMContext) -> None:
    """A file belongs to a step, most likely to one just sent to review."""
    proof = proof_of(message)
    steps = await taking_proof(ctx) if proof is not None and ctx.actor is not None else []
    if proof is None or not steps:
        await show(message, ctx, screens.loose_file())
    elif await keep_loose(message, state, proof):
        await show(message, ctx, step_screens.loose_file(steps, message.message_id))


@router.message()
async def anything_else(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.unknown_thing())


@router.callback_query()
async def stale_button(query: CallbackQuery, ctx: Context) -> None:
    """A button of an older version, or data nobody drew."""
    await show(query, ctx, await home_screen(ctx), toast=Words("toast-stale"))
