"""Approval of a route: choosing a methodist, recalling, comments in words and voice, kept versions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.delivery.render import render
from handlers.routes import remark_screens
from handlers.routes.agreement import notices as agreement_notices
from handlers.routes.agreement import screens as agreement_screens
from handlers.routes.agreement.links import ApproveRoute, ReturnRoute
from handlers.routes.screens import my_route
from handlers.routes.screens import route as route_screen
from services.access import nearest_methodists
from services.errors import DomainError, Invalid, WrongState
from services.outbox import Delivery
from services.people.models import Account
from services.routes import reading, remarks
from services.routes.agreement import actions as agreement
from services.routes.agreement import queries as agreement_queries
from services.routes.agreement import versions
from services.routes.agreement.queries import SentAnew
from services.routes.drafting import editing
from services.routes.models import Route, RouteComment, RouteStep, RouteVersion
from services.routes.overview import actions as overview_actions
from services.routes.overview.actions import scan_methodists
from services.routes.remarks import Remark
from services.routes.review import queries as review
from services.routes.views import RouteView
from tests.conftest import Town
from tests.integration.route_stories import draft, route_status, sent
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

VOICE = Remark("", "voice", "a voice of the channel")


async def test_teacher_chooses_one_of_several_methodists(town: Town) -> None:
    view = await draft(town)
    ctx = await town.acting(GYMNASIUM_TEACHER)
    there = await agreement_queries.methodists_for(ctx, view.id)
    assert [one.person.id for one in there][:2] == [
        town.id_of(GYMNASIUM_METHODIST),
        town.id_of(MUNICIPAL_METHODIST),
    ]
    assert await agreement_queries.needs_choice(ctx, view.id)
    shown = read(agreement_screens.choose_methodist(view.id, there, 0))
    assert "Ольхова Вера Дмитриевна" in shown
    assert "Методкабинет" in shown
    for forged in (SCHOOL_METHODIST, GYMNASIUM_HEAD, GYMNASIUM_TEACHER):
        with pytest.raises(Invalid):
            await agreement.send_to_review(ctx, view.id, town.id_of(forged))
    assert await route_status(town, view.id) == "draft"

    view = await agreement.send_to_review(ctx, view.id, town.id_of(MUNICIPAL_METHODIST))
    # A second press chooses nobody else.
    await agreement.send_to_review(ctx, view.id, town.id_of(GYMNASIUM_METHODIST))
    assert await posted(town, "route_submitted") == [town.id_of(MUNICIPAL_METHODIST)]
    municipal, methodist = await town.acting(MUNICIPAL_METHODIST), await town.acting(GYMNASIUM_METHODIST)
    assert await agreement_notices.route_submitted(municipal, view.id) is not None
    assert await agreement_notices.route_submitted(methodist, view.id) is None


async def test_returned_route_goes_back_to_its_methodist_without_asking(town: Town) -> None:
    view = await draft(town)
    ctx, municipal = await town.acting(GYMNASIUM_TEACHER), await town.acting(MUNICIPAL_METHODIST)
    view = await agreement.send_to_review(ctx, view.id, town.id_of(MUNICIPAL_METHODIST))
    await agreement.return_route(municipal, view.id, view.sent_id, Remark("Добавьте урок"))
    assert not await agreement_queries.needs_choice(ctx, view.id)
    view = await agreement.send_to_review(ctx, view.id)
    assert await posted(town, "route_submitted") == [town.id_of(MUNICIPAL_METHODIST)] * 2
    await agreement.return_route(municipal, view.id, view.sent_id, Remark("И ещё"))
    # The methodist left: the teacher chooses again.
    await town.change_person(MUNICIPAL_METHODIST, archived_at=town.clock.now())
    assert await agreement_queries.needs_choice(ctx, view.id)


async def test_route_without_steps_is_not_sent(town: Town) -> None:
    view, ctx = await draft(town), await town.acting(GYMNASIUM_TEACHER)
    async with town.database.transaction() as db:
        await db.execute(delete(RouteStep).where(RouteStep.route_id == view.id))
    with pytest.raises(WrongState) as empty:
        await agreement.send_to_review(ctx, view.id, town.id_of(GYMNASIUM_METHODIST))
    assert empty.value.key == "error-route-empty"


async def test_methodist_who_has_not_joined_is_neither_offered_nor_waited_for(town: Town) -> None:
    """As after the import of a staff list: the teachers go on with the methodists who are in the bot."""
    view, ctx = await draft(town), await town.acting(GYMNASIUM_TEACHER)
    municipal = await town.acting(MUNICIPAL_METHODIST)
    async with town.database.transaction() as db:
        await db.execute(delete(Account).where(Account.person_id == town.id_of(GYMNASIUM_METHODIST)))
    there = await agreement_queries.methodists_for(ctx, view.id)
    assert town.id_of(MUNICIPAL_METHODIST) in [one.person.id for one in there]
    assert town.id_of(GYMNASIUM_METHODIST) not in [one.person.id for one in there]
    async with municipal.transaction():
        path = ctx.me.unit_path
        assert (await nearest_methodists(municipal, path, [path]))[path][0] == town.id_of(MUNICIPAL_METHODIST)

    chosen = await agreement.send_to_review(ctx, view.id, town.id_of(GYMNASIUM_METHODIST))
    assert chosen.methodist_id == town.id_of(GYMNASIUM_METHODIST)
    await scan_methodists(town.nobody)  # a job of every minute
    assert [one.id for one in (await review.waiting(municipal)).items] == [view.id]
    await agreement.recall(ctx, view.id)
    assert (await agreement.send_to_review(ctx, view.id)).methodist_id == town.id_of(MUNICIPAL_METHODIST)
    await agreement.recall(ctx, view.id)
    await agreement.send_to_review(ctx, view.id, town.id_of(GYMNASIUM_METHODIST))
    assert [await overview_actions.hand_over(town.nobody) for _ in range(2)] == [1, 0]
    assert await town.one(select(Route.methodist_id)) == town.id_of(MUNICIPAL_METHODIST)
    async with town.database.transaction() as db:  # no methodist has joined
        await db.execute(delete(Account).where(Account.person_id != town.id_of(GYMNASIUM_TEACHER)))
    assert await overview_actions.hand_over(town.nobody) == 0
    await agreement.recall(ctx, view.id)
    there = await agreement_queries.methodists_for(ctx, view.id)
    assert town.id_of(GYMNASIUM_METHODIST) in [one.person.id for one in there]
    assert "Ещё не в боте" in read(agreement_screens.choose_methodist(view.id, there, 0))


async def test_recalled_route_is_a_draft_that_only_its_owner_sees(town: Town) -> None:
    view = await sent(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    assert await outcome(agreement.recall(await town.acting(GYMNASIUM_CLASS_TEACHER), view.id)) == "NotFound"
    for _ in range(2):
        assert (await agreement.recall(teacher, view.id)).status == "draft"
    assert await render(methodist, "route_submitted", {"route_id": view.id}) is None
    assert await outcome(reading.route_of(methodist, view.id)) == "NotFound"


@ON_SQLITE
async def test_recalled_route_is_not_decided_about(town: Town) -> None:
    view, methodist = await sent(town), await town.acting(GYMNASIUM_METHODIST)
    await agreement.recall(await town.acting(GYMNASIUM_TEACHER), view.id)
    for late in (
        agreement.approve(methodist, view.id, view.sent_id),
        agreement.return_route(methodist, view.id, view.sent_id, VOICE),
    ):
        with pytest.raises(WrongState) as told:
            await late
        assert told.value.key == "error-route-recalled"


async def test_methodist_hears_of_a_route_that_is_sent_again(town: Town) -> None:
    view, teacher = await sent(town), await town.acting(GYMNASIUM_TEACHER)
    await agreement.recall(teacher, view.id)
    async with town.database.transaction() as db:  # the notice came up for sending and was no longer true
        await db.execute(update(Delivery).values(state="expired"))
    town.clock.move(timedelta(minutes=5))
    await agreement.send_to_review(teacher, view.id)
    ringing = select(Delivery.state).where(Delivery.kind == "route_submitted")
    assert await town.rows(ringing) == [("queued",)], "the notice that was never sent is queued again"
    await agreement.recall(teacher, view.id)
    town.clock.move(timedelta(hours=2))
    await agreement.send_to_review(teacher, view.id, town.id_of(GYMNASIUM_METHODIST))
    assert len(await posted(town, "route_submitted")) == 2, "the methodist is notified again"
    assert await town.one(select(func.count(RouteVersion.id))) == 1


async def test_late_decision_is_told_who_decided_and_what(town: Town) -> None:
    view, teacher = await sent(town), await town.acting(GYMNASIUM_TEACHER)
    methodist, municipal = await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)
    await agreement.approve(methodist, view.id, view.sent_id)
    for late in (
        agreement.recall(teacher, view.id),
        agreement.approve(municipal, view.id, view.sent_id),
        agreement.return_route(municipal, view.id, view.sent_id, Remark("Нет")),
        agreement_queries.require_undecided(municipal, view.id, view.sent_id),
    ):
        with pytest.raises(DomainError) as decided:
            await late
        assert decided.value.key == "error-route-decided-by"
        assert decided.value.arguments == {"decision": "approved", "name": methodist.me.full_name}
    assert await route_status(town, view.id) == "approved"
    assert await town.one(select(func.count(RouteComment.id))) == 0


async def test_methodist_does_not_approve_a_sending_they_have_not_read(town: Town) -> None:
    await sent(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    route_id = await town.one(select(Route.id))
    read_first = await reading.route_of(methodist, route_id)
    await agreement.recall(teacher, route_id)
    await editing.remove(teacher, read_first.steps[0].id)
    await agreement.send_to_review(teacher, route_id)
    for stale in (read_first.sent_id, 0):  # a button of the first sending; a button of an older release
        for decide in (
            agreement.approve(methodist, route_id, stale),
            agreement_queries.require_undecided(methodist, route_id, stale),
            agreement.return_route(methodist, route_id, stale, Remark("Уберите первый шаг")),
        ):
            with pytest.raises(SentAnew) as told:
                await decide
            assert told.value.key == "error-route-changed"
    assert await route_status(town, route_id) == "on_review"
    assert await town.one(select(func.count(RouteComment.id))) == 0
    assert await posted(town, "route_approved") == []
    (version,) = await town.rows(select(RouteVersion.version, RouteVersion.decision))
    assert tuple(version) == (1, None)
    read_now = await reading.route_of(methodist, route_id)
    assert len(read_now.steps) == len(read_first.steps) - 1
    links = [row[0].link for row in route_screen(read_now).rows]
    assert ApproveRoute(route_id=route_id, sent_id=read_now.sent_id) in links
    assert ReturnRoute(route_id=route_id, sent_id=read_now.sent_id) in links
    assert (await agreement.approve(methodist, route_id, read_now.sent_id)).status == "approved"


async def test_teacher_can_listen_to_the_voice_a_route_was_returned_with(town: Town) -> None:
    view = await sent(town, GYMNASIUM_YOUNG_SPECIALIST)
    await agreement.return_route(await town.acting(GYMNASIUM_METHODIST), view.id, view.sent_id, VOICE)
    notice = await agreement_notices.route_returned(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.id, 2)
    assert notice is not None
    assert notice.file is not None
    assert (notice.file.kind, notice.file.file_id) == ("voice", VOICE.file_id)
    page = read(my_route(await reading.my_page(await town.acting(GYMNASIUM_YOUNG_SPECIALIST))))
    assert "Методист просит поправить" in page
    assert "🎧 Послушать" in page
    comment_id = await town.one(select(RouteComment.id))
    for code in (GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_METHODIST, GYMNASIUM_MENTOR):
        screen = remark_screens.comment(await remarks.said(await town.acting(code), comment_id))
        assert screen.file is not None
        assert "Ольхова" in read(screen)
    for code in (GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_CLASS_TEACHER, SCHOOL_METHODIST):
        assert await outcome(remarks.said(await town.acting(code), comment_id)) == "NotAllowed"
    assert await outcome(remarks.said(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), 999_999)) == "NotFound"


async def sent_anew(town: Town) -> tuple[RouteView, str]:
    """A route that was returned and waits again, a step shorter; and the title of that step."""
    view = await sent(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await agreement.return_route(methodist, view.id, view.sent_id, Remark("Один шаг лишний"))
    gone, moved = view.steps[0], view.steps[1]
    async with town.database.transaction() as db:
        await db.execute(delete(RouteStep).where(RouteStep.id == gone.id))
    await town.change(RouteStep, moved.id, due=moved.due + timedelta(days=3))
    return await agreement.send_to_review(teacher, view.id), gone.title


async def test_methodist_is_told_what_changed_since_the_route_was_returned(town: Town) -> None:
    view, _ = await sent_anew(town)
    notice = await agreement_notices.route_submitted(await town.acting(GYMNASIUM_METHODIST), view.id)
    assert notice is not None
    assert "снова просит согласовать" in read(notice)
    assert "Изменено: убран 1 шаг, в 1 шаге другие сроки, форма или часы." in read(notice)


@ON_SQLITE
async def test_decision_on_the_version_before_is_not_told_of_a_recalled_one(town: Town) -> None:
    view, _ = await sent_anew(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await agreement.recall(teacher, view.id)
    with pytest.raises(WrongState) as taken_back:
        await agreement.approve(methodist, view.id, view.sent_id)
    assert taken_back.value.key == "error-route-recalled"
    view = await agreement.send_to_review(teacher, view.id)
    assert [one.is_waiting for one in (await versions.versions(teacher, view.id))[1]] == [True, False]


async def test_versions_tell_what_was_sent_decided_and_changed(town: Town) -> None:
    view, gone = await sent_anew(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await agreement.approve(methodist, view.id, view.sent_id)
    (row,) = await town.rows(select(Route.version, Route.methodist_id))
    assert tuple(row) == (2, town.id_of(GYMNASIUM_METHODIST))

    route, found = await versions.versions(methodist, view.id)
    assert [(one.version, one.decision, one.decided_by) for one in found] == [
        (2, "approved", methodist.me.full_name),
        (1, "returned", methodist.me.full_name),
    ]
    listed = read(agreement_screens.versions(route, found))
    assert "утверждена (Ольхова" in listed
    cards = [await versions.version_card(teacher, view.id, number) for number in (1, 2)]
    first, second = [read(agreement_screens.version(card)) for card in cards]
    assert f"1. {gone}" in first
    assert "добавлен" not in first, "the first version is compared with nothing"
    assert f"➖ {gone} (убран)" in second
    assert "срок: было" in second
    assert "← Версия 1" in second


@ON_SQLITE
async def test_versions_are_seen_by_the_teacher_and_the_methodist_only(town: Town) -> None:
    view = await sent(town)
    for code in (GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_CLASS_TEACHER, SCHOOL_METHODIST):
        ctx = await town.acting(code)
        assert await outcome(versions.versions(ctx, view.id)) == "NotAllowed"
        assert await outcome(versions.version_card(ctx, view.id, 1)) == "NotAllowed"
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_METHODIST):
        ctx = await town.acting(code)
        assert await outcome(versions.version_card(ctx, view.id, 1)) == "done"
        assert await outcome(versions.version_card(ctx, view.id, 7)) == "NotFound"
