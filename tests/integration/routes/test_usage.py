"""A month and three after learning: one question, one example, and what a group's number may tell."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from handlers.routes.usage import screens as usage_screens
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people.models import OrgUnit
from services.routes.models import Route, RouteStep, UsageAnswer
from services.routes.usage import actions as usage
from services.routes.usage import queries as usage_queries
from services.routes.usage import share as usage_share
from services.routes.usage.share import ShareView
from tests.conftest import Town
from tests.integration.route_stories import HEAD, METHODIST, MUNICIPAL, STRANGER, TEACHER
from tests.integration.stories import unit_of
from tests.shown import read

DISTRICTS_ADMIN = "p32"
REGIONAL = "p01"


async def learnt(
    town: Town,
    who: str,
    done_on: date,
    *,
    form: str = "course",
    status: str = "done",
    title: str = "Курс «Оценивание»",
) -> int:
    """A step of a route finished long ago; returns the step."""
    ctx = town.nobody
    async with ctx.transaction() as db:
        route = Route(
            person_id=town.id_of(who),
            starts=done_on - timedelta(days=30),
            ends=done_on,
            status="done",
            created_at=ctx.now,
        )
        db.add(route)
        await db.flush()
        step = RouteStep(
            route_id=route.id,
            position=0,
            competency="met_assess",
            title=title,
            form=form,
            education="formal",
            hours=16,
            starts=done_on - timedelta(days=30),
            due=done_on,
            result="Удостоверение",
            reason={},
            status=status,
            done_on=done_on if status == "done" else None,
        )
        db.add(step)
        await db.flush()
        return step.id


async def answers(town: Town) -> list[tuple[int, int, str, str]]:
    rows = await town.rows(
        select(UsageAnswer.step_id, UsageAnswer.after, UsageAnswer.answer, UsageAnswer.example).order_by(
            UsageAnswer.id
        )
    )
    return [tuple(row) for row in rows]


async def test_a_question_is_asked_in_its_time_and_answered_once(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    step_id = await learnt(town, TEACHER, ctx.today - timedelta(days=30))
    await learnt(town, TEACHER, ctx.today - timedelta(days=30), form="self_study")
    await learnt(town, TEACHER, ctx.today - timedelta(days=30), status="returned")
    await learnt(town, TEACHER, ctx.today - timedelta(days=29))
    await learnt(town, TEACHER, ctx.today - timedelta(days=52))
    assert [(one.step_id, one.after) for one in await usage_queries.open_questions(ctx)] == [(step_id, 30)]
    assert [row[0] for row in await town.rows(usage_queries.learners(ctx, [ctx.today], ctx.zone))] == [
        town.id_of(TEACHER)
    ]
    texts = town.content.catalog.usage
    asked = await usage_queries.question(ctx, step_id, 30)
    assert "Прошло 30 дней" in read(usage_screens.question(asked, texts, None))
    with pytest.raises(WrongState):
        await usage.give_example(ctx, step_id, 30, "Пример без ответа")
    with pytest.raises(WrongState):  # not yet
        await usage_queries.question(ctx, step_id, 90)
    for after, code, error in ((30, "always", Invalid), (31, "tried", NotFound)):
        with pytest.raises(error):
            await usage.answer(ctx, step_id, after, code)
    for code in (METHODIST, STRANGER):
        with pytest.raises(NotFound):
            await usage.answer(await town.acting(code), step_id, 30, "tried")

    contexts = [await town.acting(TEACHER) for _ in range(3)]
    await asyncio.gather(*(usage.answer(one, step_id, 30, "tried") for one in contexts))
    for words in (" ", "а" * 1001):
        with pytest.raises(Invalid):
            await usage.give_example(ctx, step_id, 30, words)
    thanked = await usage.give_example(ctx, step_id, 30, "Оценили <друг друга>")
    assert "Оценили &lt;друг друга&gt;" in read(usage_screens.question(thanked, texts, asked))
    read(usage_screens.ask_example(thanked, texts))
    assert await usage_queries.open_questions(ctx) == ()
    assert (await town.rows(usage_queries.learners(ctx, [ctx.today], ctx.zone))) == []

    # Answered otherwise while it is open: the words stay. Then it is closed; the later question comes.
    changed = await usage.answer(ctx, step_id, 30, "not_yet")
    assert await answers(town) == [(step_id, 30, "not_yet", "Оценили <друг друга>")]
    assert "Спросить" in read(usage_screens.question(changed, texts, None))
    town.clock.move(timedelta(days=22))
    ctx = await town.acting(TEACHER)
    with pytest.raises(WrongState):
        await usage.answer(ctx, step_id, 30, "applies")
    assert not (await usage_queries.question(ctx, step_id, 30)).is_open
    town.clock.move(timedelta(days=39))
    ctx = await town.acting(TEACHER)
    assert (step_id, 90) in [(one.step_id, one.after) for one in await usage_queries.open_questions(ctx)]


async def answered(town: Town, who: str, code: str, after: int = 30, step_id: int | None = None) -> int:
    """A teacher's answer about a course of theirs; returns the step."""
    ctx = await town.acting(who)
    step_id = step_id or await learnt(town, who, ctx.today - timedelta(days=after))
    async with ctx.transaction() as db:
        db.add(UsageAnswer(step_id=step_id, after=after, answer=code, example="Тайное", at=ctx.now))
    return step_id


