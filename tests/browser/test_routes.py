"""A route on a phone of 390 points: its steps, a step put off, everything said of it, its document."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.hand import Phone, look, pick

# One worker: each would start a demo of its own.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KALININA = 100009


def test_a_step_put_off_and_the_route_in_word(mobile: Window) -> None:
    page, teacher = mobile.page, Phone(mobile.page)
    pick(page, KALININA)
    teacher.says("/route")
    route = teacher.sees("Мой маршрут", " из ", "Дальше:")
    look(page, "50-route")

    route.get_by_test_id("inline-button").filter(has_text=". ").first.click()
    card = teacher.sees("Срок", "Что приложить")
    look(page, "51-step")
    teacher.presses("Перенести", card)
    put_off = teacher.sees("Официальный срок", "Напоминание можно отложить")
    look(page, "52-step-put-off")
    teacher.presses("Напомнить завтра", put_off)
    expect(teacher.root).to_contain_text("Официальный срок прежний")
    look(page, "53-step-reminder")
    teacher.presses("Открыть шаг")
    card = teacher.sees("Что приложить")
    teacher.presses("Подробнее", card)
    details = teacher.sees("Почему этот шаг")
    look(page, "54-step-details")
    teacher.presses("Назад", details)
    teacher.presses("Назад", teacher.sees("Что приложить"))

    teacher.presses("Ещё", teacher.sees("Мой маршрут", "Дальше:"))
    teacher.presses("Почему эти шаги")
    reasons = teacher.sees("Почему эти шаги")
    expect(reasons).not_to_contain_text("Документ и календарь")  # else it is still the screen before
    teacher.presses("Назад", reasons)
    look(page, "55-route-more")
    teacher.presses("Документ и календарь")
    papers = teacher.sees("Документы маршрута")
    look(page, "56-route-papers")
    teacher.presses("ИОМ в Word", papers)
    teacher.sees("ИОМ: Калинина")
    expect(teacher.bubbles.get_by_test_id("document").last).to_contain_text(".docx")
    look(page, "57-route-in-word")
