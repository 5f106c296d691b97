"""Three views of one skill: what a leader is asked after training, and all of it side by side."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from handlers.menu import desk
from handlers.skill_views import notices, side_screens
from handlers.skill_views.links import SkillViews
from services.assessments import actions as assessments
from services.assessments.models import Assessment, Score
from services.content import Content
from services.errors import NotAllowed, NotFound, WrongState
from services.events.models import Event, Registration
from services.events.rules import LEFT, PUBLISHED, REGISTERED, WAITING
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import RoleGrant
from services.people.my_data import withdraw
from services.roles import LEADERS, Role
from services.routes.models import Route, RouteStep, StepEvent
from services.skill_views import actions, rules, side_by_side, trainings
from services.skill_views.models import SkillMark, SkillView
from services.skill_views.rules import SKIPPED
from services.skill_views.side_by_side import SideBySide
from tests.conftest import CONTENT, MONDAY, Phones, Town
from tests.integration.stories import ON_SQLITE, finish, unit_of
from tests.integration.test_skill_views import posted, read, recipient, shown

MENTOR, TEACHER, METHODIST, MUNICIPAL = "p19", "p20", "p18", "p03"
HEAD, DEPUTY, COLLEAGUE, OTHER_HEAD, ADMIN = "p16", "p17", "p22", "p05", "p32"
TODAY = MONDAY.date()
LEVELS = list(CONTENT.levels.values())
TRAINED = ("met_design", "com_dialog")


@pytest.fixture(autouse=True)
def admin(town: Town) -> None:
    """An admin who is nothing else: named by the operator."""
    town.admin_ids = frozenset({town.people[ADMIN].chat_id})


async def event(
    town: Town,
    ago: int = 40,
    *,
    who: str = TEACHER,
    competencies: tuple[str, ...] = TRAINED,
    place: str = REGISTERED,
    status: str = PUBLISHED,
    hour: int = 15,
) -> int:
    """An event that ended so many days ago, at which a teacher has a place."""
    ended = (MONDAY - timedelta(days=ago)).replace(hour=hour)
    unit_id = await unit_of(town, who)
    async with town.database.transaction() as db:
        one = Event(
            unit_id=unit_id,
            author_id=town.id_of(METHODIST),
            format="workshop",
            title="Практикум «Диалог <на> уроке»",
            place="Кабинет 24",
            starts_at=ended - timedelta(hours=2),
            ends_at=ended,
            registration_closes_at=ended - timedelta(days=1),
            capacity=None,
            audience=["everyone"],
            competencies=list(competencies),
            status=status,
            created_at=ended - timedelta(days=9),
        )
        db.add(one)
        await db.flush()
        db.add(
            Registration(
                event_id=one.id, person_id=town.id_of(who), status=place, registered_at=one.created_at
            )
        )
        return one.id


async def course(town: Town, ago: int = 40, *, education: str = "formal", new: str = "done") -> int:
    """A step of the teacher's route, accepted so many days ago."""
    at = MONDAY - timedelta(days=ago)
    async with town.database.transaction() as db:
        route = Route(
            person_id=town.id_of(TEACHER),
            starts=TODAY - timedelta(days=120),
            ends=TODAY,
            status="done",
            created_at=at,
        )
        db.add(route)
        await db.flush()
        step = RouteStep(
            route_id=route.id,
            position=0,
            competency="psy_behavior",
            title="Курс ПК «Спокойный класс»",
            form="course",
            education=education,
            hours=36,
            starts=at.date(),
            due=at.date(),
            result="Удостоверение",
            status=new,
        )
        db.add(step)
        await db.flush()
        for moment, status in ((at - timedelta(days=3), "on_review"), (at, new)):
            db.add(
                StepEvent(
                    step_id=step.id,
                    actor_id=town.id_of(METHODIST),
                    field="status",
                    old="planned",
                    new=status,
                    at=moment,
                )
            )
        return step.id


async def waiting(town: Town, who: str = HEAD) -> list[str]:
    """What waits for a leader: «event:1»."""
    page = await trainings.page_of_waiting(await town.acting(who), 0)
    return [f"{one.source}:{one.source_id}" for one in page.trainings]


