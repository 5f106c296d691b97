"""Unexpected input gets a clear answer, changes nothing and leaves no error in the log."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.delivery import pace
from bot.features import MEMBERS, STRANGERS
from bot.sandbox import people as hands
from bot.sandbox import telegram_view
from bot.sandbox.errors import SandboxError
from bot.sandbox.messages import Contact
from bot.sandbox.user import SandboxUser
from handlers.assessments.links import OpenResult
from handlers.conversations.links import Ask
from handlers.events.links import ChooseSeats, ChooseWhen, Register, ShowEvent
from handlers.links import Link
from handlers.menu.links import Home
from handlers.people.links import CorrectMyData, DeleteMyData, GiveConsent, InvitePerson, MyData
from handlers.routes.agreement.links import ApproveRoute, SendToReview
from handlers.routes.drafting.links import DraftRoute
from handlers.routes.links import MyRoute, ShowRoute
from handlers.routes.steps.links import StepDone
from services.assessments.models import Assessment
from services.conversations import actions as conversations
from services.conversations.models import ConversationMessage
from services.errors import Invalid
from services.events.models import Event, Registration
from services.external_results.models import FEDERAL, SUBMITTED, ExternalResult
from services.letters import Letter
from services.outbox import Delivery
from services.people import actions as people
from services.people import imports
from services.people.models import Account, Person
from services.routes.changes import actions as changes
from services.routes.changes.actions import Wish
from services.routes.models import Evidence, Route, RouteComment, RouteStep, RouteVersion
from services.routes.steps import actions as step_actions
from services.skill_views.models import SkillView
from services.spreadsheets.uploads import Upload
from tests.conftest import Phones, Town
from tests.integration.stories import (
    ON_SQLITE,
    PASSING,
    Stored,
    every_link,
    filled,
    finish,
    grown,
    reacts,
    stored,
    stranger,
)
from tests.personas import (
    ENGLISH_TEACHER,
    GYMNASIUM_METHODIST,
    MENTOR,
    MUNICIPAL_METHODIST,
    RURAL_METHODIST,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)

LONG = 4096
STRANGE = {
    "emoji": "👩🏽‍🏫🇷🇺 Спасибо 🙏🏿 ❤️‍🔥",
    "right to left": "שלום \u202eолпат\u202c مرحبا \u2067abc\u2069",
    "zero width": "\u200b\u200d\ufeffПривет\u200b\u2060\u00ad",
    "piled up": "З̶̢̛̛͎͓̻̯́̓̈́͑а" * 20,
    "markup": "<b>Анна</b> & Co <script>alert(1)</script> &lt;i&gt; <a href='x'>",
    "words of ours": "{ $name } %s {0} \\n home-title",
    "SQL": "'; DROP TABLE people; --",
    "lines": "первая\n\n\nвторая\tтретья",
}


@pytest.fixture(autouse=True)
def nothing_breaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The bot and the sandbox run in this process: their errors are in the log."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assert [one.getMessage() for one in records if one.levelno >= logging.ERROR] == []


@pytest.fixture
def patient(phones: Phones, monkeypatch: pytest.MonkeyPatch) -> Phones:
    """Phones in a Telegram without limits, so that nothing waits for the pace."""
    monkeypatch.setattr(pace, "CHAT_GAP_SECONDS", 0.0)
    phones.sandbox.limits.enabled = False
    return phones


async def settled(phones: Phones, *, but: tuple[str, ...] = PASSING) -> Stored:
    return await stored(phones.town, but=but)


async def sent(phones: Phones, count: int) -> None:
    """Wait until `count` messages of the outbox are sent, and none has failed."""
    states = select(Delivery.state)
    for _ in range(100):
        found = [row[0] for row in await phones.town.rows(states)]
        if set(found) == {"sent"} and len(found) >= count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(found)


def raw(phones: Phones, user: SandboxUser, chat: dict[str, Any] | None = None, **content: Any) -> None:
    """A message of a kind that the people of the sandbox do not send, or from another chat."""
    sent = hands._send(phones.sandbox, user._chat, text="?")
    phones.sandbox.updates._pending.pop()
    message = telegram_view.message(phones.sandbox, sent)
    del message["text"]
    phones.sandbox.updates.add("message", {**message, **({"chat": chat} if chat else {}), **content})


def answers(user: SandboxUser) -> int:
    return sum(message.from_bot for message in user.messages)


# Words that no question asked for


@ON_SQLITE
async def test_unknown_commands_are_answered_and_change_nothing(patient: Phones) -> None:
    teacher = patient.of(TEACHER)
    before = await stored(patient.town)
    for command in (
        "/nonsense",
        "/",
        "//",
        "/роль",
        "/roles x'; --",
        "/menu2",
        f"/{'х' * (LONG - 1)}",
        "/ А?",
    ):
        await teacher.says(command)
        await teacher.sees("Такой команды нет. Всё нужное есть в меню")
    await teacher.presses("меню")
    await teacher.sees("Чем займёмся")
    assert await stored(patient.town) == before


@ON_SQLITE
async def test_long_text_is_refused_politely_under_every_question(patient: Phones) -> None:
    teacher, methodist = patient.of(TEACHER), patient.of(SCHOOL_METHODIST)
    before = await settled(patient)
    with pytest.raises(SandboxError):
        await teacher.says("я" * (LONG + 1))
    await teacher.says("я" * LONG)
    await teacher.sees("Длинновато", "лишних 1 096.")
    hands._send(patient.sandbox, teacher._chat, text="я" * 10_000)  # Telegram would not deliver it
    await teacher.sees("Длинновато", "лишних 7 000.")
    await teacher.says("👍🏿" * (LONG // 4))  # as long in Telegram's units, half as long in characters
    await teacher.sees("Передать это")

    await teacher.says("/mydata")
    await teacher.presses("Исправить данные")
    for length in (LONG, 1001):
        await teacher.says("я" * length)
        await teacher.sees("Уложитесь, пожалуйста, в 1 000 знаков")
    await teacher.says("/ask")
    await teacher.presses("Озерова")
    await teacher.says("<" * LONG)
    await teacher.sees("Длинновато")
    await methodist.says("/newevent")
    await methodist.presses("Семинар")
    await methodist.says("Я" * LONG)
    await methodist.sees("знак")
    await methodist.says("/import")
    await methodist.says("я" * LONG)
    await methodist.sees("Жду файл")
    assert await settled(patient) == before


@ON_SQLITE
async def test_strange_signs_are_passed_on_unchanged(patient: Phones) -> None:
    town, teacher, methodist = patient.town, patient.of(TEACHER), patient.of(SCHOOL_METHODIST)
    for text in STRANGE.values():
        await teacher.says(text)
        await teacher.presses("Да, выбрать кому")
        await teacher.presses("Озерова")
        await teacher.sees("Передано")
        await teacher.presses_data(CorrectMyData().pack())
        await teacher.says(text)
        await teacher.sees("Передали: Озерова")
    passed_on = select(ConversationMessage.text).order_by(ConversationMessage.id)
    assert [row[0] for row in await town.rows(passed_on)] == [text.strip() for text in STRANGE.values()]

    await sent(patient, 2 * len(STRANGE))
    received = [message.words for message in methodist.messages]
    for text in STRANGE.values():
        # Telegram puts a space in place of signs that turn the direction of a line.
        shown = text.translate({0x202E: " ", 0x202C: " "}).strip()
        assert sum(shown in words for words in received) >= 2, shown


@ON_SQLITE
async def test_text_that_shows_nothing_is_passed_on_to_nobody(patient: Phones) -> None:
    teacher, nothing = patient.of(TEACHER), "\u200b\u2060\u200d"
    before = await settled(patient)
    await teacher.says(nothing)
    await teacher.sees("Пустое сообщение передать не получится")
    await teacher.presses_data(CorrectMyData().pack())
    await teacher.says(nothing)
    await teacher.sees("Здесь нужны слова")
    assert await settled(patient) == before


# Names


@ON_SQLITE
async def test_name_full_of_markup_is_shown_as_written(patient: Phones) -> None:
    town, name = patient.town, "<b>Анна</b> & Co"
    teacher, methodist = patient.of(TEACHER), patient.of(SCHOOL_METHODIST)
    novice = patient.of(YOUNG_SPECIALIST)
    for code in (TEACHER, SCHOOL_METHODIST):
        await town.change_person(code, first_name=name, middle_name="", position="<i>Учитель</i>")
    assessment_id = await finish(await town.acting(TEACHER), "teacher_full", lambda place: 0)

    await teacher.says("/menu")
    home = await teacher.sees(f"{name}, здравствуйте!")
    assert [entity["type"] for entity in home.entities] == ["bold"], "the markup of the bot, not of the name"
    await teacher.says("/mydata")
    await teacher.sees(f"Туманов {name}", "<i>Учитель</i>")
    await teacher.presses("Исправить данные")
    await teacher.says("Имя <другое>")
    await teacher.sees(f"Передали: Озерова {name}")
    await methodist.sees(f"Туманов {name}", "Имя <другое>")
    await teacher.presses_data(
        OpenResult(assessment_id=assessment_id, viewer_id=town.id_of(SCHOOL_METHODIST)).pack()
    )
    await teacher.sees(f"Открыто: Озерова {name}")
    await methodist.sees(f"Туманов {name}", "открывает вам результат")
    await methodist.presses("Посмотреть")
    await methodist.sees(f"Туманов {name}", "Школа № 1")

    await teacher.says("/route")
    await teacher.presses("Составить маршрут")
    await teacher.presses("Отправить методисту")
    await teacher.sees("Кому отправить", f"Озерова {name}")
    await teacher.presses("📨 Озерова")
    await teacher.sees("на согласовании", f"Озерова {name}")
    await methodist.sees(f"Туманов {name}", "просит согласовать маршрут")
    await methodist.presses("Посмотреть")
    await methodist.sees(f"Туманов {name}", "ждёт согласования")
    await methodist.says("/desk")
    await methodist.sees("Ждёт вас")
    assert methodist.last.button(f"🧭 Туманов {name}")

    await methodist.says("/people")
    await methodist.sees("Люди, всего")
    await methodist.presses("Следующие")
    await methodist.sees("Страница 2")
    await methodist.presses(f"✅ Туманов {name}")
    await methodist.sees(f"Туманов {name}", "<i>Учитель</i>, Школа № 1")
    refusal = await methodist.presses_data(InvitePerson(person_id=town.id_of(TEACHER)).pack())
    assert "уже в боте" in (refusal or "")

    await novice.says("/ask")
    await novice.presses(f"Озерова {name}")
    await novice.sees(f"Его прочитает только Озерова {name}")
    await novice.says("Как <быть>?")
    await novice.sees(f"Передано: Озерова {name}")
    await methodist.sees("Калинина", "Как <быть>?")
    await methodist.presses("Ответить")
    await methodist.says("Быть & <всё>")
    await novice.sees(f"Озерова {name}", "Быть & <всё>")
    await novice.presses("Весь разговор")
    await novice.sees(f"Озерова {name}", "Быть & <всё>")


@ON_SQLITE
async def test_newcomer_with_a_strange_name_joins(patient: Phones) -> None:
    town, methodist = patient.town, patient.of(SCHOOL_METHODIST)
    unit = await town.one(select(Person.unit_id).where(Person.id == town.id_of(SCHOOL_METHODIST)))
    code, _ = await people.invite_unit(await town.acting(SCHOOL_METHODIST), unit)
    # What cannot be seen is left out of a name; of the last one only a dash stays.
    for number, name in enumerate((*STRANGE.values(), "Я" * 300, "\u3164\u200b")):
        newcomer = stranger(patient, 600_000 + number, name, "" if number % 2 else name)
        await newcomer.says(f"/start {code}")
        await newcomer.presses("Согласен")
        await newcomer.sees("Напишите, пожалуйста, фамилию")
        await newcomer.says("/menu")
        await newcomer.sees("здравствуйте!")
    await methodist.says("/people")
    await methodist.sees(f"Люди, всего {13 + len(STRANGE)}")
    await sent(patient, len(STRANGE) + 2)


# Input of another kind than the open question wants


async def _sends_everything(phones: Phones, user: SandboxUser) -> None:
    await user.sends_photo()
    await user.sends_sticker()
    await user.sends_voice()
    await user.sends_file("план.pdf", b"%PDF", caption="План урока")
    hands.share_contact(phones.sandbox, user._chat, Contact("+79990000000", "Кто-то", "", None))
    raw(phones, user, location={"latitude": 55.7, "longitude": 37.6})
    raw(phones, user, dice={"emoji": "🎲", "value": 3})
    raw(phones, user, poll={
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    })  # fmt: skip
    await user.quiet()


@ON_SQLITE
async def test_files_stickers_and_places_sent_unasked_are_answered(patient: Phones) -> None:
    teacher = patient.of(TEACHER)
    before, answered = await stored(patient.town), answers(teacher)
    await _sends_everything(patient, teacher)
    assert answers(teacher) == answered + 8
    assert sum("Файл получили" in one.words for one in teacher.messages) == 3
    assert await stored(patient.town) == before


@ON_SQLITE
async def test_question_for_words_stays_open_after_other_input(patient: Phones) -> None:
    town, teacher, methodist = patient.town, patient.of(TEACHER), patient.of(SCHOOL_METHODIST)
    before = await settled(patient)
    await teacher.says("/mydata")
    await teacher.presses("Исправить данные")
    await _sends_everything(patient, teacher)
    assert sum("Что исправить?" in one.words for one in teacher.messages) == 9

    await methodist.says("/newevent")
    await methodist.presses("Семинар")
    answered = answers(methodist)
    await _sends_everything(patient, methodist)
    assert answers(methodist) == answered + 8
    assert sum("Здесь нужен обычный текст" in one.words for one in methodist.messages) == 8
    assert await settled(patient) == before

    # The questions are still open for the right answer.
    await teacher.says("Отчество другое")
    await teacher.sees("Передали")
    await methodist.says("Чтение вслух")
    await methodist.sees("Когда начало?")
    await methodist.says("Ммм")
    await methodist.sees("Когда начало?", "Напишите, например")
    assert await town.rows(select(Event.id)) == []


@ON_SQLITE
async def test_question_for_a_file_or_a_button_stays_open_after_words(patient: Phones) -> None:
    methodist = patient.of(SCHOOL_METHODIST)
    before = await settled(patient)
    await methodist.says("/import")
    await methodist.sees("Загрузить список сотрудников")
    await methodist.says("Иванов Иван")
    await methodist.sees("Жду файл")
    await methodist.sends_photo()
    await methodist.sees("Жду файл")
    await methodist.sends_file("список.xlsx", b"not a spreadsheet")
    await methodist.quiet()
    await methodist.sends_file("список.csv", bytes(range(256)) * 10)
    await methodist.quiet()
    await methodist.says("/newevent")
    await methodist.says("Педсовет")
    await methodist.sees("Здесь нужно нажать кнопку")
    assert await settled(patient) == before


# Forged buttons


def junk() -> list[str]:
    """Data that no button had: of other bots, random bytes, a known prefix with wrong numbers."""
    dice = random.Random(7)  # noqa: S311
    noise = ["".join(chr(dice.randrange(1, 0x500)) for _ in range(dice.randrange(1, 64))) for _ in range(15)]
    odd = [f"person:{number}" for number in ("1e9", "0x10", "7.5", "--7", "٧ ٧", "None", "nan", "")]
    upper = [link.__prefix__.upper() for link in every_link()[:5]]
    return [*noise, *odd, *upper, ":", "::::", "🙂" * 16, "a:1:2", "a:x:y:z"]


def torn() -> list[str]:
    """The prefix of every button with fields that it never had."""
    tails = ("::", ":1:2:3:4:5", ":;DROP--:'x", ":" * 40)
    return [f"{link.__prefix__}{tails[place % len(tails)]}" for place, link in enumerate(every_link())]


def is_taken(data: str) -> bool:
    """Whether the handler of any button would get it."""
    for link in every_link():
        with suppress(TypeError, ValueError):
            link.unpack(data)
            return True
    return False


@ON_SQLITE
async def test_unknown_button_data_leads_home(patient: Phones) -> None:
    methodist = patient.of(SCHOOL_METHODIST)
    await methodist.says("/help")
    await methodist.sees("Что умеет")
    before = await stored(patient.town)
    # Data that no button takes go to one handler, so that a few of each kind suffice.
    taken = [data for data in torn() if is_taken(data)]
    assert len(taken) < 10, "empty words may be a valid choice"
    for data in taken:
        assert "сломалось" not in await reacts(methodist, methodist.presses_data(data)), data
    for data in (*junk(), *(one for one in torn()[::9] if one not in taken)):
        toast = await methodist.presses_data(data)
        assert toast in ("Кнопка устарела, открываю меню", "Этого уже нет или кнопка устарела."), data
    await methodist.sees("Чем займёмся")
    assert await stored(patient.town) == before


@ON_SQLITE
async def test_buttons_of_things_that_do_not_exist_change_nothing(patient: Phones) -> None:
    """Every kind of button, with ids that do not exist and with pages before the first."""
    for code, numbers in ((SCHOOL_METHODIST, (999_999, -1)), (TEACHER, (999_999,))):
        user = patient.of(code)
        await user.says("/menu")
        await user.sees("Чем займёмся")
        before = await settled(patient)
        for link in every_link():
            if link is DeleteMyData:
                continue  # it deletes the data of the person who presses it
            names = [name for name in link.model_fields if name.endswith("_id") and name != "draft_id"]
            # A negative id is as absent as a huge one; a page, a place or a moment may differ.
            chosen = numbers[:1] if names else numbers
            for number in chosen if has_number(link) else (0,):
                read = await reacts(user, user.presses_data(filled(link, number)))
                assert "сломалось" not in read, (link, number)
                assert read or not names, f"{link} {number}: no answer"
        assert grown(before, await settled(patient)) == {}


def _is_forged(data: str) -> bool:
    """Whether the features of neither members nor strangers take the data for a button."""
    for features in (MEMBERS, STRANGERS):
        try:
            if features.link_of(data) is not None:
                return False
        except Invalid:
            continue
    return True


def has_number(link: type[Link]) -> bool:
    return int in {field.annotation for field in link.model_fields.values()}


def has_message(link: type[Link]) -> bool:
    return any(field.metadata for field in link.model_fields.values())


@ON_SQLITE
async def test_impossible_numbers_and_zero_bytes_reach_no_handler(patient: Phones) -> None:
    unheard = [(2**31, "no"), (2**63, ""), (-(10**18), ""), (1, "\0")]
    for link in every_link():
        for number, word in unheard:
            if word == "\0":
                is_told = str in {one.annotation for one in link.model_fields.values()}
            else:  # the messenger numbers its messages and may use large numbers
                is_told = has_number(link) and (number != 2**31 or not has_message(link))
            if is_told:
                assert _is_forged(filled(link, number, word)), (link, number)
    teacher = patient.of(TEACHER)
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    before = await stored(patient.town)
    for number, _ in unheard[:-1]:
        toast = await teacher.presses_data(filled(ShowRoute, number))
        assert toast == "Этого уже нет или кнопка устарела."
    toast = await teacher.presses_data(filled(GiveConsent, 1, "\0"))
    assert toast == "Этого уже нет или кнопка устарела."
    assert await stored(patient.town) == before


@ON_SQLITE
async def test_draft_survives_its_own_forged_buttons(patient: Phones) -> None:
    methodist = patient.of(SCHOOL_METHODIST)
    await methodist.says("/newevent")
    await methodist.presses("Семинар")
    await methodist.sees("Как называется?")
    for at in (0, -(2**31), 2**31 - 1, 2**62):
        await methodist.presses_data(filled(ChooseWhen, at))
    for seats in (-1, 10**9, 10**12):
        await methodist.presses_data(filled(ChooseSeats, seats))
    for data in ("event_form:nonsense", "event_ask:nonsense", "event_for:nonsense", "event_go:nonsense"):
        assert await methodist.presses_data(data), data
    await methodist.quiet()
    assert await patient.town.rows(select(Event.id)) == []


# Buttons of things that belong to other people


@ON_SQLITE
@pytest.mark.history
async def test_buttons_show_and_change_nothing_of_other_people(patient: Phones) -> None:
    """Every kind of button, with ids of things of another school or of another methodist."""
    ids = await _things_of_others(patient.town)
    secrets = ("Калинина", "Туманов", "Лист наблюдения", "Как успокоить", "Мятлева", "Спасибо, начало урока")
    blank = {bool: True, int: 0, str: "ask"}
    for nosy, own in ((ENGLISH_TEACHER, ()), (GYMNASIUM_METHODIST, (ShowEvent, Register))):
        user = patient.of(nosy)
        await user.says("/menu")
        await user.sees("Чем займёмся")
        before = await settled(patient)
        for link in every_link():
            if link in own or not any(name in ids for name in link.model_fields):
                continue
            fields = link.model_fields.items()
            values = {name: ids.get(name, blank[field.annotation]) for name, field in fields}
            read = await reacts(user, user.presses_data(link(**values).pack()))
            assert read, link
            assert not any(secret in read for secret in secrets), (link, read)
        assert grown(before, await settled(patient)) == {}


async def _things_of_others(town: Town) -> dict[str, int]:
    """Ids of things of a young specialist of school № 1, of her mentor and of school № 3."""
    me = town.id_of(YOUNG_SPECIALIST)
    novice = await town.acting(YOUNG_SPECIALIST)
    step_id = await town.one(
        select(func.min(RouteStep.id)).join(Route).where(Route.person_id == me, RouteStep.status == "planned")
    )
    await step_actions.submit(novice, step_id, Letter("100009:900", "Лист наблюдения"))
    later = select(func.max(RouteStep.id)).join(Route).where(Route.person_id == me)
    later = later.where(RouteStep.status == "planned")
    change = await changes.ask(novice, await town.one(later), Wish("remove", "Калинина просит"))
    letter = Letter("100009:901", "Как успокоить класс?")
    receipt = await conversations.ask(novice, town.id_of(MENTOR), letter)
    listed = "Фамилия;Имя;Организация;Роли\nМятлева;Вера;Школа № 1;Учитель".encode()
    preview = await imports.check(await town.acting(MUNICIPAL_METHODIST), listed, "a.csv")
    assert preview.upload_id is not None
    far = town.id_of(RURAL_METHODIST)
    external = ExternalResult(
        person_id=me,
        source=FEDERAL,
        taken_on=town.clock.now().date(),
        file_kind="photo",
        file_id="a photo",
        origin="100009:902",
        status=SUBMITTED,
        submitted_at=town.clock.now(),
    )
    upload = Upload(author_id=me, kind="questionnaire", content={}, created_at=town.clock.now())
    async with town.database.transaction() as session:
        route_id = await session.scalar(select(Route.id).where(Route.person_id == me))
        remark = RouteComment(route_id=route_id, author_id=me, text="Калинина пишет", at=town.clock.now())
        session.add_all([external, upload, remark])
    return {
        "assessment_id": await town.one(
            select(func.max(Assessment.id)).where(
                Assessment.person_id == me, Assessment.questionnaire == "teacher_full"
            )
        ),
        "route_id": await town.one(select(Route.id).where(Route.person_id == me)),
        "step_id": step_id,
        "evidence_id": await town.one(select(Evidence.id).where(Evidence.step_id == step_id)),
        "change_id": change.change.id,
        "comment_id": remark.id,
        "conversation_id": receipt.conversation_id,
        "message_id": await town.one(
            select(ConversationMessage.id).order_by(ConversationMessage.id.desc()).limit(1)
        ),
        "event_id": await town.one(select(Event.id).where(Event.author_id == far)),
        "import_id": preview.upload_id,
        "upload_id": upload.id,
        "result_id": external.id,
        "view_id": await town.one(select(SkillView.id).where(SkillView.person_id == me)),
        "person_id": far,
        "registration_id": await town.one(select(func.min(Registration.id))),
        "unit_id": await town.one(select(Person.unit_id).where(Person.id == far)),
        "viewer_id": town.id_of(ENGLISH_TEACHER),
    }


# Repeated input


@ON_SQLITE
async def test_taps_at_once_act_once(patient: Phones) -> None:
    town, teacher, methodist = patient.town, patient.of(TEACHER), patient.of(SCHOOL_METHODIST)
    assessment_id = await finish(await town.acting(TEACHER), "teacher_full", lambda place: 0)

    async def taps(user: SandboxUser, data: str) -> None:
        await asyncio.gather(*(user.presses_data(data) for _ in range(3)))

    async def told(kind: str) -> int:
        return int(await town.one(select(func.count()).where(Delivery.kind == kind)))

    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await taps(
        teacher, OpenResult(assessment_id=assessment_id, viewer_id=town.id_of(SCHOOL_METHODIST)).pack()
    )
    assert await told("result_opened") == 1
    await taps(teacher, DraftRoute(assessment_id=assessment_id).pack())
    route_id = await town.one(select(Route.id))
    await taps(teacher, SendToReview(route_id=route_id, methodist_id=town.id_of(SCHOOL_METHODIST)).pack())
    assert await told("route_submitted") == 1
    await methodist.sees("просит согласовать")
    sent_id = await town.one(select(RouteVersion.id))
    await taps(methodist, ApproveRoute(route_id=route_id, sent_id=sent_id).pack())
    assert await told("route_approved") == 1
    await teacher.sees("Ваш маршрут утверждён")

    step_id = await town.one(select(func.min(RouteStep.id)))
    await taps(teacher, StepDone(step_id=step_id).pack())
    await asyncio.gather(teacher.says("Сделано"), teacher.says("Сделано"))
    await methodist.sees("на проверку")
    assert await town.one(select(func.count(Evidence.id)).where(Evidence.step_id == step_id)) == 1
    await taps(methodist, f"accept:{step_id}")
    assert await told("step_accepted") == 1
    await teacher.quiet()
    await methodist.quiet()
    assert "сломалось" not in teacher.screen() + methodist.screen()


def added(before: Stored, after: Stored) -> dict[str, int]:
    """The added and changed rows; deliveries may change by themselves, but none may be added."""
    return {table: more for table, more in grown(before, after).items() if more or table != "deliveries"}


@ON_SQLITE
@pytest.mark.history
async def test_update_delivered_twice_counts_once(patient: Phones) -> None:
    """Delivered with the same number, as after a lost confirmation, or with a new one, as after a restart."""
    town, novice = patient.town, patient.of(YOUNG_SPECIALIST)
    event_id = await town.one(
        select(func.min(Event.id)).where(
            Event.author_id == town.id_of(SCHOOL_METHODIST), Event.starts_at > town.clock.now()
        )
    )
    step_id = await town.one(
        select(func.min(RouteStep.id))
        .join(Route)
        .where(Route.person_id == town.id_of(YOUNG_SPECIALIST), RouteStep.status == "planned")
    )

    async def twice() -> Stored:
        await novice.quiet()
        once, answered = await settled(patient, but=("form_states",)), answers(novice)
        patient.sandbox.redeliver_last_update()
        await novice.quiet()
        assert answers(novice) == answered
        assert added(once, await settled(patient, but=("form_states",))) == {}
        patient.sandbox.repeat_last_update()
        await novice.quiet()
        assert added(once, await settled(patient, but=("form_states",))) == {}
        return once

    await novice.says("/menu")
    await novice.sees("Чем займёмся")
    await novice.presses_data(Register(event_id=event_id).pack())
    await twice()
    assert await town.one(select(func.count()).where(Registration.event_id == event_id)) == 1
    await novice.presses_data(CorrectMyData().pack())
    await novice.says("Отчество другое")
    await novice.sees("Передали")
    await twice()
    assert await town.one(select(func.count()).where(Delivery.kind == "correction_asked")) == 1
    await novice.presses_data(StepDone(step_id=step_id).pack())
    await novice.sends_photo(caption="Лист наблюдения")
    await novice.sees("Сохранено")
    await twice()
    assert await town.one(select(func.count(Evidence.id)).where(Evidence.step_id == step_id)) == 1


# Updates that are not meant for the bot


@ON_SQLITE
async def test_edited_message_is_not_taken_for_a_new_one(patient: Phones) -> None:
    teacher = patient.of(TEACHER)
    command = await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    loose = await teacher.says("Просто мысль")
    await teacher.sees("Передать это")
    await teacher.presses_data(CorrectMyData().pack())
    before, answered = await stored(patient.town), answers(teacher)
    await teacher.edits(command, "/people")
    await teacher.edits(loose, "Другая <мысль>")
    await teacher.quiet()
    assert answers(teacher) == answered
    assert await stored(patient.town) == before


@ON_SQLITE
async def test_messages_of_a_group_chat_are_ignored(patient: Phones) -> None:
    teacher = patient.of(TEACHER)
    group = {"id": -1001, "type": "supergroup", "title": "Учительская"}
    before, answered = await stored(patient.town), answers(teacher)
    for text in ("/start", "/mydata@gorizont_demo_bot", "Кто идёт на обед?"):
        raw(patient, teacher, chat=group, text=text)
    patient.sandbox.updates.add(
        "my_chat_member",
        {**telegram_view.blocking(patient.sandbox, teacher.person, blocked=True), "chat": group},
    )
    patient.sandbox.updates.add(
        "callback_query",
        {
            "id": "1",
            "from": telegram_view.user(teacher.person),
            "inline_message_id": "AAA",
            "chat_instance": "1",
            "data": DeleteMyData(sure=True).pack(),
        },
    )
    await teacher.quiet()
    assert answers(teacher) == answered
    assert await stored(patient.town) == before
    reachable = select(Account.reachable).where(Account.person_id == patient.town.id_of(TEACHER))
    assert await patient.town.one(reachable), "a bot removed from a group is not blocked by the person"


@ON_SQLITE
async def test_old_buttons_work_and_those_of_a_deleted_message_answer_below(
    patient: Phones,
) -> None:
    teacher = patient.of(TEACHER)
    await teacher.says("/menu")
    menu = await teacher.sees("Чем займёмся")
    patient.town.clock.move(timedelta(days=40))
    await teacher.presses("Самодиагностика", menu)
    await teacher.sees("Выберите опросник")
    for link, words in (
        (Home(), "Чем займёмся"),
        (MyData(), "Что бот знает о вас"),
        (MyRoute(), "Мой маршрут"),
        (Ask(), "Кому написать?"),
        (ShowRoute(route_id=1), "Этого уже нет"),
        (GiveConsent(code="x"), "Чем займёмся"),
    ):
        await teacher.says("/help")
        page = await teacher.sees("Что умеет")
        patient.sandbox.remove_message(teacher._chat, page.message_id)
        await teacher.presses_data(link.pack(), page)
        await teacher.sees(words)
        assert teacher.last.message_id > page.message_id


@ON_SQLITE
async def test_words_typed_after_leaving_a_question_are_not_its_answer(patient: Phones) -> None:
    """A press closes the question; words typed after it go to a person only after the writer chooses one."""
    town, novice = patient.town, patient.of(YOUNG_SPECIALIST)
    await novice.says("/ask")
    await novice.presses("Полевой")
    await novice.sees("Полевой")
    await novice.presses("Назад")
    await novice.says("Это я маме")
    older = await novice.sees("Передать это наставнику или методисту?", "Это я маме")
    assert await town.one(select(func.count()).select_from(ConversationMessage)) == 0
    # The buttons under an older text do not act on a newer one.
    await novice.says("Второе")
    newer = await novice.sees("Второе")
    assert "устарела" in (await novice.presses("Не нужно", older) or "")
    await novice.presses("Да, выбрать кому", newer)
    await novice.presses("Полевой")
    await novice.sees("Передано")
    assert await town.one(select(ConversationMessage.text)) == "Второе"
