"""A methodist loads the staff list; the bot shows what it would change and then does just that."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.scheduler import JOBS
from services import demo
from services.context import Context
from services.errors import NotAllowed, NotFound, WrongState
from services.people import imports
from services.people.actions import join, open_invite
from services.people.models import AuditEntry, Invite, OrgUnit, Person, RoleGrant
from services.people.my_data.withdrawal import withdraw
from services.roles import Role
from services.spreadsheets import uploads
from services.spreadsheets.uploads import Upload
from tests.conftest import Town
from tests.integration.stories import outcome
from tests.personas import ADMIN, GYMNASIUM_METHODIST, MUNICIPAL_METHODIST, SCHOOL_METHODIST, YOUNG_SPECIALIST

HEAD = "Фамилия;Имя;Отчество;Организация;Роли;Телефон;Педстаж с;Табельный номер"


async def check(ctx: Context, *lines: str) -> imports.ImportPreview:
    return await imports.check(ctx, "\n".join([HEAD, *lines]).encode(), "список.csv")


async def load(ctx: Context, *lines: str) -> imports.ImportResult:
    view = await check(ctx, *lines)
    assert not view.errors and view.upload_id is not None
    return await imports.apply(ctx, view.upload_id)


def reasons(view: imports.ImportPreview) -> list[tuple[int, str]]:
    return [(error.number, error.key) for error in view.errors]


async def roles_of(town: Town, last_name: str) -> Sequence[tuple[str, str]]:
    return await town.rows(
        select(RoleGrant.role, OrgUnit.title)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(Person.last_name == last_name)
        .order_by(RoleGrant.role)
    )


async def test_staff_list_is_previewed_and_loaded_once(town: Town) -> None:
    methodist = await town.acting(MUNICIPAL_METHODIST)
    before = await town.one(select(func.count(Person.id)))
    view = await check(
        methodist,
        "Ромашкина;Ольга;Петровна;Школа № 1;Учитель, Наставник;8 900 123-45-67;2024;77",
        "Василькова;Вера;;Новая школа;учитель;;;",
        "Ошибкина;Вера;;Школа № 1;Волшебник;;;",
    )
    assert (view.added, view.updated, view.unchanged, view.wrong) == (2, 0, 0, 1)
    assert view.new_units == ("Новая школа",)
    assert reasons(view) == [(4, "import-error-role")]
    assert await town.one(select(func.count(Person.id))) == before

    assert view.upload_id is not None
    result = await imports.apply(methodist, view.upload_id)
    assert (result.added, result.new_units, len(result.rows)) == (2, 1, 2)
    with pytest.raises(WrongState):
        await imports.apply(methodist, view.upload_id)

    assert await town.one(select(func.count(Person.id))) == before + 2
    ((phone, since, subjects),) = await town.rows(
        select(Person.phone, Person.teaching_since, Person.subjects).where(Person.last_name == "Ромашкина")
    )
    assert (phone, since, subjects) == ("+79001234567", date(2024, 9, 1), [])
    school = "МБОУ «СОШ № 1 п. Дубравино»"
    assert await roles_of(town, "Ромашкина") == [("mentor", school), ("teacher", school)]
    ((kind, path, timezone),) = await town.rows(
        select(OrgUnit.kind, OrgUnit.path, OrgUnit.timezone).where(OrgUnit.title == "Новая школа")
    )
    parent = min((grant for grant in methodist.me.grants), key=lambda grant: len(grant.unit_path))
    assert (kind, path.startswith(parent.unit_path)) == ("school", True)
    assert timezone == methodist.me.zone.key
    ((actor_id, details),) = await town.rows(
        select(AuditEntry.actor_id, AuditEntry.details).where(AuditEntry.action == "imported")
    )
    assert (actor_id, details["added"]) == (town.id_of(MUNICIPAL_METHODIST), 2)
    # The list is personal data and has served.
    assert "rows" not in await town.one(select(Upload.content))


async def test_two_presses_at_once_load_a_list_once(town: Town) -> None:
    methodist, same = await town.acting(MUNICIPAL_METHODIST), await town.acting(MUNICIPAL_METHODIST)
    view = await check(methodist, "Ромашкина;Ольга;Петровна;Школа № 1;Учитель;;;")
    assert view.upload_id is not None
    both = [imports.apply(ctx, view.upload_id) for ctx in (methodist, same)]
    assert sorted(await asyncio.gather(*map(outcome, both))) == ["WrongState", "done"]
    assert await town.one(select(func.count(Person.id)).where(Person.last_name == "Ромашкина")) == 1


async def test_personal_links_of_a_staff_list_let_people_join(town: Town) -> None:
    methodist = await town.acting(MUNICIPAL_METHODIST)
    line = "Ромашкина;Ольга;Петровна;Школа № 1;Учитель;;;"
    (first,) = (await load(methodist, line)).rows
    again = await load(methodist, line)
    (fresh,) = again.rows
    assert (again.unchanged, again.added) == (1, 0)
    assert first.code and fresh.code and first.code != fresh.code
    assert (await open_invite(town.nobody, fresh.code)).person == "Ольга Петровна"
    assert await join(town.nobody, fresh.code, 555, "Оля", "Р") is False
    (joined,) = (await load(methodist, line)).rows
    assert joined.code is None
    # The link of the older list was put out by the newer one.
    assert await town.one(select(func.count(Invite.id)).where(Invite.uses_left > 0)) == 0


async def test_staff_list_updates_known_people_and_an_empty_cell_erases_nothing(town: Town) -> None:
    methodist = await town.acting(SCHOOL_METHODIST)
    ((last, first, middle, phone),) = await town.rows(
        select(Person.last_name, Person.first_name, Person.middle_name, Person.phone).where(
            Person.id == town.id_of(YOUNG_SPECIALIST)
        )
    )
    grants = await roles_of(town, last)
    result = await load(methodist, f"{last};{first};{middle};Школа № 1;Классный руководитель;;2022;")
    assert (result.added, result.updated) == (0, 1)
    assert result.rows[0].code is None
    ((kept_phone, since),) = await town.rows(
        select(Person.phone, Person.teaching_since).where(Person.id == town.id_of(YOUNG_SPECIALIST))
    )
    assert (kept_phone, since) == (phone, date(2022, 9, 1))
    assert set(grants) < set(await roles_of(town, last))

    renamed = await load(methodist, f"Замужняя;{first};{middle};Школа № 1;Учитель;;;{YOUNG_SPECIALIST}")
    assert renamed.updated == 1
    assert (
        await town.one(select(Person.last_name).where(Person.id == town.id_of(YOUNG_SPECIALIST)))
        == "Замужняя"
    )


async def test_same_personnel_number_in_another_school_is_another_person(town: Town) -> None:
    methodist = await town.acting(MUNICIPAL_METHODIST)
    result = await load(methodist, f"Чужая;Нина;;Ясноозёрская школа;Учитель;;;{YOUNG_SPECIALIST}")
    assert result.added == 1
    assert (
        await town.one(select(Person.last_name).where(Person.id == town.id_of(YOUNG_SPECIALIST))) != "Чужая"
    )


async def test_staff_list_adds_nobody_beyond_scope_and_no_role_above_the_authors(town: Town) -> None:
    taken = await town.one(select(Person.phone).where(Person.id == town.id_of(GYMNASIUM_METHODIST)))
    ((last, first, middle),) = await town.rows(
        select(Person.last_name, Person.first_name, Person.middle_name).where(
            Person.id == town.id_of(YOUNG_SPECIALIST)
        )
    )
    await town.grant(YOUNG_SPECIALIST, Role.MUNICIPAL_METHODIST, of=MUNICIPAL_METHODIST)
    view = await check(
        await town.acting(SCHOOL_METHODIST),
        "Лугова;Анна;;Гимназия № 2;Учитель;;;",
        "Рощина;Анна;;Неведомая школа;Учитель;;;",
        "Полева;Анна;;Школа № 1;Муниципальный методист;;;",
        "Полева;Вера;;Школа № 1;Администратор бота;;;",
        f"Полева;Нина;;Школа № 1;Учитель;{taken};;",
        f"{last};{first};{middle};Школа № 1;Учитель;+79005550000;;",
    )
    assert reasons(view) == [
        (2, "import-error-unit-foreign"),
        (3, "import-error-unit-unknown"),
        (4, "import-error-role-high"),
        (5, "import-error-role-high"),
        (6, "import-error-phone-taken"),
        (7, "import-error-above"),
    ]
    assert (view.upload_id, view.right) == (None, 0)
    assert (await check(await town.acting(ADMIN), "Полева;Вера;;Школа № 1;Администратор бота;;;")).right == 1


async def test_municipal_methodist_in_a_staff_list_gets_the_municipality(town: Town) -> None:
    await load(await town.acting(MUNICIPAL_METHODIST), "Полева;Анна;;Методкабинет;Муниципальный методист;;;")
    assert await roles_of(town, "Полева") == [("municipal_methodist", "Дубравинский муниципальный округ")]


async def test_school_under_two_titles_does_not_double_people(town: Town) -> None:
    view = await check(
        await town.acting(MUNICIPAL_METHODIST),
        "Полева;Анна;;Школа № 1;Учитель;;;",
        'Полева;Анна;;"МБОУ ""СОШ № 1 п. Дубравино""";Учитель;;;',
    )
    assert reasons(view) == [(3, "import-error-repeated")]