async def answered(town: Town, source_id: int, *values: int, who: str = HEAD, source: str = "event") -> None:
    ctx = await town.acting(who)
    for place, value in enumerate(values):
        await trainings.answer(ctx, town.id_of(TEACHER), source, source_id, place, value)


async def self_view(town: Town, choice: int = 1, who: str = TEACHER) -> int:
    """The teacher's own diagnosis, every item answered alike."""
    return await finish(await town.acting(who), "teacher_full", lambda place: choice)


async def scored(town: Town, percent: int, who: str = TEACHER, at: datetime = MONDAY) -> int:
    """A finished diagnosis with the same percent everywhere."""
    assessment_id = await self_view(town, who=who)
    async with town.database.transaction() as db:
        await db.execute(
            update(Score)
            .where(Score.assessment_id == assessment_id)
            .values(percent=percent, level="acceptable")
        )
        await db.execute(update(Assessment).where(Assessment.id == assessment_id).values(finished_at=at))
    return assessment_id


async def sees(town: Town, who: str = TEACHER) -> SideBySide:
    return await side_by_side.mine(await town.acting(who), 0)


def texts(view: SideBySide) -> str:
    return read(side_screens.my_views(view))


# After training


@pytest.mark.parametrize(("ago", "asked"), [(29, False), (30, True), (90, True), (91, False)])
@pytest.mark.parametrize("hour", [0, 23])
async def test_the_question_is_asked_from_30_to_90_days_later(
    town: Town, ago: int, asked: bool, hour: int
) -> None:
    event_id = await event(town, ago, hour=hour)
    step_id = await course(town, ago)
    expected = {f"event:{event_id}", f"step:{step_id}"} if asked else set()
    assert set(await waiting(town)) == expected
    assert await trainings.waiting_count(await town.acting(HEAD)) == len(expected)
    if not asked:
        with pytest.raises(WrongState, match="error-training-gone"):
            await answered(town, event_id, 3)
        assert await town.rows(select(SkillView.id)) == []


@pytest.mark.parametrize(
    "different",
    [
        {"place": WAITING},
        {"place": LEFT},
        {"status": "cancelled"},
        {"competencies": ()},
        {"competencies": ("no_such_thing",)},
        {"who": "p10"},  # of another school
        {"who": HEAD},  # never oneself
    ],
)
async def test_only_training_that_took_place_counts(town: Town, different: dict[str, Any]) -> None:
    await event(town, **different)
    assert await waiting(town) == []


@pytest.mark.parametrize(
    "different", [{"education": "informal"}, {"education": "nonformal"}, {"new": "on_review"}]
)
async def test_of_a_route_only_accepted_courses_count(town: Town, different: dict[str, str]) -> None:
    await course(town, **different)
    assert await waiting(town) == []


async def test_a_course_is_asked_about_without_the_competency_it_was_chosen_for(town: Town) -> None:
    step_id = await course(town)
    ctx = await town.acting(HEAD)
    asked = await trainings.question(ctx, town.id_of(TEACHER), "step", step_id, 0)
    said = read(side_screens.training(asked))
    assert "Курс ПК «Спокойный класс»" in said
    assert CONTENT.competencies["psy_behavior"].title not in said
    await answered(town, step_id, 2, source="step")
    assert await town.one(select(SkillMark.competency)) == "psy_behavior"


async def test_one_tap_for_every_competency_and_it_is_done(town: Town) -> None:
    event_id = await event(town)
    ctx, teacher = await town.acting(HEAD), town.id_of(TEACHER)
    asked = await trainings.question(ctx, teacher, "event", event_id, 0)
    assert "Проектирование урока" in read(side_screens.training(asked))
    assert await trainings.answer(ctx, teacher, "event", event_id, 0, 3) == 1
    assert await trainings.answer(ctx, teacher, "event", event_id, 0, 2) == 1  # thought better of it
    assert await waiting(town) == [f"event:{event_id}"]
    assert await waiting(town, DEPUTY) == [], "the other leader need not do it as well"
    assert await trainings.answer(ctx, teacher, "event", event_id, 1, SKIPPED) is None
    assert await waiting(town) == []
    assert await trainings.answer(ctx, teacher, "event", event_id, 1, 3) is None  # a double tap
    assert await trainings.answer(ctx, teacher, "event", event_id, 0, 0) is None
    stored = await town.rows(select(SkillMark.competency, SkillMark.value))
    assert [tuple(row) for row in stored] == [("met_design", 2)]
    with pytest.raises(WrongState, match="error-training-gone"):
        await answered(town, event_id, 0, who=DEPUTY)


