"""A diagnostic taken elsewhere: sent, withdrawn, confirmed or declined; who sees it, what is committed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.delivery.render import render
from handlers.external_results import notices, screens
from handlers.menu import desk
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.external_results import actions, queries
from services.external_results.models import CONFIRMED, DECLINED, FEDERAL, REGIONAL, SUBMITTED, ExternalResult
from services.external_results.queries import ResultCard
from services.external_results.rules import PHOTO
from services.letters import Attached, Letter
from services.people.models import AuditEntry, Person
from services.people.my_data.export import export_my_data
from services.people.my_data.withdrawal import withdraw
from tests.conftest import Town
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
    REGIONAL_METHODIST,
    SCHOOL_METHODIST,
)
from tests.shown import read

pytestmark = pytest.mark.usefixtures("admin")

SPRING = date(2026, 3, 12)


def photo(number: int = 1, **changes: Any) -> Letter:
    """A photo in a message of the teacher."""
    return Letter(f"100023:{number}", file=replace(Attached(PHOTO, f"AgAC{number}"), **changes))


async def sent(
    town: Town, who: str = GYMNASIUM_TEACHER, number: int = 1, taken_on: date = SPRING
) -> ResultCard:
    """A regional diagnostic sent by a persona."""
    return await actions.submit(await town.acting(who), REGIONAL, taken_on, photo(number))


async def status_of(town: Town, result_id: int) -> str:
    return str(await town.one(select(ExternalResult.status).where(ExternalResult.id == result_id)))


async def count(town: Town) -> int:
    return int(await town.one(select(func.count(ExternalResult.id))))


async def covered(town: Town, since: date) -> list[int]:
    """The people with a confirmed diagnostic since this day."""
    return [row[0] for row in await town.rows(select(Person.id).where(queries.confirmed_since(since)))]


async def test_sent_diagnostic_waits_for_every_methodist_and_the_nearest_is_told(town: Town) -> None:
    card = await sent(town)
    assert (card.status, card.is_mine, card.file_id) == (SUBMITTED, True, "telegram:AgAC1")
    assert await posted(town, "external_submitted") == [town.id_of(GYMNASIUM_METHODIST)]
    for code in (GYMNASIUM_METHODIST, MUNICIPAL_METHODIST, REGIONAL_METHODIST):
        ctx = await town.acting(code)
        assert [one.result_id for one in [*(await queries.waiting_for_me(ctx)).items]] == [card.id]
        assert "📎 Заречный Никита" in read(desk.screen(await desk.waiting(ctx)))
    for code in (SCHOOL_METHODIST, GYMNASIUM_HEAD, GYMNASIUM_MENTOR, OPERATORS_ADMIN, GYMNASIUM_TEACHER):
        assert [*(await queries.waiting_for_me(await town.acting(code))).items] == []
    notice = await notices.external_submitted(
        await town.acting(GYMNASIUM_METHODIST), card.id, town.id_of(GYMNASIUM_TEACHER)
    )
    assert notice is not None
    assert "Заречный Никита Валерьевич" in read(notice)
    assert notice.file is None


async def test_diagnostic_sent_twice_is_kept_once(town: Town) -> None:
    contexts = [await town.acting(GYMNASIUM_TEACHER) for _ in range(3)]
    cards = await asyncio.gather(*(actions.submit(ctx, REGIONAL, SPRING, photo()) for ctx in contexts))
    assert len({card.id for card in cards}) == 1
    with pytest.raises(WrongState):
        await sent(town, number=2)
    with pytest.raises(WrongState):
        await queries.refuse_known(contexts[0], REGIONAL, SPRING)
    await queries.refuse_known(contexts[0], FEDERAL, SPRING)
    assert await count(town) == 1
    assert len(await posted(town, "external_submitted")) == 1


async def test_message_number_of_another_person_is_refused(town: Town) -> None:
    teacher = await town.acting(GYMNASIUM_TEACHER)
    await actions.submit(teacher, REGIONAL, SPRING, photo())
    with pytest.raises(WrongState):
        await actions.submit(await town.acting(GYMNASIUM_CLASS_TEACHER), REGIONAL, SPRING, photo())
    await actions.submit(teacher, FEDERAL, SPRING, photo(3))
    assert await count(town) == 2


async def test_wrong_day_file_or_source_is_refused(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    for source, day, file in (
        (REGIONAL, ctx.today + timedelta(days=1), photo()),
        (REGIONAL, date(2021, 11, 22), photo()),
        (REGIONAL, SPRING, photo(kind="voice")),
        (REGIONAL, SPRING, photo(size=21 * 1024 * 1024)),
        (REGIONAL, SPRING, photo(file_id="A" * 501)),
    ):
        with pytest.raises(Invalid):
            await actions.submit(ctx, source, day, file)
    with pytest.raises(NotFound):
        await actions.submit(ctx, "school", SPRING, photo())
    assert await count(town) == 0


async def test_long_file_name_is_cut(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    await actions.submit(ctx, REGIONAL, ctx.today, photo(name="я" * 400))
    assert len(await town.one(select(ExternalResult.file_name))) == 300


async def test_diagnostic_needs_a_methodist_above(town: Town) -> None:
    with pytest.raises(NotFound):
        await actions.begin(await town.acting(REGIONAL_METHODIST))
    with pytest.raises(NotFound):
        await sent(town, REGIONAL_METHODIST)
    await actions.begin(await town.acting(GYMNASIUM_TEACHER))
    assert await count(town) == 0


async def test_diagnostic_is_seen_by_its_owner_and_the_methodists_above(town: Town) -> None:
    card = await sent(town, GYMNASIUM_YOUNG_SPECIALIST)
    assert (await queries.result(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), card.id)).file_id
    for code in (GYMNASIUM_METHODIST, MUNICIPAL_METHODIST, REGIONAL_METHODIST):
        view = await queries.result(await town.acting(code), card.id)
        assert view.can_decide
        shown = screens.card(view)
        assert shown.file is not None
        assert shown.file.file_id == "telegram:AgAC1"
    for code in (
        GYMNASIUM_HEAD,
        GYMNASIUM_MENTOR,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
    ):
        ctx = await town.acting(code)
        assert await outcome(queries.result(ctx, card.id)) == "NotAllowed"
        assert await outcome(actions.confirm(ctx, card.id)) == "NotAllowed"
        assert await outcome(actions.decline(ctx, card.id, "Нет")) == "NotAllowed"
        assert await outcome(actions.remove(ctx, card.id)) == "NotFound"
        assert (await queries.my_results(ctx, 0)).items == ()
    for attempt in (queries.result, actions.confirm, actions.remove):
        assert await outcome(attempt(await town.acting(GYMNASIUM_METHODIST), card.id + 100)) == "NotFound"
    assert await status_of(town, card.id) == SUBMITTED


async def test_methodist_does_not_decide_about_their_own_diagnostic(town: Town) -> None:
    card = await sent(town, GYMNASIUM_METHODIST)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    assert await posted(town, "external_submitted") == [town.id_of(MUNICIPAL_METHODIST)]
    assert [*(await queries.waiting_for_me(ctx)).items] == []
    assert not (await queries.result(ctx, card.id)).can_decide
    assert await outcome(actions.confirm(ctx, card.id)) == "NotAllowed"
    assert await outcome(actions.decline(ctx, card.id, "Нет")) == "NotAllowed"
    await actions.confirm(await town.acting(MUNICIPAL_METHODIST), card.id)
    assert await status_of(town, card.id) == CONFIRMED


async def test_diagnostic_is_confirmed_once_and_counts(town: Town) -> None:
    card = await sent(town)
    assert await covered(town, SPRING) == []
    both = [await town.acting(GYMNASIUM_METHODIST), await town.acting(MUNICIPAL_METHODIST)]
    outcomes = await asyncio.gather(*(outcome(actions.confirm(ctx, card.id)) for ctx in both))
    assert sorted(outcomes) == ["WrongState", "done"]
    first, second = both if outcomes[0] == "done" else both[::-1]
    assert await outcome(actions.confirm(first, card.id)) == "done"
    assert await outcome(actions.decline(first, card.id, "Передумала")) == "WrongState"
    assert await outcome(actions.decline(second, card.id, "Не вижу печати")) == "WrongState"
    assert await status_of(town, card.id) == CONFIRMED
    assert await posted(town, "external_confirmed") == [town.id_of(GYMNASIUM_TEACHER)]
    assert await posted(town, "external_declined") == []
    assert await covered(town, SPRING) == [town.id_of(GYMNASIUM_TEACHER)]
    assert await covered(town, SPRING + timedelta(days=1)) == []
    trail = await town.rows(
        select(AuditEntry.subject_id, AuditEntry.details).where(AuditEntry.action == "external_confirmed")
    )
    assert [tuple(row) for row in trail] == [(town.id_of(GYMNASIUM_TEACHER), {"result_id": card.id})]
    said = await notices.external_confirmed(
        await town.acting(GYMNASIUM_TEACHER), card.id, town.id_of(GYMNASIUM_TEACHER)
    )
    assert said is not None
    assert "марта 2026 года" in read(said)
    # The notice to the methodist is no longer true.
    waiting = await town.acting(GYMNASIUM_METHODIST)
    arguments = {"result_id": card.id, "person_id": town.id_of(GYMNASIUM_TEACHER)}
    assert await render(waiting, "external_submitted", arguments) is None


async def test_diagnostic_is_declined_with_a_reason(town: Town) -> None:
    card = await sent(town)
    methodist, teacher = await town.acting(GYMNASIUM_METHODIST), await town.acting(GYMNASIUM_TEACHER)
    for text in ("", "  \n", "а" * 301):
        with pytest.raises(Invalid):
            await actions.decline(methodist, card.id, text)
    await actions.decline(methodist, card.id, "Не видно\nдаты <i>")
    assert await status_of(town, card.id) == DECLINED
    assert await outcome(actions.decline(methodist, card.id, "Ещё раз")) == "WrongState"
    assert await outcome(actions.confirm(methodist, card.id)) == "WrongState"
    assert await posted(town, "external_declined") == [town.id_of(GYMNASIUM_TEACHER)]
    said = await notices.external_declined(
        await town.acting(GYMNASIUM_TEACHER), card.id, town.id_of(GYMNASIUM_TEACHER)
    )
    assert said is not None
    assert "Не видно даты &lt;i&gt;" in read(said)
    assert "Не видно даты" in read(screens.card(await queries.result(teacher, card.id)))
    assert await covered(town, SPRING) == []
    assert "Не видно" not in str(await town.rows(select(AuditEntry.details)))


async def test_declined_diagnostic_may_be_sent_again(town: Town) -> None:
    card, methodist = await sent(town), await town.acting(GYMNASIUM_METHODIST)
    await actions.decline(methodist, card.id, "Не видно даты")
    again = await sent(town, number=2)
    assert again.id != card.id
    await actions.confirm(methodist, again.id)
    assert await covered(town, SPRING) == [town.id_of(GYMNASIUM_TEACHER)]
    assert len(await posted(town, "external_submitted")) == 2


async def test_owner_withdraws_a_waiting_diagnostic(town: Town) -> None:
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    card = await sent(town)
    await actions.remove(teacher, card.id)
    assert await outcome(actions.remove(teacher, card.id)) == "NotFound"
    assert await outcome(actions.confirm(methodist, card.id)) == "NotFound"
    waiting = await town.acting(GYMNASIUM_METHODIST)
    arguments = {"result_id": card.id, "person_id": town.id_of(GYMNASIUM_TEACHER)}
    assert await render(waiting, "external_submitted", arguments) is None
    assert [*(await queries.waiting_for_me(methodist)).items] == []


async def test_owner_deletes_a_confirmed_diagnostic(town: Town) -> None:
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    again = await sent(town, number=2)
    await actions.confirm(methodist, again.id)
    assert "больше не будет учтена" in read(screens.sure_to_remove(await queries.result(teacher, again.id)))
    await actions.remove(teacher, again.id)
    assert await covered(town, SPRING) == []
    told = await town.acting(GYMNASIUM_TEACHER)
    arguments = {"result_id": again.id, "person_id": town.id_of(GYMNASIUM_TEACHER)}
    assert await render(told, "external_confirmed", arguments) is None
    assert await count(town) == 0


async def test_withdrawal_and_confirmation_at_once_leave_nothing(town: Town) -> None:
    card = await sent(town)
    outcomes = await asyncio.gather(
        outcome(actions.remove(await town.acting(GYMNASIUM_TEACHER), card.id)),
        outcome(actions.confirm(await town.acting(GYMNASIUM_METHODIST), card.id)),
    )
    assert outcomes[0] == "done"
    assert outcomes[1] in ("done", "NotFound")
    assert await count(town) == 0


async def test_list_of_diagnostics_is_paged_and_fits_a_phone(town: Town) -> None:
    teacher = await town.acting(GYMNASIUM_TEACHER)
    assert "Добавить" in read(screens.results(await queries.my_results(teacher, 0)))
    for number in range(9):
        card = await sent(town, number=number, taken_on=SPRING + timedelta(days=number))
        if number % 3 == 1:
            await actions.confirm(await town.acting(GYMNASIUM_METHODIST), card.id)
        if number % 3 == 2:
            await actions.decline(await town.acting(GYMNASIUM_METHODIST), card.id, "Нужна печать")
    first = await queries.my_results(teacher, 0)
    assert (first.number, first.count, len(first.items)) == (0, 3, queries.PAGE_SIZE)
    assert [one.taken_on for one in first.items] == [SPRING + timedelta(days=8 - n) for n in range(4)]
    last = await queries.my_results(teacher, 99)
    assert (last.number, len(last.items)) == (2, 1)
    for page in range(3):
        read(screens.results(await queries.my_results(teacher, page)))
    for one in first.items:
        read(screens.card(await queries.result(teacher, one.id)))
        read(screens.file(await queries.result(teacher, one.id)))
        read(screens.card(await queries.result(await town.acting(GYMNASIUM_METHODIST), one.id)))


async def test_diagnostic_of_an_archived_person_is_not_decided(town: Town) -> None:
    card = await sent(town)
    await town.change_person(GYMNASIUM_TEACHER, archived_at=town.clock.now())
    methodist = await town.acting(GYMNASIUM_METHODIST)
    assert [*(await queries.waiting_for_me(methodist)).items] == []
    assert await outcome(actions.confirm(methodist, card.id)) == "NotFound"


async def test_diagnostic_is_exported_and_deleted_with_the_consent(town: Town) -> None:
    card = await sent(town)
    await actions.confirm(await town.acting(GYMNASIUM_METHODIST), card.id)
    teacher = await town.acting(GYMNASIUM_TEACHER)
    book = load_workbook(BytesIO(await export_my_data(teacher, lambda key, **_: key)))
    cells = [cell for sheet in book.worksheets for line in sheet.values for cell in line]
    assert "sheet-external-results" in book.sheetnames
    assert "sheet-status-external" in cells
    await withdraw(teacher)
    assert await count(town) == 0
    assert await posted(town, "external_confirmed") == []
    assert await posted(town, "external_submitted") == []


async def test_decision_stays_when_its_methodist_withdraws(town: Town) -> None:
    card = await sent(town)
    await actions.confirm(await town.acting(GYMNASIUM_METHODIST), card.id)
    await withdraw(await town.acting(GYMNASIUM_METHODIST))
    assert await status_of(town, card.id) == CONFIRMED
    with pytest.raises(NotAllowed):  # a reader of a late notice must be responsible, too
        ctx = await town.acting(SCHOOL_METHODIST)
        await queries.result(ctx, card.id)
