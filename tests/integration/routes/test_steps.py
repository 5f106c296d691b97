"""Steps of an approved route: proof, review, history, and what is committed."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from handlers.routes.agreement import notices as agreement_notices
from handlers.routes.closing import notices as closing_notices
from handlers.routes.screens import my_route
from handlers.routes.screens import route as route_screen
from handlers.routes.steps import notices as step_notices
from handlers.routes.steps.screens import step_card as step_card_screen
from services.errors import Invalid, NotAllowed, WrongState
from services.letters import Attached, Letter
from services.people.my_data.withdrawal import withdraw
from services.routes import reading, step_reading
from services.routes.agreement import actions as agreement
from services.routes.models import Evidence, RouteStep, StepEvent
from services.routes.remarks import Remark
from services.routes.review import queries as review
from services.routes.steps import actions as step_actions
from services.routes.steps import queries as step_queries
from tests.conftest import Town
from tests.integration.route_stories import approved, route_status, sent, step_status, words
from tests.integration.stories import ON_SQLITE, outcome, posted
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
)
from tests.shown import read

pytestmark = pytest.mark.usefixtures("admin")


def _photo(source: str, file_id: str, album: str) -> Letter:
    return Letter(source, file=Attached("photo", file_id), album=album)


async def test_proof_sends_its_step_to_review_once(town: Town) -> None:
    view = await approved(town)
    step_id = view.steps[0].id
    contexts = [await town.acting(GYMNASIUM_TEACHER) for _ in range(3)]
    await asyncio.gather(*(step_actions.submit(one, step_id, words(1)) for one in contexts))
    assert await town.one(select(func.count(Evidence.id))) == 1
    assert await town.one(select(func.count(StepEvent.id))) == 1
    assert await posted(town, "step_submitted") == [town.id_of(GYMNASIUM_METHODIST)]
    assert await step_status(town, step_id) == "on_review"
    assert await route_status(town, view.id) == "in_progress"


async def test_proof_sent_during_review_is_added_without_another_notice(town: Town) -> None:
    view = await approved(town)
    ctx, step_id = await town.acting(GYMNASIUM_TEACHER), view.steps[0].id
    await step_actions.submit(ctx, step_id, words(1))
    card, _ = await step_actions.submit(ctx, step_id, _photo("100023:2", "AgAC", "777"))
    assert len(card.evidence) == 2
    assert await step_actions.add_to_album(ctx, _photo("100023:3", "AgAD", "777"))
    assert await step_actions.add_to_album(ctx, _photo("100023:3", "AgAD", "777"))
    assert not await step_actions.add_to_album(ctx, _photo("100023:4", "AgAE", "888"))
    assert await town.one(select(func.count(Evidence.id))) == 3
    assert len(await posted(town, "step_submitted")) == 1


async def test_long_file_name_keeps_its_ending(town: Town) -> None:
    view = await approved(town)
    ctx, step_id = await town.acting(GYMNASIUM_TEACHER), view.steps[0].id
    long = "я" * 400 + ".pdf"
    await step_actions.submit(ctx, step_id, Letter("100023:5", file=Attached("document", "BQAC", long)))
    name = await town.one(select(Evidence.file_name).where(Evidence.file_id == "telegram:BQAC"))
    assert len(name) == 300 and name.startswith("яяя") and name.endswith(".pdf")


async def test_proof_before_the_approval_is_refused(town: Town) -> None:
    view = await sent(town)
    with pytest.raises(WrongState):
        await step_actions.submit(await town.acting(GYMNASIUM_TEACHER), view.steps[0].id, words())
    assert await town.one(select(func.count(Evidence.id))) == 0


async def test_proof_of_others_or_without_words_is_refused(town: Town) -> None:
    step_id = (await approved(town)).steps[0].id
    for code in (GYMNASIUM_CLASS_TEACHER, GYMNASIUM_METHODIST, GYMNASIUM_MENTOR):
        with pytest.raises(NotAllowed):
            await step_actions.submit(await town.acting(code), step_id, words())
    for text in ("", "а" * 2001):
        with pytest.raises(Invalid):
            await step_actions.submit(await town.acting(GYMNASIUM_TEACHER), step_id, words(text=text))
    assert await town.one(select(func.count(Evidence.id))) == 0


async def test_proof_is_seen_by_the_teacher_and_the_methodist_only(town: Town) -> None:
    view = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    step_id = view.steps[0].id
    await step_actions.submit(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), step_id, words())
    evidence_id = await town.one(select(Evidence.id))
    for code in (GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_METHODIST):
        assert (await step_reading.evidence(await town.acting(code), evidence_id)).text
    for code in (
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
        GYMNASIUM_MENTOR,
    ):
        with pytest.raises(NotAllowed):
            await step_reading.evidence(await town.acting(code), evidence_id)
    assert (await step_reading.step_card(await town.acting(GYMNASIUM_MENTOR), step_id)).evidence == ()


async def submitted(town: Town) -> int:
    """A step of an approved route, with proof in words."""
    step_id = (await approved(town)).steps[0].id
    await step_actions.submit(await town.acting(GYMNASIUM_TEACHER), step_id, words(1))
    return step_id


async def test_methodist_is_shown_the_proof_that_waits(town: Town) -> None:
    step_id, methodist = await submitted(town), await town.acting(GYMNASIUM_METHODIST)
    assert [(one.kind, one.id) for one in [*(await review.waiting(methodist)).items]] == [("step", step_id)]
    notice = await step_notices.step_submitted(await town.acting(GYMNASIUM_METHODIST), step_id)
    assert notice is not None
    assert "Сходила на урок" in read(notice)
    assert "Принять" in read(notice)


async def test_step_is_returned_with_a_comment_and_then_accepted(town: Town) -> None:
    step_id = await submitted(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await step_actions.return_step(methodist, step_id, Remark("Приложите лист наблюдения"))
    assert await step_status(town, step_id) == "returned"
    assert await posted(town, "step_returned") == [town.id_of(GYMNASIUM_TEACHER)]
    assert await step_notices.step_submitted(await town.acting(GYMNASIUM_METHODIST), step_id) is None
    said = await step_notices.step_returned(await town.acting(GYMNASIUM_TEACHER), step_id)
    assert said is not None
    assert "Приложите лист наблюдения" in read(said)
    assert "Приложите лист" in read(step_card_screen(await step_reading.step_card(teacher, step_id)))

    await step_actions.submit(teacher, step_id, words(2))
    assert len(await posted(town, "step_submitted")) == 2
    await step_actions.accept_step(methodist, step_id)
    history = await town.rows(select(StepEvent.old, StepEvent.new).order_by(StepEvent.id))
    assert [tuple(row) for row in history] == [
        ("planned", "on_review"),
        ("on_review", "returned"),
        ("returned", "on_review"),
        ("on_review", "done"),
    ]


@ON_SQLITE
async def test_step_is_accepted_by_a_methodist_over_the_teacher_after_its_proof(town: Town) -> None:
    step_id, methodist = (await approved(town)).steps[0].id, await town.acting(GYMNASIUM_METHODIST)
    assert await outcome(step_actions.accept_step(methodist, step_id)) == "WrongState", "nothing was sent"
    await step_actions.submit(await town.acting(GYMNASIUM_TEACHER), step_id, words())
    for code in (
        GYMNASIUM_TEACHER,
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
    ):
        assert await outcome(step_actions.accept_step(await town.acting(code), step_id)) == "NotAllowed"
    assert await outcome(step_actions.accept_step(methodist, step_id)) == "done"


async def test_one_of_two_methodists_at_once_accepts_a_step(town: Town) -> None:
    step_id = await submitted(town)
    both = [await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)]
    outcomes = await asyncio.gather(*(outcome(step_actions.accept_step(ctx, step_id)) for ctx in both))
    assert sorted(outcomes) == ["WrongState", "done"]
    assert await posted(town, "step_accepted") == [town.id_of(GYMNASIUM_TEACHER)]


async def test_return_by_a_methodist_who_withdrew_is_told_without_the_comment(town: Town) -> None:
    """A step is returned in the evening, and the comment is deleted before the morning."""
    view, waiting = await approved(town), await sent(town, GYMNASIUM_YOUNG_SPECIALIST)
    step_id, methodist = view.steps[0].id, await town.acting(GYMNASIUM_METHODIST)
    await step_actions.submit(await town.acting(GYMNASIUM_TEACHER), step_id, words())
    await step_actions.return_step(methodist, step_id, Remark("Приложите лист наблюдения"))
    await agreement.return_route(methodist, waiting.id, waiting.sent_id, Remark("Один шаг лишний"))
    await withdraw(methodist)
    of_step = await step_notices.step_returned(await town.acting(GYMNASIUM_TEACHER), step_id)
    of_route = await agreement_notices.route_returned(
        await town.acting(GYMNASIUM_YOUNG_SPECIALIST), waiting.id, 2
    )
    assert of_step is not None and of_route is not None
    for said, beginning in ((of_step, "нужно немного доработать"), (of_route, "вернул маршрут на доработку")):
        assert beginning in read(said) and "Комментарий не сохранился" in read(said)
        assert "лишний" not in read(said) and "Приложите" not in read(said)


async def test_route_is_done_after_its_last_step(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    for number, step in enumerate(view.steps):
        await step_actions.submit(teacher, step.id, words(number))
        read(my_route(await reading.my_page(teacher)))
        await step_actions.accept_step(methodist, step.id)
        await step_actions.accept_step(methodist, step.id)
    assert await route_status(town, view.id) == "done"
    assert await posted(town, "step_accepted") == [town.id_of(GYMNASIUM_TEACHER)] * (view.total - 1)
    assert await posted(town, "route_done") == [town.id_of(GYMNASIUM_TEACHER)]
    notice = await closing_notices.route_done(await town.acting(GYMNASIUM_TEACHER), view.id)
    assert notice is not None
    read(notice)
    page = await reading.my_page(teacher)
    assert (page.route, page.past_route_id) == (None, view.id)
    read(route_screen(await reading.route_of(teacher, view.id)))


async def test_reminder_names_the_steps_of_the_day_and_counts_the_others(town: Town) -> None:
    view = await approved(town)
    teacher = await town.acting(GYMNASIUM_TEACHER)
    first, second = view.steps[0], view.steps[1]
    tuesday = date(2027, 2, 16)
    for step, ahead in ((first, -2), (second, 1), *((one, 60) for one in view.steps[2:])):
        await town.change(RouteStep, step.id, due=tuesday + timedelta(days=ahead))

    async def named(day: date) -> tuple[list[int], int]:
        due = await step_queries.due_steps(teacher, day, day - timedelta(days=1))
        return [one.id for one in due.told], due.waiting

    assert await named(tuesday) == ([second.id], 1), "the first step is between two reminders"
    wednesday = tuesday + timedelta(days=1)
    assert await named(wednesday) == ([second.id, first.id], 0), "what is ahead comes first"
    await step_actions.submit(teacher, first.id, words())
    assert await named(tuesday) == ([second.id], 0)
    assert await step_queries.due_steps(
        await town.acting(GYMNASIUM_CLASS_TEACHER), tuesday, None
    ) == step_queries.DueSteps((), 0)
