"""Agreeing on a route: to whom it goes, taking it back, words typed and spoken, versions kept."""

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
from services.people.models import Account, Person
from services.routes import reading, remarks
from services.routes.agreement import actions as agreement
from services.routes.agreement import queries as agreement_queries
from services.routes.agreement import versions
from services.routes.agreement.queries import SentAnew
from services.routes.drafting import editing
from services.routes.models import Route, RouteComment, RouteStep, RouteVersion
from services.routes.overview import actions as overview_actions
from services.routes.remarks import Remark
from services.routes.review import queries as review
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
    draft,
    route_status,
    sent,
)
from tests.integration.stories import outcome, posted
from tests.shown import read

pytestmark = pytest.mark.usefixtures("admin")

VOICE = Remark("", "voice", "a voice of the channel")


async def archive(town: Town, who: str) -> None:
    async with town.database.transaction() as db:
        gone = update(Person).where(Person.id == town.id_of(who)).values(archived_at=town.clock.now())
        await db.execute(gone)


async def test_of_several_methodists_the_teacher_chooses_one_and_it_stays_theirs(town: Town) -> None:
    view = await draft(town)
    ctx = await town.acting(TEACHER)
    there = await agreement_queries.methodists_for(ctx, view.id)
    assert [one.person.id for one in there][:2] == [town.id_of(METHODIST), town.id_of(MUNICIPAL)]
    assert await agreement_queries.needs_choice(ctx, view.id)
    shown = read(agreement_screens.choose_methodist(view.id, there, 0))
    assert "Ольхова Вера Дмитриевна" in shown
    assert "Методкабинет" in shown
    for forged in (OTHER_METHODIST, HEAD, TEACHER):
        with pytest.raises(Invalid):
            await agreement.send_to_review(ctx, view.id, town.id_of(forged))
    assert await route_status(town, view.id) == "draft"

    view = await agreement.send_to_review(ctx, view.id, town.id_of(MUNICIPAL))
    await agreement.send_to_review(ctx, view.id, town.id_of(METHODIST))  # a second press chooses nobody else
    assert await posted(town, "route_submitted") == [town.id_of(MUNICIPAL)]
    assert await agreement_notices.route_submitted(await town.acting(MUNICIPAL), view.id) is not None
    assert await agreement_notices.route_submitted(await town.acting(METHODIST), view.id) is None

    # Returned, it goes back to the same one without asking; once they are gone it is asked again.
    municipal = await town.acting(MUNICIPAL)
    await agreement.return_route(municipal, view.id, view.sent_id, Remark("Добавьте урок"))
    assert not await agreement_queries.needs_choice(ctx, view.id)
    view = await agreement.send_to_review(ctx, view.id)
    assert await posted(town, "route_submitted") == [town.id_of(MUNICIPAL)] * 2
    await agreement.return_route(municipal, view.id, view.sent_id, Remark("И ещё"))
    await archive(town, MUNICIPAL)
    assert await agreement_queries.needs_choice(ctx, view.id)

    async with town.database.transaction() as db:
        await db.execute(delete(RouteStep).where(RouteStep.route_id == view.id))
    with pytest.raises(WrongState) as empty:
        await agreement.send_to_review(ctx, view.id, town.id_of(METHODIST))
    assert empty.value.key == "error-route-empty"


async def test_who_has_never_joined_is_not_offered_and_nothing_is_left_to_them(town: Town) -> None:
    """As after the import of a staff list: their people go on with those who are in the bot."""
    view, ctx, municipal = await draft(town), await town.acting(TEACHER), await town.acting(MUNICIPAL)
    async with town.database.transaction() as db:
        await db.execute(delete(Account).where(Account.person_id == town.id_of(METHODIST)))
    there = await agreement_queries.methodists_for(ctx, view.id)
    assert town.id_of(MUNICIPAL) in [one.person.id for one in there]
    assert town.id_of(METHODIST) not in [one.person.id for one in there]
    async with municipal.transaction():
        path = ctx.me.unit_path
        assert (await nearest_methodists(municipal, path, [path]))[path][0] == town.id_of(MUNICIPAL)

    chosen = await agreement.send_to_review(ctx, view.id, town.id_of(METHODIST))
    assert chosen.methodist_id == town.id_of(METHODIST)
    assert [one.id for one in await review.waiting(municipal)] == [view.id]
    await agreement.recall(ctx, view.id)
    assert (await agreement.send_to_review(ctx, view.id)).methodist_id == town.id_of(MUNICIPAL)
    await agreement.recall(ctx, view.id)
    await agreement.send_to_review(ctx, view.id, town.id_of(METHODIST))
    assert [await overview_actions.hand_over(town.nobody) for _ in range(2)] == [1, 0]
    assert await town.one(select(Route.methodist_id)) == town.id_of(MUNICIPAL)
    async with town.database.transaction() as db:  # where nobody has joined there is nobody to give it to
        await db.execute(delete(Account).where(Account.person_id != town.id_of(TEACHER)))
    assert await overview_actions.hand_over(town.nobody) == 0
    await agreement.recall(ctx, view.id)
    there = await agreement_queries.methodists_for(ctx, view.id)
    assert town.id_of(METHODIST) in [one.person.id for one in there]
    assert "Ещё не в боте" in read(agreement_screens.choose_methodist(view.id, there, 0))