async def test_only_the_author_of_a_staff_list_loads_it(town: Town) -> None:
    teacher, methodist, other = [
        await town.acting(code) for code in (YOUNG_SPECIALIST, MUNICIPAL_METHODIST, ADMIN)
    ]
    with pytest.raises(NotAllowed):
        await check(teacher, "Полева;Анна;;Школа № 1;Учитель;;;")
    view = await check(methodist, "Полева;Анна;;Школа № 1;Учитель;;;")
    assert view.upload_id is not None
    for act in (imports.apply, imports.discard):
        with pytest.raises(NotFound):
            await act(other, view.upload_id)
        with pytest.raises(NotAllowed):
            await act(teacher, view.upload_id)
    await imports.discard(methodist, view.upload_id)
    assert not await town.rows(select(Upload.id))
    with pytest.raises(NotFound):
        await imports.apply(methodist, view.upload_id)


async def test_undecided_staff_lists_are_deleted(town: Town) -> None:
    methodist, other = await town.acting(MUNICIPAL_METHODIST), await town.acting(ADMIN)
    for _ in range(2):
        await check(methodist, "Полева;Анна;;Школа № 1;Учитель;;;")
    assert len(await town.rows(select(Upload.id))) == 1
    town.clock.move(timedelta(days=8))
    await check(other, "Полева;Анна;;Школа № 1;Учитель;;;")
    assert [await uploads.forget_undecided(town.nobody) for _ in range(2)] == [1, 0]
    assert await town.one(select(Upload.author_id)) == town.id_of(ADMIN)
    assert uploads.forget_undecided in JOBS


