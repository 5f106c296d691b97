"""A leader is asked what changed, 30 to 90 days after a teacher's training."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, delete, func, null, select

from bot.delivery.render import render
from handlers.menu import desk
from handlers.skill_views import notices, side_screens
from services.errors import NotAllowed, NotFound, WrongState
from services.events.models import Registration
from services.events.rules import LEFT, PUBLISHED, REGISTERED, WAITING
from services.outbox import Delivery
from services.people.models import RoleGrant
from services.people.my_data.withdrawal import withdraw
from services.roles import LEADERS, Role
from services.skill_views import rules, trainings
from services.skill_views.models import SkillMark, SkillView
from services.skill_views.rules import SKIPPED
from services.skill_views.trainings import TrainingPage, TrainingQuestion
from tests.conftest import MONDAY, Town
from tests.integration.stories import posted, statements
from tests.personas import (
    EDUCATION_OFFICE,
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_DEPUTY_HEAD,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_YOUNG_SPECIALIST,
    HEAD,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    PRIMARY_YOUNG_SPECIALIST,
)
from tests.shown import read_plainly

TODAY = MONDAY.date()
TRAINED = ("met_design", "com_dialog")


pytestmark = pytest.mark.usefixtures("admin")


async def event(
    town: Town,
    ago: int = 40,
    *,
    who: str = GYMNASIUM_YOUNG_SPECIALIST,
    competencies: tuple[str, ...] = TRAINED,
    place: str = REGISTERED,
    status: str = PUBLISHED,
    hour: int = 15,
    target: Any = None,
) -> int:
    """An event that ended so many days ago, at which a teacher has a place. Returns the place's number."""
    ended = (MONDAY - timedelta(days=ago)).replace(hour=hour)
    event_id = await town.event(
        starts_at=ended - timedelta(hours=2),
        author=GYMNASIUM_METHODIST,
        of=who,
        title="Практикум «Диалог <на> уроке»",
        competencies=competencies,
        target=target,
        status=status,
    )
    return await town.registration(event_id, who, place)


async def waiting(town: Town, who: str = GYMNASIUM_HEAD) -> list[int]:
    """What waits for a leader: places at events."""
    page = await trainings.page_of_waiting(await town.acting(who), 0)
    return [one.registration_id for one in page.trainings.items]


async def answered(town: Town, trained: int, *values: int, who: str = GYMNASIUM_HEAD) -> None:
    ctx = await town.acting(who)
    for place, value in enumerate(values):
        await trainings.answer(ctx, trained, place, value)


async def loses_the_role(town: Town, *people: str) -> None:
    leads = RoleGrant.role.in_([role.value for role in LEADERS])
    async with town.database.transaction() as db:
        await db.execute(
            delete(RoleGrant).where(RoleGrant.person_id.in_([town.id_of(who) for who in people]), leads)
        )


@pytest.mark.parametrize(("ago", "asked"), [(29, False), (30, True), (90, True), (91, False)])
@pytest.mark.parametrize("hour", [0, 23])
async def test_the_question_is_asked_from_30_to_90_days_later(
    town: Town, ago: int, asked: bool, hour: int
) -> None:
    trained = await event(town, ago, hour=hour)
    expected = [trained] if asked else []
    assert await waiting(town) == expected
    assert await trainings.waiting_count(await town.acting(GYMNASIUM_HEAD)) == len(expected)
    if not asked:
        with pytest.raises(WrongState, match="error-training-gone"):
            await answered(town, trained, 3)
        assert await town.rows(select(SkillView.id)) == []


@pytest.mark.parametrize(
    "different",
    [
        {"place": WAITING},
        {"place": LEFT},
        {"status": "cancelled"},
        {"competencies": ()},
        {"competencies": ("no_such_thing",)},
        {"who": PRIMARY_YOUNG_SPECIALIST},  # of another school
        {"who": GYMNASIUM_HEAD},  # never oneself
    ],
)
async def test_only_training_that_took_place_counts(town: Town, different: dict[str, Any]) -> None:
    await event(town, **different)
    assert await waiting(town) == []


@pytest.mark.parametrize("target", [None, null(), JSON.NULL], ids=["none", "sql", "json"])
async def test_event_for_everybody_is_asked_about_in_both_ways_it_is_stored(town: Town, target: Any) -> None:
    trained = await event(town, target=target)
    assert await waiting(town) == [trained]
    assert await trainings.scan_after_training(town.nobody) == 2


