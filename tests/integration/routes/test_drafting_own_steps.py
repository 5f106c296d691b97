"""The form and the hours of a step in the teacher's own words: a course, a webinar and others."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from handlers.documents.wording import wording
from handlers.routes.agreement import notices as agreement_notices
from handlers.routes.agreement import screens as agreement_screens
from handlers.routes.drafting import work_screens
from handlers.routes.drafting.links import DateStep, OtherTopic, OwnStep, WorkForms, WorkHours
from handlers.routes.steps import screens as step_screens
from handlers.words import Words, translator
from services.context import Context
from services.documents import making
from services.errors import Invalid, WrongState
from services.people.my_data.export import export_my_data
from services.routes import step_reading
from services.routes.agreement import actions as agreement
from services.routes.agreement import versions
from services.routes.drafting import actions as drafting
from services.routes.drafting import adding, own_steps
from services.routes.models import RouteStep, StepEvent
from services.routes.plan import hours_typed
from services.routes.remarks import Remark
from services.routes.step_reading import details
from services.routes.steps import actions as step_actions
from services.routes.views import RouteView, StepView
from services.self_education import portfolio
from tests.conftest import CONTENT, Phones, Town
from tests.integration.route_stories import approved, draft, words
from tests.integration.stories import ON_SQLITE, PASSING, outcome, posted, reacts, stored
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
)
from tests.shown import read
from tests.unit.test_document_template import read as words_of

COURSE_TITLE = "Курс ПК в институте развития образования"


async def with_own(town: Town, route: RouteView, *, leave: int = 3) -> StepView:
    """An own step of a route that keeps its first `leave` steps, without courses."""
    ctx = await town.acting(GYMNASIUM_TEACHER)
    async with town.database.transaction() as db:
        gone = [step.id for step in route.steps if step.form.code == "course" or step.number > leave]
        await db.execute(update(RouteStep).where(RouteStep.id.in_(gone)).values(status="cancelled"))
    topic = next(step for step in route.steps if step.id not in gone).competency.code
    due = ctx.today + timedelta(days=40)
    edited = await adding.add_own(ctx, route.id, COURSE_TITLE, topic, due)
    return next(step for step in edited.route.steps if step.id == edited.step_id)


async def work_of(town: Town, step_id: int) -> tuple[str, str, float]:
    """The stored form, type of education and hours of a step."""
    columns = (RouteStep.form, RouteStep.education, RouteStep.hours)
    return tuple((await town.rows(select(*columns).where(RouteStep.id == step_id)))[0])


async def test_own_step_set_as_a_course_is_shown_as_one_everywhere(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await draft(town)
    step = await with_own(town, route)
    assert await work_of(town, step.id) == ("self_study", "informal", 2)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    route = await agreement.send_to_review(ctx, route.id)
    await agreement.return_route(methodist, route.id, route.sent_id, Remark("Это же курс"))
    assert "⏱ Форма и часы" in read(step_screens.step_card(await step_reading.step_card(ctx, step.id)))
    for page in (0, 1):
        read(work_screens.choose_form(step, CONTENT.catalog.forms, page))
    with pytest.raises(Invalid, match="error-hours-few"):
        await own_steps.set_work(ctx, step.id, "course", 15.5)
    for _ in range(2):  # a double tap
        edited = await own_steps.set_work(ctx, step.id, "course", 72)
    assert edited.full_week is not None and edited.step_id == step.id
    assert await work_of(town, step.id) == ("course", "formal", 72)
    assert await town.rows(select(StepEvent.id)) == [], "a draft has no history"
    assert "Курс ПК (ДПП), 72 часа" in read(
        step_screens.step_card(await step_reading.step_card(ctx, step.id))
    )

    sent = await agreement.send_to_review(ctx, route.id)
    resent = read(agreement_screens.version(await versions.version_card(methodist, route.id, 2)))
    assert "форма: было «Самообразование», стало «Курс ПК (ДПП)»" in resent
    assert "часы: было 2, стало 72" in resent and "в прошлой версии" not in resent
    seen = read(step_screens.step_card(await step_reading.step_card(methodist, step.id)))
    assert "Курс ПК (ДПП), 72 часа" in seen and "Форма и часы" not in seen
    await agreement.approve(methodist, sent.id, sent.sent_id)
    printed = words_of((await making.document(ctx, route.id, wording(translator("ru"))))[1])
    assert COURSE_TITLE in printed and "Курс ПК (ДПП)" in printed and "Формальное" in printed
    await step_actions.submit(ctx, step.id, words())
    await step_actions.accept_step(methodist, step.id)
    (shown,) = (await portfolio.mine(ctx)).steps
    assert (shown.form, shown.hours) == ("Курс ПК (ДПП)", 72)


async def test_own_course_counts_as_the_one_course_of_a_route(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await draft(town)
    first = await with_own(town, route)
    topic = first.competency.code
    second = await adding.add_own(ctx, route.id, "Ещё один курс", topic, first.due)
    assert second.step_id is not None
    await own_steps.set_work(ctx, first.id, "course", 36)
    assert await outcome(own_steps.own_step(ctx, second.step_id, "course")) == "WrongState"
    assert await outcome(own_steps.set_work(ctx, second.step_id, "course", 36)) == "WrongState"
    await own_steps.set_work(ctx, first.id, "course", 24)
    await own_steps.set_work(ctx, first.id, "internship", 8)
    assert await outcome(own_steps.set_work(ctx, second.step_id, "course", 36)) == "done"


async def test_changed_form_under_way_is_kept_in_history_and_told_once_a_day(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    step = await with_own(town, await approved(town))
    assert await posted(town, "route_extended") == [town.id_of(GYMNASIUM_METHODIST)]
    town.clock.move(timedelta(days=1))
    await own_steps.set_work(ctx, step.id, "self_study", 2)
    assert len(await posted(town, "route_extended")) == 1, "nothing was changed"
    phones = [await town.acting(GYMNASIUM_TEACHER) for _ in range(2)]
    await asyncio.gather(*(own_steps.set_work(phone, step.id, "webinar", 1.5) for phone in phones))
    await own_steps.set_work(ctx, step.id, "webinar", 3)
    assert await posted(town, "route_extended") == [town.id_of(GYMNASIUM_METHODIST)] * 2
    notice = await agreement_notices.route_extended(await town.acting(GYMNASIUM_METHODIST), step.route_id)
    assert notice is not None and "дополняет свой маршрут" in read(notice)
    kept = await town.rows(
        select(StepEvent.field, StepEvent.old, StepEvent.new, StepEvent.actor_id).order_by(StepEvent.id)
    )
    me = town.id_of(GYMNASIUM_TEACHER)
    assert [tuple(row) for row in kept] == [
        ("form", "self_study", "webinar", me),
        ("hours", "2", "1.5", me),
        ("hours", "1.5", "3", me),
    ]
    told = read(step_screens.details(await details(await town.acting(GYMNASIUM_METHODIST), step.id)))
    assert "форма: было «Самообразование», стало «Вебинар»" in told
    assert "часы: было 2, стало 1,5" in told
    said = translator("ru")
    book = load_workbook(
        BytesIO(await export_my_data(ctx, lambda key, **values: said.plain(Words(key, **values))))
    )
    cells = {cell for row in book["История маршрута"].values for cell in row}
    assert {"Самообразование → Вебинар", "2 ч → 1,5 ч", "1,5 ч → 3 ч"} <= cells


async def test_step_sent_to_the_methodist_does_not_become_the_mentors(town: Town) -> None:
    route = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    ctx, mentor = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), await town.acting(GYMNASIUM_MENTOR)
    async with town.database.transaction() as db:
        gone = [step.id for step in route.steps[3:]]
        await db.execute(update(RouteStep).where(RouteStep.id.in_(gone)).values(status="cancelled"))
    topic, due = route.steps[0].competency.code, ctx.today + timedelta(days=30)
    step_id = (await adding.add_own(ctx, route.id, "Записать урок", topic, due)).step_id or 0
    await step_actions.submit(ctx, step_id, words(5, "Это для методиста"))
    await step_actions.return_step(
        await town.acting(GYMNASIUM_METHODIST), step_id, Remark("Не хватает вывода")
    )
    with pytest.raises(WrongState, match="error-own-work-sent"):
        await own_steps.set_work(ctx, step_id, "mentor_work", 2)
    assert (await step_reading.step_card(mentor, step_id)).evidence == ()
    await own_steps.set_work(ctx, step_id, "open_lesson", 4)
    assert (await work_of(town, step_id))[0] == "open_lesson"


async def test_owner_alone_sets_form_and_hours_of_an_open_own_step(town: Town) -> None:
    ctx, route = await town.acting(GYMNASIUM_TEACHER), await approved(town)
    step = await with_own(town, route)
    taken = route.steps[0].id

    async def tried(by: Context, step_id: int, form: str = "webinar") -> set[str]:
        """The outcomes of opening the question and of answering it."""
        attempts = (own_steps.own_step(by, step_id, form), own_steps.set_work(by, step_id, form, 3))
        return {await outcome(one) for one in attempts}

    before = await stored(town, but=PASSING)
    for other in (GYMNASIUM_CLASS_TEACHER, GYMNASIUM_METHODIST):
        assert await tried(await town.acting(other), step.id) == {"NotFound"}
    assert await tried(ctx, 999_999) == {"NotFound"}
    assert await tried(ctx, step.id, "nothing") == {"NotFound"}
    assert await tried(ctx, taken) == {"WrongState"}, "the catalogue sets the form of its steps"
    for hours in (0, -3, 1e9, 144.5, 1.25, float("nan"), float("inf")):
        assert await outcome(own_steps.set_work(ctx, step.id, "webinar", hours)) == "Invalid"
    assert await stored(town, but=PASSING) == before
    for status in ("on_review", "done", "cancelled"):
        await town.change(RouteStep, step.id, status=status)
        assert await tried(ctx, step.id) == {"WrongState"}
        assert "Форма и часы" not in read(step_screens.step_card(await step_reading.step_card(ctx, step.id)))
    await town.change(RouteStep, step.id, status="returned")
    assert await tried(ctx, step.id) == {"done"}


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("12", 12),
        (" 1,5 ", 1.5),
        ("1.50", 1.5),
        ("72 часа", 72),
        ("8ч.", 8),
        ("0", 0),
        ("9" * 400, float("inf")),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hours: float) -> None:
    assert hours_typed(typed) == hours


@pytest.mark.parametrize(
    "typed", ["", "-3", "1e9", "много", "²", "٧", "1,25", "12 13", "полтора", "1_0", "½"]
)
def test_text_that_is_no_number_of_hours_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        hours_typed(typed)


@ON_SQLITE
async def test_teacher_chooses_form_and_hours_on_a_phone(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(GYMNASIUM_TEACHER)
    route = await draft(town)
    first = await with_own(town, route)
    await own_steps.set_work(await town.acting(GYMNASIUM_TEACHER), first.id, "seminar", 4)
    await teacher.says("/route")
    await teacher.presses("➕")
    await teacher.presses("Свой шаг", await teacher.sees("Откуда взять шаг"))
    await teacher.sees("Что хотите сделать")
    await teacher.says("Курс в институте <72 часа>")
    await teacher.presses(first.competency.title[:10], await teacher.sees("О чём этот шаг"))
    await teacher.presses("Через месяц", await teacher.sees("Когда закончить"))
    await teacher.presses("Пропустить")
    await teacher.presses("Форма и часы", await teacher.sees("В маршруте", "Самообразование, 2 часа"))
    forms = await teacher.sees("Какая это работа", "Сейчас: Самообразование, 2 часа")
    assert forms.button("✅ Самообразование")
    await teacher.presses("Следующие", forms)
    await teacher.presses("Предыдущие", await teacher.sees("Какая это работа"))
    await teacher.presses("Курс ПК", await teacher.sees("Какая это работа"))
    await teacher.presses("← Назад", await teacher.sees("Сколько часов", "Форма: Курс ПК (ДПП)"))
    await teacher.presses("Курс ПК", await teacher.sees("Какая это работа"))
    step_id = await town.one(select(RouteStep.id).order_by(RouteStep.id.desc()).limit(1))
    before = await stored(town, but=PASSING)
    for typed, told in (
        ("много", "Здесь нужно число часов"),
        ("²", "Здесь нужно число часов"),
        ("-3", "Здесь нужно число часов"),
        ("0", "не меньше 16 ч"),
        ("8 часов", "не меньше 16 ч"),
        ("1000000000", "не больше 500 ч"),
    ):
        await teacher.says(typed)
        await teacher.sees(told, "Сколько часов")
    await teacher.sends_photo(caption="72")
    await teacher.sees("Здесь нужно число часов", "Сколько часов")
    assert await stored(town, but=PASSING) == before
    await teacher.says("72 часа")
    await teacher.sees("Записали: Курс ПК (ДПП), 72 часа", "На неделе с ", "обычно хватает 3")
    assert await work_of(town, step_id) == ("course", "formal", 72)

    # The other step cannot be a second course, and takes its hours from a button.
    await teacher.presses_data(WorkForms(step_id=first.id).pack())
    forms = await teacher.sees("Какая это работа", "Сейчас: Семинар, 4 часа")
    assert "Курс в маршруте уже есть" in (await teacher.presses("Курс ПК", forms) or "")
    await teacher.presses("Вебинар", forms)
    hours = await teacher.sees("Сколько часов", "Форма: Вебинар")
    assert "Записали: Вебинар, 1,5 часа" in (await teacher.presses("1,5 ч", hours) or "")
    assert await work_of(town, first.id) == ("webinar", "nonformal", 1.5)
    for halves in (-3, 1_000_000):
        forged = WorkHours(step_id=first.id, form="webinar", halves=halves)
        assert await reacts(teacher, teacher.presses_data(forged.pack()))
    await teacher.presses_data(WorkHours(step_id=first.id, form="webinar", halves=3).pack())
    assert await work_of(town, first.id) == ("webinar", "nonformal", 1.5)

    # A button drawn before the route was sent changes nothing and says why.
    await agreement.send_to_review(await town.acting(GYMNASIUM_TEACHER), route.id)
    for link in (WorkForms(step_id=first.id), WorkHours(step_id=first.id, form="seminar", halves=4)):
        assert "сейчас у методиста" in (await teacher.presses_data(link.pack()) or "")
    assert await work_of(town, first.id) == ("webinar", "nonformal", 1.5)


async def test_typed_label_presses_the_button_of_an_own_step(town: Town) -> None:
    route = await drafting.begin(await town.acting(GYMNASIUM_TEACHER), "attestation")
    await town.presses(GYMNASIUM_TEACHER, OwnStep(route_id=route.id))
    await town.sends(GYMNASIUM_TEACHER, "Провести открытый урок")
    assert "что именно" in await town.presses(
        GYMNASIUM_TEACHER, OtherTopic(way="own", route_id=route.id, group="met")
    )
    again = await town.sends(GYMNASIUM_TEACHER, "про приёмы")
    assert "Выберите, пожалуйста, кнопкой" in again and "что именно" in again
    assert "Когда закончить" in await town.sends(GYMNASIUM_TEACHER, "приёмы и технологии обучения")
    label = next(
        line
        for line in (await town.sends(GYMNASIUM_TEACHER, "не знаю")).splitlines()
        if "Через месяц" in line
    )
    assert "Что получится в итоге" in await town.sends(GYMNASIUM_TEACHER, label)
    assert "В маршруте" in await town.sends(GYMNASIUM_TEACHER, "Конспект & отзывы")
    assert await town.rows(select(RouteStep.title, RouteStep.competency)) == [
        ("Провести открытый урок", "met_methods")
    ]
    assert "Что хотите сделать" in await town.presses(GYMNASIUM_TEACHER, OwnStep(route_id=route.id)), (
        "the words of the added step are forgotten"
    )


async def test_typed_day_off_is_answered_by_the_nearest_working_day(town: Town) -> None:
    step = (await draft(town)).steps[0]
    await town.presses(GYMNASIUM_TEACHER, DateStep(step_id=step.id))
    assert "Ближайший рабочий день" in await town.sends(GYMNASIUM_TEACHER, "29 ноября")
    assert "Новый срок: 1 декабря 2026 года" in await town.sends(GYMNASIUM_TEACHER, "1 декабря")
    due = await town.one(select(RouteStep.due).where(RouteStep.id == step.id))
    assert str(due) == "2026-12-01"


async def test_wrong_hours_are_asked_again_with_the_reason(town: Town) -> None:
    step = await with_own(town, await draft(town))
    await town.presses(GYMNASIUM_TEACHER, WorkHours(step_id=step.id, form="course"))
    for wrong, told in (("много", "error-hours-words"), ("1000", "error-hours-many")):
        assert translator("ru").plain(Words(told, form="", most=0))[:5] in await town.sends(
            GYMNASIUM_TEACHER, wrong
        )
    assert "72 часа" in await town.sends(GYMNASIUM_TEACHER, "72 часа")