def shown(view: ShareView) -> dict[str, tuple[int | None, int | None]]:
    everything = [*((view.whole,) if view.whole else ()), *view.parts.items]
    return {one.title: (one.percent, one.answers) for one in everything}


async def test_the_share_of_a_unit_is_told_from_five_people_on(town: Town) -> None:
    town.admin_ids = frozenset({town.chat_of(DISTRICTS_ADMIN)})
    first_school = ("p08", "p09", "p10", "p11", "p12")
    for who in first_school[:4]:
        await answered(town, who, "applies")
    twice = await answered(town, first_school[0], "tried")
    head_of_first = await town.acting("p05")
    assert shown(await usage_share.share(head_of_first)) == {"Школа № 1": (None, None)}
    # A fifth person; and of two answers about one step the later counts.
    await answered(town, first_school[4], "not_yet")
    await answered(town, first_school[0], "not_yet", after=90, step_id=twice)
    view = await usage_share.share(head_of_first)
    assert shown(view) == {"Школа № 1": (67, 6)}
    told = read(usage_screens.share(view))
    assert "67\u00a0%" in told
    assert "Тайное" not in told

    # Three of another school: hidden, and so is the first one beside the sum of all.
    for who in ("p19", "p20", "p22"):
        await answered(town, who, "applies")
    municipal = await town.acting(MUNICIPAL)
    view = await usage_share.share(municipal)
    assert view.whole is not None
    assert (view.whole.percent, view.whole.answers) == (78, 9)
    assert {
        title: numbers for title, numbers in shown(view).items() if title.startswith(("Школа", "Гимн"))
    } == {
        "Школа № 1": (None, None),
        "Гимназия № 2": (None, None),
    }
    read(usage_screens.share(view))
    assert shown(await usage_share.share(municipal, await unit_of(town, "p05"))) == {
        "Школа № 1": (None, None)
    }
    regional = await usage_share.share(await town.acting(REGIONAL))
    assert regional.whole is not None
    assert regional.whole.answers == 9
    read(usage_screens.share(regional))


async def test_the_share_is_for_methodists_and_leaders_of_the_unit(town: Town) -> None:
    town.admin_ids = frozenset({town.chat_of(DISTRICTS_ADMIN)})
    first_school = await unit_of(town, "p05")
    for code in (TEACHER, DISTRICTS_ADMIN):
        with pytest.raises(NotAllowed):
            await usage_share.share(await town.acting(code))
    for code in (HEAD, METHODIST):
        with pytest.raises(NotAllowed):
            await usage_share.share(await town.acting(code), first_school)
        assert (await usage_share.share(await town.acting(code))).whole is not None
    with pytest.raises(NotAllowed):
        root = await town.one(select(OrgUnit.id).where(OrgUnit.parent_id.is_(None)))
        await usage_share.share(await town.acting(MUNICIPAL), root)
    with pytest.raises(NotFound):
        await usage_share.share(await town.acting(MUNICIPAL), 10_000)
