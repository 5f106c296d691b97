"""Is what was learnt used: questions after one and three months, and the share of a group."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from handlers.routes.usage import screens as usage_screens
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people.models import OrgUnit
from services.routes.models import UsageAnswer
from services.routes.usage import actions as usage
from services.routes.usage import queries as usage_queries
from services.routes.usage import share as usage_share
from services.routes.usage.share import ShareView
from tests.conftest import Town
from tests.integration.stories import unit_of
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    HEAD,
    MENTOR,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    PRIMARY_MENTOR,
    PRIMARY_YOUNG_SPECIALIST,
    REGIONAL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)
from tests.shown import read

FIVE = (MENTOR, YOUNG_SPECIALIST, PRIMARY_YOUNG_SPECIALIST, PRIMARY_MENTOR, TEACHER)  # of school № 1


async def learnt(
    town: Town,
    who: str,
    done_on: date,
    *,
    form: str = "course",
    status: str = "done",
    title: str = "Курс «Оценивание»",
) -> int:
    """A step of a finished route; returns the step."""
    route_id = await town.route(who, status="done")
    return await town.step(
        route_id,
        due=done_on,
        competency="met_assess",
        title=title,
        form=form,
        education="formal",
        hours=16,
        status=status,
        done_on=done_on if status == "done" else None,
    )


async def answers(town: Town) -> list[tuple[int, int, str, str]]:
    """The stored answers: step, days after, answer, example."""
    rows = await town.rows(
        select(UsageAnswer.step_id, UsageAnswer.after, UsageAnswer.answer, UsageAnswer.example).order_by(
            UsageAnswer.id
        )
    )
    return [tuple(row) for row in rows]


async def test_question_is_asked_a_month_after_a_course_or_an_event(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    step_id = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=30))
    await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=30), form="self_study")
    await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=30), status="returned")
    await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=29))
    await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=52))
    assert [(one.step_id, one.after) for one in await usage_queries.open_questions(ctx)] == [(step_id, 30)]
    assert [row[0] for row in await town.rows(usage_queries.learners(ctx, [ctx.today], ctx.zone))] == [
        town.id_of(GYMNASIUM_TEACHER)
    ]
    texts = town.content.catalog.usage
    asked = await usage_queries.question(ctx, step_id, 30)
    assert "Прошло 30 дней" in read(usage_screens.question(asked, texts, None))


async def test_wrong_answers_about_usage_are_refused(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    step_id = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=30))
    with pytest.raises(WrongState):
        await usage.give_example(ctx, step_id, 30, "Пример без ответа")
    with pytest.raises(WrongState):  # not yet
        await usage_queries.question(ctx, step_id, 90)
    for after, code, error in ((30, "always", Invalid), (31, "tried", NotFound)):
        with pytest.raises(error):
            await usage.answer(ctx, step_id, after, code)
    for code in (GYMNASIUM_METHODIST, GYMNASIUM_CLASS_TEACHER):
        with pytest.raises(NotFound):
            await usage.answer(await town.acting(code), step_id, 30, "tried")


async def test_question_is_answered_once_with_an_example(town: Town) -> None:
    ctx, texts = await town.acting(GYMNASIUM_TEACHER), town.content.catalog.usage
    step_id = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=30))
    asked = await usage_queries.question(ctx, step_id, 30)
    contexts = [await town.acting(GYMNASIUM_TEACHER) for _ in range(3)]
    await asyncio.gather(*(usage.answer(one, step_id, 30, "tried") for one in contexts))
    for words in (" ", "а" * 1001):
        with pytest.raises(Invalid):
            await usage.give_example(ctx, step_id, 30, words)
    thanked = await usage.give_example(ctx, step_id, 30, "Оценили <друг друга>")
    assert "Оценили &lt;друг друга&gt;" in read(usage_screens.question(thanked, texts, asked))
    read(usage_screens.ask_example(thanked, texts))
    assert await usage_queries.open_questions(ctx) == ()
    assert (await town.rows(usage_queries.learners(ctx, [ctx.today], ctx.zone))) == []


async def test_answer_changes_while_open_and_the_later_question_follows(town: Town) -> None:
    ctx, texts = await town.acting(GYMNASIUM_TEACHER), town.content.catalog.usage
    step_id = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=30))
    await usage.answer(ctx, step_id, 30, "tried")
    await usage.give_example(ctx, step_id, 30, "Оценили <друг друга>")
    changed = await usage.answer(ctx, step_id, 30, "not_yet")
    assert await answers(town) == [(step_id, 30, "not_yet", "Оценили <друг друга>")]
    assert "Спросить" in read(usage_screens.question(changed, texts, None))
    town.clock.move(timedelta(days=22))
    ctx = await town.acting(GYMNASIUM_TEACHER)
    with pytest.raises(WrongState):
        await usage.answer(ctx, step_id, 30, "applies")
    assert not (await usage_queries.question(ctx, step_id, 30)).is_open
    town.clock.move(timedelta(days=39))
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert (step_id, 90) in [(one.step_id, one.after) for one in await usage_queries.open_questions(ctx)]


async def answered(town: Town, who: str, code: str, after: int = 30, step_id: int | None = None) -> int:
    """A teacher answered about a course that they took; returns the step."""
    ctx = await town.acting(who)
    step_id = step_id or await learnt(town, who, ctx.today - timedelta(days=after))
    async with ctx.transaction() as db:
        db.add(UsageAnswer(step_id=step_id, after=after, answer=code, example="Тайное", at=ctx.now))
    return step_id


def shown(view: ShareView) -> dict[str, tuple[int | None, int | None]]:
    """The percent and the number of answers by unit."""
    everything = [*((view.whole,) if view.whole else ()), *view.parts.items]
    return {one.title: (one.percent, one.answers) for one in everything}


async def five_answered(town: Town) -> None:
    """Five teachers of school № 1 answered; one of them about two steps."""
    for who in FIVE:
        await answered(town, who, "not_yet" if who == TEACHER else "applies")
    twice = await answered(town, MENTOR, "tried")
    await answered(town, MENTOR, "not_yet", after=90, step_id=twice)


async def test_share_of_a_unit_is_shown_from_five_people_on(town: Town) -> None:
    first_school = FIVE
    for who in first_school[:4]:
        await answered(town, who, "applies")
    twice = await answered(town, first_school[0], "tried")
    head_of_first = await town.acting(HEAD)
    assert shown(await usage_share.share(head_of_first)) == {"Школа № 1": (None, None)}
    # A fifth person answers; of two answers about one step the later one counts.
    await answered(town, first_school[4], "not_yet")
    await answered(town, first_school[0], "not_yet", after=90, step_id=twice)
    view = await usage_share.share(head_of_first)
    assert shown(view) == {"Школа № 1": (67, 6)}
    told = read(usage_screens.share(view))
    assert "67\u00a0%" in told
    assert "Тайное" not in told


async def test_hidden_school_does_not_follow_from_the_sum(town: Town) -> None:
    """Three people answered in the gymnasium: its share is hidden, and so is the share of school № 1."""
    await five_answered(town)
    for who in (GYMNASIUM_MENTOR, GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_CLASS_TEACHER):
        await answered(town, who, "applies")
    municipal = await town.acting(MUNICIPAL_METHODIST)
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
    assert shown(await usage_share.share(municipal, await unit_of(town, HEAD))) == {"Школа № 1": (None, None)}
    regional = await usage_share.share(await town.acting(REGIONAL_METHODIST))
    assert regional.whole is not None
    assert regional.whole.answers == 9
    read(usage_screens.share(regional))


async def test_share_is_for_methodists_and_leaders_of_the_unit(town: Town) -> None:
    town.admin_ids = frozenset({town.chat_of(OPERATORS_ADMIN)})
    first_school = await unit_of(town, HEAD)
    for code in (GYMNASIUM_TEACHER, OPERATORS_ADMIN):
        with pytest.raises(NotAllowed):
            await usage_share.share(await town.acting(code))
    for code in (GYMNASIUM_HEAD, GYMNASIUM_METHODIST):
        with pytest.raises(NotAllowed):
            await usage_share.share(await town.acting(code), first_school)
        assert (await usage_share.share(await town.acting(code))).whole is not None
    with pytest.raises(NotAllowed):
        root = await town.one(select(OrgUnit.id).where(OrgUnit.parent_id.is_(None)))
        await usage_share.share(await town.acting(MUNICIPAL_METHODIST), root)
    with pytest.raises(NotFound):
        await usage_share.share(await town.acting(MUNICIPAL_METHODIST), 10_000)