async def test_two_leaders_at_once_leave_one_answer(town: Town) -> None:
    event_id = await event(town, competencies=("met_design",))
    contexts = [await town.acting(who) for who in (HEAD, DEPUTY, HEAD, DEPUTY)]
    outcomes = await asyncio.gather(
        *(
            trainings.answer(ctx, town.id_of(TEACHER), "event", event_id, 0, number % 2 * 3)
            for number, ctx in enumerate(contexts)
        ),
        return_exceptions=True,
    )
    assert {type(one) for one in outcomes} == {type(None), WrongState}
    assert await town.one(select(func.count(SkillView.id))) == 1
    assert await town.one(select(func.count(SkillMark.value))) == 1


@pytest.mark.parametrize("place", [-1, 2, 99])
async def test_forged_answers_are_refused(town: Town, place: int) -> None:
    event_id = await event(town)
    ctx, teacher = await town.acting(HEAD), town.id_of(TEACHER)
    with pytest.raises(NotFound):
        await trainings.question(ctx, teacher, "event", event_id, place)
    for forged in (
        trainings.answer(ctx, teacher, "event", event_id, place, 3),
        trainings.answer(ctx, teacher, "event", event_id, 0, 1),  # no such button
        trainings.answer(ctx, teacher, "event", event_id, 0, -2),
    ):
        with pytest.raises(NotFound):
            await forged
    for source, person in (("step", teacher), ("lesson", teacher), ("event", town.id_of(COLLEAGUE))):
        with pytest.raises(WrongState):
            await trainings.answer(ctx, person, source, event_id, 0, 3)
    assert await town.rows(select(SkillView.id)) == []


@pytest.mark.parametrize("who", [TEACHER, MENTOR, METHODIST, MUNICIPAL, COLLEAGUE, ADMIN, OTHER_HEAD])
async def test_only_leaders_of_the_teachers_unit_are_asked(town: Town, who: str) -> None:
    event_id = await event(town)
    ctx = await town.acting(who)
    assert await trainings.waiting_count(ctx) == 0
    with pytest.raises(WrongState):
        await trainings.question(ctx, town.id_of(TEACHER), "event", event_id, 0)
    with pytest.raises(WrongState):
        await answered(town, event_id, 3, who=who)
    if who != OTHER_HEAD:
        with pytest.raises(NotAllowed):
            await trainings.page_of_waiting(ctx, 0)
    assert await town.rows(select(SkillView.id)) == []


async def test_those_above_are_asked_where_nobody_nearer_is(town: Town) -> None:
    event_id = await event(town)
    async with town.database.transaction() as db:
        for grant in await db.scalars(select(RoleGrant).where(RoleGrant.person_id == town.id_of(MUNICIPAL))):
            db.add(RoleGrant(person_id=town.id_of("p02"), role=Role.HEAD, unit_id=grant.unit_id))
    assert await waiting(town, "p02") == []
    async with town.database.transaction() as db:
        nearer = [town.id_of(HEAD), town.id_of(DEPUTY)]
        leads = RoleGrant.role.in_([role.value for role in LEADERS])
        await db.execute(delete(RoleGrant).where(RoleGrant.person_id.in_(nearer), leads))
    assert await waiting(town, "p02") == [f"event:{event_id}"]


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


async def test_leaders_hear_once_a_week_in_allowed_hours(town: Town) -> None:
    await event(town, ago=40)
    scan = trainings.scan_after_training
    town.clock.set(MONDAY.replace(hour=7))
    assert await scan(town.nobody) == 0, "it is quiet yet"
    town.clock.set(MONDAY)
    assert await scan(town.nobody) == 2
    assert await scan(town.nobody) == 0
    assert set(await posted(town, "after_training")) == {town.id_of(HEAD), town.id_of(DEPUTY)}
    for day in range(1, 6):
        town.clock.set(MONDAY + timedelta(days=day))
        assert await scan(town.nobody) == 0
    town.clock.set(MONDAY + timedelta(days=7))
    assert await scan(town.nobody) == 2, "it still waits, and a week has passed"
    keys = {row[0] for row in await town.rows(select(Delivery.dedup_key))}
    assert f"after_training:2026-W48:{town.id_of(HEAD)}" in keys


