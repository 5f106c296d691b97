"""What is said of a screen to the Bot API: limits of length, addresses of buttons, kinds of files."""

from __future__ import annotations

import pytest
from aiogram.methods import SendDocument, SendMessage, SendVideoNote
from aiogram.types import InlineKeyboardMarkup

from bot.telegram import display
from bot.telegram.display import CAPTION_LIMIT, TEXT_LIMIT, is_address
from handlers.menu.buttons import HOME
from handlers.screen import Button, File, Screen
from handlers.words import Said, translator

WORDS = translator("ru")
CHAT = 7
FILE = File("document", "telegram:id", name="план.pdf")


def said(text: str | None) -> str:
    assert text is not None
    return text


def test_long_caption_is_shown_whole_with_the_rest_below() -> None:
    first, second = "а" * 900, "б" * 900
    file, rest = display.messages(WORDS, CHAT, Screen([Said(first), Said(second)], [[HOME]], file=FILE))
    assert isinstance(file, SendDocument) and isinstance(rest, SendMessage)
    assert (file.caption, rest.text) == (first, second)
    assert file.reply_markup is None and rest.reply_markup is not None, "the buttons are under the words"


def test_caption_of_one_long_line_stands_below_its_file() -> None:
    file, rest = display.messages(WORDS, CHAT, Screen([Said("а" * (CAPTION_LIMIT + 1))], file=FILE))
    assert isinstance(file, SendDocument) and isinstance(rest, SendMessage)
    assert not file.caption and len(rest.text) == CAPTION_LIMIT + 1


@pytest.mark.parametrize("letter", ["а", "👩🏽‍🏫", "&"])
@pytest.mark.parametrize("excess", [0, 1])
def test_caption_at_the_limit_is_measured_as_telegram_does(letter: str, excess: int) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    text = letter * ((CAPTION_LIMIT) // units)
    text += "а" * (CAPTION_LIMIT - units * (CAPTION_LIMIT // units) + excess)
    assert len(display.messages(WORDS, CHAT, Screen([Said(text)], file=FILE))) == 1 + excess


def test_video_note_has_its_words_below() -> None:
    file, rest = display.messages(WORDS, CHAT, Screen([Said("Вот")], file=File("video_note", "telegram:id")))
    assert isinstance(file, SendVideoNote) and isinstance(rest, SendMessage)
    assert rest.text == "Вот"


def test_screen_too_long_for_a_message_loses_whole_lines() -> None:
    lines = [Said("начало"), Said("ж" * TEXT_LIMIT), Said("конец")]
    (message,) = display.messages(WORDS, CHAT, Screen(lines))
    assert isinstance(message, SendMessage)
    assert message.text == "начало\n…\nконец"


@pytest.mark.parametrize(
    ("link", "is_one"),
    [
        ("https://example.org/x?y=1", True),
        ("http://школа.рф/урок", True),
        ("https://webinar/123", False),
        ("webinar.ru/123", False),
        ("https://exa mple.org", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
    ],
)
def test_link_is_a_button_only_if_telegram_takes_its_address(link: str, is_one: bool) -> None:
    assert is_address(link) is is_one
    (message,) = display.messages(WORDS, CHAT, Screen([Said("Место")], [[Button(Said("Открыть"), link)]]))
    assert isinstance(message, SendMessage) and isinstance(message.reply_markup, InlineKeyboardMarkup)
    assert bool(message.reply_markup.inline_keyboard) is is_one
    assert (link in message.text) is not is_one, "else the address is shown as text"


def test_screen_with_a_file_takes_no_message_s_place() -> None:
    assert display.edit(WORDS, CHAT, 1, Screen([Said("Вот")], file=FILE)) is None
    edited = display.edit(WORDS, CHAT, 1, Screen([Said("Вот")], [[HOME]]))
    assert edited is not None
    below = display.instead_of(edited)
    assert (below.text, below.reply_markup) == (edited.text, edited.reply_markup)
