"""The words a template of a document may use, in the language of those who edit it."""

from __future__ import annotations

import unicodedata

# What is said of the route as a whole.
ROUTE_NAMES = (
    "фио",
    "фио_кратко",
    "должность",
    "предметы",
    "организация",
    "категория",
    "педстаж",
    "период",
    "начало",
    "окончание",
    "основание",
    "проект",
    "всего_часов",
    "методист",
    "методист_кратко",
    "утвердил",
    "утвержден",
    "версия",
    "сегодня",
)
# What is said of each step.
STEP_NAMES = (
    "номер",
    "дефицит",
    "задача",
    "мероприятие",
    "форма",
    "вид",
    "часы",
    "начало",
    "срок",
    "результат",
    "отметка",
)
STEPS, STEP = "шаги", "шаг"

# The words of a route: texts by name, and under `STEPS` those of every step.
Values = dict[str, str | list[dict[str, str]]]


def canonical(name: str) -> str:
    """A name however it was typed: Word begins with a capital, people leave the dots off «ё»."""
    return unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
