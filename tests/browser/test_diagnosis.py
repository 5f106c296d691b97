"""Diagnosis on a phone of 390 points: questions, results, pictures, views, the methodist's map."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Window
from tests.browser.hand import WAIT_MS, Phone, look, pick

# One worker: each would start a demo of its own.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KLYUCHEVSKAYA, RYABININA, DUBRAVINA = 100003, 100001, 100005
KALININA, TUMANOV = 100009, 100012
DIGITAL_ITEMS, FIRST_SITUATION = 18, 15
WELLBEING_ITEMS = 14
# How wide a picture is shown in the chat, in points; its smallest letters are 35 times less.
NARROWEST_RADAR, NARROWEST_MAP = 265, 300
# A tap opens a picture as wide as the phone, whose points are of three dots.
WINDOW_WIDTH, DOTS = 390, 2.5


def start(window: Window, person_id: int, command: str) -> Phone:
    """Open a person's chat and ask for something by a command."""
    pick(window.page, person_id)
    phone = Phone(window.page)
    phone.says(command)
    return phone


def look_at_top(page: Page, bubble: Locator, name: str) -> None:
    """A long message is read from its first line."""
    bubble.evaluate("node => node.scrollIntoView({block: 'start'})")
    look(page, name)


def picture_of(phone: Phone, narrowest: float) -> Locator:
    """Wait for the newest picture to be loaded; it is wide and fine enough to be read."""
    image = phone.bubbles.locator("img").last
    expect(image).to_be_visible(timeout=WAIT_MS)
    expect(image).to_have_js_property("complete", value=True)
    shown, drawn = image.evaluate("node => [node.getBoundingClientRect().width, node.naturalWidth]")
    assert shown >= narrowest
    assert drawn >= WINDOW_WIDTH * DOTS
    image.scroll_into_view_if_needed()
    return image


def test_questions_a_situation_and_the_result(mobile: Window) -> None:
    page, teacher = mobile.page, start(mobile, TUMANOV, "/assess")
    teacher.sees("Выберите опросник")
    look(page, "20-questionnaires")
    teacher.presses("Цифровые навыки")
    teacher.sees(f"{DIGITAL_ITEMS} вопросов")
    look(page, "20-before-questions")
    teacher.presses("Начать")
    first = teacher.sees(f"1 из {DIGITAL_ITEMS}")
    expect(first.get_by_test_id("inline-button")).to_have_count(5)
    look(page, "21-question")
    for place in range(1, FIRST_SITUATION):
        teacher.sees(f"{place} из {DIGITAL_ITEMS}").get_by_test_id("inline-button").nth(1).click()
    situation = teacher.sees(f"{FIRST_SITUATION} из {DIGITAL_ITEMS}", "А. ", "Г. ")
    look(page, "22-situation")
    teacher.presses("Б", situation, exact=True)
    told = teacher.sees("Ваш ответ, Б", "Лучше сработает В")
    look(page, "22-situation-explained")
    teacher.presses("Дальше", told)

    for place in range(FIRST_SITUATION + 1, DIGITAL_ITEMS):
        teacher.sees(f"{place} из {DIGITAL_ITEMS}").get_by_test_id("inline-button").nth(1).click()
    last = teacher.sees(f"{DIGITAL_ITEMS} из {DIGITAL_ITEMS}", "А. ")
    teacher.presses("А", last, exact=True)
    teacher.presses("Дальше", teacher.sees("Ваш ответ, А"))
    result = teacher.sees("Есть куда расти", "Видите только вы")
    look_at_top(page, result, "23-result-first")
    look(page, "23-result-first-end")


def test_a_result_beside_the_one_before_its_topic_and_its_picture(mobile: Window) -> None:
    page, teacher = mobile.page, start(mobile, KALININA, "/assess")
    teacher.presses("Итоги: Самодиагностика")
    result = teacher.sees("Сильнее всего", "было", "стало")
    look(page, "24-result-end")
    look_at_top(page, result, "24-result")
    teacher.presses("Поведение и порядок", result)
    topic = teacher.sees("Договариваюсь с классом")
    look(page, "25-topic")
    teacher.presses("Назад", topic)
    teacher.presses("Подробно", teacher.sees("Сильнее всего"))
    everything = teacher.sees("Все компетенции", "Представление опыта")
    look_at_top(page, everything, "26-everything")
    teacher.presses("Картинкой", everything)
    teacher.sees("Пунктиром показан прошлый раз")
    picture_of(teacher, narrowest=NARROWEST_RADAR)
    look(page, "27-radar-end")
    look_at_top(page, teacher.sees("Пунктиром показан прошлый раз"), "27-radar")


def test_three_views_of_one_skill(mobile: Window) -> None:
    page, leader = mobile.page, start(mobile, DUBRAVINA, "/desk")
    leader.presses("После обучения")
    waiting = leader.sees("Что изменилось после обучения", "Калинина")
    look(page, "28-after-training")
    leader.presses("Калинина", waiting)
    asked = leader.sees("Видно ли это в работе учителя")
    look(page, "28-after-training-question")
    leader.presses("Пробует", asked)
    leader.sees("Ждут 2 ответа")
    leader.root.get_by_test_id("back").click()

    teacher = start(mobile, KALININA, "/assess")
    teacher.presses("Три взгляда", teacher.sees("Выберите опросник"))
    views = teacher.sees("Три взгляда на ваши умения", "Наставник:", "Руководитель: «Пробует»")
    look(page, "29-three-views-end")
    look_at_top(page, views, "29-three-views")
    teacher.presses("Записи с моих уроков", views)
    teacher.presses("Полевой", teacher.sees("Что было видно на ваших уроках"))
    teacher.sees("Проектирование урока: В целом да")
    look(page, "30-lesson-visit")


