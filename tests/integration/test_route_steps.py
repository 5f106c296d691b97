"""From an approved route to its last step: proof, review, history, and what is committed."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from handlers.routes import notices
from handlers.routes.screens import my_route
from handlers.routes.screens import route as route_screen
from handlers.routes.step_screens import step_card as step_card_screen
from services.errors import Invalid, NotAllowed, WrongState
from services.routes import agreement, doing, queries, review
from services.routes.doing import Proof
from services.routes.history import Remark
from services.routes.models import Evidence, StepEvent
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
from tests.integration.stories import outcome, posted, read, recipient


@pytest.fixture(autouse=True)
def admin(town: Town) -> None:
    """An admin who is nothing else: named by the operator."""
    town.admin_ids = frozenset({town.people[ADMIN].chat_id})


async def test_proof_sends_a_step_to_review_once(town: Town) -> None:
    view = await approved(town)
    ctx, step_id = await town.acting(TEACHER), view.steps[0].id
    contexts = [await town.acting(TEACHER) for _ in range(3)]
    await asyncio.gather(*(doing.submit(one, step_id, words(1)) for one in contexts))
    assert await town.one(select(func.count(Evidence.id))) == 1
    assert await town.one(select(func.count(StepEvent.id))) == 1
    assert await posted(town, "step_submitted") == [town.id_of(METHODIST)]
    assert await step_status(town, step_id) == "on_review"
    assert await route_status(town, view.id) == "in_progress"
    # What is sent while it is on review joins it, without another message.
    card, _ = await doing.submit(ctx, step_id, Proof("photo", "100023:2", file_id="AgAC", album="777"))
    assert len(card.evidence) == 2
    assert await doing.add_to_album(ctx, Proof("photo", "100023:3", file_id="AgAD", album="777"))
    assert await doing.add_to_album(ctx, Proof("photo", "100023:3", file_id="AgAD", album="777"))
    assert not await doing.add_to_album(ctx, Proof("photo", "100023:4", file_id="AgAE", album="888"))
    assert await town.one(select(func.count(Evidence.id))) == 3
    assert len(await posted(town, "step_submitted")) == 1


async def test_proof_is_refused_from_others_and_out_of_time(town: Town) -> None:
    view = await sent(town)
    step_id = view.steps[0].id
    with pytest.raises(WrongState):  # the route is not approved yet
        await doing.submit(await town.acting(TEACHER), step_id, words())
    await agreement.approve(await town.acting(METHODIST), view.id, view.sent_id)
    for code in (STRANGER, METHODIST, MENTOR):
        with pytest.raises(NotAllowed):
            await doing.submit(await town.acting(code), step_id, words())
    for text in ("", "а" * 2001):
        with pytest.raises(Invalid):
            await doing.submit(await town.acting(TEACHER), step_id, words(text=text))
    assert await town.one(select(func.count(Evidence.id))) == 0


async def test_proof_is_for_the_teacher_and_the_methodist_only(town: Town) -> None:
    view = await approved(town, MENTEE)
    step_id = view.steps[0].id
    await doing.submit(await town.acting(MENTEE), step_id, words())
    evidence_id = await town.one(select(Evidence.id))
    for code in (MENTEE, METHODIST):
        assert (await queries.evidence(await town.acting(code), evidence_id)).text
    for code in (HEAD, ADMIN, STRANGER, OTHER_METHODIST, MENTOR):
        with pytest.raises(NotAllowed):
            await queries.evidence(await town.acting(code), evidence_id)
    assert (await queries.step_card(await town.acting(MENTOR), step_id)).evidence == ()


async def test_a_step_is_returned_with_words_and_then_accepted(town: Town) -> None:
    view = await approved(town)
    step_id = view.steps[0].id
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    with pytest.raises(WrongState):  # nothing was sent yet
        await doing.accept_step(methodist, step_id)
    await doing.submit(teacher, step_id, words(1))
    assert [(one.kind, one.id) for one in await review.waiting(methodist)] == [("step", step_id)]
    notice = await notices.step_submitted(await recipient(town, METHODIST), step_id)
    assert notice is not None
    assert "Сходила на урок" in read(notice)
    assert "Принять" in read(notice)

    await doing.return_step(methodist, step_id, Remark("Приложите лист наблюдения"))
    assert await step_status(town, step_id) == "returned"
    assert await posted(town, "step_returned") == [town.id_of(TEACHER)]
    assert await notices.step_submitted(await recipient(town, METHODIST), step_id) is None
    said = await notices.step_returned(await recipient(town, TEACHER), step_id)
    assert said is not None
    assert "Приложите лист наблюдения" in read(said)
    assert "Приложите лист" in read(step_card_screen(await queries.step_card(teacher, step_id)))

    await doing.submit(teacher, step_id, words(2))
    assert len(await posted(town, "step_submitted")) == 2
    for code in (TEACHER, HEAD, ADMIN, STRANGER, OTHER_METHODIST):
        assert await outcome(doing.accept_step(await town.acting(code), step_id)) == "NotAllowed"
    both = [await town.acting(METHODIST), await town.acting(MUNICIPAL)]
    outcomes = await asyncio.gather(*(outcome(doing.accept_step(ctx, step_id)) for ctx in both))
    assert sorted(outcomes) == ["WrongState", "done"]
    assert await posted(town, "step_accepted") == [town.id_of(TEACHER)]
    history = await town.rows(select(StepEvent.old, StepEvent.new).order_by(StepEvent.id))
    assert [tuple(row) for row in history] == [
        ("planned", "on_review"),
        ("on_review", "returned"),
        ("returned", "on_review"),
        ("on_review", "done"),
    ]


async def test_after_the_last_step_the_route_is_done(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    for number, step in enumerate(view.steps):
        await doing.submit(teacher, step.id, words(number))
        read(my_route(await queries.my_page(teacher)))
        await doing.accept_step(methodist, step.id)
        await doing.accept_step(methodist, step.id)
    assert await route_status(town, view.id) == "done"
    assert await posted(town, "step_accepted") == [town.id_of(TEACHER)] * (view.total - 1)
    assert await posted(town, "route_done") == [town.id_of(TEACHER)]
    notice = await notices.route_done(await recipient(town, TEACHER), view.id)
    assert notice is not None
    read(notice)
    page = await queries.my_page(teacher)
    assert (page.route, page.past_route_id) == (None, view.id)
    read(route_screen(await queries.route_of(teacher, view.id)))


async def test_reminders_read_what_is_overdue_and_what_is_near(town: Town) -> None:
    view = await approved(town)
    ctx = town.nobody
    first, second = view.steps[0], view.steps[1]
    assert await queries.due_steps(ctx, town.id_of(TEACHER), view.starts, horizon_days=1) == []
    near = await queries.due_steps(ctx, town.id_of(TEACHER), second.due)
    assert [one.id for one in near][:2] == [first.id, second.id]
    assert [one.is_overdue for one in near][:2] == [True, False]
    await doing.submit(await town.acting(TEACHER), first.id, words())
    near = await queries.due_steps(ctx, town.id_of(TEACHER), second.due)
    assert first.id not in [one.id for one in near]
    assert await queries.due_steps(ctx, town.id_of(STRANGER), second.due) == []
