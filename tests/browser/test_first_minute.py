"""A newcomer's first minutes with the demo's page."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.hand import Phone, look, pick

# One worker: each would start a demo of its own.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GROMOV, ROSINA, YASENEVA, OLKHOVA = 100021, 100020, 100019, 100018
SITUATION = 14


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A tall green picture, 300 by 400."""
    rows = b"".join(b"\0" + bytes((90, 160, 120)) * 300 for _ in range(400))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 300, 400, 8, 2, 0, 0, 0)
    path = tmp_path / "board.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def test_a_teacher_comes_in_and_begins_the_questionnaire(desktop: Window) -> None:
    page, teacher = desktop.page, Phone(desktop.page)
    expect(page.get_by_test_id(f"person-{GROMOV}")).to_be_in_viewport()
    look(page, "1-people")

    pick(page, GROMOV)
    teacher.root.get_by_test_id("start").click()
    teacher.sees("Здравствуйте", "поделитесь номером")
    look(page, "2-welcome")
    teacher.root.get_by_test_id("reply-key").click()
    teacher.sees("Оператор")
    look(page, "3-consent")
    teacher.presses("Согласен")
    teacher.sees("Чем займёмся")
    look(page, "4-menu")

    teacher.presses("Самодиагностика")
    teacher.presses("Самодиагностика, 10 мин")
    teacher.sees("36 вопросов")
    look(page, "5-before-questions")
    teacher.presses("Начать")
    for place in (1, 2):
        teacher.presses("В целом справляюсь", teacher.sees(f"{place} из 36"))
    look(page, "6-question")

    # Back to the answer given, and on again.
    teacher.presses("Назад", teacher.sees("3 из 36"))
    again = teacher.sees("2 из 36")
    expect(again.get_by_test_id("inline-button").filter(has_text="✓")).to_have_text("✓ В целом справляюсь")
    teacher.presses("С трудом", again)

    # A pause, and on from the same place.
    teacher.presses("Прервусь", teacher.sees("3 из 36"))
    look(page, "7-paused")
    teacher.presses("Продолжить с вопроса 3")
    for place in range(3, SITUATION):
        teacher.sees(f"{place} из 36").get_by_test_id("inline-button").nth(2).click()
    situation = teacher.sees(f"{SITUATION} из 36", "А. ", "Г. ")
    look(page, "8-situation")
    teacher.presses("В", situation, exact=True)
    told = teacher.sees("Ваш ответ, В", "Это лучший вариант")
    look(page, "8-situation-explained")
    teacher.presses("Дальше", told)
    teacher.sees(f"{SITUATION + 1} из 36")

    # What the page shows is what the server keeps.
    page.reload()
    teacher.sees(f"{SITUATION + 1} из 36")


def test_two_phones_side_by_side_a_photo_and_the_clock(desktop: Window, photo: Path) -> None:
    page, young, mentor = desktop.page, Phone(desktop.page, 0), Phone(desktop.page, 1)
    pick(page, ROSINA)
    page.get_by_test_id("second-phone").click()
    pick(page, YASENEVA)
    expect(mentor.root).to_contain_text("Екатерина Ясенева")
    look(page, "9-two-phones")

    # Both have joined before: they may write at once, without «Запустить».
    young.says("/ask")
    young.presses("Ясенева Екатерина", young.sees("Кому написать"))
    young.sees("Напишите вопрос")
    young.sends_file(photo, "Как вам такая доска?")
    mentor.sees("Росина", "Как вам такая доска")
    expect(mentor.bubbles.locator("img").last).to_be_visible()
    young.sees("Передано")
    expect(young.root.get_by_test_id("to-bottom")).to_be_hidden()  # a loaded picture does not scroll away
    look(page, "10-photo")
    mentor.presses("Ответить")
    mentor.sees("Напишите ответ")
    mentor.says("Отличная доска, только крупнее буквы.")
    young.sees("Отличная доска")
    look(page, "11-answered")

    face = page.get_by_test_id("clock")
    before = face.inner_text()
    page.get_by_test_id("clock-hour").click()
    expect(face).not_to_have_text(before)
    page.get_by_test_id("clock-morning").click()
    expect(face).to_have_text(re.compile(r"\b08:05$"))
    young.sees("Доброе утро")
    look(page, "12-morning")

    page.get_by_test_id("second-phone").click()
    expect(mentor.root).to_have_count(0)


def test_on_a_phone_the_list_opens_a_chat_and_comes_back(mobile: Window) -> None:
    page, methodist = mobile.page, Phone(mobile.page)
    row = page.get_by_test_id(f"person-{OLKHOVA}")
    expect(row).to_be_visible()
    expect(methodist.root).to_be_hidden()
    look(page, "13-mobile-list")

    row.click()
    expect(row).to_be_hidden()
    methodist.says("/menu")
    methodist.sees("Чем займёмся")
    look(page, "14-mobile-menu")
    methodist.presses("Ждёт меня")
    methodist.sees("Ждёт вас")
    methodist.presses("Вьюгина")
    methodist.sees("ждёт согласования")
    look(page, "15-mobile-route")
    methodist.command("help")
    methodist.sees("Что умеет")
    look(page, "16-mobile-help")

    methodist.root.get_by_test_id("back").click()
    expect(row).to_be_visible()
    expect(row).to_contain_text("Что умеет")
    look(page, "17-mobile-list-after")