async def test_archived_person_in_a_new_staff_list_comes_back(town: Town) -> None:
    leaver = await town.acting(YOUNG_SPECIALIST)
    last, first, middle = leaver.me.full_name.split()
    await withdraw(leaver)
    result = await load(
        await town.acting(SCHOOL_METHODIST), f"{last};{first};{middle};Школа № 1;Учитель;+79005550000;2024;"
    )
    assert (result.added, result.updated) == (0, 1)
    assert result.rows[0].code is not None
    ((archived_at, phone),) = await town.rows(
        select(Person.archived_at, Person.phone).where(Person.id == town.id_of(YOUNG_SPECIALIST))
    )
    assert (archived_at, phone) == (None, "+79005550000")


async def test_five_thousand_people_are_loaded_in_seconds(town: Town) -> None:
    methodist = await town.acting(MUNICIPAL_METHODIST)
    letters = "абвгдежзик"
    names = ["".join(letters[int(digit)] for digit in f"{number:04}").title() for number in range(5000)]
    lines = [f"{name};Анна;;Школа большая № {n % 20};Учитель;;2024;{n}" for n, name in enumerate(names)]
    started = time.perf_counter()
    result = await load(methodist, *lines)
    again = await load(methodist, *lines)
    assert time.perf_counter() - started < 30
    assert (result.added, result.new_units, again.unchanged) == (5000, 20, 5000)
    saved = [tuple(row) for row in await town.rows(select(Person.personnel_number, Person.last_name))]
    ids = dict(saved)
    assert all(ids[str(number)] == name for number, name in enumerate(names))


async def test_staff_list_does_not_change_the_phone_of_someone_who_has_joined(town: Town) -> None:
    """A visitor with the phone in the list can join as that person."""
    header = "Фамилия;Имя;Отчество;Организация;Роли;Телефон"
    row = "Калинина;Дарья;Олеговна;Школа № 1;Учитель;+79990000000"
    methodist = await town.acting(SCHOOL_METHODIST)
    preview = await imports.check(methodist, f"{header}\n{row}".encode(), "list.csv")
    assert preview.right == 1
    assert preview.upload_id is not None
    await imports.apply(methodist, preview.upload_id)
    assert await town.one(
        select(Person.phone).where(Person.id == town.id_of(YOUNG_SPECIALIST))
    ) == demo.phone_of(YOUNG_SPECIALIST)