async def test_nobody_hears_of_what_does_not_wait_for_them(town: Town) -> None:
    await event(town, ago=29)
    assert await trainings.scan_after_training(town.nobody) == 0
    event_id = await event(town)
    await answered(town, event_id, 2)  # the head began, the deputy need not
    town.clock.set(MONDAY + timedelta(days=2))
    assert await notices.after_training(await recipient(town, TEACHER)) is None
    notice = await notices.after_training(await recipient(town, HEAD))
    assert notice is not None
    assert "2 ответа" in read(notice)  # the event that ended 31 days ago by now, too
    await answered(town, event_id, 2, 3)
    notice = await notices.after_training(await recipient(town, HEAD))
    assert notice is not None
    assert "1 ответ)" in read(notice)


async def test_it_waits_on_the_desk_of_a_leader_alone(town: Town) -> None:
    await event(town)
    for who, expected in ((HEAD, ["desk-training"]), (METHODIST, []), (TEACHER, [])):
        found = await desk.waiting(await town.acting(who))
        assert [one.key for one in found] == expected
        read(desk.screen(found))


# Side by side


def test_levels_of_marks() -> None:
    codes = [LEVELS[rules.level_of_mark(mark, LEVELS)].code for mark in range(4)]
    assert codes == ["critical", "critical", "acceptable", "optimal"]


@pytest.mark.parametrize(
    ("own", "others", "talk"),
    [
        (0, [1], "lower"),
        (0, [2, 0], "lower"),
        (2, [0], "higher"),
        (2, [2, 1], "higher"),
        (1, [0, 2], "mixed"),
        (1, [1, 1], None),
        (None, [0, 1], "mixed"),
        (None, [2, 2], None),
    ],
)
def test_where_views_differ(own: int | None, others: list[int], talk: str | None) -> None:
    assert rules.reason_to_talk(own, others) == talk


async def test_three_views_stand_side_by_side_and_no_mean_appears(town: Town) -> None:
    assert "Здесь рядом встанут" in texts(await sees(town))
    await scored(town, 50)
    assert (await sees(town)).competencies == (), "one view is nothing to compare"
    await shown(town, 1, 3, 2)
    event_id = await event(town, competencies=("met_design",))
    await answered(town, event_id, 3)
    view = await sees(town)
    first = next(one for one in view.competencies if one.code == "met_design")
    assert first.own is not None
    assert (first.own.percent, first.own.sign) == (50, "🟡")
    assert [(one.by, one.words) for one in first.others] == [
        ("mentor", "Отдельные моменты"),
        ("leader", "Применяет уверенно"),
    ]
    assert first.talk == "mixed"
    said = texts(view)
    assert "Вы: 🟡 50 % (23 ноября)" in said
    assert "Наставник: «Отдельные моменты» (23 ноября)" in said
    assert "Руководитель: «Применяет уверенно» (23 ноября)" in said
    assert "✏️ Ясенева Е. Р." in said
    assert "Берёзкина" not in said, "nobody writes to a leader through the bot"
    # 50, 33 and 100 per cent: neither their mean nor anybody else's percent is anywhere.
    assert said.count("%") == len([one for one in view.competencies if one.own])
    assert "61" not in said
    assert {one.own.percent for one in view.competencies if one.own} == {50}


@pytest.mark.parametrize(
    ("percent", "mark", "words"),
    [
        (20, 3, "со стороны видно больше"),
        (90, 0, "вы видите в себе больше"),
        (20, 1, None),
        (50, 2, None),
        (90, 3, None),
    ],
)
async def test_a_difference_is_a_reason_to_talk_in_both_directions(
    town: Town, percent: int, mark: int, words: str | None
) -> None:
    await scored(town, percent)
    await shown(town, mark)
    view = await sees(town)
    assert len(view.competencies) == 1
    said = texts(view)
    assert ("Повод поговорить" in said) == ("✏️" in said) == (words is not None)
    assert words is None or words in said