@pytest.mark.parametrize("target", [{"subject": "math", "competency": "met_design"}, {}])
async def test_event_made_from_a_cell_is_not_asked_about(town: Town, target: dict[str, str]) -> None:
    trained = await event(town, target=target)
    assert await waiting(town) == []
    with pytest.raises(WrongState):
        await answered(town, trained, 3)
    assert await trainings.scan_after_training(town.nobody) == 0
    assert await town.rows(select(SkillView.id)) == []


async def test_question_is_answered_by_one_tap_a_competency(town: Town) -> None:
    trained = await event(town)
    ctx = await town.acting(GYMNASIUM_HEAD)
    asked = await trainings.question(ctx, trained, 0)
    assert "Проектирование урока" in read_plainly(side_screens.training(asked))
    following = await trainings.answer(ctx, trained, 0, 3)
    assert isinstance(following, TrainingQuestion)
    assert "Диалог и разрешение конфликтов" in read_plainly(side_screens.training(following))
    await trainings.answer(ctx, trained, 0, 2)  # thought better of it
    assert (await trainings.question(ctx, trained, 0)).chosen == 2
    assert await waiting(town) == [trained]
    assert await waiting(town, GYMNASIUM_DEPUTY_HEAD) == [], "the other leader need not do it as well"
    for place, value in ((1, SKIPPED), (1, 3), (0, 0)):  # the last one, a double tap, an old button
        following = await trainings.answer(ctx, trained, place, value)
        assert isinstance(following, TrainingPage)
        assert following.trainings.total == 0
        assert "Сейчас вопросов нет" in read_plainly(side_screens.trainings(following))
    assert await waiting(town) == []
    stored = await town.rows(select(SkillMark.competency, SkillMark.value))
    assert [tuple(row) for row in stored] == [("met_design", 2)]
    with pytest.raises(WrongState, match="error-training-gone"):
        await answered(town, trained, 0, who=GYMNASIUM_DEPUTY_HEAD)


async def test_two_leaders_answering_at_once_leave_one_answer(town: Town) -> None:
    trained = await event(town, competencies=("met_design",))
    contexts = [
        await town.acting(who)
        for who in (GYMNASIUM_HEAD, GYMNASIUM_DEPUTY_HEAD, GYMNASIUM_HEAD, GYMNASIUM_DEPUTY_HEAD)
    ]
    outcomes = await asyncio.gather(
        *(trainings.answer(ctx, trained, 0, number % 2 * 3) for number, ctx in enumerate(contexts)),
        return_exceptions=True,
    )
    assert {type(one) for one in outcomes} == {TrainingPage, WrongState}
    assert await town.one(select(func.count(SkillView.id))) == 1
    assert await town.one(select(func.count(SkillMark.value))) == 1


@pytest.mark.parametrize("place", [-1, 2, 99])
async def test_forged_answers_are_refused(town: Town, place: int) -> None:
    trained = await event(town)
    ctx = await town.acting(GYMNASIUM_HEAD)
    with pytest.raises(NotFound):
        await trainings.question(ctx, trained, place)
    for forged in (
        trainings.answer(ctx, trained, place, 3),
        trainings.answer(ctx, trained, 0, 1),  # no such button
        trainings.answer(ctx, trained, 0, -2),
    ):
        with pytest.raises(NotFound):
            await forged
    with pytest.raises(WrongState):
        await trainings.answer(ctx, trained + 999, 0, 3)
    assert await town.rows(select(SkillView.id)) == []


# The leaders who are asked


@pytest.mark.parametrize(
    "who",
    [
        GYMNASIUM_YOUNG_SPECIALIST,
        GYMNASIUM_MENTOR,
        GYMNASIUM_METHODIST,
        MUNICIPAL_METHODIST,
        GYMNASIUM_CLASS_TEACHER,
        OPERATORS_ADMIN,
        HEAD,
    ],
)
async def test_only_leaders_of_the_teachers_unit_are_asked(town: Town, who: str) -> None:
    trained = await event(town)
    ctx = await town.acting(who)
    assert await trainings.waiting_count(ctx) == 0
    with pytest.raises(WrongState):
        await trainings.question(ctx, trained, 0)
    with pytest.raises(WrongState):
        await answered(town, trained, 3, who=who)
    if who != HEAD:
        with pytest.raises(NotAllowed):
            await trainings.page_of_waiting(ctx, 0)
    assert await town.rows(select(SkillView.id)) == []


