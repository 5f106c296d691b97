"""From an approved route to its last step: proof, review, history, and what is committed."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from handlers.routes.agreement import notices as agreement_notices
from handlers.routes.closing import notices as closing_notices
from handlers.routes.screens import my_route
from handlers.routes.screens import route as route_screen
from handlers.routes.steps import notices as step_notices
from handlers.routes.steps.screens import step_card as step_card_screen
from services.errors import Invalid, NotAllowed, WrongState
from services.letters import Attached, Letter
from services.people.my_data.withdrawal import withdraw
from services.routes import reading
from services.routes.agreement import actions as agreement
from services.routes.models import Evidence, RouteStep, StepEvent
from services.routes.remarks import Remark
from services.routes.review import queries as review
from services.routes.steps import actions as step_actions
from services.routes.steps import queries as step_queries
from tests.conftest import Town
from tests.integration.route_stories import (
    ADMIN,
    HEAD,
    MENTEE,
    MENTOR,
    METHODIST,
    MUNICIPAL,
    OTHER_METHODIST,
    STRANGER,
    TEACHER,
    approved,
    route_status,
    sent,
    step_status,
    words,
)
from tests.integration.stories import outcome, posted
from tests.shown import read


@pytest.fixture(autouse=True)
def admin(town: Town) -> None:
    """An admin who is nothing else: named by the operator."""
    town.admin_ids = frozenset({town.chat_of(ADMIN)})


def _photo(source: str, file_id: str, album: str) -> Letter:
    return Letter(source, file=Attached("photo", file_id), album=album)


async def test_proof_sends_a_step_to_review_once(town: Town) -> None:
    view = await approved(town)
    ctx, step_id = await town.acting(TEACHER), view.steps[0].id
    contexts = [await town.acting(TEACHER) for _ in range(3)]
    await asyncio.gather(*(step_actions.submit(one, step_id, words(1)) for one in contexts))
    assert await town.one(select(func.count(Evidence.id))) == 1
    assert await town.one(select(func.count(StepEvent.id))) == 1
    assert await posted(town, "step_submitted") == [town.id_of(METHODIST)]
    assert await step_status(town, step_id) == "on_review"
    assert await route_status(town, view.id) == "in_progress"
    # What is sent while it is on review joins it, without another message.
    card, _ = await step_actions.submit(ctx, step_id, _photo("100023:2", "AgAC", "777"))
    assert len(card.evidence) == 2
    assert await step_actions.add_to_album(ctx, _photo("100023:3", "AgAD", "777"))
    assert await step_actions.add_to_album(ctx, _photo("100023:3", "AgAD", "777"))
    assert not await step_actions.add_to_album(ctx, _photo("100023:4", "AgAE", "888"))
    assert await town.one(select(func.count(Evidence.id))) == 3
    assert len(await posted(town, "step_submitted")) == 1
    # However long a file's name is, it is kept with its ending.
    long = "я" * 400 + ".pdf"
    await step_actions.submit(ctx, step_id, Letter("100023:5", file=Attached("document", "BQAC", long)))
    name = await town.one(select(Evidence.file_name).where(Evidence.file_id == "telegram:BQAC"))
    assert len(name) == 300 and name.startswith("яяя") and name.endswith(".pdf")


async def test_proof_is_refused_from_others_and_out_of_time(town: Town) -> None:
    view = await sent(town)
    step_id = view.steps[0].id
    with pytest.raises(WrongState):  # the route is not approved yet
        await step_actions.submit(await town.acting(TEACHER), step_id, words())
    await agreement.approve(await town.acting(METHODIST), view.id, view.sent_id)
    for code in (STRANGER, METHODIST, MENTOR):
        with pytest.raises(NotAllowed):
            await step_actions.submit(await town.acting(code), step_id, words())
    for text in ("", "а" * 2001):
        with pytest.raises(Invalid):
            await step_actions.submit(await town.acting(TEACHER), step_id, words(text=text))
    assert await town.one(select(func.count(Evidence.id))) == 0


async def test_proof_is_for_the_teacher_and_the_methodist_only(town: Town) -> None:
    view = await approved(town, MENTEE)
    step_id = view.steps[0].id
    await step_actions.submit(await town.acting(MENTEE), step_id, words())
    evidence_id = await town.one(select(Evidence.id))
    for code in (MENTEE, METHODIST):
        assert (await reading.evidence(await town.acting(code), evidence_id)).text
    for code in (HEAD, ADMIN, STRANGER, OTHER_METHODIST, MENTOR):
        with pytest.raises(NotAllowed):
            await reading.evidence(await town.acting(code), evidence_id)
    assert (await reading.step_card(await town.acting(MENTOR), step_id)).evidence == ()


async def test_a_step_is_returned_with_words_and_then_accepted(town: Town) -> None:
    view = await approved(town)
    step_id = view.steps[0].id
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    with pytest.raises(WrongState):  # nothing was sent yet
        await step_actions.accept_step(methodist, step_id)
    await step_actions.submit(teacher, step_id, words(1))
    assert [(one.kind, one.id) for one in await review.waiting(methodist)] == [("step", step_id)]
    notice = await step_notices.step_submitted(await town.acting(METHODIST), step_id)
    assert notice is not None
    assert "Сходила на урок" in read(notice)
    assert "Принять" in read(notice)

    await step_actions.return_step(methodist, step_id, Remark("Приложите лист наблюдения"))
    assert await step_status(town, step_id) == "returned"
    assert await posted(town, "step_returned") == [town.id_of(TEACHER)]
    assert await step_notices.step_submitted(await town.acting(METHODIST), step_id) is None
    said = await step_notices.step_returned(await town.acting(TEACHER), step_id)
    assert said is not None
    assert "Приложите лист наблюдения" in read(said)
    assert "Приложите лист" in read(step_card_screen(await reading.step_card(teacher, step_id)))

    await step_actions.submit(teacher, step_id, words(2))
    assert len(await posted(town, "step_submitted")) == 2
    for code in (TEACHER, HEAD, ADMIN, STRANGER, OTHER_METHODIST):
        assert await outcome(step_actions.accept_step(await town.acting(code), step_id)) == "NotAllowed"
    both = [await town.acting(METHODIST), await town.acting(MUNICIPAL)]
    outcomes = await asyncio.gather(*(outcome(step_actions.accept_step(ctx, step_id)) for ctx in both))
    assert sorted(outcomes) == ["WrongState", "done"]
    assert await posted(town, "step_accepted") == [town.id_of(TEACHER)]
    history = await town.rows(select(StepEvent.old, StepEvent.new).order_by(StepEvent.id))
    assert [tuple(row) for row in history] == [
        ("planned", "on_review"),
        ("on_review", "returned"),
        ("returned", "on_review"),
        ("on_review", "done"),
    ]


async def test_what_was_returned_by_one_who_left_is_told_without_words(town: Town) -> None:
    """Returned overnight, with words that are gone by the morning."""
    view, waiting = await approved(town), await sent(town, MENTEE)
    step_id, methodist = view.steps[0].id, await town.acting(METHODIST)
    await step_actions.submit(await town.acting(TEACHER), step_id, words())
    await step_actions.return_step(methodist, step_id, Remark("Приложите лист наблюдения"))
    await agreement.return_route(methodist, waiting.id, waiting.sent_id, Remark("Один шаг лишний"))
    await withdraw(methodist)
    of_step = await step_notices.step_returned(await town.acting(TEACHER), step_id)
    of_route = await agreement_notices.route_returned(await town.acting(MENTEE), waiting.id, 2)
    assert of_step is not None and of_route is not None
    for said, beginning in ((of_step, "нужно немного доработать"), (of_route, "вернул маршрут на доработку")):
        assert beginning in read(said) and "Комментарий не сохранился" in read(said)
        assert "лишний" not in read(said) and "Приложите" not in read(said)


async def test_after_the_last_step_the_route_is_done(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    for number, step in enumerate(view.steps):
        await step_actions.submit(teacher, step.id, words(number))
        read(my_route(await reading.my_page(teacher)))
        await step_actions.accept_step(methodist, step.id)
        await step_actions.accept_step(methodist, step.id)
    assert await route_status(town, view.id) == "done"
    assert await posted(town, "step_accepted") == [town.id_of(TEACHER)] * (view.total - 1)
    assert await posted(town, "route_done") == [town.id_of(TEACHER)]
    notice = await closing_notices.route_done(await town.acting(TEACHER), view.id)
    assert notice is not None
    read(notice)
    page = await reading.my_page(teacher)
    assert (page.route, page.past_route_id) == (None, view.id)
    read(route_screen(await reading.route_of(teacher, view.id)))


async def test_a_reminder_names_what_it_came_for_and_counts_what_waits(town: Town) -> None:
    view = await approved(town)
    teacher = await town.acting(TEACHER)
    first, second = view.steps[0], view.steps[1]
    tuesday = date(2027, 2, 16)
    async with town.database.transaction() as db:
        for step, ahead in ((first, -2), (second, 1), *((one, 60) for one in view.steps[2:])):
            due = tuesday + timedelta(days=ahead)
            await db.execute(update(RouteStep).where(RouteStep.id == step.id).values(due=due))

    async def named(day: date) -> tuple[list[int], int]:
        due = await step_queries.due_steps(teacher, day, day - timedelta(days=1))
        return [one.id for one in due.told], due.waiting

    assert await named(tuesday) == ([second.id], 1), "the first is between two rungs"
    wednesday = tuesday + timedelta(days=1)
    assert await named(wednesday) == ([second.id, first.id], 0), "what is ahead comes first"
    await step_actions.submit(teacher, first.id, words())
    assert await named(tuesday) == ([second.id], 0)
    assert await step_queries.due_steps(await town.acting(STRANGER), tuesday, None) == step_queries.DueSteps(
        (), 0
    )
