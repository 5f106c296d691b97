"""Answers and notices that Telegram refuses: what was done stays done, and words arrive in another form."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.delivery import answers
from bot.sandbox.messages import Message
from bot.sandbox.telegram import Chat
from services.conversations import actions as conversations
from services.conversations.models import ConversationMessage
from services.inbox import InboxEntry
from services.letters import Letter
from services.outbox import Delivery
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE, asks_mentor
from tests.personas import MENTOR, TEACHER, YOUNG_SPECIALIST

QUESTION = "Как начать урок после физкультуры?"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are repeated after moments, not seconds."""
    monkeypatch.setattr(answers, "FIRST_PAUSE", 0.2)


async def count_of(phones: Phones, text: str) -> int:
    asked = select(func.count()).select_from(ConversationMessage).where(ConversationMessage.text == text)
    return int(await phones.town.one(asked))


@ON_SQLITE
async def test_receipt_that_failed_is_repeated(phones: Phones) -> None:
    await asks_mentor(phones)
    phones.sandbox.faults.server_error.next = 2
    young = phones.of(YOUNG_SPECIALIST)
    await young.says(QUESTION)
    await young.sees("Передано")
    assert not any("сломалось" in one.words for one in young.messages)
    assert await count_of(phones, QUESTION) == 1


@ON_SQLITE
async def test_text_sent_again_after_a_failed_receipt_is_one_text(phones: Phones) -> None:
    await asks_mentor(phones)
    phones.sandbox.faults.server_error.next = 2
    young = phones.of(YOUNG_SPECIALIST)
    await young.says(QUESTION)
    await asyncio.sleep(0.1)
    await young.says(QUESTION)
    await young.sees("Передано")
    await young.quiet(0.6)
    assert await count_of(phones, QUESTION) == 1
    assert sum("Передано" in one.words for one in young.messages) == 1

    await young.says(QUESTION)  # the receipt has come, and nothing is asked: still the same text
    await young.quiet(0.6)
    assert sum("Передано" in one.words for one in young.messages) == 2
    assert await count_of(phones, QUESTION) == 1


@ON_SQLITE
@pytest.mark.parametrize("fault", ["too_many", "server_error", "dropped"])
async def test_lost_answer_to_a_press_says_nothing_more(phones: Phones, fault: str) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    menu = await teacher.sees("Чем займёмся")
    phones.sandbox.faults.methods = frozenset({"answerCallbackQuery"})
    getattr(phones.sandbox.faults, fault).next = 1
    with suppress(AssertionError):  # the spinner turns
        await teacher.presses("Мои данные", menu, within=0.5)
    await teacher.sees("Туманов")
    await teacher.quiet(0.6)
    assert not any("сломалось" in one for one in [*teacher.toasts, *(m.words for m in teacher.messages)])


@ON_SQLITE
async def test_screen_comes_below_if_its_message_cannot_be_edited(phones: Phones) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    menu = await teacher.sees("Чем займёмся")
    phones.sandbox.faults.methods = frozenset({"editMessageText"})
    phones.sandbox.faults.bad_request.next = 1
    await teacher.presses("Мои данные", menu)
    shown = await teacher.sees("Туманов")
    assert shown.message_id > menu.message_id


@ON_SQLITE
async def test_refused_chat_waits_alone(phones: Phones) -> None:
    """One chat is refused for a minute; the others are answered at once."""
    teacher, mentor = phones.of(TEACHER), phones.of(MENTOR)
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.retry_after = 60
    phones.sandbox.faults.too_many.next = 1
    await teacher.says("/menu")
    await teacher.quiet(0.3)
    begun = monotonic()
    await mentor.says("/menu")
    await mentor.sees("Чем займёмся")
    assert monotonic() - begun < 2
    assert not any(one.from_bot for one in teacher.messages)


@ON_SQLITE
async def test_voice_reaches_a_reader_without_voices_as_a_file_and_its_author_is_told(phones: Phones) -> None:
    mentor, young = phones.of(MENTOR), phones.of(YOUNG_SPECIALIST)
    phones.sandbox.chat(mentor.id).voices_forbidden = True
    await asks_mentor(phones)
    await young.sends_voice()
    heard = await mentor.sees("Калинина")
    assert heard.media is not None and heard.media.kind == "document"
    await young.sees("дошло файлом")
    await phones.app.stop()  # which records what is sent
    await asyncio.sleep(0.5)
    assert set(await phones.town.rows(select(Delivery.state))) == {("sent",)}


