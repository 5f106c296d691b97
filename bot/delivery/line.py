"""The way to one channel: its bot and its pace, and how to say otherwise what Telegram refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDocument, SendMessage, SendVideoNote, SendVoice, TelegramMethod
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, Message
from pydantic import ValidationError

from bot.delivery.pace import Pace
from bot.telegram.display import TEXT_LIMIT, NewMessage, bare
from bot.telegram.messenger import TelegramMessenger
from handlers.words import Translator, Words
from services.messenger import FETCH_LIMIT, CannotFetchError

# A request that takes longer hangs; files take their time.
TEXT_SECONDS, FILE_SECONDS = 15, 90
# Errors of Telegram or the network, or a token just revoked: trying again later may help.
_PASSING = (
    TelegramServerError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
    UnicodeDecodeError,  # a gateway's page
    OSError,
)
# What is said of a chat that is deleted or was never begun.
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user_id_invalid", "deactivated")


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was sent; `lost` is the key of the words about what did not arrive as it was meant."""

    message: Message
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The bot and the pace of one channel."""

    bot: Bot
    pace: Pace
    messenger: TelegramMessenger = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "messenger", TelegramMessenger(self.bot))

    async def call(self, method: TelegramMethod[Any]) -> Any:
        """Call the Bot API. Raises what it raises."""
        is_text = isinstance(method, SendMessage) or not isinstance(method, NewMessage)
        return await self.bot(method, request_timeout=TEXT_SECONDS if is_text else FILE_SECONDS)

    async def say(self, words: Translator, message: NewMessage) -> Told:
        """Send a message; in another form where Telegram refuses this one for what it holds.

        Raises what the Bot API raises.
        """
        try:
            return Told(await self.call(message))
        except TelegramBadRequest as refusal:
            if is_gone(refusal):
                raise
            other, lost = await self._other_form(words, message, refusal.message)
            return Told(await self.call(other), lost)

    async def _other_form(
        self, words: Translator, message: NewMessage, refusal: str
    ) -> tuple[NewMessage, str]:
        """The form in which a refused message is tried once more, and the key of what is lost by it."""
        if isinstance(message, SendMessage):
            return _plain(message), ""
        if isinstance(message, SendVoice | SendVideoNote) and "MESSAGES_FORBIDDEN" in refusal:
            # Telegram does not let a file change its kind, so it is sent anew.
            source = message.voice if isinstance(message, SendVoice) else message.video_note
            try:
                fetched = await self.messenger.fetch(str(source), FETCH_LIMIT)
            except CannotFetchError as lost:
                if lost.is_passing and isinstance(lost.__cause__, Exception):
                    raise lost.__cause__ from None  # the message waits
                return _without_file(words, message), "file-not-delivered"
            name = words.plain(Words("voice-file-name")) + (fetched.suffix or ".ogg")
            document = SendDocument(
                chat_id=message.chat_id,
                document=BufferedInputFile(fetched.data, name),
                caption=getattr(message, "caption", None),
                reply_markup=message.reply_markup,
            )
            return document, "voice-as-document"
        return _without_file(words, message), "file-not-delivered"


def is_gone(error: Exception) -> bool:
    """Whether the chat can no longer be reached: the bot is blocked, or the chat deleted."""
    return isinstance(error, TelegramForbiddenError) or (
        isinstance(error, TelegramBadRequest) and any(gone in error.message.lower() for gone in _GONE)
    )


def is_passing(error: Exception) -> bool:
    """Whether trying again later may help."""
    if isinstance(error, ClientDecodeError):  # a gateway answered instead of Telegram: nothing was sent
        return not isinstance(error.original, ValidationError)
    return isinstance(error, _PASSING) and not isinstance(error, TelegramEntityTooLarge)


def describe(error: Exception) -> str:
    """The text of a Telegram error; of any other error only the type, since its text may quote people."""
    return error.message[:300] if isinstance(error, TelegramAPIError) else type(error).__name__


def _without_file(words: Translator, message: Any) -> SendMessage:
    """The words of a message whose file is lost, with a line that says so."""
    said = [one for one in (getattr(message, "caption", None), words.html(Words("file-lost"))) if one]
    return SendMessage(chat_id=message.chat_id, text="\n\n".join(said), reply_markup=message.reply_markup)


def _plain(message: SendMessage) -> SendMessage:
    """The text without formatting, cut to the limit, and without buttons that lead out of Telegram."""
    markup = message.reply_markup
    if isinstance(markup, InlineKeyboardMarkup):
        rows = [[one for one in row if one.url is None] for row in markup.inline_keyboard]
        markup = InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
    return SendMessage(
        chat_id=message.chat_id,
        text=bare(message.text).encode("utf-16-le")[: 2 * TEXT_LIMIT].decode("utf-16-le", errors="ignore"),
        parse_mode=None,
        reply_markup=markup,
    )
