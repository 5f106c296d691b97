"""The names that a document's template may use, in the language of the people who edit templates."""

from __future__ import annotations

import unicodedata

# Names of the route as a whole.
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
# Names of each step.
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

# The values of a route: texts by name, and under `STEPS` a list with the texts of every step.
Values = dict[str, str | list[dict[str, str]]]


def canonical(name: str) -> str:
    """The canonical form of a typed name: Word capitalises it, and people write «е» for «ё»."""
    return unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