async def test_the_latest_of_everyone_counts_and_names_are_said_where_several_look(town: Town) -> None:
    await scored(town, 20, at=MONDAY - timedelta(days=300))
    town.clock.move(timedelta(days=1))
    await scored(town, 90, at=MONDAY)
    await shown(town, 0)
    await shown(town, 3)
    await shown(town, 1, author=METHODIST)
    await shown(town, 2, author=MUNICIPAL)
    view = await sees(town)
    (one,) = view.competencies
    assert one.own is not None
    assert one.own.percent == 90
    assert [(other.by, other.words) for other in one.others] == [
        ("mentor", "Уверенно, можно показать"),
        ("methodist", "Отдельные моменты"),
        ("methodist", "В целом да"),
    ]
    said = texts(view)
    assert "Наставник: «" in said
    assert "Методист Ольхова В. Д.: «" in said
    assert "Методист Ключевская М. Ю.: «" in said


async def test_how_one_feels_is_no_view_of_a_skill(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    feeling = await finish(ctx, "wellbeing", lambda place: 0)
    async with town.database.transaction() as db:
        db.add(
            Score(assessment_id=feeling, subject="met_design", is_group=False, percent=1, level="critical")
        )
    await shown(town, 3)
    assert (await sees(town)).competencies == ()


async def test_the_pages_hold_every_competency_once_and_fit(town: Town) -> None:
    await scored(town, 50)
    await shown(town, 0, 1, 2, 3, 3)
    ctx = await town.acting(TEACHER)
    first, second = [await side_by_side.mine(ctx, page) for page in (0, 1)]
    codes = [one.code for view in (first, second) for one in view.competencies]
    assert sorted(codes) == sorted(item.competency for item in CONTENT.lesson_visit.items)
    talks = [one.talk is not None for view in (first, second) for one in view.competencies]
    assert talks == sorted(talks, reverse=True), "what to talk about comes first"
    assert first.pages == 2
    assert await side_by_side.mine(ctx, 99) == second
    texts(second)


# For someone to whom a result was opened


async def test_whoever_a_result_is_open_to_sees_what_the_teacher_has_seen(town: Town) -> None:
    earlier = await scored(town, 20, at=MONDAY - timedelta(days=300))
    result_id = await scored(town, 90)
    visit = await shown(town, 1)
    event_id = await event(town, competencies=("met_design",))
    await answered(town, event_id, 0)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    with pytest.raises(NotAllowed, match="error-result-private"):
        await side_by_side.of_result(methodist, result_id, 0)
    await assessments.share(teacher, result_id, town.id_of(METHODIST))
    view = await side_by_side.of_result(methodist, result_id, 0)
    assert view.competencies == (), "the teacher sees it first"
    mentor = await town.acting(MENTOR)
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(mentor, result_id, 0)

    await actions.look(teacher, visit.id)
    await sees(town)
    (one,) = (await side_by_side.of_result(methodist, result_id, 0)).competencies
    assert one.own is not None
    assert one.own.percent == 90
    assert [other.by for other in one.others] == ["mentor", "leader"]
    said = read(side_screens.views_of(await side_by_side.of_result(methodist, result_id, 0), result_id))
    assert "Росина Алина Тимуровна" in said
    assert "Взгляды расходятся" in said
    assert "✏️" not in said
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(methodist, earlier, 0)
    own = await side_by_side.of_result(teacher, result_id, 0)
    assert own.owner is None

    await assessments.close(teacher, result_id)
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(methodist, result_id, 0)


async def test_an_earlier_result_opened_shows_itself_and_not_the_latest(town: Town) -> None:
    earlier = await scored(town, 20, at=MONDAY - timedelta(days=300))
    await scored(town, 90)
    visit = await shown(town, 3, author=METHODIST)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    await assessments.share(teacher, earlier, town.id_of(METHODIST))
    (one,) = (await side_by_side.of_result(methodist, earlier, 0)).competencies
    assert one.own is not None
    assert one.own.percent == 20
    assert [other.words for other in one.others] == ["Уверенно, можно показать"], visit.id


@pytest.mark.parametrize("who", [HEAD, DEPUTY, ADMIN, COLLEAGUE, MENTOR, OTHER_HEAD])
async def test_nobody_else_sees_them_side_by_side(town: Town, who: str) -> None:
    result_id = await scored(town, 50)
    await shown(town, 1)
    ctx = await town.acting(who)
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(ctx, result_id, 0)
    with pytest.raises(NotFound):
        await side_by_side.of_result(ctx, 999_999, 0)
    assert (await sees(town, who)).competencies == ()


async def test_a_mentor_sees_them_while_the_pair_works(town: Town) -> None:
    teacher, mentor = await town.acting(TEACHER), await town.acting(MENTOR)
    result_id = await finish(teacher, "novice_first_year", lambda place: 1)
    await assessments.share(teacher, result_id, town.id_of(MENTOR))
    await shown(town, 3)
    assert (await side_by_side.of_result(mentor, result_id, 0)).owner is not None
    async with town.database.transaction() as db:
        await db.execute(update(MentorPair).values(status="completed"))
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(mentor, result_id, 0)


# Leaving


async def test_a_leader_who_leaves_leaves_what_was_answered(town: Town) -> None:
    done = await event(town, competencies=("met_design",))
    begun = await event(town)
    await answered(town, done, 2)
    await answered(town, begun, 2)
    await withdraw(await town.acting(HEAD))
    assert [row[0] for row in await town.rows(select(SkillView.training))] == [f"event:{done}"]
    assert await waiting(town, DEPUTY) == [f"event:{begun}"], "and the other one is asked"


async def test_nobody_is_asked_about_a_teacher_who_left(town: Town) -> None:
    await event(town)
    await course(town)
    await withdraw(await town.acting(TEACHER))
    assert await waiting(town) == []
    assert await trainings.scan_after_training(town.nobody) == 0


# The checklist


def test_a_checklist_with_mistakes_is_refused() -> None:
    raw = CONTENT.read("lesson_visit")
    item = raw["items"][0]

    class Edited(Content):
        def read(self, name: str) -> dict[str, Any]:
            return changed if name == "lesson_visit" else super().read(name)

    for changes in (
        {"items": [item] * 5},
        {"items": raw["items"][:4]},
        {"items": [*raw["items"][:4], {**item, "competency": "no_such_thing"}]},
        {"marks": [*raw["marks"], {"value": 4, "button": "Блестяще"}]},
        {"marks": [*raw["marks"], {"value": 3, "button": "Ещё раз"}]},
        {"marks": [{"value": 0, "button": "Слишком длинная подпись кнопки"}, *raw["marks"][1:]]},
    ):
        changed = {**raw, **changes}
        with pytest.raises(ValueError, match="lesson_visit|LessonVisit"):
            _ = Edited().lesson_visit


# On phones


@ON_SQLITE
async def test_a_leader_answers_from_the_weekly_notice_and_the_teacher_compares(phones: Phones) -> None:
    town, head, teacher = phones.town, phones.of(HEAD), phones.of(TEACHER)
    await event(town)
    await course(town, ago=50)
    await scored(town, 50)
    await phones.app.scheduler.scan()
    await head.sees("Что изменилось после обучения?", "2 ответа")
    await head.presses("Посмотреть")
    await head.sees("1. Росина А. Т.: Курс ПК «Спокойный класс»", "2. Росина")
    await head.says("/desk")
    await head.presses("После обучения: 2")
    await head.presses("1. Росина")
    await head.sees("Курс ПК «Спокойный класс»", "Видно ли это в работе учителя?")
    assert await head.presses("Пробует") == "Спасибо, записали"
    await head.presses("Росина")
    await head.sees("Практикум «Диалог <на> уроке»", "Проектирование урока", "1 из 2")
    await head.presses("Применяет уверенно")
    await head.sees("Диалог и разрешение конфликтов", "2 из 2")
    await head.presses("Назад")
    await head.presses("✓ Применяет уверенно")
    assert await head.presses("Не знаю") == "Спасибо, записали"
    await head.sees("Сейчас вопросов нет")

    await teacher.quiet()
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.presses_data(SkillViews().pack())
    await teacher.sees("Руководитель: «Применяет уверенно»", "Руководитель: «Пробует»", "Вы: 🟡 50 %")


def test_the_window_is_told_in_days() -> None:
    assert (rules.FIRST_DAY, rules.LAST_DAY) == (30, 90)
    assert rules.week_of(date(2027, 1, 1)) == "2026-W53"
