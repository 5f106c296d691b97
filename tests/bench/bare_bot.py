"""The measure of ours: as little as an aiogram bot can do for a press and still do what people see of it.

One handler edits the message to a text and a keyboard of a question's size and answers the press: no
database, no words, no rights. Run as `python -m tests.bench.bare_bot`, with BOT_TOKEN and BOT_API_URL.
"""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

# As often as a person of ours presses: thirty-six questions, three explanations, one open question.
PRESSES = 40
TEXT = (
    "Вопрос {place} из 40\n\n"
    "<b>Составляю рабочую программу и меняю её, если уроки выпали или класс идёт в другом темпе.</b>\n\n"
    "Насколько уверенно вы это делаете?"
)
OPTIONS = ("Пока не умею", "С трудом, нужна помощь", "В целом справляюсь", "Уверенно, могу научить")


def keyboard(place: int) -> InlineKeyboardMarkup:
    """Four options and the way back, as under a question."""
    if place == PRESSES:
        return InlineKeyboardMarkup(inline_keyboard=[[_button("В меню", "home")]])
    options = [[_button(label, f"a:1:{place}:{choice}")] for choice, label in enumerate(OPTIONS)]
    walk = [_button("Назад", f"item:1:{place}"), _button("Прерваться", "assess")]
    return InlineKeyboardMarkup(inline_keyboard=[*options, walk])


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=data)


async def press(query: CallbackQuery) -> None:
    """Show the question after the one whose button was pressed."""
    data = query.data or ""
    place = int(data.split(":")[2]) + 1 if data.startswith("a:") else 0
    assert isinstance(query.message, Message)
    await query.message.edit_text(TEXT.format(place=place + 1), reply_markup=keyboard(place))
    await query.answer()


async def main() -> None:
    """Poll until told to stop."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BOT_API_URL"]))
    bot = Bot(
        os.environ["BOT_TOKEN"], session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML)
    )
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(press)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
