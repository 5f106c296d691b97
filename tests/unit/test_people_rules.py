"""Young specialists, telephone numbers, names, audiences."""

from __future__ import annotations

from datetime import date

import pytest

from services.people.rules import audiences, full_years, is_young_specialist, normal_phone, split_full_name
from services.roles import Role

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "teaching_since", "young"),
    [
        (date(1991, 11, 22), date(2024, 9, 1), True),  # turns 35 today: inclusive
        (date(1990, 11, 23), date(2024, 9, 1), True),  # still 35 for a day
        (date(1990, 11, 22), date(2024, 9, 1), False),  # 36 today
        (date(2000, 1, 1), date(2023, 11, 23), True),  # three years tomorrow
        (date(2000, 1, 1), date(2023, 11, 22), False),  # three full years
        (None, date(2024, 9, 1), False),
        (date(2000, 1, 1), None, False),
    ],
)
def test_young_specialist_is_up_to_35_with_less_than_three_years(
    born: date | None, teaching_since: date | None, young: bool
) -> None:
    assert is_young_specialist(born, teaching_since, TODAY) is young


def test_leap_day_birthday_comes_on_the_first_of_march() -> None:
    assert full_years(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert full_years(date(2000, 2, 29), date(2026, 3, 1)) == 26


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("8 (900) 123-45-67", "+79001234567"),
        ("+7 900 123 45 67", "+79001234567"),
        ("9001234567", "+79001234567"),
        ("375291234567", "+375291234567"),
        ("12345", None),
        ("", None),
        ("позвоните", None),
    ],
)
def test_phones_are_brought_to_one_spelling(raw: str, normal: str | None) -> None:
    assert normal_phone(raw) == normal


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Калинина Дарья Олеговна", ("Калинина", "Дарья", "Олеговна")),
        ("Салтыков-Щедрин Михаил", ("Салтыков-Щедрин", "Михаил", "")),
        ("Мамедов Али Гасан оглы", ("Мамедов", "Али", "Гасан оглы")),
        ("Дарья", None),
        ("<b>Дарья</b> Калинина", None),
        ("1 2 3", None),
        ("Да, приду на семинар завтра", None),
    ],
)
def test_name_is_split_into_its_parts_or_refused(text: str, parts: tuple[str, str, str] | None) -> None:
    assert split_full_name(text) == parts


def test_audiences_follow_from_roles_and_youth() -> None:
    assert audiences({Role.TEACHER, Role.HEAD}, young=True) == {
        "everyone", "teacher", "leader", "young_specialist",
    }  # fmt: skip
    assert audiences({Role.TEACHER, Role.MENTOR}, young=False) == {"everyone", "teacher", "mentor"}
    assert "leader" in audiences({Role.DEPUTY_HEAD}, young=False)
    assert audiences({Role.PSYCHOLOGIST}, young=False) == {"everyone"}
