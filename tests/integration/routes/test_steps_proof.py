"""Work on a step: proof of every kind, a few words about it, help with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select

from bot.sandbox import people as hands
from bot.sandbox.media import tiny_png
from handlers.conversations import notices as conversation_notices
from handlers.conversations import screens as conversation_screens
from handlers.routes.changes.links import SnoozeStep
from handlers.routes.steps import loose
from handlers.routes.steps import notices as step_notices
from handlers.routes.steps import screens as step_screens
from handlers.routes.steps.links import AttachFile, StepDetails
from handlers.routes.steps.questions import Reflection
from handlers.routes.steps.screens import details as details_screen
from handlers.routes.steps.screens import step_card as step_card_screen
from services.conversations import actions as conversations
from services.conversations import queries as conversation_queries
from services.conversations.models import Conversation
from services.errors import Invalid, NotAllowed, WrongState
from services.letters import Attached, Letter
from services.outbox import Delivery
from services.routes import step_reading
from services.routes.agreement import actions as agreement
from services.routes.models import Evidence, RouteStep, StepReflection
from services.routes.remarks import Remark
from services.routes.step_reading import details
from services.routes.steps import actions as step_actions
from services.routes.steps import queries as step_queries
from tests.conftest import MONDAY, Phones, Town
from tests.integration.route_stories import approved, draft, step_status, words
from tests.integration.stories import ON_SQLITE, outcome, posted
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
)
from tests.shown import read

OUTCOME, NEXT_TIME = "outcome", "next_time"


def sent(kind: str, number: int) -> Letter:
    return Letter(f"100023:{number}", file=Attached(kind, f"{kind}-{number}", "Отчёт.pdf"))


async def reflections(town: Town) -> list[tuple[str, str]]:
    rows = await town.rows(select(StepReflection.question, StepReflection.text).order_by(StepReflection.id))
    return [(question, text) for question, text in rows]


async def test_planned_step_offers_what_can_be_done(town: Town) -> None:
    teacher, step_id = await town.acting(GYMNASIUM_TEACHER), (await approved(town)).steps[0].id
    planned = read(step_card_screen(await step_reading.step_card(teacher, step_id)))
    for label in ("✅ Сделано", "📅 Перенести", "🙋 Нужна помощь", "ℹ️ Подробнее"):
        assert label in planned
    with pytest.raises(WrongState):  # nothing is done yet
        await step_actions.reflect(teacher, step_id, OUTCOME, "Получилось")


async def submitted(town: Town) -> int:
    """A step with proof of every kind and a few words about it."""
    step_id = (await approved(town)).steps[0].id
    await town.change(RouteStep, step_id, remind_on=town.today, due=town.today)
    teacher = await town.acting(GYMNASIUM_TEACHER)
    for number, kind in enumerate(("photo", "document", "voice", "video"), start=1):
        await step_actions.submit(teacher, step_id, sent(kind, number))
    await step_actions.submit(teacher, step_id, Letter("100023:5", "https://example.org/urok"))
    for text in ("Дети спорили", "Дети <спорили>"):
        await step_actions.reflect(teacher, step_id, OUTCOME, text)
    return step_id


async def test_proof_of_every_kind_marks_a_step_as_done(town: Town) -> None:
    step_id = await submitted(town)
    (row,) = await town.rows(select(RouteStep.done_on, RouteStep.remind_on).where(RouteStep.id == step_id))
    assert tuple(row) == (town.today, None)


async def test_wrong_words_about_a_step_are_refused(town: Town) -> None:
    step_id, teacher = await submitted(town), await town.acting(GYMNASIUM_TEACHER)
    for question, text in (("forged", "Слова"), (OUTCOME, "а" * 501), (OUTCOME, "  ")):
        with pytest.raises(Invalid):
            await step_actions.reflect(teacher, step_id, question, text)
    for code in (GYMNASIUM_CLASS_TEACHER, GYMNASIUM_METHODIST):
        ctx = await town.acting(code)
        assert await outcome(step_actions.reflect(ctx, step_id, OUTCOME, "Нет")) == "NotAllowed"


async def test_methodist_sees_the_proof_and_the_words(town: Town) -> None:
    step_id, methodist = await submitted(town), await town.acting(GYMNASIUM_METHODIST)
    seen = read(step_card_screen(await step_reading.step_card(methodist, step_id)))
    for part in (
        "Прислано: 5",
        "Что получилось?",
        "Дети &lt;спорили&gt;",
        "Голос 3",
        "Ссылка 5",
        "✅ Принять",
    ):
        assert part in seen


async def returned_with_voice(town: Town) -> int:
    """A submitted step that the methodist returned with a voice message."""
    step_id, methodist = await submitted(town), await town.acting(GYMNASIUM_METHODIST)
    await step_actions.return_step(methodist, step_id, Remark(file_kind="voice", file_id="spoken"))
    return step_id


async def test_returned_step_is_not_done_and_keeps_the_voice(town: Town) -> None:
    step_id, teacher = await returned_with_voice(town), await town.acting(GYMNASIUM_TEACHER)
    assert await town.one(select(RouteStep.done_on).where(RouteStep.id == step_id)) is None
    said = await step_notices.step_returned(await town.acting(GYMNASIUM_TEACHER), step_id)
    assert said is not None
    assert said.file is not None
    assert (said.file.kind, said.file.file_id) == ("voice", "spoken")
    returned = read(step_card_screen(await step_reading.step_card(teacher, step_id)))
    assert "Нужно доработать" in returned
    assert "🎧 Послушать" in returned


async def accepted(town: Town) -> int:
    """A step that was returned, submitted again two days later and accepted."""
    step_id = await returned_with_voice(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    town.clock.set(MONDAY.replace(day=25))
    await step_actions.submit(teacher, step_id, words(6))
    assert await town.one(select(RouteStep.done_on).where(RouteStep.id == step_id)) == teacher.today
    await step_actions.accept_step(methodist, step_id)
    return step_id


async def test_accepted_step_takes_no_more_proof(town: Town) -> None:
    step_id, teacher = await accepted(town), await town.acting(GYMNASIUM_TEACHER)
    with pytest.raises(WrongState) as late:
        await step_actions.submit(teacher, step_id, words(7))
    assert late.value.key == "error-step-accepted"
    await step_actions.submit(teacher, step_id, words(6))  # delivered again
    assert await town.one(select(func.count(Evidence.id))) == 6


async def test_words_may_be_added_after_the_acceptance_but_not_changed(town: Town) -> None:
    step_id, teacher = await accepted(town), await town.acting(GYMNASIUM_TEACHER)
    await step_actions.reflect(teacher, step_id, NEXT_TIME, "Возьму карточки")
    await step_actions.reflect(teacher, step_id, OUTCOME, "Иначе")
    assert await reflections(town) == [(OUTCOME, "Дети <спорили>"), (NEXT_TIME, "Возьму карточки")]


async def test_details_of_a_step_tell_its_whole_history(town: Town) -> None:
    step_id = await accepted(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await step_actions.reflect(teacher, step_id, NEXT_TIME, "Возьму карточки")
    everything = read(details_screen(await details(teacher, step_id)))
    for part in (
        "Почему этот шаг",
        "помощь нужнее всего",
        "Возьму карточки",
        "Голосовое сообщение",
        "отправлен на проверку (вы)",
        "возвращён на доработку",
        "принят",
        "Голос 1",
    ):
        assert part in everything
    for_methodist = read(details_screen(await details(methodist, step_id)))
    assert "помощь нужнее" not in for_methodist, "the result was not opened to the methodist"
    assert "принят (вы)" in for_methodist
    assert await outcome(details(await town.acting(GYMNASIUM_HEAD), step_id)) == "NotAllowed"


async def test_mentor_decides_about_the_step_of_the_pair_only(town: Town) -> None:
    view = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    teacher, mentor = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), await town.acting(GYMNASIUM_MENTOR)
    pair_step, other = view.steps[0].id, view.steps[1].id
    await town.change(RouteStep, pair_step, form="mentor_work")
    await town.change(RouteStep, other, form="webinar")
    for number, step_id in enumerate((pair_step, other)):
        await step_actions.submit(teacher, step_id, words(number))
        await step_actions.reflect(teacher, step_id, OUTCOME, "Получилось")
    assert await posted(town, "step_submitted") == [
        town.id_of(GYMNASIUM_MENTOR),
        town.id_of(GYMNASIUM_METHODIST),
    ]
    (name,) = await step_queries.mentors_asked(teacher, pair_step)
    assert name == mentor.me.full_name
    card = await step_reading.step_card(teacher, pair_step)
    assert f"отправлено наставнику: {name}" in read(step_screens.submitted(card, step_screens.saved([name])))
    assert await step_queries.mentors_asked(teacher, other) == (), "this step goes to the methodist"
    assert await outcome(step_queries.mentors_asked(mentor, pair_step)) == "NotAllowed"
    notice = await step_notices.step_submitted(await town.acting(GYMNASIUM_MENTOR), pair_step)
    assert notice is not None
    assert "Сходила на урок" in read(notice)
    assert await step_notices.step_submitted(await town.acting(GYMNASIUM_MENTOR), other) is None
    unseen = await step_reading.step_card(mentor, other)
    assert (unseen.evidence, unseen.reflections) == ((), ())
    assert await outcome(step_actions.accept_step(mentor, other)) == "NotAllowed"
    assert await outcome(step_actions.return_step(mentor, other, Remark("Нет"))) == "NotAllowed"
    await step_actions.return_step(mentor, pair_step, Remark("Добавьте план"))
    await step_actions.submit(teacher, pair_step, words(3))
    assert await step_actions.accept_step(mentor, pair_step)
    assert not await step_actions.accept_step(mentor, pair_step), "a second tap"
    assert await step_status(town, pair_step) == "done"


async def test_question_keeps_the_step_it_is_about(town: Town) -> None:
    view = await draft(town, GYMNASIUM_YOUNG_SPECIALIST)
    step = view.steps[0]
    asker, mentor = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), await town.acting(GYMNASIUM_MENTOR)
    letter = Letter("100020:1", "С чего начать?")
    receipt = await conversations.ask(asker, town.id_of(GYMNASIUM_MENTOR), letter, step_id=step.id)
    again = await conversations.ask(asker, town.id_of(GYMNASIUM_MENTOR), letter, step_id=step.id)
    assert again.conversation_id == receipt.conversation_id
    with pytest.raises(NotAllowed):
        await conversations.ask(
            await town.acting(GYMNASIUM_TEACHER),
            town.id_of(GYMNASIUM_METHODIST),
            Letter("100023:1", "Можно?"),
            step_id=step.id,
        )
    message_id = (await town.one(select(Delivery.arguments)))["message_id"]

    async def heard() -> str:
        notice = await conversation_notices.conversation_message(
            await town.acting(GYMNASIUM_MENTOR), message_id
        )
        assert notice is not None
        return read(notice)

    # Only its owner sees a draft: the mentor reads the title of the step and cannot open it.
    assert f"К шагу: <b>{step.title}</b>" in await heard()
    assert "Посмотреть шаг" not in await heard()
    assert await outcome(step_reading.step_card(mentor, step.id)) == "NotFound"
    talk = await conversation_queries.conversation(asker, receipt.conversation_id)
    assert "Посмотреть шаг" in read(conversation_screens.conversation(talk))

    await _working(town, view.id)
    assert "Посмотреть шаг" in await heard()
    await conversations.reply(mentor, receipt.conversation_id, Letter("100019:1", "С малого."))
    talk = await conversation_queries.conversation(mentor, receipt.conversation_id)
    assert step.title in read(conversation_screens.conversation(talk))

    async with town.database.transaction() as db:
        await db.execute(delete(RouteStep).where(RouteStep.id == step.id))
    assert await town.one(select(Conversation.step_id)) is None
    assert "К шагу" not in await heard()
    gone = Letter("100020:2", "А дальше?")
    assert await conversations.ask(asker, town.id_of(GYMNASIUM_MENTOR), gone, step_id=step.id)


async def _working(town: Town, route_id: int) -> None:
    view = await agreement.send_to_review(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), route_id)
    await agreement.approve(await town.acting(GYMNASIUM_METHODIST), route_id, view.sent_id)


async def test_step_is_submitted_on_a_phone(phones: Phones) -> None:
    town = phones.town
    await approved(town)
    teacher, methodist = phones.of(GYMNASIUM_TEACHER), phones.of(GYMNASIUM_METHODIST)
    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("Сделано")
    await teacher.sends_sticker()
    await teacher.sees("Это к шагу не приложить")
    await teacher.says("а" * 2001)
    await teacher.sees("Слишком длинно", "000", "Пришлите фото, файл, ссылку")
    for _ in range(3):
        photo = phones.sandbox.store_photo(tiny_png(), "photo.png")
        hands._send(phones.sandbox, teacher._chat, media=photo, album="777")
    await teacher.sees("Сохранено и отправлено методисту", "Осталось два коротких", "Что получилось?")
    await teacher.quiet()
    assert await town.one(select(func.count(Evidence.id))) == 3, "the album is whole while a question is open"
    await methodist.sees("на проверку", "Прислано")
    await teacher.sends_sticker()
    await teacher.sees("Здесь нужны слова", "Что получилось?")
    await teacher.sends_photo()
    asked = await teacher.sees("Добавлено, всего 4", "Что получилось?")
    assert asked.button("Пропустить") and "20 МБ" not in teacher.last.words
    await teacher.sends_file("урок.mp4", bytes(50 * 1024 * 1024))
    await teacher.sees("Добавлено, всего 5", "больше 20 МБ", "в портфолио не поместится", "Что получилось?")
    await teacher.says("а" * 501)
    asked = await teacher.sees("Слишком длинно", "500", "Что получилось?")
    assert asked.button("Пропустить оба") and asked.button("В меню")
    await teacher.says("Дети спорили")
    await teacher.sees("Что возьмёте")
    await teacher.presses("Пропустить")
    await teacher.sees("Сохранено и отправлено методисту")
    await teacher.presses("Добавить ещё")
    await teacher.sends_voice()
    await teacher.sees("Сохранено и отправлено методисту")
    assert "Что возьмёте" not in teacher.last.words, "the questions are asked once"
    assert await reflections(town) == [(OUTCOME, "Дети спорили")]
    assert await town.one(select(func.count(Evidence.id))) == 6

    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("Дописать")
    await teacher.sees("Вы писали", "Дети спорили")
    await teacher.presses("Пропустить оба")
    await teacher.sees("Сохранено и отправлено методисту")

    await teacher.says("/route")
    await teacher.presses("2. ")
    await teacher.presses("Нужна помощь")
    await teacher.sees("К шагу", "Кому написать?")
    name = (await town.rows(select(RouteStep.title).order_by(RouteStep.position)))[1][0]
    await teacher.presses("✏️", teacher.last)
    await teacher.sees("Напишите вопрос", name)
    await teacher.says("С чего начать?")
    await teacher.sees("Передано")
    question = await methodist.sees("К шагу", name, "С чего начать?")
    await methodist.presses("Посмотреть шаг", question)
    await methodist.sees("Что приложить")
    assert "С чего начать?" in methodist._now(question).words, "the question stays"


async def test_file_sent_unasked_is_attached_to_the_chosen_step(phones: Phones) -> None:
    town = phones.town
    route = await approved(town)
    first, second = route.steps[:2]
    teacher = phones.of(GYMNASIUM_TEACHER)
    await step_actions.submit(await town.acting(GYMNASIUM_TEACHER), first.id, words(900))
    await teacher.sends_photo()
    asked = await teacher.sees("К какому шагу приложить файл?")
    plan = await teacher.sends_file("план.pdf", b"%PDF")
    await teacher.quiet()  # the second question has the same words
    other = await teacher.sees("К какому шагу приложить файл?")
    assert other.message_id > asked.message_id
    assert await kept(town) == [(first.id, "text")], "nothing is attached before the step is chosen"
    await teacher.presses("1. ", asked)
    done = await teacher.sees("Сохранено и отправлено методисту")
    assert "Что получилось?" not in done.words
    # The second file begins another step; a second tap asks the same question once.
    await teacher.presses("2. ", other)
    await teacher.sees("Осталось два коротких", "Что получилось?")
    for step in (first, second):
        link = AttachFile(step_id=step.id, message_id=plan.message_id)
        await teacher.presses_data(link.pack())
        await teacher.sees("Осталось два коротких", "Что получилось?")
    assert await kept(town) == [(first.id, "text"), (first.id, "photo"), (second.id, "document")]
    await teacher.says("Дети спорили")
    await teacher.sees("Что возьмёте")
    for _ in range(3):
        photo = phones.sandbox.store_photo(tiny_png(), "photo.png")
        hands._send(phones.sandbox, teacher._chat, media=photo, album="900")
    await teacher.sees("Добавлено, всего 2")
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    for _ in range(3):
        photo = phones.sandbox.store_photo(tiny_png(), "photo.png")
        hands._send(phones.sandbox, teacher._chat, media=photo, album="901")
    album = await teacher.sees("К какому шагу приложить файл?")
    await teacher.quiet()
    assert album.message_id == teacher.last.message_id, "an album is asked about once"
    before = len(await kept(town))
    await teacher.presses("2. ", album)
    await teacher.sees("Сохранено и отправлено методисту")
    assert len(await kept(town)) == before + 3
    gone = await teacher.presses_data(AttachFile(step_id=first.id, message_id=10**6).pack())
    assert "Пришлите его, пожалуйста, ещё раз" in (gone or "")
    # The step was closed meanwhile: the file can be attached to another step.
    late = await teacher.sends_photo()
    await teacher.sees("К какому шагу приложить файл?", "С ✅ шаг станет сделанным")
    await step_actions.accept_step(await town.acting(GYMNASIUM_METHODIST), first.id)
    await teacher.presses_data(AttachFile(step_id=first.id, message_id=late.message_id).pack())
    await teacher.presses("2. ", await teacher.sees("Этот шаг уже принят", "К какому шагу приложить файл?"))
    await teacher.sees("Сохранено и отправлено методисту")
    assert len(await kept(town)) == before + 4


async def test_late_file_of_a_loose_album_joins_its_step(town: Town) -> None:
    step, other = (await approved(town)).steps[:2]
    teacher = await town.acting(GYMNASIUM_TEACHER)
    album = [replace(sent("photo", number), album="902") for number in (1, 2, 3)]
    assert await loose.offer_steps(teacher, album[0]) is not None
    assert await loose.offer_steps(teacher, album[1]) is None, "an album is asked about once"
    await loose.attach(teacher, step.id, 1)
    assert await loose.offer_steps(teacher, album[2]) is None
    assert await kept(town) == [(step.id, "photo")] * 3
    for step_id in (step.id, other.id):  # a second tap, on any step
        reply = await loose.attach(teacher, step_id, 2)
        assert isinstance(reply.asks, Reflection) and reply.asks.step_id == step.id
    assert await kept(town) == [(step.id, "photo")] * 3


async def kept(town: Town) -> list[tuple[int, str]]:
    rows = await town.rows(select(Evidence.step_id, Evidence.kind).order_by(Evidence.id))
    return [(step_id, kind) for step_id, kind in rows]


@ON_SQLITE
async def test_details_of_a_step_lead_to_its_event_or_mentor(town: Town) -> None:
    teacher = town.visit(GYMNASIUM_YOUNG_SPECIALIST)
    route = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    with_mentor, webinar, alone = route.steps[:3]
    for step, form in ((with_mentor, "mentor_work"), (webinar, "webinar"), (alone, "self_study")):
        await town.change(RouteStep, step.id, form=form)
    await teacher.follows(StepDetails(step_id=with_mentor.id))
    teacher.sees("Почему этот шаг")
    await teacher.presses("Написать наставнику")
    teacher.sees(with_mentor.title)
    await teacher.follows(StepDetails(step_id=webinar.id))
    teacher.sees("Почему этот шаг", webinar.title)
    await teacher.presses("Найти событие")
    teacher.sees("По теме", webinar.competency.title)
    await teacher.presses("← Назад")
    teacher.sees("Почему этот шаг", webinar.title)
    plain = await teacher.follows(StepDetails(step_id=alone.id))
    teacher.sees("Почему этот шаг", alone.title)
    assert "Найти событие" not in plain and "наставнику" not in plain
    methodist = await details(await town.acting(GYMNASIUM_METHODIST), webinar.id)
    assert "Найти событие" not in read(details_screen(methodist, has_events=True))


@ON_SQLITE
async def test_postponed_reminder_is_answered_in_two_lines(town: Town) -> None:
    step = (await approved(town, GYMNASIUM_YOUNG_SPECIALIST)).steps[2]
    seen = await town.presses(GYMNASIUM_YOUNG_SPECIALIST, SnoozeStep(step_id=step.id, days=3))
    assert seen.splitlines() == [
        f"<b>{step.title}</b>",
        f"⏰ Напомним 26 ноября. Официальный срок прежний: {step.due.day} декабря.",
        "Открыть шаг",
        "🏠 В меню",
    ]