async def test_leaders_above_are_asked_where_there_is_no_nearer_one(town: Town) -> None:
    trained, heads_own = await event(town), await event(town, who=GYMNASIUM_HEAD)
    await town.grant(EDUCATION_OFFICE, Role.HEAD, of=MUNICIPAL_METHODIST)
    assert await waiting(town, EDUCATION_OFFICE) == []
    assert await waiting(town, GYMNASIUM_DEPUTY_HEAD) == [heads_own, trained]
    await loses_the_role(town, GYMNASIUM_DEPUTY_HEAD)
    assert await waiting(town, EDUCATION_OFFICE) == [heads_own], "nobody nearer leads the head"
    await loses_the_role(town, GYMNASIUM_HEAD)
    assert await waiting(town, EDUCATION_OFFICE) == [heads_own, trained]
    notice = await notices.after_training(await town.acting(EDUCATION_OFFICE))
    assert notice is not None
    assert "2 ответа" in read_plainly(notice)


async def test_former_leader_leaves_the_question_to_the_others(town: Town) -> None:
    trained = await event(town)
    await answered(town, trained, 2)
    assert await waiting(town, GYMNASIUM_DEPUTY_HEAD) == []
    await loses_the_role(town, GYMNASIUM_HEAD)
    assert await waiting(town, GYMNASIUM_DEPUTY_HEAD) == [trained]
    assert await trainings.scan_after_training(town.nobody) == 1
    deputy = await town.acting(GYMNASIUM_DEPUTY_HEAD)
    assert (await trainings.question(deputy, trained, 0)).chosen is None, (
        "the mark of the head stays the head's"
    )
    await answered(town, trained, SKIPPED, 3, who=GYMNASIUM_DEPUTY_HEAD)
    assert await town.one(select(SkillView.author_id)) == town.id_of(GYMNASIUM_DEPUTY_HEAD)
    stored = await town.rows(select(SkillMark.competency, SkillMark.value))
    assert [tuple(row) for row in stored] == [("com_dialog", 3)]
    with pytest.raises(WrongState):
        await answered(town, trained, 0)


