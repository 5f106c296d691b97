"""A wellbeing check that leaves no trace: not in the database, not in the log, off the screen if asked."""

from __future__ import annotations

import logging

import pytest

from bot.log import SafeFormatter
from bot.sandbox.user import SandboxUser
from handlers.assessments.links import Intro
from handlers.wellbeing import screens
from handlers.wellbeing.links import AddStrengthTopic, UnsavedAnswer, UnsavedHelp, UnsavedSmallSteps
from services.assessments import actions as assessments
from services.assessments import queries as results
from services.assessments.queries import ItemView
from services.context import Context
from services.errors import Invalid, NotAllowed, NotFound
from services.wellbeing import queries
from services.wellbeing.queries import Check
from services.wellbeing.rules import BEGINNING
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, finish, reacts, statements, stored
from tests.personas import HEAD, MUNICIPAL_METHODIST, PSYCHOLOGIST, TEACHER, YOUNG_SPECIALIST

WELLBEING, LENGTH = "wellbeing", 14
MIXED = "01230123-01230"
BEGIN = UnsavedAnswer(code=WELLBEING, version=1).pack()


async def opens_the_menu(user: SandboxUser) -> None:
    await user.says("/menu")
    await user.sees("Чем займёмся")


async def test_the_index_is_the_same_as_that_of_a_saved_check(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    answers = [-1 if letter == "-" else int(letter) for letter in MIXED]
    saved = await queries.saved(ctx, await finish(ctx, WELLBEING, answers.__getitem__))
    unsaved = await queries.unsaved(ctx, WELLBEING, 1, BEGINNING + MIXED)
    assert isinstance(unsaved, Check)
    assert unsaved.total == saved.total
    assert {side.subject: side for side in unsaved.sides} == {side.subject: side for side in saved.sides}
    assert (unsaved.assessment_id, unsaved.finished, unsaved.before) == (None, None, None)


async def test_unsaved_check_only_reads_the_database(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    before = await stored(town)
    with statements(town.database) as heard:
        for place in range(LENGTH):
            view = await queries.unsaved(ctx, WELLBEING, 1, BEGINNING + MIXED[:place])
            assert isinstance(view, ItemView)
            assert view.place == place
        assert isinstance(await queries.unsaved(ctx, WELLBEING, 1, BEGINNING + MIXED), Check)
    assert heard
    assert all(statement.startswith("SELECT") for statement in heard)
    assert await stored(town) == before


@ON_SQLITE
async def test_unsaved_check_on_a_phone_changes_no_row(
    phones: Phones, caplog: pytest.LogCaptureFixture
) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(SafeFormatter("%(levelname)s %(name)s: %(message)s"))
    await opens_the_menu(teacher)
    before = await stored(town)

    await teacher.presses("Самодиагностика")
    await teacher.presses("Как ваши силы?")
    await teacher.sees("Как ваши силы? Экспресс-самопроверка", "Личный результат видите только вы")
    await teacher.presses("Пройти без сохранения")
    await teacher.sees("1 из 14", "После обычных выходных", "Ничего не сохраняем")
    assert "← Назад" not in str(teacher.buttons())
    await teacher.presses("Часто")
    await teacher.sees("2 из 14")
    await teacher.presses("Пропустить")
    await teacher.sees("3 из 14")
    await teacher.presses("Назад")
    await teacher.sees("2 из 14")
    await teacher.presses("Назад")
    await teacher.sees("1 из 14", "Ничего не сохраняем")
    for place, letter in enumerate(MIXED):
        await teacher.sees(f"{place + 1} из 14")
        label = (
            "Пропустить"
            if letter == "-"
            else ("Почти никогда", "Иногда", "Часто", "Почти всегда")[int(letter)]
        )
        await teacher.presses(label, teacher.last)
    result = await teacher.sees("Запас сил: 38 %", "Нужна поддержка", "только в этом сообщении")
    assert teacher.buttons() == [
        ["☎️ Куда обратиться"],
        ["🌱 Маленькие шаги"],
        ["Пройти ещё раз"],
        ["🧽 Стереть с экрана"],
        ["🏠 В меню"],
    ]

    await teacher.presses("Куда обратиться")
    await teacher.sees("Просить о помощи нормально", "Звоните 112")
    await teacher.presses("Назад")
    await teacher.sees("Запас сил: 38 %")
    await teacher.presses("Маленькие шаги")
    await teacher.sees("Правило трёх дел")
    await teacher.presses("Назад")
    await teacher.sees("Запас сил: 38 %")
    await teacher.presses("Пройти ещё раз")
    await teacher.sees("1 из 14")
    # The button of an old screen still tells what it told, and a double tap the same.
    for _ in range(2):
        await teacher.presses_data(
            UnsavedAnswer(code=WELLBEING, version=1, answers=f"a{MIXED}").pack(), result
        )
    await teacher.sees("Запас сил: 38 %")
    await teacher.presses("Стереть с экрана")
    erased = await teacher.sees("Итог стёрт")
    assert erased.message_id == result.message_id
    assert "38" not in erased.words
    assert not [button for row in erased.buttons for button in row if button.data and MIXED in button.data]

    assert await stored(town) == before
    assert caplog.records, "the run is logged"
    for secret in (MIXED, MIXED[:5], "w:wellbeing", "wh:", "ws:"):
        assert secret not in caplog.text


@ON_SQLITE
async def test_failure_does_not_write_answers_into_the_log(
    phones: Phones, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(ctx: Context, code: str, version: int, written: str) -> Check:
        raise ValueError(f"{code} {version} {written}")

    teacher = phones.of(TEACHER)
    await opens_the_menu(teacher)
    before = await stored(phones.town)
    monkeypatch.setattr(queries, "unsaved", fails)
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(SafeFormatter("%(levelname)s %(name)s: %(message)s"))
    link = UnsavedAnswer(code=WELLBEING, version=1, answers=f"a{MIXED}").pack()
    assert "сломалось" in await reacts(teacher, teacher.presses_data(link))
    assert "unexpected error" in caplog.text
    for secret in (MIXED, "w:wellbeing", "wellbeing 1"):
        assert secret not in caplog.text
    assert await stored(phones.town) == before


@ON_SQLITE
async def test_forged_answers_are_refused_in_words(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await opens_the_menu(teacher)
    before = await stored(town)

    def link(code: str = WELLBEING, version: int = 1, answers: str = BEGINNING) -> str:
        return UnsavedAnswer(code=code, version=version, answers=answers).pack()

    wrong = ("a4", "a9", "ab", "a²", f"a{'0' * 15}", f"a{'-' * 40}", "b0", "0")
    forged = [
        *(link(answers=answers) for answers in wrong),
        link(code="no_such"),
        link(code="teacher_full"),
        link(code="novice_first_year", answers="a123"),
        link(version=2),
        link(version=0),
        link(version=-1),
        "w:wellbeing:x:a",
        "w:wellbeing:1",
        "w:wellbeing:1:a:0",
        f"w:wellbeing:{2**31}:a",
        "wh:teacher_full:1:a",
        "ws:no_such:1:a",
    ]
    for data in forged:
        heard = await reacts(teacher, teacher.presses_data(data))
        assert any(
            words in heard for words in ("Начните самопроверку заново", "Этого уже нет", "Кнопка устарела")
        ), (data, heard)
        assert "сломалось" not in heard
        assert "Запас сил:" not in heard
    assert await stored(town) == before


async def test_unsaved_check_keeps_to_its_audience_and_can_be_repeated_at_once(town: Town) -> None:
    for stranger in (PSYCHOLOGIST, MUNICIPAL_METHODIST):
        with pytest.raises(NotAllowed):
            await queries.unsaved(await town.acting(stranger), WELLBEING, 1, BEGINNING)
    with pytest.raises(NotAllowed):
        await queries.unsaved(town.nobody, WELLBEING, 1, BEGINNING)
    for who in (TEACHER, YOUNG_SPECIALIST, HEAD):
        ctx = await town.acting(who)
        await finish(ctx, WELLBEING)
        assert isinstance(await queries.unsaved(ctx, WELLBEING, 1, BEGINNING), ItemView)
    ctx = await town.acting(TEACHER)
    for code, version in (("teacher_full", 1), ("no_such", 1), (WELLBEING, 7)):
        with pytest.raises(NotFound):
            await queries.unsaved(ctx, code, version, BEGINNING)
    with pytest.raises(Invalid, match="error-wellbeing-answers"):
        await queries.unsaved(ctx, WELLBEING, 1, "a7")


@ON_SQLITE
async def test_unsaved_check_is_offered_beside_the_ordinary_one_only(town: Town) -> None:
    for offer in await results.offers(await town.acting(TEACHER)):
        rows = screens.intro_rows(offer)
        if offer.questionnaire.code == WELLBEING:
            step = AddStrengthTopic(code=WELLBEING).pack()
            assert [[button.link.pack() for button in row] for row in rows] == [[BEGIN], [step]]
        else:
            assert rows == []


@ON_SQLITE
async def test_unsaved_check_leaves_a_begun_saved_one_as_it_was(phones: Phones) -> None:
    """Passing without a trace beside a check half done changes nothing of it."""
    town, teacher = phones.town, phones.of(TEACHER)
    begun = await assessments.begin(await town.acting(TEACHER), WELLBEING)
    await assessments.answer(await town.acting(TEACHER), begun.assessment_id, 0, 2)
    await opens_the_menu(teacher)
    await teacher.presses_data(Intro(code=WELLBEING).pack())
    before = await stored(town)
    await teacher.presses_data(UnsavedAnswer(code=WELLBEING, version=1, answers=f"a{'-' * LENGTH}").pack())
    await teacher.sees("Мало ответов, вывод не делаем")
    for link in (UnsavedHelp, UnsavedSmallSteps):
        await teacher.presses_data(link(code=WELLBEING, version=1, answers="a").pack())
        await teacher.presses("Назад")
        await teacher.sees("1 из 14")
    assert await stored(town) == before