def test_the_wellbeing_check_and_where_to_turn(mobile: Window) -> None:
    page, teacher = mobile.page, start(mobile, TUMANOV, "/assess")
    teacher.presses("Как ваши силы?", teacher.sees("Выберите опросник"))
    teacher.presses("Пройти без сохранения")
    teacher.sees(f"1 из {WELLBEING_ITEMS}", "Ничего не сохраняем")
    look(page, "31-wellbeing-question")
    for place in range(1, WELLBEING_ITEMS + 1):
        teacher.sees(f"{place} из {WELLBEING_ITEMS}").get_by_test_id("inline-button").nth(1).click()
    result = teacher.sees("Запас сил:", "Итог есть только в этом сообщении")
    look(page, "32-wellbeing-result-end")
    look_at_top(page, result, "32-wellbeing-result")
    teacher.presses("Куда обратиться", result)
    contacts = teacher.sees("Просить о помощи нормально", "112")
    look(page, "33-wellbeing-contacts")
    teacher.presses("Назад", contacts)
    teacher.presses("Стереть с экрана", teacher.sees("Запас сил:"))
    teacher.sees("Итог стёрт")
    expect(teacher.bubbles.filter(has_text="Запас сил:")).to_have_count(0)


def test_the_map_of_a_district_and_an_event_made_from_a_red_cell(mobile: Window) -> None:
    page, methodist = mobile.page, start(mobile, KLYUCHEVSKAYA, "/menu")
    methodist.presses("Общая картина")
    overview = methodist.sees("Диагностика ваших учителей", "Прошли")
    look(page, "34-group")
    methodist.presses("Карта: по школам", overview)
    schools = methodist.sees("Карта по школам", "Все вместе")
    look(page, "35-map")
    methodist.presses("Гимназия № 2", schools)
    school = methodist.sees("Функциональная грамотность", "Нажмите, чтобы создать мероприятие")
    look(page, "36-school-end")
    look_at_top(page, school, "36-school")
    methodist.presses("Назад", school)
    methodist.presses("По темам", methodist.sees("Карта по школам", "Все вместе"))
    methodist.presses("Предметная", methodist.sees("Что посмотреть подробнее"))
    topics = methodist.sees("Функциональная грамотность")
    look(page, "38-topics")
    methodist.presses("Назад", topics)
    methodist.presses("Назад", methodist.sees("Что посмотреть подробнее"))
    methodist.presses("Гимназия № 2", methodist.sees("Карта по школам", "Все вместе"))
    methodist.presses("🔴 Функциональная")
    kind = methodist.sees("Для учителей: Гимназия № 2", "Тема: Функциональная грамотность", "Шаг 1 из 4")
    look(page, "39-event-from-cell")
    methodist.presses("Практикум", kind)
    methodist.sees("Шаг 2 из 4")
    methodist.says("Читаем задачу вместе")
    methodist.presses("Завтра", methodist.sees("Шаг 3 из 4"))
    methodist.sees("Шаг 4 из 4")
    methodist.says("Гимназия № 2, кабинет 12")
    preview = methodist.sees("Так увидят приглашение", "Читаем задачу вместе", "до 6 учителей")
    # Who they are stays unknown to the one who invites them.
    expect(preview).not_to_contain_text("Вьюгина")
    look(page, "40-event-preview")


def test_the_heat_map_as_a_picture(mobile: Window) -> None:
    page, methodist = mobile.page, start(mobile, KLYUCHEVSKAYA, "/menu")
    methodist.presses("Общая картина", methodist.sees("Чем займёмся"))
    methodist.presses("Карта: по школам", methodist.sees("Диагностика ваших учителей"))
    methodist.presses("Картинкой", methodist.sees("Карта по школам", "Все вместе"))
    methodist.sees("Число в клетке")
    picture_of(methodist, narrowest=NARROWEST_MAP)
    look(page, "37-heat-map")


def test_editing_a_questionnaire_and_seeing_it_as_a_teacher(mobile: Window) -> None:
    page, methodist = mobile.page, start(mobile, RYABININA, "/menu")
    methodist.presses("Общая картина")
    methodist.presses("Опросники: правка", methodist.sees("Диагностика ваших учителей"))
    questionnaires = methodist.sees("Опросники: правка", "скачивают таблицей")
    look(page, "41-editing")
    methodist.presses("Цифровые навыки", questionnaires)
    card = methodist.sees("Цифровые компетенции педагога", "Версия 1")
    look(page, "42-editing-card")
    methodist.presses("Скачать", card)
    methodist.sees("Правила правки")
    expect(methodist.bubbles.get_by_test_id("document").last).to_contain_text(".xlsx")
    look(page, "43-editing-file")
    methodist.presses("Прислать исправленный")
    methodist.sees("Пришлите исправленную таблицу")
    methodist.says("А зачем таблица?")
    methodist.sees("Ждём таблицу")
    look(page, "44-editing-waiting")
    methodist.presses("К опроснику", methodist.sees("Ждём таблицу"))
    methodist.presses("Как видит учитель", methodist.sees("Цифровые компетенции педагога", "Версия 1"))
    methodist.sees("Предпросмотр")
    look(page, "45-editing-preview")