async def test_one_of_several_leaders_takes_over_a_question(town: Town) -> None:
    trained = await event(town)
    await answered(town, trained, 2)
    for who in (GYMNASIUM_CLASS_TEACHER, GYMNASIUM_MENTOR):
        await town.grant(who, Role.DEPUTY_HEAD)
    await loses_the_role(town, GYMNASIUM_HEAD)
    contexts = [
        await town.acting(who) for who in (GYMNASIUM_DEPUTY_HEAD, GYMNASIUM_CLASS_TEACHER, GYMNASIUM_MENTOR)
    ]
    outcomes = await asyncio.gather(
        *(trainings.answer(ctx, trained, 0, 3) for ctx in contexts), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["TrainingQuestion", "WrongState", "WrongState"]
    assert await town.one(select(SkillView.author_id)) != town.id_of(GYMNASIUM_HEAD)
    assert await town.one(select(func.count(SkillMark.value))) == 1


async def test_leader_without_questions_costs_one_statement(town: Town) -> None:
    await event(town, ago=29)
    ctx = await town.acting(GYMNASIUM_HEAD)
    with statements(town.database) as heard:
        assert await trainings.waiting_count(ctx) == 0
    assert len([one for one in heard if one.startswith("SELECT")]) == 1
    ctx = await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    with statements(town.database) as heard:
        assert await trainings.waiting_count(ctx) == 0
    assert heard == []


async def test_answer_reads_the_waiting_questions_once(town: Town) -> None:
    trained = await event(town)
    ctx = await town.acting(GYMNASIUM_HEAD)
    for place in (0, 1):
        with statements(town.database) as heard:
            await trainings.answer(ctx, trained, place, 3)
        assert len([one for one in heard if "events.ends_at" in one]) == 1


@pytest.mark.parametrize(
    ("leaders", "nearest"),
    [
        ([(1, "/1/4/9/"), (2, "/1/4/")], {1}),
        ([(1, "/1/4/9/"), (2, "/1/4/9/"), (3, "/1/")], {1, 2}),
        ([(7, "/1/4/9/"), (2, "/1/4/")], {2}),  # never oneself
        ([(1, "/1/4/8/"), (2, "/1/5/")], set()),
        ([(7, "/1/4/9/")], set()),
    ],
)
def test_the_nearest_leaders(leaders: list[tuple[int, str]], nearest: set[int]) -> None:
    assert rules.nearest_leaders("/1/4/9/", 7, leaders) == nearest


async def test_leaders_are_told_once_a_week_in_allowed_hours(town: Town) -> None:
    await event(town, ago=40)
    scan = trainings.scan_after_training
    town.clock.set(MONDAY.replace(hour=7))
    assert await scan(town.nobody) == 0, "it is quiet yet"
    town.clock.set(MONDAY)
    assert await scan(town.nobody) == 2
    assert await scan(town.nobody) == 0
    assert set(await posted(town, "after_training")) == {
        town.id_of(GYMNASIUM_HEAD),
        town.id_of(GYMNASIUM_DEPUTY_HEAD),
    }
    for day in range(1, 6):
        town.clock.set(MONDAY + timedelta(days=day))
        assert await scan(town.nobody) == 0
    town.clock.set(MONDAY + timedelta(days=7))
    assert await scan(town.nobody) == 2, "it still waits, and a week has passed"
    keys = {row[0] for row in await town.rows(select(Delivery.dedup_key))}
    assert f"after_training:2026-W48:{town.id_of(GYMNASIUM_HEAD)}" in keys


async def test_only_leaders_with_a_waiting_question_are_told(town: Town) -> None:
    await event(town, ago=29)
    assert await trainings.scan_after_training(town.nobody) == 0
    trained = await event(town)
    await answered(town, trained, 2)  # the head began, the deputy need not
    town.clock.set(MONDAY + timedelta(days=2))
    assert await render(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), "after_training", {}) is None
    notice = await notices.after_training(await town.acting(GYMNASIUM_HEAD))
    assert notice is not None
    assert "2 ответа" in read_plainly(notice)  # the event that ended 31 days ago by now, too
    await answered(town, trained, 2, 3)
    notice = await notices.after_training(await town.acting(GYMNASIUM_HEAD))
    assert notice is not None
    assert "1 ответ)" in read_plainly(notice)


async def test_question_waits_only_on_the_desk_of_a_leader(town: Town) -> None:
    await event(town)
    await event(town)
    for who, expected in (
        (GYMNASIUM_HEAD, ["training"]),
        (GYMNASIUM_METHODIST, []),
        (GYMNASIUM_YOUNG_SPECIALIST, []),
    ):
        found = await desk.waiting(await town.acting(who))
        assert [one.kind for one in found.shown] == expected
        said = read_plainly(desk.screen(found))
        assert (
            ("🎓 что изменилось после обучения" in said)
            == ("Ждёт вас: 2 дела" in said)
            == (who == GYMNASIUM_HEAD)
        )
        assert "🎓 После обучения: 2" in said or who != GYMNASIUM_HEAD
        assert "🧭" not in said, "only what is on the list is explained"


def test_question_is_open_from_day_30_to_day_90() -> None:
    assert (rules.FIRST_DAY, rules.LAST_DAY) == (30, 90)
    assert rules.week_of(date(2027, 1, 1)) == "2026-W53"


# Leaving


async def test_withdrawal_of_a_leader_keeps_answers(town: Town) -> None:
    done = await event(town, competencies=("met_design",))
    begun = await event(town)
    await answered(town, done, 2)
    await answered(town, begun, 2)
    await withdraw(await town.acting(GYMNASIUM_HEAD))
    (kept,) = await town.rows(select(SkillView.training))
    assert kept[0] == f"event:{await town.one(select(Registration.event_id).where(Registration.id == done))}"
    assert await waiting(town, GYMNASIUM_DEPUTY_HEAD) == [begun], "and the other one is asked"


async def test_no_leader_is_asked_about_a_teacher_who_left(town: Town) -> None:
    await event(town)
    await withdraw(await town.acting(GYMNASIUM_YOUNG_SPECIALIST))
    assert await waiting(town) == []
    assert await trainings.scan_after_training(town.nobody) == 0
