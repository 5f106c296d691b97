"""From an update of Telegram to its answer: presses, letters, corrections, blocking of the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message, Update

from bot.delivery.answers import Answers
from bot.telegram import display
from bot.telegram.command_menu import personal_menu
from bot.telegram.display import Method
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
from handlers.understanding import LAST, correct, understand
from handlers.words import Text, Translator, translator
from services import outbox, outside
from services.context import Context
from services.outside import ChatId
from services.people.kept import save

Event = CallbackQuery | Message


class Router:
    """Gives updates to the features and their answers to the chat."""

    def __init__(self, members: Features, strangers: Features, works: Works, answers: Answers) -> None:
        self._members = members
        self._strangers = strangers
        self._works = works
        self._answers = answers

    async def handle(self, update: Update, ctx: Context, *, album_goes_on: bool = False) -> None:
        """Handle one update of the context's chat. Raises what its use case raises.

        `album_goes_on` tells that more files of its album came with it.
        """
        if update.callback_query is not None:
            await self._pressed(update.callback_query, ctx)
        elif update.message is not None:
            if self._is_sent_again(update.message, ctx):
                return
            letter = letter_of(update.message, ctx.channel, album_goes_on=album_goes_on)
            await self._give(update.message, ctx, await understand(ctx, letter, self._features_for(ctx)))
        elif update.edited_message is not None:
            if ctx.actor is not None:
                letter = letter_of(update.edited_message, ctx.channel, is_edit=True)
                await self._give(update.edited_message, ctx, await correct(ctx, letter, self._members))
        elif update.my_chat_member is not None:
            await _blocked_or_back(update.my_chat_member, ctx)

    def show(self, event: Event, ctx: Context, screen: Screen, toast: Text | None = None) -> None:
        """Answer a person: a press edits its message, any other event gets a new message."""
        words = translator(ctx.locale)
        if isinstance(event, Message):
            # Only the answer to what was saved may be taken for a receipt: a refusal asks to be sent again.
            letter = _letter_key(event) if ctx.has_saved and event.text else ""
            self._say(ctx, display.messages(words, event.chat.id, screen), letter=letter)
            return
        self._say(ctx, [*_over(event, words, screen), display.toast(words, event.id, toast)])

    def toast(self, query: CallbackQuery, ctx: Context, text: Text | None, *, alert: bool = False) -> None:
        """Stop the pressed button's spinner, with or without words over the chat."""
        self._say(ctx, [display.toast(translator(ctx.locale), query.id, text, alert=alert)])

    async def said(self, chat: ChatId) -> None:
        """Return when the chat waits for no answer."""
        await self._answers.said(chat)

    def _features_for(self, ctx: Context) -> Features:
        return self._members if ctx.actor is not None else self._strangers

    async def _pressed(self, query: CallbackQuery, ctx: Context) -> None:
        features = self._features_for(ctx)
        link = features.link_of(query.data or "")
        # A press closes the open question: otherwise it would take later words by surprise. Drafts stay.
        close_question(ctx)
        ctx.chat = replace(ctx.chat, rows_below=rows_below(query))
        await self._give(query, ctx, await features.press(ctx, link))

    async def _give(self, event: Event, ctx: Context, given: Answer) -> None:
        """Show an answer. The chat's question is saved before the person sees it."""
        if isinstance(given, Later):
            await self._give_later(event, ctx, given)
            return
        reply = reply_of(given)
        screen = await opened(ctx, reply)
        await self._save(event, ctx)
        if isinstance(event, CallbackQuery):
            self._answer_press(event, ctx, reply, screen)
        else:
            if screen is None and reply.toast is not None:  # a toast is possible only after a press
                screen = Screen([reply.toast], [[HOME]])
            for one in [screen, *reply.then] if screen else reply.then:
                self.show(event, ctx, one)
        if reply.menu and (menu := personal_menu(ctx.chat.id, ctx.me)):
            self._say(ctx, [menu])

    async def _save(self, event: Event, ctx: Context) -> None:
        """Save what the chat keeps. That finishes a letter only if a question took it: it will not again."""
        entry = ctx.entry
        if isinstance(event, Message):
            source = outside.source(ctx.channel, event.chat.id, event.message_id)
            if ctx.kept.data.get(LAST) != source:
                ctx.entry = None
        is_held = ctx.entry is not entry
        await save(ctx)
        if is_held:
            ctx.entry = entry

    def _answer_press(self, query: CallbackQuery, ctx: Context, reply: Reply, screen: Screen | None) -> None:
        if screen is None:
            self.toast(query, ctx, reply.toast, alert=reply.alert)
        elif reply.below or (isinstance(reply.shown, Question) and reply.shown.asked_below):
            self._show_below(ctx, screen)
            self.toast(query, ctx, None)
        else:
            self.show(query, ctx, screen, reply.toast)
        for one in reply.then:
            self._show_below(ctx, one)

    def _show_below(self, ctx: Context, screen: Screen) -> None:
        """Answer a press by a new message, so that the pressed message stays."""
        self._say(ctx, display.messages(translator(ctx.locale), ctx.chat.id, screen))

    async def _give_later(self, event: Event, ctx: Context, later: Later) -> None:
        if self._works.is_under_way(ctx.me.person_id, later.kind):
            await self._give(event, ctx, Reply(toast=later.busy, alert=True))
            return
        chat, words = (ctx.channel, ctx.chat.id), translator(ctx.locale)
        self._works.begin(ctx, later, lambda screen: self._send_late(chat, words, screen))
        await self._give(event, ctx, later.meanwhile)

    async def _send_late(self, chat: ChatId, words: Translator, screen: Screen) -> Sent:
        """Send one screen of a late answer. Raises FileLostError, and what the Bot API raises."""
        first, *rest = display.messages(words, chat[1], screen)
        try:
            told = await self._answers.ask(chat, words, first)
        except TelegramBadRequest as error:
            if screen.file and screen.file.file_id:
                raise FileLostError from error
            raise
        self._answers.give(chat, words, rest)
        photo = told.message.photo
        return Sent(photo[-1].file_id if photo else None)

    def _say(self, ctx: Context, methods: Sequence[Method], letter: str = "") -> None:
        self._answers.give((ctx.channel, ctx.chat.id), translator(ctx.locale), methods, letter=letter)

    def _is_sent_again(self, message: Message, ctx: Context) -> bool:
        chat, is_asked = (ctx.channel, ctx.chat.id), ctx.kept.asked is not None
        return bool(message.text) and self._answers.is_sent_again(
            chat, translator(ctx.locale), _letter_key(message), is_asked=is_asked
        )


def _over(query: CallbackQuery, words: Translator, screen: Screen) -> Sequence[Method]:
    """The screen in place of the pressed message, or below it where the message cannot be changed so."""
    message = query.message
    if message is not None and not isinstance(message, InaccessibleMessage) and message.text is not None:
        edited = display.edit(words, message.chat.id, message.message_id, screen)
        if edited is not None:
            return [edited]
    return display.messages(words, message.chat.id if message else query.from_user.id, screen)


def _letter_key(message: Message) -> str:
    """What makes two texts one letter: the words, and the message that they answer."""
    replied = message.reply_to_message
    return f"{replied.message_id if replied else 0}:{message.text}"


async def _blocked_or_back(update: ChatMemberUpdated, ctx: Context) -> None:
    """Stop sending to a person who blocked the bot; wake waiting deliveries when they come back."""
    if ctx.actor is None:
        return
    if update.new_chat_member.status == ChatMemberStatus.KICKED:
        await outbox.lose_touch(ctx, ctx.actor.person_id)
    else:
        async with ctx.transaction():
            await outbox.wake(ctx, ctx.actor.person_id)
