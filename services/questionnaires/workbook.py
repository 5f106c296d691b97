"""A questionnaire as a workbook that a methodist edits: its sheets, columns and editable parts. Pure.

Sheets and columns are a contract with the files that people keep: they are not translated. What is not in the
workbook (audience, privacy, rules of scoring, sides of wellbeing, help contacts) does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from services.content.competencies import Competency
from services.content.questionnaires import Item, Questionnaire
from services.spreadsheets.writing import Cell, Table

ABOUT, ITEMS, OPEN_ITEMS, SCALES, TEXTS = (
    "Опросник", "Вопросы", "Открытые вопросы", "Шкалы", "Тексты итога"
)  # fmt: skip
SHEETS = (ABOUT, ITEMS, OPEN_ITEMS, SCALES, TEXTS)

PROPERTY, VALUE = "Свойство", "Значение"
NUMBER, KIND, QUESTION, SCALE = "Номер", "Вид", "Вопрос", "Шкала"
REVERSE, OPTIONAL, BEST, EXPLANATION = "Обратный", "Можно пропустить", "Лучший ответ", "Пояснение"
COMPETENCY, SIDE = "Компетенция", "Сторона"
PROMPT, POINTS, ANSWER = "Вопрос к шкале", "Баллы", "Ответ"
WHERE, LEVEL, WORDS = "Где", "Уровень", "Текст"

CODE, VERSION = "Метка (не менять)", "Версия (не менять)"
ON_SCALE, SITUATION = "шкала", "ситуация"
YES = "да"
LETTERS = "АБВГДЕ"
SMALL_STEP = "Маленький шаг"
_FEW_ANSWERS = "Мало ответов"


@dataclass(frozen=True, slots=True)
class Property:
    """A row of the first sheet: its field in the definition; the most characters, or the range."""

    label: str
    name: str
    limit: int = 0
    least: int = 0
    most: int = 0


PROPERTIES = (
    Property("Название", "title", limit=120),
    Property("Короткое название", "short_title", limit=40),
    # The minutes follow the label in the button; a phone cuts a longer one.
    Property("Кнопка", "button", limit=24),
    Property("Вступление", "intro", limit=1500),
    Property("Перед началом", "before_start", limit=300),
    Property("Минут", "minutes", least=1, most=120),
    Property("Повторять через дней", "repeat_after_days", least=1, most=1000),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A text of the result: the name of its row, and its path in the definition."""

    where: str
    level: str
    path: tuple[str, ...]
    words: str


def points_column(letter: str) -> str:
    """The title of the column with the points of an option."""
    return f"{POINTS} {letter}"


def subject_column(questionnaire: Questionnaire) -> str:
    """The title of the column that names the side of wellbeing or the competency of an item."""
    return SIDE if questionnaire.dimensions else COMPETENCY


