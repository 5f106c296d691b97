"""Coming in: consent first and nothing stored before it; invites, phones, admins; leaving again."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.sandbox import people as hands
from bot.sandbox.messages import Contact
from handlers.assessments.links import AnswerItem
from handlers.menu.links import Desk, Home
from handlers.people.links import (
    DeleteMyData,
    GiveConsent,
    MyData,
    People,
)
from services import demo
from services.db import Base
from services.errors import Invalid, NotAllowed, NotFound
from services.outbox import Delivery
from services.outside import TELEGRAM
from services.people import actions, queries
from services.people.models import Account, Consent, Invite, OrgUnit, Person, RoleGrant
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, PASSING, counted, grown, joined, stored, stranger, unit_of
from tests.personas import (
    ENGLISH_TEACHER,
    GYMNASIUM_METHODIST,
    NOT_JOINED,
    REVERSE_MENTOR,
    SCHOOL_METHODIST,
    SCIENCE_TEACHER,
    TEACHER,
    YOUNG_SPECIALIST,
)

NEW_CHAT, OTHER_CHAT = 555_001, 555_002
NEWCOMER = "Котик & <b>Ко"


async def invite_gromov(town: Town) -> str:
    return await actions.invite_person(await town.acting(GYMNASIUM_METHODIST), town.id_of(NOT_JOINED))


async def invite_school(town: Town) -> str:
    code, _ = await actions.invite_unit(
        await town.acting(SCHOOL_METHODIST), await unit_of(town, SCHOOL_METHODIST)
    )
    return code


def code_in(text: str) -> str:
    found = re.search(r"https://t\.me/gorizont_demo_bot\?start=([\w-]+)", text)
    assert found, text
    return found[1]


# Consent comes first


@ON_SQLITE
async def test_until_consent_is_given_nothing_at_all_is_stored(phones: Phones) -> None:
    town = phones.town
    phones.sandbox.limits.enabled = False  # the stranger is talkative
    code = await invite_gromov(town)
    visitor = stranger(phones, NEW_CHAT)
    before = await stored(town)

    for said in ("/start", "/menu", "/help", "/mydata", "/assess", "/people", "/nonsense", "Добрый день!"):
        await visitor.says(said)
        await visitor.sees("Это «Горизонт»")
    assert visitor.reply_keys == ["📱 Поделиться номером"]
    for sent in (visitor.sends_photo, visitor.sends_sticker, visitor.sends_voice):
        await sent()
    await visitor.edits(await visitor.says("Опечатка"), "Без опечатки")
    await visitor.shares_contact()
    await visitor.sees("Такого номера нет в списке")
    await visitor.shares_contact(town.people[NOT_JOINED].phone, user_id=town.people[NOT_JOINED].chat_id)
    await visitor.sees("Это чужой номер")

    await visitor.says(f"/start {code}")
    consent = await visitor.sees("Михаил Степанович, здравствуйте!")
    assert len(visitor.buttons(consent)) == 2
    await visitor.presses("Не сейчас")
    await visitor.sees("Мы ничего не сохранили")
    for link in (Home(), Desk(), MyData(), People(page=0), AnswerItem(assessment_id=1, place=0, choice=0)):
        assert await visitor.presses_data(link.pack()) == "Сначала нужно войти: нажмите /start"
    assert await visitor.presses_data(DeleteMyData(sure=True).pack())
    assert "Такой ссылки нет" in (await visitor.presses_data(GiveConsent(code="x" * 16).pack()) or "")
    await visitor.blocks()
    await visitor.unblocks()
    await visitor.says("И всё-таки")
    await visitor.sees("Это «Горизонт»")
    await visitor.quiet()
    assert await stored(town) == before


@ON_SQLITE
async def test_matching_phone_stores_an_invite_for_half_an_hour_and_nothing_of_the_visitor(
    phones: Phones,
) -> None:
    town = phones.town
    gromov = phones.of(NOT_JOINED)
    before = await stored(town)
    await gromov.says("/start")
    await gromov.sees("поделитесь номером")
    await gromov.taps_reply_key("Поделиться номером")
    await gromov.sees("Нашли вас в списке")
    consent = await gromov.sees("Михаил Степанович, здравствуйте!", "Оператор")
    assert gromov.reply_keys == []

    assert grown(before, await stored(town)) == {"invites": 1}
    ((who, by, made, expires, uses),) = await town.rows(
        select(Invite.person_id, Invite.created_by_id, Invite.created_at, Invite.expires_at, Invite.uses_left)
    )
    assert (who, by, uses) == (town.id_of(NOT_JOINED), None, 1)
    assert timedelta(minutes=29) < expires - made < timedelta(minutes=31)
    assert not any(str(gromov.id) in row for row in (await stored(town))["invites"])

    town.clock.move(timedelta(minutes=31))
    assert "Срок этой ссылки вышел" in (await gromov.presses("Согласен", consent) or "")
    await gromov.shares_contact()
    await gromov.presses("Согласен")
    await gromov.sees("Михаил Степанович, здравствуйте!", "Чем займёмся")
    assert await joined(town, NOT_JOINED) == 1


async def test_consent_stores_the_chat_the_text_and_an_audit_record(town: Town) -> None:
    code = await invite_gromov(town)
    before = await stored(town)
    assert not await actions.join(town.nobody, code, NEW_CHAT, "Миша", "Г")

    assert grown(before, await stored(town)) == {
        "accounts": 1,
        "consents": 1,
        "audit_entries": 1,
        "invites": 0,
    }
    text = town.content.consent
    agreed = await town.rows(select(Consent.person_id, Consent.version, Consent.text_hash).where(
        Consent.person_id == town.id_of(NOT_JOINED), Consent.withdrawn_at.is_(None)
    ))  # fmt: skip
    assert agreed == [(town.id_of(NOT_JOINED), text.version, hashlib.sha256(text.text.encode()).hexdigest())]
    name = await town.rows(
        select(Person.first_name, Person.last_name).where(Person.id == town.id_of(NOT_JOINED))
    )
    assert name == [("Михаил", "Громов")], "the staff list knows better than a profile"


# Personal invites


@ON_SQLITE
async def test_personal_link_lets_its_person_join(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(GYMNASIUM_METHODIST)
    await methodist.says("/people")
    await methodist.presses("▫️ Громов")
    await methodist.sees("Громов Михаил Степанович", "Ещё не входил")
    await methodist.presses("Ссылка-приглашение")
    code = code_in((await methodist.sees("Личная ссылка", "Громов")).words)

    gromov = phones.of(NOT_JOINED)
    await gromov.says(f"/start {code}")
    consent = await gromov.sees("Михаил Степанович, здравствуйте!", "Гимназия № 2", "Оператор")
    assert all("Чем займёмся" not in one.words for one in gromov.messages)
    assert await joined(town, NOT_JOINED) == 0
    await gromov.presses("Согласен", consent)
    await gromov.sees("Чем займёмся")
    chat = select(Account.chat_id).where(Account.person_id == town.id_of(NOT_JOINED))
    assert await town.one(chat) == gromov.id
    await methodist.says("/people")
    await methodist.sees("Люди")
    assert methodist.last.button("✅ Громов")


async def _expired(town: Town, code: str) -> str:
    town.clock.move(actions.PERSONAL_INVITE_LASTS)
    return code


async def _used(town: Town, code: str) -> str:
    await actions.join(town.nobody, code, OTHER_CHAT, "Миша", "")
    return code


async def _replaced(town: Town, code: str) -> str:
    await invite_gromov(town)
    return code


async def _truncated(town: Town, code: str) -> str:
    return code[:-1]


async def _unknown(town: Town, code: str) -> str:
    return "нет-такого <кода>"


async def _empty(town: Town, code: str) -> str:
    return ""


@ON_SQLITE
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_expired, "error-invite-expired"),
        (_used, "error-invite-used"),
        (_replaced, "error-invite-used"),
        (_truncated, "error-invite-unknown"),
        (_unknown, "error-invite-unknown"),
        (_empty, "error-invite-unknown"),
    ],
)
async def test_used_or_expired_invite_opens_nothing(
    town: Town, spoil: Callable[[Town, str], Awaitable[str]], why: str
) -> None:
    code = await spoil(town, await invite_gromov(town))
    before = await stored(town)
    with pytest.raises(Invalid) as refused:
        await actions.open_invite(town.nobody, code)
    assert refused.value.key == why
    with pytest.raises(Invalid) as refused:
        await actions.join(town.nobody, code, NEW_CHAT, "Кто-то", "")
    assert refused.value.key == why
    assert await stored(town) == before


@ON_SQLITE
async def test_visitor_with_a_spoiled_link_is_told_what_to_ask_for(phones: Phones) -> None:
    town, visitor = phones.town, stranger(phones, NEW_CHAT)
    code = await invite_gromov(town)
    await visitor.says(f"/start {code[:-2]}")
    await visitor.sees("Такой ссылки нет. Попросите у методиста новую")
    await visitor.says(f"/start {code}")
    asked = await visitor.sees("Михаил Степанович")
    await _used(town, code)
    await visitor.says(f"/start {code}")
    await visitor.sees("По этой ссылке уже вошли. Попросите у методиста новую")
    assert "уже вошли" in (await visitor.presses("Согласен", asked) or "")
    async with town.database.transaction() as session:  # their account is gone
        await session.execute(update(Account).values(reachable=False))
    late = await invite_gromov(town)
    town.clock.move(timedelta(days=31))
    await visitor.says(f"/start {late}")
    await visitor.sees("Срок этой ссылки вышел. Попросите у методиста новую")
    await visitor.says("/menu")
    await visitor.sees("Это «Горизонт»")


async def test_personal_link_lets_only_one_of_two_visitors_join(town: Town) -> None:
    code = await invite_gromov(town)
    outcomes = await asyncio.gather(
        actions.join(town.nobody, code, NEW_CHAT, "Первый", ""),
        actions.join(town.nobody, code, OTHER_CHAT, "Второй", ""),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes if one is not False] == [Invalid]
    assert await joined(town, NOT_JOINED) == 1


@ON_SQLITE
async def test_double_tap_on_consent_joins_once(phones: Phones) -> None:
    town = phones.town
    visitor = stranger(phones, NEW_CHAT)
    await visitor.says(f"/start {await invite_school(town)}")
    consent = await visitor.sees("Вас приглашают")
    before = await stored(town)
    await asyncio.gather(*(visitor.presses("Согласен", consent) for _ in range(3)))
    await visitor.quiet()
    after = grown(before, await stored(town))
    expected = {"people": 1, "accounts": 1, "consents": 1, "role_grants": 1, "audit_entries": 1}
    assert {name: after[name] for name in expected} == expected
    assert after["invites"] == 0


# A school's link


@ON_SQLITE
async def test_link_of_a_school_asks_the_name_makes_a_teacher_and_tells_its_author(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(SCHOOL_METHODIST)
    await methodist.says("/invite")
    await methodist.presses("Школа № 1")
    link = await methodist.sees("Ссылка для учителей", "СОШ № 1")
    newcomer = stranger(phones, NEW_CHAT, NEWCOMER)
    await newcomer.says(f"/start {code_in(link.words)}")
    await newcomer.sees("Вас приглашают: МБОУ «СОШ № 1")
    await newcomer.presses("Согласен")
    await newcomer.sees("Напишите, пожалуйста, фамилию, имя и отчество", f"Сейчас записано: {NEWCOMER}")
    await methodist.sees("По вашей ссылке вошёл новый человек", NEWCOMER)

    await newcomer.sends_photo()
    await newcomer.sees("Напишите, пожалуйста, фамилию")
    await newcomer.says("Аня")
    await newcomer.sees("Не похоже на имя")
    await newcomer.says("Лесная Анна Петровна")
    await newcomer.sees("Анна Петровна, здравствуйте!")

    ((person_id, last, unit),) = await town.rows(
        select(Person.id, Person.last_name, Person.unit_id).join(Account).where(Account.chat_id == NEW_CHAT)
    )
    assert (last, unit) == ("Лесная", await unit_of(town, SCHOOL_METHODIST))
    grants = await town.rows(
        select(RoleGrant.role, RoleGrant.unit_id).where(RoleGrant.person_id == person_id)
    )
    assert grants == [("teacher", unit)]
    told = select(Delivery.person_id, Delivery.arguments).where(Delivery.kind == "newcomer_joined")
    assert await town.rows(told) == [(town.id_of(SCHOOL_METHODIST), {"person_id": person_id})]
    assert await town.one(select(Invite.uses_left)) == actions.UNIT_INVITE_USES - 1
    await newcomer.says("/people")
    await newcomer.sees("недоступно")
    await methodist.presses("Посмотреть")
    await methodist.sees("Лесная Анна Петровна", "Учитель")


async def test_link_of_a_school_serves_a_limited_number_of_people(town: Town) -> None:
    code = await invite_school(town)
    async with town.database.transaction() as session:
        await session.execute(update(Invite).values(uses_left=1))
    assert await actions.join(town.nobody, code, NEW_CHAT, "Анна", "")
    with pytest.raises(Invalid, match="error-invite-used"):
        await actions.join(town.nobody, code, OTHER_CHAT, "Нина", "")


# The phone


async def test_a_phone_is_found_in_any_spelling(town: Town) -> None:
    for spelling in (
        "+79000000021",
        "79000000021",
        "89000000021",
        "8 (900) 000-00-21",
        "+7 900 000 00 21",
        "9000000021",
    ):
        found = await actions.invite_by_phone(town.nobody, spelling)
        assert found.person == "Михаил Степанович", spelling


async def test_phone_of_nobody_or_of_two_people_lets_nobody_join(town: Town) -> None:
    for code in (TEACHER, ENGLISH_TEACHER):
        await town.change_person(code, phone="+79005550000")
    await town.change_person(SCIENCE_TEACHER, archived_at=town.clock.now())
    await town.change_person(REVERSE_MENTOR, phone=None)
    before = await stored(town)
    for phone in ("+79991112233", "+79005550000", town.people[SCIENCE_TEACHER].phone, "", "112", "номер"):
        with pytest.raises(NotFound, match="error-phone-unknown"):
            await actions.invite_by_phone(town.nobody, phone)
    assert await stored(town) == before


@ON_SQLITE
async def test_contact_of_another_person_is_refused(phones: Phones) -> None:
    visitor = stranger(phones, NEW_CHAT)
    before = await stored(phones.town)
    phone = phones.town.people[NOT_JOINED].phone
    for owner in (
        phones.town.people[NOT_JOINED].chat_id,
        None,
    ):  # somebody's card; a card of nobody in Telegram
        hands.share_contact(phones.sandbox, visitor._chat, Contact(phone, "Михаил", "Громов", owner))
        await visitor.sees("Это чужой номер. Нажмите кнопку «Поделиться номером»")
    assert await stored(phones.town) == before


# The person of a chat


@ON_SQLITE
async def test_joining_from_a_new_account_makes_the_old_chat_a_strangers(phones: Phones) -> None:
    town, old = phones.town, phones.of(YOUNG_SPECIALIST)
    await old.blocks()
    while await town.one(select(Account.reachable).where(Account.person_id == town.id_of(YOUNG_SPECIALIST))):
        await asyncio.sleep(0.02)
    code = await actions.invite_person(await town.acting(SCHOOL_METHODIST), town.id_of(YOUNG_SPECIALIST))
    new = stranger(phones, NEW_CHAT)
    await new.says(f"/start {code}")
    await new.presses("Согласен")
    await new.sees("Дарья Олеговна, здравствуйте!", "Чем займёмся")
    await old.unblocks()
    await old.says("/mydata")
    await old.sees("Это «Горизонт»")
    accounts = await town.rows(
        select(Account.chat_id, Account.reachable).where(Account.person_id == town.id_of(YOUNG_SPECIALIST))
    )
    assert accounts == [(NEW_CHAT, True)]

    # The number in the staff list is proof as well.
    await old.shares_contact()
    await old.presses("Согласен")
    await old.sees("Чем займёмся")
    await new.says("/mydata")
    await new.sees("Это «Горизонт»")


@ON_SQLITE
async def test_member_who_opens_an_invite_stays_the_same_person(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    code, school = await invite_gromov(town), await invite_school(town)
    used = (await actions.invite_by_phone(town.nobody, demo.phone_of(TEACHER))).code
    async with town.database.transaction() as session:
        await session.execute(
            update(Invite).where(Invite.person_id == town.id_of(TEACHER)).values(uses_left=0)
        )
    before = await stored(town, but=PASSING)
    # Their own link, pressed again a month later to find the bot, must not send them for a new one.
    for link in (code, school, used, code[:-1]):
        await teacher.says(f"/start {link}")
        await teacher.sees("Павел Игоревич, здравствуйте!", "Чем займёмся")
        await teacher.presses_data(GiveConsent(code=link).pack())
    assert await stored(town, but=PASSING) == before


async def test_chat_of_a_person_cannot_join_as_another_person(town: Town) -> None:
    for code in (await invite_gromov(town), await invite_school(town)):
        before = await stored(town)
        with pytest.raises(Invalid, match="error-already-joined"):
            await actions.join(town.nobody, code, town.people[TEACHER].chat_id, "Павел", "")
        assert await stored(town) == before


@ON_SQLITE
async def test_person_who_left_the_staff_is_a_stranger(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await teacher.says("/menu")
    menu = await teacher.sees("Чем займёмся")
    await town.change_person(TEACHER, archived_at=town.clock.now())
    before = await stored(town)
    assert await teacher.presses("Мои данные", menu) == "Сначала нужно войти: нажмите /start"
    for said in ("/mydata", "/route", "Здравствуйте"):
        await teacher.says(said)
        await teacher.sees("Это «Горизонт»")
    await teacher.shares_contact()
    await teacher.sees("Такого номера нет в списке")
    assert await stored(town) == before
    with pytest.raises(NotFound):
        await actions.invite_person(await town.acting(SCHOOL_METHODIST), town.id_of(TEACHER))


# Admins named by the operator


# These tables are filled by the program itself.
OWN = ("questionnaire_versions", "served_bots")


@pytest.fixture
async def empty_town(town: Town) -> Town:
    """A migrated database with nothing in it, and an operator who named an admin."""
    async with town.database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            await session.execute(delete(table))
    town.people = {}
    town.admin_ids = frozenset({(TELEGRAM, NEW_CHAT)})
    return town


async def test_first_admin_joins_an_empty_database(empty_town: Town, phones: Phones) -> None:
    admin, other = stranger(phones, NEW_CHAT, "Сергей", "Лугов"), stranger(phones, OTHER_CHAT)
    await other.says("/start")
    await other.sees("Это «Горизонт»")
    assert sum(counted(await stored(empty_town, but=OWN)).values()) == 0
    await admin.says("/start")
    await admin.sees("Вас приглашают: Наша организация", "Оператор")
    before_consent = {
        name: count for name, count in counted(await stored(empty_town, but=OWN)).items() if count
    }
    assert before_consent == {"org_units": 1, "invites": 1}, "the organisation is not about the visitor"

    await admin.presses("Согласен")
    await admin.sees("Напишите, пожалуйста, фамилию")
    await admin.says("Лугов Сергей Николаевич")
    await admin.sees("Сергей Николаевич, здравствуйте!")
    granted = await empty_town.rows(
        select(RoleGrant.role, OrgUnit.path, OrgUnit.parent_id).join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
    )
    assert granted == [], "the right lasts as long as the operator names them"
    await admin.says("/people")
    await admin.sees("Люди, всего 1")
    await admin.says("/invite")
    await admin.presses("Наша организация")
    code = code_in((await admin.sees("Ссылка для учителей")).words)
    await other.says(f"/start {code}")
    await other.sees("Вас приглашают: Наша организация")


@pytest.fixture
async def named_town(town: Town) -> Town:
    """The town, where the operator named a teacher and somebody new as admins."""
    town.admin_ids = frozenset({town.chat_of(TEACHER), (TELEGRAM, NEW_CHAT)})
    return town


async def test_named_admins_have_the_rights_without_a_row(named_town: Town) -> None:
    town = named_town
    teacher = await town.acting(TEACHER)
    assert (await queries.staff(teacher, 0)).total == len(town.people)
    assert await actions.invite_person(teacher, town.id_of(NOT_JOINED))
    rows = select(RoleGrant.role).where(RoleGrant.person_id == town.id_of(TEACHER))
    assert await town.rows(rows) == [("teacher",)]

    units = await town.one(select(func.count(OrgUnit.id)))
    invitation = await actions.invite_admin(town.nobody, NEW_CHAT)
    assert invitation.person is None
    assert await actions.join(town.nobody, invitation.code, NEW_CHAT, "Новый", "Админ")
    assert await town.one(select(func.count(OrgUnit.id))) == units
    with pytest.raises(NotAllowed):
        await actions.invite_admin(town.nobody, OTHER_CHAT)

    # The operator took the name out again.
    town.admin_ids = frozenset()
    with pytest.raises(NotAllowed):
        await queries.staff(await town.acting(TEACHER), 0)