@ON_SQLITE
async def test_words_arrive_without_a_lost_file_and_their_author_is_told(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor, young = phones.of(MENTOR), phones.of(YOUNG_SPECIALIST)
    await asks_mentor(phones)
    add = phones.sandbox.add_message

    def lost(chat: Chat, *, from_bot: bool, **content: Any) -> Message:
        message = add(chat, from_bot=from_bot, **content)
        if not from_bot and message.media is not None:
            phones.sandbox.lose_file(message.media.file_id)
        return message

    monkeypatch.setattr(phones.sandbox, "add_message", lost)
    await young.sends_photo(caption="Вот доска после урока")
    told = await mentor.sees("Вот доска после урока", "Файл больше не открывается")
    assert told.media is None
    await young.sees("не дошёл")


@ON_SQLITE
async def test_letter_is_emptied_with_its_deed(phones: Phones) -> None:
    await asks_mentor(phones)
    young = phones.of(YOUNG_SPECIALIST)
    await young.says(QUESTION)
    await young.sees("Передано")
    assert not await phones.town.rows(select(InboxEntry.id).where(InboxEntry.content.is_not(None)))


@ON_SQLITE
async def test_answer_refused_for_ever_bars_nothing(phones: Phones, caplog: pytest.LogCaptureFixture) -> None:
    teacher = phones.of(TEACHER)
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.bad_request.probability = 1.0
    await teacher.says("/menu")
    await teacher.quiet(0.3)
    phones.sandbox.faults.clear()
    await teacher.says("/mydata")
    await teacher.sees("Что бот знает о вас")
    assert "an answer was not said" in caplog.text and "Туманов" not in caplog.text


@ON_SQLITE
async def test_reader_who_blocks_the_bot_between_two_repeats_is_left_alone(
    phones: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    teacher, mentor = phones.of(TEACHER), phones.of(MENTOR)
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.server_error.next = 1
    await teacher.says("/menu")
    await asyncio.sleep(0.1)
    await teacher.blocks()
    await mentor.says("/menu")
    await mentor.sees("Чем займёмся")
    await teacher.quiet(0.5)
    assert not any(one.from_bot for one in teacher.messages)
    assert "ERROR" not in {one.levelname for one in caplog.records}


@ON_SQLITE
async def test_answers_of_a_chat_keep_their_order_after_an_outage(phones: Phones) -> None:
    teacher = phones.of(TEACHER)
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.server_error.next = 3
    for command in ("/menu", "/mydata", "/help"):
        await teacher.says(command)
    await teacher.quiet(2.5)
    shown = [one.words.split("\n")[0] for one in teacher.messages if one.from_bot]
    assert len(shown) == 3
    assert "Что бот знает" in shown[1]


@ON_SQLITE
async def test_same_word_to_another_person_is_another_letter(phones: Phones) -> None:
    """A mentor swipes «Да» to one mentee; its receipt fails, and the same word goes to another one."""
    mentor, young = phones.of(MENTOR), phones.of(YOUNG_SPECIALIST)
    for text in ("Первый вопрос?", "Второй вопрос?"):
        ctx = await phones.town.acting(YOUNG_SPECIALIST)
        letter = Letter(f"telegram:1:{len(text)}{text[0]}", text)
        await conversations.ask(ctx, phones.town.id_of(MENTOR), letter)
    first, second = [await mentor.sees(text) for text in ("Первый вопрос?", "Второй вопрос?")]
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.server_error.next = 1
    await mentor.says("Да", reply_to=first)
    await mentor.quiet(0.6)
    await mentor.says("Да", reply_to=second)
    await young.quiet(1.5)
    assert await count_of(phones, "Да") == 2


@ON_SQLITE
async def test_words_asked_for_again_by_an_apology_are_handled(phones: Phones) -> None:
    await asks_mentor(phones)
    young = phones.of(YOUNG_SPECIALIST)
    phones.sandbox.faults.methods = frozenset({"sendMessage"})
    phones.sandbox.faults.server_error.next = 1
    await young.says("\u200b")
    await young.sees("Пустое сообщение")
    await young.says("\u200b")
    await young.quiet(0.6)
    assert sum("Пустое сообщение" in one.words for one in young.messages) == 2


@ON_SQLITE
async def test_reply_to_a_round_video_reaches_its_sender(phones: Phones) -> None:
    """The video and the words under it are two messages; people reply to either."""
    mentor, young = phones.of(MENTOR), phones.of(YOUNG_SPECIALIST)
    await asks_mentor(phones)
    await young.sends_video_note()
    await mentor.sees("Калинина")
    video = next(one for one in mentor.messages if one.media and one.media.kind == "video_note")
    await mentor.says("Посмотрел, всё верно", reply_to=video)
    await young.sees("Посмотрел, всё верно")