def item_columns(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The titles of the columns of the sheet of items."""
    options = (column for letter in LETTERS for column in (letter, points_column(letter)))
    subject = subject_column(questionnaire)
    return (
        NUMBER, subject, KIND, QUESTION, SCALE, REVERSE, OPTIONAL, *options, BEST, EXPLANATION
    )  # fmt: skip


def subject_titles(questionnaire: Questionnaire, competencies: Mapping[str, Competency]) -> dict[str, str]:
    """The titles, by code, of the sides of wellbeing or the competencies that items may have."""
    subjects = questionnaire.dimensions or competencies.values()
    return {subject.code: subject.title for subject in subjects}


def scale_names(questionnaire: Questionnaire) -> dict[str, str]:
    """The names of scales in the workbook, by code; the default scale comes first."""
    codes = sorted(questionnaire.scales, key=lambda code: code != questionnaire.default_scale)
    return {code: f"Шкала {number}" for number, code in enumerate(codes, start=1)}


def slots(questionnaire: Questionnaire) -> list[Slot]:
    """The texts of the result that can be edited: those that are not empty."""
    texts = questionnaire.texts
    sides = {dimension.code: dimension.title for dimension in questionnaire.dimensions}
    checks = questionnaire.scoring.quality_checks
    levels = {level.code: level.friendly or level.title for level in questionnaire.scoring.levels}

    def by_level(where: str, path: tuple[str, ...], words: Mapping[str, str]) -> list[Slot]:
        return [
            Slot(where, levels.get(level, _FEW_ANSWERS), (*path, level), text)
            for level, text in words.items()
        ]

    found = [
        Slot("После последнего вопроса", "", ("texts", "finish"), texts.finish),
        *by_level("Общий вывод", ("texts", "overall"), texts.overall),
        *by_level("Совет по компетенции", ("texts", "competency"), texts.competency),
        *(
            slot
            for code, words in texts.dimension.items()
            for slot in by_level(f"Сторона «{sides[code]}»", ("texts", "dimension", code), words)
        ),
        Slot("Если слабых мест нет", "", ("texts", "no_deficits"), texts.no_deficits),
        Slot("Если ответов мало", "", ("texts", "no_data"), texts.no_data),
        Slot("Примечание к итогу", "", ("texts", "disclaimer"), texts.disclaimer),
        Slot("Предупреждение", "", ("disclaimer",), questionnaire.disclaimer),
        Slot(
            "Если отвечали второпях",
            "",
            ("scoring", "quality_checks", "soft_text"),
            checks.soft_text if checks else "",
        ),
    ]
    return [slot for slot in found if slot.words]


def tables(questionnaire: Questionnaire, competencies: Mapping[str, Competency]) -> list[Table]:
    """The workbook's sheets."""
    return [
        _about(questionnaire),
        _items(questionnaire, competencies),
        Table(
            OPEN_ITEMS, (NUMBER, QUESTION), [(one.id, one.text) for one in questionnaire.followup], wrap=True
        ),
        _scales(questionnaire),
        Table(
            TEXTS,
            (WHERE, LEVEL, WORDS),
            [
                *((slot.where, slot.level, slot.words) for slot in slots(questionnaire)),
                *((SMALL_STEP, "", words) for words in questionnaire.self_help),
            ],
            wrap=True,
        ),
    ]


def _about(questionnaire: Questionnaire) -> Table:
    rows = [
        *((one.label, getattr(questionnaire, one.name)) for one in PROPERTIES),
        (CODE, questionnaire.code),
        (VERSION, questionnaire.version),
    ]
    return Table(ABOUT, (PROPERTY, VALUE), rows, wrap=True)


def _items(questionnaire: Questionnaire, competencies: Mapping[str, Competency]) -> Table:
    titles = subject_titles(questionnaire, competencies)
    names = scale_names(questionnaire)
    rows: list[list[Cell]] = []
    for item in questionnaire.items:
        on_scale = item.type == "scale"
        options: list[Cell] = []
        for _, option in zip_longest(LETTERS, item.options):
            options += [option.text, option.score] if option else [None, None]
        rows.append(
            [
                item.id,
                titles[questionnaire.subject_of(item)],
                ON_SCALE if on_scale else SITUATION,
                item.text,
                names[item.scale or questionnaire.default_scale] if on_scale else None,
                YES if item.reverse else None,
                YES if item.optional else None,
                *options,
                _best_letter(item),
                item.explain or None,
            ]
        )
    return Table(ITEMS, item_columns(questionnaire), rows, wrap=True)


def _best_letter(item: Item) -> str | None:
    ids = [option.id for option in item.options]
    return LETTERS[ids.index(item.best)] if item.best in ids else None


def _scales(questionnaire: Questionnaire) -> Table:
    rows: list[list[Cell]] = []
    for code, name in scale_names(questionnaire).items():
        scale = questionnaire.scales[code]
        for place, option in enumerate(scale.options):
            rows.append([name, None if place else scale.prompt, option.value, option.label])
    return Table(SCALES, (SCALE, PROMPT, POINTS, ANSWER), rows, wrap=True)
