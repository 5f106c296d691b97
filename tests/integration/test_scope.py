"""What is one's own and what is others': my data, and how far a methodist sees and invites."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from handlers.people.links import (
    InvitePerson,
    InviteUnit,
    People,
    PersonCard,
)
from services import demo
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people import actions, queries
from services.people.models import Account, Consent, RoleGrant
from services.roles import Role
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, PASSING, grown, joined, reacts, stored, unit_of
from tests.personas import (
    GYMNASIUM_METHODIST,
    GYMNASIUM_YOUNG_SPECIALIST,
    HEAD,
    NOT_JOINED,
    REGIONAL_METHODIST,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)

# My data


@ON_SQLITE
async def test_my_data_are_shown_corrected_and_deleted(phones: Phones) -> None:
    town, teacher, methodist = phones.town, phones.of(TEACHER), phones.of(SCHOOL_METHODIST)
    await teacher.says("/mydata")
    await teacher.sees("Туманов Павел Игоревич", "СОШ № 1", "Роли: Учитель", "+79000000012", "Согласие дано")
    await teacher.presses("Исправить данные")
    await teacher.sees("Что исправить?")
    await teacher.sends_sticker()
    await teacher.sees("Что исправить?")
    await teacher.says("Отчество <Игоревич> & категория: высшая")
    await teacher.sees("Передали: Озерова Татьяна Михайловна")
    await methodist.sees("Туманов Павел Игоревич", "просит исправить", "Отчество <Игоревич> & категория")

    await teacher.says("/mydata")
    await teacher.presses("Отозвать согласие")
    before = await stored(town)
    await teacher.sees("Удалить ваши данные?", "Вернуть их будет нельзя")
    await teacher.presses("Нет")
    await teacher.sees("Что бот знает о вас")
    assert grown(before, await stored(town)).keys() <= {"form_states"}

    await teacher.presses("Отозвать согласие")
    await teacher.presses("Да, удалить")
    await teacher.sees("Согласие отозвано, данные удалены")
    await teacher.sees("не позже чем через 30 дней")
    assert await joined(town, TEACHER) == 0
    withdrawn = select(Consent.withdrawn_at).where(Consent.person_id == town.id_of(TEACHER))
    assert await town.one(withdrawn) is not None
    await teacher.says("/mydata")
    await teacher.sees("Это «Горизонт»")
    assert not any(str(teacher.id) in row for row in (await stored(town))["form_states"])


@ON_SQLITE
async def test_correction_needs_a_text_and_a_recipient(town: Town) -> None:
    teacher = await town.acting(TEACHER)
    before = await stored(town)
    for words, refusal in (("", "empty"), ("  \n ", "empty"), ("я" * 1001, "length")):
        with pytest.raises(Invalid, match=f"error-text-{refusal}"):
            await actions.ask_correction(teacher, words)
    assert await stored(town) == before
    async with town.database.transaction() as session:
        await session.execute(delete(RoleGrant).where(RoleGrant.role.like("%_methodist")))
    with pytest.raises(NotFound, match="error-no-methodist"):
        await actions.ask_correction(teacher, "Другая фамилия")


# Rights


@ON_SQLITE
async def test_forbidden_actions_of_a_teacher_are_refused_politely_and_change_nothing(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    school = await unit_of(town, TEACHER)
    before = await stored(town, but=PASSING)
    for command in ("/people", "/invite", "/import", "/newevent"):
        await teacher.says(command)
        await teacher.sees("Это действие вам недоступно. Если нужно, попросите методиста")
    await teacher.says("/desk")
    await teacher.sees("Всё разобрано")
    for forged in (
        People(page=0),
        PersonCard(person_id=town.id_of(YOUNG_SPECIALIST)),
        InvitePerson(person_id=town.id_of(NOT_JOINED)),
        InviteUnit(unit_id=school),
    ):
        assert "недоступно" in (await teacher.presses_data(forged.pack()) or "")
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    assert teacher.last.button("Люди") is None
    assert await stored(town, but=PASSING) == before


async def test_people_of_another_school_are_not_shown(town: Town) -> None:
    foreign_unit = await unit_of(town, NOT_JOINED)
    before = await stored(town)
    for nosy in (TEACHER, HEAD, SCHOOL_METHODIST):
        ctx = await town.acting(nosy)
        for refused in (
            queries.member_card(ctx, town.id_of(NOT_JOINED)),
            actions.invite_person(ctx, town.id_of(NOT_JOINED)),
            actions.invite_unit(ctx, foreign_unit),
        ):
            with pytest.raises(NotAllowed):
                await refused
        with pytest.raises(NotFound):
            await queries.member_card(ctx, 10**6)
        with pytest.raises(NotFound):
            await actions.invite_unit(ctx, 10**6)
    assert await stored(town) == before


async def test_a_methodist_lists_and_invites_within_their_own_scope_only(town: Town) -> None:
    school = await town.acting(SCHOOL_METHODIST)
    units = {unit.title for unit in (await queries.my_units(school, 0)).items}
    assert units == {"Школа № 1"}
    page = await queries.staff(school, 0, size=100)
    assert {one.unit for one in page.items} == {"Школа № 1"}
    assert page.total == 11
    region = await queries.staff(await town.acting(REGIONAL_METHODIST), 0, size=100)
    assert region.total == len(town.people)
    far = await queries.staff(school, 10**6)
    assert far.number == far.count - 1 and far.items
    assert (await queries.staff(school, -5)).number == 0


@ON_SQLITE
async def test_a_forged_button_shows_a_methodist_nothing_of_another_school(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(SCHOOL_METHODIST)
    before = await stored(town, but=PASSING)
    await methodist.says("/people")
    await methodist.sees("Люди, всего 11")
    for forged in (
        PersonCard(person_id=town.id_of(NOT_JOINED)),
        InvitePerson(person_id=town.id_of(NOT_JOINED)),
        InviteUnit(unit_id=await unit_of(town, NOT_JOINED)),
        InviteUnit(unit_id=1),
    ):
        read = await reacts(methodist, methodist.presses_data(forged.pack()))
        assert "недоступно" in read
        assert "Громов" not in read and "t.me" not in read
    assert await stored(town, but=PASSING) == before


async def test_invite_is_not_made_for_someone_who_has_joined(town: Town) -> None:
    """The holder of a link becomes that person, with the results and conversations."""
    methodist = await town.acting(GYMNASIUM_METHODIST)
    with pytest.raises(WrongState, match="error-person-joined"):
        await actions.invite_person(methodist, town.id_of(GYMNASIUM_YOUNG_SPECIALIST))
    code = await actions.invite_person(methodist, town.id_of(NOT_JOINED))
    own = await actions.invite_by_phone(town.nobody, demo.phone_of(NOT_JOINED))
    await actions.join(town.nobody, own.code, 555, "", "")
    with pytest.raises(Invalid, match="error-invite-used"):  # a key that lay about is worth nothing now
        await actions.join(town.nobody, code, 666, "Чужой", "")
    assert await town.one(select(Account.chat_id).where(Account.person_id == town.id_of(NOT_JOINED))) == 555


async def test_school_methodist_makes_no_invites_for_people_with_wider_rights(town: Town) -> None:
    await town.grant(NOT_JOINED, Role.REGIONAL_METHODIST, of=REGIONAL_METHODIST)
    with pytest.raises(NotAllowed):
        await actions.invite_person(await town.acting(GYMNASIUM_METHODIST), town.id_of(NOT_JOINED))