async def test_what_was_sent_can_be_taken_back_until_somebody_decides(town: Town) -> None:
    view = await sent(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    assert await outcome(agreement.recall(await town.acting(STRANGER), view.id)) == "NotFound"
    assert (await agreement.recall(teacher, view.id)).status == "draft"
    await agreement.recall(teacher, view.id)
    assert await render(methodist, "route_submitted", {"route_id": view.id}) is None
    async with town.database.transaction() as db:  # its turn came, and it was not true
        await db.execute(update(Delivery).values(state="expired"))
    town.clock.move(timedelta(minutes=5))
    await agreement.send_to_review(teacher, view.id)
    ringing = select(Delivery.state).where(Delivery.kind == "route_submitted")
    assert await town.rows(ringing) == [("queued",)], "what was never said is said now"
    await agreement.recall(teacher, view.id)
    assert await outcome(reading.route_of(methodist, view.id)) == "NotFound"
    for late in (
        agreement.approve(methodist, view.id, view.sent_id),
        agreement.return_route(methodist, view.id, view.sent_id, VOICE),
    ):
        with pytest.raises(WrongState) as told:
            await late
        assert told.value.key == "error-route-recalled"

    town.clock.move(timedelta(hours=2))
    view = await agreement.send_to_review(teacher, view.id, town.id_of(METHODIST))
    assert len(await posted(town, "route_submitted")) == 2, "it rings again"
    assert await town.one(select(func.count(RouteVersion.id))) == 1
    await agreement.approve(methodist, view.id, view.sent_id)
    # Whoever comes second reads who decided, and what.
    municipal = await town.acting(MUNICIPAL)
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


async def test_what_a_methodist_has_not_read_is_not_approved(town: Town) -> None:
    await sent(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    route_id = await town.one(select(Route.id))
    read_first = await reading.route_of(methodist, route_id)
    await agreement.recall(teacher, route_id)
    await editing.remove(teacher, read_first.steps[0].id)
    await agreement.send_to_review(teacher, route_id)
    for stale in (read_first.sent_id, 0):  # a button of the first sending, one drawn by an older version
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


async def test_a_route_is_returned_in_a_voice_its_teacher_can_listen_to(town: Town) -> None:
    view = await sent(town, MENTEE)
    await agreement.return_route(await town.acting(METHODIST), view.id, view.sent_id, VOICE)
    notice = await agreement_notices.route_returned(await town.acting(MENTEE), view.id, 2)
    assert notice is not None
    assert notice.file is not None
    assert (notice.file.kind, notice.file.file_id) == ("voice", VOICE.file_id)
    page = read(my_route(await reading.my_page(await town.acting(MENTEE))))
    assert "Методист просит поправить" in page
    assert "🎧 Послушать" in page
    comment_id = await town.one(select(RouteComment.id))
    for code in (MENTEE, METHODIST, MENTOR):
        screen = remark_screens.comment(await remarks.said(await town.acting(code), comment_id))
        assert screen.file is not None
        assert "Ольхова" in read(screen)
    for code in (HEAD, ADMIN, STRANGER, OTHER_METHODIST):
        assert await outcome(remarks.said(await town.acting(code), comment_id)) == "NotAllowed"
    assert await outcome(remarks.said(await town.acting(MENTEE), 999_999)) == "NotFound"


async def test_versions_tell_what_was_sent_decided_and_changed(town: Town) -> None:
    view = await sent(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    await agreement.return_route(methodist, view.id, view.sent_id, Remark("Один шаг лишний"))
    gone, moved = view.steps[0], view.steps[1]
    async with town.database.transaction() as db:
        await db.execute(delete(RouteStep).where(RouteStep.id == gone.id))
        later = moved.due + timedelta(days=3)
        await db.execute(update(RouteStep).where(RouteStep.id == moved.id).values(due=later))
    view = await agreement.send_to_review(teacher, view.id)
    notice = await agreement_notices.route_submitted(await town.acting(METHODIST), view.id)
    assert notice is not None
    assert "снова просит согласовать" in read(notice)
    assert "Изменено: убран 1 шаг, в 1 шаге другие сроки, форма или часы." in read(notice)
    await agreement.recall(teacher, view.id)
    with pytest.raises(WrongState) as taken_back:
        await agreement.approve(methodist, view.id, view.sent_id)
    assert taken_back.value.key == "error-route-recalled", "not «returned», as the version before was"
    view = await agreement.send_to_review(teacher, view.id)
    assert [one.is_waiting for one in (await versions.versions(teacher, view.id))[1]] == [True, False]
    await agreement.approve(methodist, view.id, view.sent_id)

    route, found = await versions.versions(methodist, view.id)
    assert [(one.version, one.decision, one.decided_by) for one in found] == [
        (2, "approved", methodist.me.full_name),
        (1, "returned", methodist.me.full_name),
    ]
    listed = read(agreement_screens.versions(route, found))
    assert "утверждена (Ольхова" in listed
    first, second = [read(agreement_screens.version(one)) for one in (
        await versions.version_card(teacher, view.id, 1), await versions.version_card(teacher, view.id, 2),
    )]  # fmt: skip
    assert f"1. {gone.title}" in first
    assert "добавлен" not in first, "there is nothing to compare the first one with"
    assert f"➖ {gone.title} (убран)" in second
    assert "срок: было" in second
    assert "← Версия 1" in second
    for code in (HEAD, ADMIN, STRANGER, OTHER_METHODIST):
        assert await outcome(versions.versions(await town.acting(code), view.id)) == "NotAllowed"
        assert await outcome(versions.version_card(await town.acting(code), view.id, 1)) == "NotAllowed"
    assert await outcome(versions.version_card(teacher, view.id, 7)) == "NotFound"
    (row,) = await town.rows(select(Route.version, Route.methodist_id))
    assert tuple(row) == (2, town.id_of(METHODIST))
