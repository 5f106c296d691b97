"""Routing Telegram's updates to features, and showing the answers."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, Router
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.telegram.command_menu import set_personal_menu
from bot.telegram.display import answer, bot_of, send_again, show, show_below
from bot.telegram.letters import letter_of, rows_below
from bot.works import Works
from handlers.answers import (
    Answer,
    FileLostError,
    Later,
    Question,
    Reply,
    Sent,
    close_question,
    opened,
    reply_of,
)
from handlers.features import Features
from handlers.menu.buttons import HOME
from handlers.screen import Screen
from handlers.understanding import understand
from handlers.words import Translator, translator
from services import outbox
from services.context import Context
from services.people.kept import save


def router_of(members: Features, strangers: Features, works: Works) -> Router:
    """A router for presses, messages, corrections, and blocking of the bot."""
    router = Router(name="features")

    def features_for(ctx: Context) -> Features:
        return members if ctx.actor is not None else strangers

    @router.callback_query()
    async def pressed(query: CallbackQuery, ctx: Context) -> None:
        features = features_for(ctx)
        link = features.link_of(query.data or "")
        # A press closes the open question: otherwise it would take later words by surprise. Drafts stay.
        close_question(ctx)
        ctx.chat = replace(ctx.chat, rows_below=rows_below(query))
        await _give(query, ctx, await features.press(ctx, link), works)

    @router.message()
    async def letter_sent(message: Message, ctx: Context) -> None:
        await _give(
            message, ctx, await understand(ctx, letter_of(message, ctx.channel), features_for(ctx)), works
        )

    @router.edited_message()
    async def letter_corrected(message: Message, ctx: Context) -> None:
        if ctx.actor is not None:
            await members.corrected(ctx, letter_of(message, ctx.channel, is_edit=True))

    @router.my_chat_member()
    async def blocked_or_back(update: ChatMemberUpdated, ctx: Context) -> None:
        """Stop sending to a person who blocked the bot; wake waiting deliveries when they come back."""
        if ctx.actor is None:
            return
        if update.new_chat_member.status == ChatMemberStatus.KICKED:
            await outbox.lose_touch(ctx, ctx.actor.person_id)
        else:
            async with ctx.transaction():
                await outbox.wake(ctx, ctx.actor.person_id)

    return router


async def _give(event: CallbackQuery | Message, ctx: Context, given: Answer, works: Works) -> None:
    """Show an answer. The chat's question is saved before the person sees it."""
    if isinstance(given, Later):
        await _give_later(event, ctx, given, works)
        return
    reply = reply_of(given)
    screen = await opened(ctx, reply)
    await save(ctx)
    if isinstance(event, CallbackQuery):
        await _answer_press(event, ctx, reply, screen)
    else:
        if screen is None and reply.toast is not None:  # a toast is possible only after a press
            screen = Screen([reply.toast], [[HOME]])
        for one in [screen, *reply.then] if screen else reply.then:
            await show(event, ctx, one)
    if reply.menu:
        await set_personal_menu(bot_of(event), ctx.chat.id, ctx.me)


async def _answer_press(query: CallbackQuery, ctx: Context, reply: Reply, screen: Screen | None) -> None:
    if screen is None:
        await answer(query, ctx, reply.toast, alert=reply.alert)
    elif reply.below or (isinstance(reply.shown, Question) and reply.shown.asked_below):
        await show_below(query, ctx, screen)
    else:
        await show(query, ctx, screen, reply.toast)
    for one in reply.then:
        await show_below(query, ctx, one)


async def _give_later(event: CallbackQuery | Message, ctx: Context, later: Later, works: Works) -> None:
    if works.is_under_way(ctx.me.person_id, later.kind):
        await _give(event, ctx, Reply(toast=later.busy, alert=True), works)
        return
    bot, chat_id, words = bot_of(event), ctx.chat.id, translator(ctx.locale)
    works.begin(ctx, later, lambda screen: _send_late(bot, chat_id, words, screen))
    await _give(event, ctx, later.meanwhile, works)


async def _send_late(bot: Bot, chat_id: int, words: Translator, screen: Screen) -> Sent:
    """Send one screen of a late answer. Raises FileLostError, and what the Bot API raises."""
    try:
        sent = await send_again(bot, chat_id, words, screen)
    except TelegramBadRequest as error:
        if screen.file and screen.file.file_id and "file" in error.message.lower():
            raise FileLostError from error
        raise
    return Sent(sent.photo[-1].file_id if sent.photo else None)
