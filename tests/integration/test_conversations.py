"""Conversations: a young specialist writes to the mentor and gets the answer in their own chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, func, select, update

from bot.delivery.render import render
from bot.sandbox.people import _send, tiny_png
from handlers.conversations import notices
from handlers.conversations.links import AskPerson, ShowConversation
from handlers.people.links import CorrectMyData
from services.conversations import actions, queries
from services.conversations.actions import Presence
from services.conversations.models import Conversation, ConversationMessage
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.letters import Letter
from services.mentoring import queries as mentoring
from services.outbox import Delivery
from services.outside import MAX, TELEGRAM
from services.people.models import Account, AuditEntry
from tests.conftest import MONDAY, MOSCOW, Phones, Town
from tests.integration.stories import ON_SQLITE
from tests.personas import (
    ADMIN,
    GYMNASIUM_METHODIST,
    HEAD,
    MENTOR,
    SCHOOL_METHODIST,
    SCIENCE_TEACHER,
    TEACHER,
    YOUNG_SPECIALIST,
)

QUESTION = "Как начать урок после физкультуры?"


async def _ask(town: Town, text: str = QUESTION, source: str = "100009:1") -> int:
    ctx = await town.acting(YOUNG_SPECIALIST)
    return (await actions.ask(ctx, town.id_of(MENTOR), Letter(source, text))).conversation_id


async def _status(town: Town) -> str:
    return str(await town.one(select(Conversation.status)))


async def _queued(town: Town, kind: str) -> int:
    return int(await town.one(select(func.count()).select_from(Delivery).where(Delivery.kind == kind)))


async def test_question_goes_to_the_mentor_at_once_and_is_due_in_three_days(town: Town) -> None:
    town.clock.set(MONDAY.replace(hour=23, minute=30))
    conversation_id = await _ask(town)

    (talk,) = await town.rows(select(Conversation.asker_id, Conversation.answerer_id, Conversation.status))
    assert talk == (town.id_of(YOUNG_SPECIALIST), town.id_of(MENTOR), "open")
    due = await town.one(select(Conversation.answer_due))
    assert due.astimezone(MOSCOW).date() == date(2026, 11, 26)
    (notice,) = await town.rows(select(Delivery.person_id, Delivery.not_before, Delivery.created_at))
    assert notice.person_id == town.id_of(MENTOR)
    assert notice.not_before <= notice.created_at, "a message of a person is delivered at night, too"
    waiting = await queries.waiting_for_me(await town.acting(MENTOR))
    assert [(one.conversation_id, one.asker) for one in waiting] == [
        (conversation_id, "Калинина Дарья Олеговна")
    ]


async def test_words_are_kept_out_of_the_outbox_and_the_audit(town: Town) -> None:
    await _ask(town)
    stored = [*await town.rows(select(Delivery.arguments)), *await town.rows(select(AuditEntry.details))]
    assert not any("физкультуры" in str(row) for row in stored)


async def test_mentor_and_methodist_are_offered_as_addressees(town: Town) -> None:
    found = await queries.addressees(await town.acting(YOUNG_SPECIALIST))
    assert (found[0].person.id, found[0].role) == (town.id_of(MENTOR), "Наставник")
    assert (found[1].person.id, found[1].role) == (town.id_of(SCHOOL_METHODIST), "Школьный методист")
    assert town.id_of(YOUNG_SPECIALIST) not in {one.person.id for one in found}


@pytest.mark.parametrize("forged", [TEACHER, HEAD, YOUNG_SPECIALIST, GYMNASIUM_METHODIST])
async def test_question_to_a_forged_addressee_is_refused(town: Town, forged: str) -> None:
    with pytest.raises(NotAllowed):
        await actions.ask(
            await town.acting(YOUNG_SPECIALIST), town.id_of(forged), Letter("100009:1", QUESTION)
        )
    assert await town.rows(select(Conversation.id)) == []
    assert await town.rows(select(Delivery.id)) == []


@pytest.mark.parametrize("nosy", [TEACHER, HEAD, ADMIN, SCHOOL_METHODIST])
async def test_only_the_two_sides_read_and_write(town: Town, nosy: str) -> None:
    conversation_id = await _ask(town)
    message_id = await town.one(select(ConversationMessage.id))
    ctx = await town.acting(nosy)
    with pytest.raises(NotFound):
        await queries.conversation(ctx, conversation_id)
    with pytest.raises(NotFound):
        await queries.message(ctx, message_id)
    with pytest.raises(NotFound):
        await actions.reply(ctx, conversation_id, Letter("1:1", "Я тоже тут"))
    with pytest.raises(NotFound):
        await actions.close(ctx, conversation_id)
    assert await render(ctx, "conversation_message", {"message_id": message_id}) is None


async def test_update_delivered_twice_adds_nothing(town: Town) -> None:
    first = await _ask(town)
    assert await _ask(town) == first
    answer = Letter("100008:7", "Дайте минуту тишины.")
    for _ in range(2):
        await actions.reply(await town.acting(MENTOR), first, answer)
    assert await town.one(select(func.count()).select_from(ConversationMessage)) == 2
    assert await _queued(town, "conversation_message") == 2


async def test_answer_and_next_question_change_whose_turn_it_is(town: Town) -> None:
    conversation_id = await _ask(town)
    await actions.reply(await town.acting(MENTOR), conversation_id, Letter("100008:1", "Попробуйте так."))
    assert await _status(town) == "answered"
    assert await queries.waiting_for_me(await town.acting(MENTOR)) == []

    await actions.reply(
        await town.acting(YOUNG_SPECIALIST), conversation_id, Letter("100009:2", "А если шумят?")
    )
    assert await _status(town) == "open"
    (waiting,) = await queries.waiting_for_me(await town.acting(MENTOR))
    assert waiting.conversation_id == conversation_id

    with pytest.raises(NotAllowed):
        await actions.close(await town.acting(MENTOR), conversation_id)
    await actions.close(await town.acting(YOUNG_SPECIALIST), conversation_id)
    await actions.close(await town.acting(YOUNG_SPECIALIST), conversation_id)
    assert await _status(town) == "closed"
    assert await _queued(town, "conversation_closed") == 1
    assert await queries.my_questions(await town.acting(YOUNG_SPECIALIST)) == []


async def test_closed_conversation_may_still_be_answered(town: Town) -> None:
    conversation_id = await _ask(town)
    await actions.close(await town.acting(YOUNG_SPECIALIST), conversation_id)
    await actions.reply(await town.acting(MENTOR), conversation_id, Letter("100008:2", "И ещё мысль."))
    assert await _status(town) == "answered"


async def test_refusal_of_a_long_text_tells_the_excess(town: Town) -> None:
    limit = town.content.mentoring.request_flow.max_text
    with pytest.raises(Invalid) as refused:
        await _ask(town, "а" * (limit + 7))
    assert refused.value.arguments == {"limit": limit, "excess": 7}
    assert await town.rows(select(Conversation.id)) == []


async def test_correction_changes_unsent_words_and_follows_sent_ones(town: Town) -> None:
    await _ask(town, "Как начать урк?")
    await actions.edit(await town.acting(YOUNG_SPECIALIST), Letter("100009:1", "Как начать урок?"))
    assert await town.one(select(ConversationMessage.text)) == "Как начать урок?"
    assert await _queued(town, "conversation_edited") == 0

    async with town.database.transaction() as session:
        await session.execute(update(Delivery).values(state="sent", message_id=50))
    for _ in range(2):
        await actions.edit(await town.acting(YOUNG_SPECIALIST), Letter("100009:1", "Как начать урок тихо?"))
    assert await _queued(town, "conversation_edited") == 1
    arguments = await town.one(select(Delivery.arguments).where(Delivery.kind == "conversation_edited"))
    assert await notices.conversation_edited(await town.acting(MENTOR), **arguments) is not None

    await actions.edit(
        await town.acting(YOUNG_SPECIALIST), Letter("100009:1", "Как начать урок совсем тихо?")
    )
    assert await notices.conversation_edited(await town.acting(MENTOR), **arguments) is None


async def test_mentor_and_methodist_may_write_to_the_teacher_first(town: Town) -> None:
    young = town.id_of(YOUNG_SPECIALIST)
    for place, code in enumerate((SCHOOL_METHODIST, MENTOR)):
        receipt = await actions.ask(await town.acting(code), young, Letter(f"7:{place}", "Чем помочь?"))
        assert receipt.to.id == young
    waiting = await queries.waiting_for_me(await town.acting(YOUNG_SPECIALIST))
    assert len(waiting) == 2
    for place, code in enumerate((TEACHER, HEAD, GYMNASIUM_METHODIST)):
        with pytest.raises(NotAllowed):
            await actions.ask(await town.acting(code), young, Letter(f"8:{place}", "Почему нет плана?"))
    assert await town.one(select(func.count()).select_from(Conversation)) == 2


async def test_correction_of_another_persons_words_changes_nothing(town: Town) -> None:
    await _ask(town)
    await actions.edit(await town.acting(MENTOR), Letter("100009:1", "Другое"))
    assert await town.one(select(ConversationMessage.text)) == QUESTION


async def test_reply_finds_the_conversation_of_its_own_chat_only(town: Town) -> None:
    conversation_id = await _ask(town, source="telegram:100009:1")
    async with town.database.transaction() as session:
        await session.execute(update(Delivery).values(state="sent", channel=TELEGRAM, message_id=50))
    assert await queries.conversation_behind(await town.acting(MENTOR), 100008, 50) == conversation_id
    assert await queries.conversation_behind(await town.acting(MENTOR), 100008, 51) is None
    assert await queries.conversation_behind(await town.acting(TEACHER), 100012, 50) is None
    assert (
        await queries.conversation_behind(await town.acting(YOUNG_SPECIALIST), 100009, 1) == conversation_id
    )
    elsewhere = replace(await town.acting(MENTOR), channel=MAX)
    assert await queries.conversation_behind(elsewhere, 100008, 50) is None


async def test_asker_is_told_that_the_answerer_is_not_in_the_bot(town: Town) -> None:
    answerer = Account.person_id == town.id_of(MENTOR)
    async with town.database.transaction() as session:
        await session.execute(update(Account).where(answerer).values(reachable=False))
    ctx = await town.acting(YOUNG_SPECIALIST)
    receipt = await actions.ask(ctx, town.id_of(MENTOR), Letter("100009:1", QUESTION))
    assert receipt.presence is Presence.AWAY
    async with town.database.transaction() as session:
        await session.execute(delete(Account).where(answerer))
    receipt = await actions.reply(ctx, receipt.conversation_id, Letter("100009:2", "И ещё"))
    assert receipt.presence is Presence.ABSENT
    assert await _queued(town, "conversation_message") == 2


async def test_reply_to_a_person_who_left_is_refused(town: Town) -> None:
    conversation_id = await _ask(town)
    await town.change_person(MENTOR, archived_at=town.clock.now())
    with pytest.raises(WrongState):
        await actions.reply(
            await town.acting(YOUNG_SPECIALIST), conversation_id, Letter("100009:2", "Вы тут?")
        )


async def test_mentoring_shows_both_sides(town: Town) -> None:
    conversation_id = await _ask(town)
    mine = await mentoring.my_mentoring(await town.acting(YOUNG_SPECIALIST))
    assert [card.mentor.id for card in mine.mentors] == [town.id_of(MENTOR)]
    assert len(mine.mentors[0].goals) == 2
    assert mine.mentees == ()
    (mentee,) = (await mentoring.my_mentoring(await town.acting(MENTOR))).mentees
    assert (mentee.mentee.id, mentee.conversation_id, mentee.waits) == (
        town.id_of(YOUNG_SPECIALIST),
        conversation_id,
        True,
    )
    assert await mentoring.my_mentoring(await town.acting(SCIENCE_TEACHER)) == mentoring.MyMentoring((), ())


async def test_questions_are_asked_and_answered_by_button_and_by_reply(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос", "Не называйте фамилии")
    await young.says(QUESTION)
    await young.sees("Передано", "Полевой")

    notice = await mentor.sees("Калинина", QUESTION)
    await mentor.presses("Ответить")
    await mentor.sees("Напишите ответ", QUESTION)
    assert QUESTION in (await mentor.sees(QUESTION, "пишет вам")).words, "the notice stays in the chat"
    await mentor.says("Минута тишины & <дыхание>.")
    await mentor.sees("Передано", "Калинина")

    answer = await young.sees("отвечает", "Минута тишины & <дыхание>.")
    await young.says("А если не помогает?", reply_to=answer)
    await mentor.sees("А если не помогает?")
    await mentor.says("Тогда считаем до десяти.", reply_to=notice)
    await young.sees("Тогда считаем до десяти.")
    await young.presses("вопрос решён")
    await young.sees("Хорошо, что помогло")
    assert await _status(phones.town) == "closed"
    assert await phones.town.one(select(func.count()).select_from(ConversationMessage)) == 4


async def test_question_stays_open_after_what_cannot_be_sent(phones: Phones) -> None:
    young = phones.of(YOUNG_SPECIALIST)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос")
    await young.sends_sticker()
    await young.sees("Такое передать не получится")
    await young.says("б" * (phones.town.content.mentoring.request_flow.max_text + 1))
    await young.sees("лишний 1 знак")
    await young.sends_file("план.docx", b"plan", caption="Вот план урока")
    await young.sees("Передано")
    await phones.of(MENTOR).sees("Вот план урока")
    (kind,) = (await phones.town.rows(select(ConversationMessage.file_kind)))[0]
    assert kind == "document"


async def test_long_text_full_of_signs_arrives_whole(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос")
    await young.says("<b>&" * 700 + "конец")
    await young.sees("Передано")
    await mentor.sees("продолжение", "конец", within=8)
    arrived = "".join(one.words for one in mentor.messages)
    assert (arrived.count("<"), arrived.count("&")) == (700, 700)


async def test_text_typed_unasked_is_sent_once_without_retyping(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await young.says(QUESTION)
    offer = await young.sees(QUESTION)
    await young.presses(young.buttons(offer)[0][0], offer)
    choice = await young.sees("Кому написать?", QUESTION)
    await young.presses("Полевой", choice)
    await young.sees("Передано")
    await young.presses("Полевой", choice)
    await mentor.sees(QUESTION)
    assert await phones.town.one(select(func.count()).select_from(ConversationMessage)) == 1


async def test_correction_is_delivered(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос")
    written = await young.says("Как начать урк?")
    await mentor.sees("Как начать урк?")
    await young.edits(written, "Как начать урок?")
    corrected = await mentor.sees("исправлено", "Как начать урок?")
    await mentor.says("С тишины.", reply_to=corrected)
    await young.sees("С тишины.")


async def test_forged_press_shows_nothing(phones: Phones) -> None:
    await _ask(phones.town)
    conversation_id = await phones.town.one(select(Conversation.id))
    stranger = phones.of(TEACHER)
    await stranger.says("/ask")
    await stranger.sees("Кому написать?")
    await stranger.presses_data(ShowConversation(conversation_id=conversation_id).pack())
    assert all(QUESTION not in one.words for one in stranger.messages)
    await stranger.presses_data(AskPerson(person_id=phones.town.id_of(MENTOR)).pack())
    await stranger.says("Здравствуйте!")
    await stranger.quiet()
    assert await phones.town.one(select(func.count()).select_from(Conversation)) == 1


async def test_words_to_a_person_who_blocked_the_bot_wait(phones: Phones) -> None:
    mentor = phones.of(MENTOR)
    await mentor.blocks()
    await _ask(phones.town)
    await mentor.quiet()
    assert all(QUESTION not in one.words for one in mentor.messages)
    await mentor.unblocks()
    await mentor.says("/menu")
    await mentor.sees(QUESTION)


async def test_album_is_delivered_with_its_first_photo(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await young.says("/ask")
    await young.presses("Полевой")
    await young.sees("Напишите вопрос")
    for number, caption in enumerate(("Доска после урока", "", "")):
        photo = phones.sandbox.store_photo(tiny_png(), f"{number}.png")
        _send(phones.sandbox, young._chat, media=photo, caption=caption, entities=(), album="77")
    await young.sees("Передано")
    await mentor.sees("Доска после урока")
    await mentor.quiet(1.5)
    assert sum("пишет вам" in one.words for one in mentor.messages) == 3
    assert sum("Передано" in one.words for one in young.messages) == 1
    assert await phones.town.one(select(func.count()).select_from(Conversation)) == 1


async def test_album_sent_as_a_reply_stays_whole_while_another_question_is_open(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await _ask(phones.town)
    notice = await mentor.sees(QUESTION)

    async def sends_album(album: str) -> None:
        for number in range(3):
            photo = phones.sandbox.store_photo(tiny_png(), f"{number}.png")
            swiped = notice.message_id if number == 0 else None
            _send(phones.sandbox, mentor._chat, media=photo, entities=(), album=album, reply_to=swiped)
        await mentor.sees("Передано")
        await young.quiet(1.5)

    await mentor.presses_data(CorrectMyData().pack())
    await sends_album("78")
    assert sum("отвечает" in one.words for one in young.messages) == 3
    await mentor.says("Отчество другое")
    await mentor.sees("Передали")
    await mentor.presses_data(AskPerson(person_id=phones.town.id_of(SCHOOL_METHODIST)).pack())
    await mentor.sees("Напишите вопрос")
    await sends_album("79")
    assert sum("отвечает" in one.words for one in young.messages) == 6
    await mentor.says("А это вопрос методисту.")
    await phones.of(SCHOOL_METHODIST).sees("А это вопрос методисту.")
    assert await phones.town.one(select(func.count()).select_from(Conversation)) == 2


async def test_conversation_shows_its_files_and_whole_texts(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    conversation_id = await _ask(phones.town, "Длинный вопрос. " * 100)
    await mentor.sees("Калинина")
    await mentor.presses("Ответить")
    await mentor.sees("Напишите ответ")
    await mentor.sends_voice()
    await mentor.sees("Передано")
    await young.sees("отвечает")
    await young.says("/ask")
    await young.sees("Ваши вопросы", "есть ответ")
    await young.presses("✅ Полевой")
    shown = await young.sees("Вы, пн, 23 ноября", "Голосовое сообщение")
    await young.presses("Целиком", shown)
    await young.sees("Длинный вопрос. " * 99)
    await young.presses("📎 Голосовое", shown)
    voice = await young.sees("Игорь Алексеевич")
    assert voice.media is not None
    await young.presses("Назад", shown)
    await young.sees("Кому написать?")
    assert conversation_id == await phones.town.one(select(Conversation.id))


@ON_SQLITE
async def test_mentor_command_for_mentee_mentor_and_others(town: Town) -> None:
    young, mentor, other = town.visit(YOUNG_SPECIALIST), town.visit(MENTOR), town.visit(SCIENCE_TEACHER)
    await young.says("/mentor")
    young.sees("Ваш наставник", "Полевой", "Один на один", "15 сентября 2026")
    await young.presses("Написать")
    young.sees("Напишите вопрос")
    await young.says(QUESTION)
    await mentor.says("/mentor")
    mentor.sees("Вы наставник, 1 наставляемый", "Калинина", "ждёт вашего ответа")
    await mentor.presses("❓ Калинина")
    mentor.sees(QUESTION)
    await other.says("/mentor")
    other.sees("Наставника у вас пока нет")
    await other.presses("Написать методисту")
    other.sees("Кому написать?", "Школьный методист")


@ON_SQLITE
async def test_way_back_closes_the_question(town: Town) -> None:
    young = town.visit(YOUNG_SPECIALIST)
    await young.says("/ask")
    await young.presses("Полевой")
    young.sees("Напишите вопрос")
    await young.presses("Назад")
    young.sees("Кому написать?")
    await young.says("Просто мысль")
    assert await town.rows(select(Conversation.id)) == []


async def test_reply_to_another_message_leaves_the_question_open(phones: Phones) -> None:
    young, mentor = phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    await _ask(phones.town)
    await mentor.sees(QUESTION)
    await young.says("/ask")
    await young.presses("Озерова")
    await young.sees("Напишите вопрос")
    await mentor.says("Минута тишины.", reply_to=mentor.last)
    answer = await young.sees("Минута тишины.")
    await young.says("Спасибо!", reply_to=answer)
    await mentor.sees("Спасибо!")
    await young.says("А это вопрос методисту.")
    await phones.of(SCHOOL_METHODIST).sees("А это вопрос методисту.")
    assert await phones.town.one(select(func.count()).select_from(Conversation)) == 2
