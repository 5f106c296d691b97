"""From a result to an approved route: rights, and what is committed."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from handlers.routes.agreement import notices as agreement_notices
from handlers.routes.drafting.screens import drafted, drop_warning
from handlers.routes.screens import my_route
from handlers.routes.screens import route as route_screen
from services.assessments import actions as assessments
from services.assessments.models import Assessment
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.outbox import Delivery
from services.people.models import AuditEntry
from services.routes import reading, step_reading
from services.routes.agreement import actions as agreement
from services.routes.agreement import versions
from services.routes.drafting import actions as drafting
from services.routes.drafting import adding, editing
from services.routes.models import Route, RouteComment, RouteStep
from services.routes.overview.actions import scan_methodists
from services.routes.remarks import Remark
from services.routes.review import queries as review
from services.routes.steps import actions as step_actions
from services.routes.views import Sight
from tests.conftest import Town
from tests.integration.route_stories import (
    draft,
    finish_questionnaire,
    route_status,
    sent,
    step_status,
    words,
)
from tests.integration.stories import outcome, posted
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


async def step_count(town: Town) -> int:
    return int(await town.one(select(func.count(RouteStep.id))))


async def test_result_becomes_one_draft(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assessment_id = await finish_questionnaire(ctx)
    contexts = [await town.acting(GYMNASIUM_TEACHER) for _ in range(4)]
    at_once = await asyncio.gather(*(drafting.draft(one, assessment_id) for one in contexts))
    first = at_once[0]
    assert [*at_once[1:], await drafting.draft(ctx, assessment_id)] == [first] * 4
    assert first.status == "draft"
    assert await town.one(select(func.count(Route.id))) == 1
    assert await step_count(town) == first.total
    reasons = [row[0] for row in await town.rows(select(RouteStep.reason))]
    assert all({"level", "percent", "part", "first"} == set(reason) for reason in reasons)
    assert "Отправить методисту" in read(my_route(await reading.my_page(ctx)))


async def test_draft_can_be_replaced_and_discarded(town: Town) -> None:
    view = await draft(town)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert view.assessment_id is not None
    replaced = await drafting.draft(ctx, view.assessment_id, instead_of=view.id)
    assert replaced.status == "draft" and replaced.id != view.id
    assert await step_count(town) == replaced.total
    await drafting.drop_draft(ctx, replaced.id)
    assert await town.one(select(func.count(Route.id))) == 0
    assert await step_count(town) == 0


async def test_sent_route_is_neither_replaced_nor_discarded(town: Town) -> None:
    view, ctx = await draft(town), await town.acting(GYMNASIUM_TEACHER)
    await agreement.send_to_review(ctx, view.id)
    with pytest.raises(WrongState):
        await drafting.drop_draft(ctx, view.id)
    kept = await drafting.draft(ctx, view.assessment_id or 0, instead_of=view.id)
    assert (kept.id, kept.status) == (view.id, "on_review")


async def test_old_button_replaces_only_the_draft_it_was_drawn_for(town: Town) -> None:
    old = await draft(town)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    result = old.assessment_id or 0
    both = [await town.acting(GYMNASIUM_TEACHER) for _ in range(2)]  # a double tap
    views = await asyncio.gather(*(drafting.draft(one, result, instead_of=old.id) for one in both))
    (newer,) = {view.id for view in views}
    await editing.remove(ctx, views[0].steps[-1].id)
    topic = views[0].steps[0].competency.code
    await adding.add_own(ctx, newer, "Мой шаг, долго придумывала", topic, ctx.today)
    for stale in (old.id, 0, 999_999):
        kept = await drafting.draft(ctx, result, instead_of=stale)
        assert kept.id == newer
        assert "Мой шаг, долго придумывала" in [step.title for step in kept.steps]


async def test_discarded_returned_draft_keeps_versions_and_comments(town: Town) -> None:
    view = await sent(town)
    ctx, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await agreement.return_route(methodist, view.id, view.sent_id, Remark("Этот курс вы уже проходили"))
    returned = await reading.route_of(ctx, view.id)
    for asking in (drafted(returned, 0), drop_warning(returned)):
        assert "слова методиста" in read(asking)
    second = await drafting.draft(ctx, view.assessment_id or 0, instead_of=view.id)
    assert second.id != view.id and second.status == "draft"
    second = await agreement.send_to_review(ctx, second.id)
    await agreement.return_route(methodist, second.id, second.sent_id, Remark("Теперь лучше, уточните сроки"))
    await drafting.drop_draft(ctx, second.id)
    rows = await town.rows(select(Route.status, Route.finished_at.is_not(None)))
    assert [tuple(row) for row in rows] == [("closed", True)] * 2
    for route_id, words_said in ((view.id, "Этот курс вы уже проходили"), (second.id, "Теперь лучше")):
        for reader in (ctx, methodist):
            assert words_said in read(route_screen(await reading.route_of(reader, route_id)))
            assert len((await versions.versions(reader, route_id))[1]) == 1
    page = await reading.my_page(ctx)
    assert (page.route, page.past_route_id) == (None, second.id)


async def test_discarded_draft_that_nobody_answered_is_deleted(town: Town) -> None:
    view, ctx = await sent(town), await town.acting(GYMNASIUM_TEACHER)
    await agreement.recall(ctx, view.id)
    await drafting.drop_draft(ctx, view.id)
    assert await town.one(select(func.count(Route.id))) == 0


async def test_draft_is_seen_and_changed_by_its_owner_only(town: Town) -> None:
    view = await draft(town)
    stranger = await town.acting(GYMNASIUM_CLASS_TEACHER)
    with pytest.raises(NotAllowed):
        await drafting.draft(stranger, view.assessment_id or 0)
    with pytest.raises(NotFound):
        await agreement.send_to_review(stranger, view.id)
    with pytest.raises(NotFound):
        await drafting.drop_draft(stranger, view.id)
    for code in (
        GYMNASIUM_METHODIST,
        MUNICIPAL_METHODIST,
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
    ):
        assert await outcome(reading.route_of(await town.acting(code), view.id)) == "NotFound"
        assert await reading.live_route_id(await town.acting(code), town.id_of(GYMNASIUM_TEACHER)) is None


async def test_review_goes_to_the_nearest_methodist_once(town: Town) -> None:
    view = await sent(town)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    await agreement.send_to_review(ctx, view.id)
    assert await posted(town, "route_submitted") == [town.id_of(GYMNASIUM_METHODIST)]
    notice = await agreement_notices.route_submitted(await town.acting(GYMNASIUM_METHODIST), view.id)
    assert notice is not None
    assert view.owner.full_name in read(notice)
    waiting = [*(await review.waiting(await town.acting(GYMNASIUM_METHODIST))).items]
    assert [(one.kind, one.id) for one in waiting] == [("route", view.id)]
    assert [*(await review.waiting(await town.acting(MUNICIPAL_METHODIST))).items] == []
    assert [*(await review.waiting(ctx)).items] == []


async def test_route_of_a_methodist_who_left_waits_for_those_above(town: Town) -> None:
    view = await sent(town)
    await town.change_person(GYMNASIUM_METHODIST, archived_at=town.clock.now())
    await scan_methodists(town.nobody)  # a job of every minute
    waiting = [*(await review.waiting(await town.acting(MUNICIPAL_METHODIST))).items]
    assert [one.id for one in waiting] == [view.id]
    assert [*(await review.waiting(await town.acting(SCHOOL_METHODIST))).items] == []


async def test_each_reader_sees_their_part_of_a_sent_route(town: Town) -> None:
    view = await sent(town, GYMNASIUM_YOUNG_SPECIALIST)
    seen = {
        code: await reading.route_of(await town.acting(code), view.id)
        for code in (GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_METHODIST, GYMNASIUM_MENTOR, GYMNASIUM_HEAD)
    }
    assert [one.sight for one in seen.values()] == [
        Sight.OWNER,
        Sight.METHODIST,
        Sight.MENTOR,
        Sight.LEADER,
    ]
    assert seen[GYMNASIUM_YOUNG_SPECIALIST].steps[0].reason.percent is not None
    # The result was not opened to these readers: they see topics and steps, but neither levels nor percents.
    for code in (GYMNASIUM_METHODIST, GYMNASIUM_MENTOR):
        assert all(step.reason.percent is None and step.level is None for step in seen[code].steps)
    assert seen[GYMNASIUM_HEAD].steps == ()
    assert seen[GYMNASIUM_HEAD].total == view.total
    for code in (OPERATORS_ADMIN, GYMNASIUM_CLASS_TEACHER, SCHOOL_METHODIST):
        assert await outcome(reading.route_of(await town.acting(code), view.id)) == "NotAllowed"
    step_id = view.steps[0].id
    with pytest.raises(NotAllowed):
        await step_reading.step_card(await town.acting(GYMNASIUM_HEAD), step_id)
    for route in seen.values():
        read(route_screen(route))


async def test_opened_result_shows_the_methodist_the_reasons(town: Town) -> None:
    view = await sent(town)
    assert view.assessment_id is not None
    await assessments.share(
        await town.acting(GYMNASIUM_TEACHER), view.assessment_id, town.id_of(GYMNASIUM_METHODIST)
    )
    seen = await reading.route_of(await town.acting(GYMNASIUM_METHODIST), view.id)
    assert seen.steps[0].reason.percent is not None


async def test_only_a_methodist_over_the_teacher_approves(town: Town) -> None:
    view = await sent(town)
    for code in (
        GYMNASIUM_TEACHER,
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
        GYMNASIUM_MENTOR,
    ):
        ctx = await town.acting(code)
        assert await outcome(agreement.approve(ctx, view.id, view.sent_id)) == "NotAllowed"
        returning = agreement.return_route(ctx, view.id, view.sent_id, Remark("Нет"))
        assert await outcome(returning) == "NotAllowed"
    assert await route_status(town, view.id) == "on_review"
    taps = [await town.acting(GYMNASIUM_METHODIST) for _ in range(3)]
    views = await asyncio.gather(*(agreement.approve(ctx, view.id, view.sent_id) for ctx in taps))
    assert {one.status for one in views} == {"approved"}
    assert await route_status(town, view.id) == "approved"
    assert await town.one(select(Route.approved_by_id)) == town.id_of(GYMNASIUM_METHODIST)
    assert await posted(town, "route_approved") == [town.id_of(GYMNASIUM_TEACHER)]
    assert await town.one(select(AuditEntry.actor_id).where(AuditEntry.action == "route_approved")) == (
        town.id_of(GYMNASIUM_METHODIST)
    )
    notice = await agreement_notices.route_approved(await town.acting(GYMNASIUM_TEACHER), view.id)
    assert notice is not None
    assert view.steps[0].title in read(notice)


async def test_methodist_does_not_approve_their_own_route(town: Town) -> None:
    view = await sent(town, GYMNASIUM_METHODIST)
    assert await posted(town, "route_submitted") == [town.id_of(MUNICIPAL_METHODIST)]
    with pytest.raises(NotAllowed):
        await agreement.approve(await town.acting(GYMNASIUM_METHODIST), view.id, view.sent_id)
    await agreement.approve(await town.acting(MUNICIPAL_METHODIST), view.id, view.sent_id)
    step_id = view.steps[0].id
    await step_actions.submit(await town.acting(GYMNASIUM_METHODIST), step_id, words())
    with pytest.raises(NotAllowed):
        await step_actions.accept_step(await town.acting(GYMNASIUM_METHODIST), step_id)
    assert await step_status(town, step_id) == "on_review"


async def test_one_of_two_methodists_at_once_approves(town: Town) -> None:
    view = await sent(town)
    contexts = [await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)]
    approvals = [agreement.approve(ctx, view.id, view.sent_id) for ctx in contexts]
    outcomes = await asyncio.gather(*(outcome(one) for one in approvals))
    assert sorted(outcomes) == ["WrongState", "done"]
    assert await posted(town, "route_approved") == [town.id_of(GYMNASIUM_TEACHER)]
    assert await town.one(select(func.count()).where(AuditEntry.action == "route_approved")) == 1


async def test_returned_route_is_a_draft_with_the_comment(town: Town) -> None:
    view = await sent(town)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    for text in ("   ", "а" * 1001):
        with pytest.raises(Invalid):
            await agreement.return_route(methodist, view.id, view.sent_id, Remark(text))
    await agreement.return_route(methodist, view.id, view.sent_id, Remark("Начните с <урока> коллеги"))
    (row,) = await town.rows(select(Route.status, Route.version))
    assert tuple(row) == ("draft", 2)
    assert await town.one(select(RouteComment.text)) == "Начните с <урока> коллеги"
    assert await posted(town, "route_returned") == [town.id_of(GYMNASIUM_TEACHER)]
    with pytest.raises(WrongState):
        await agreement.approve(methodist, view.id, view.sent_id)
    assert await agreement_notices.route_submitted(await town.acting(GYMNASIUM_METHODIST), view.id) is None
    notice = await agreement_notices.route_returned(await town.acting(GYMNASIUM_TEACHER), view.id, 2)
    assert notice is not None
    assert "Начните с &lt;урока&gt; коллеги" in read(notice)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "&lt;урока&gt;" in read(my_route(await reading.my_page(ctx)))
    await agreement.send_to_review(ctx, view.id)
    assert len(await posted(town, "route_submitted")) == 2
    assert await agreement_notices.route_returned(await town.acting(GYMNASIUM_TEACHER), view.id, 2) is None


async def test_page_without_a_result_leads_to_questionnaires(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    shown = read(my_route(await reading.my_page(ctx)))
    assert "самодиагностик" in shown
    assert "Составить маршрут" not in shown
    assessment_id = await finish_questionnaire(ctx)
    page = await reading.my_page(ctx)
    assert page.assessment_id == assessment_id
    assert "Составить маршрут" in read(my_route(page))
    assert await town.one(select(func.count(Assessment.id))) == 1


async def test_number_of_a_deleted_route_is_not_used_again(town: Town) -> None:
    """Else an old button would open another person's route, and a second sending would not be told."""
    teacher = await town.acting(GYMNASIUM_TEACHER)
    assessment_id = await finish_questionnaire(teacher)
    first = await drafting.draft(teacher, assessment_id)
    first = await agreement.send_to_review(teacher, first.id)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    await agreement.return_route(methodist, first.id, first.sent_id, Remark("Добавьте урок"))
    await drafting.drop_draft(teacher, first.id)
    second = await drafting.draft(teacher, assessment_id)
    await agreement.send_to_review(teacher, second.id)
    assert second.id != first.id
    announced = select(func.count()).where(Delivery.kind == "route_submitted")
    assert await town.one(announced) == 2
