"""Reading an edited workbook: from sheets to a questionnaire's definition, or to all mistakes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.content.competencies import Competency
from services.content.questionnaires import Questionnaire
from services.errors import Invalid
from services.questionnaires import workbook
from services.questionnaires.pages import Mistake, RequiredSheet, Row
from services.questionnaires.workbook import (
    ABOUT,
    ANSWER,
    BEST,
    CODE,
    EXPLANATION,
    ITEMS,
    KIND,
    LETTERS,
    LEVEL,
    NUMBER,
    ON_SCALE,
    OPEN_ITEMS,
    OPTIONAL,
    POINTS,
    PROMPT,
    PROPERTIES,
    PROPERTY,
    QUESTION,
    REVERSE,
    SCALE,
    SCALES,
    SITUATION,
    SMALL_STEP,
    TEXTS,
    VALUE,
    VERSION,
    WHERE,
    WORDS,
    points_column,
)
from services.spreadsheets.reading import COMPUTED, Sheet, read_sheets
from services.spreadsheets.rows import clean, same
from services.wellbeing.rules import UNSAVED_ITEMS_LIMIT

ITEMS_LIMIT, ROWS_LIMIT = 100, 200
OPEN_ITEMS_LIMIT, SCALES_LIMIT = 10, 10
LEAST_OPTIONS, MOST_OPTIONS = 2, len(LETTERS)
# A question with six of the longest options fits into one message of 4,096 characters.
QUESTION_LIMIT, OPTION_LIMIT, EXPLANATION_LIMIT, PROMPT_LIMIT = 500, 300, 1000, 200
# The longest label that a button shows on a phone, in characters.
LABEL_LIMIT = 28
WORDS_LIMIT = 800
_NAME_LIMIT = 60

_LOOK_ALIKE = str.maketrans("ABEabe", "АВЕАВЕ")

# The errors of `spreadsheets.reading` speak of lists of people; these errors speak of workbooks.
_FILE_KEYS = {
    "import-file-large": "workbook-large",
    "import-file-empty": "workbook-kind",
    "import-file-kind": "workbook-kind",
    "import-file-bomb": "workbook-bomb",
    "import-file-heavy": "workbook-bomb",
    "import-file-rows": "workbook-rows",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the next version, or None and the mistakes to correct."""

    questionnaire: Questionnaire | None
    mistakes: tuple[Mistake, ...]


def read(data: bytes, file_name: str, base: Questionnaire, competencies: Mapping[str, Competency]) -> Reading:
    """Read the version after `base`, the newest version. Slow: call off the event loop.

    Raises Invalid where the whole file cannot be used: it is of another kind, damaged, of another
    questionnaire, or was made of an older version than `base`.
    """
    try:
        sheets = read_sheets(data, file_name, workbook.SHEETS)
    except Invalid as error:
        raise Invalid(_FILE_KEYS.get(error.key, error.key), **error.arguments) from error
    if not sheets:
        raise Invalid("workbook-foreign")
    _refuse_other(sheets, base)
    return _Reader(sheets, base, competencies).read()


def _refuse_other(sheets: Mapping[str, Sheet], base: Questionnaire) -> None:
    """Raises Invalid for another questionnaire's file, and for one made of an older version."""
    about = sheets.get(ABOUT)
    if about is None:
        return
    rows = [row.cells[:2] for row in about.rows if len(row.cells) > 1 and COMPUTED not in row.cells[:2]]
    marks = {same(clean(cells[0])): clean(cells[1]) for cells in rows}
    code, version = marks.get(same(CODE), ""), marks.get(same(VERSION), "")
    if not code or not (version.isascii() and version.isdigit()):
        raise Invalid("workbook-foreign")
    if code != base.code:
        raise Invalid("workbook-other", title=base.short_title)
    if len(version) > 9 or int(version) > base.version:
        raise Invalid("workbook-foreign")
    if int(version) < base.version:
        raise Invalid("workbook-outdated", version=base.version)


class _Reader:
    """Reads the sheets one by one and gathers all mistakes, so that they can be corrected together."""

    def __init__(
        self, sheets: Mapping[str, Sheet], base: Questionnaire, competencies: Mapping[str, Competency]
    ) -> None:
        self._base = base
        self._most_points = base.scoring.max_value
        self._subjects = workbook.subject_titles(base, competencies)
        self._subject_column = workbook.subject_column(base)
        self._known = {item.id: item for item in base.items}
        # Unsaved answers travel in the data of a button, which in Telegram holds 64 bytes.
        items_limit = UNSAVED_ITEMS_LIMIT if base.privacy.allow_without_saving else ITEMS_LIMIT
        self._pages = {
            title: RequiredSheet(title, columns, sheets.get(title), limit)
            for title, columns, limit in (
                (ABOUT, (PROPERTY, VALUE), ROWS_LIMIT),
                (ITEMS, workbook.item_columns(base), items_limit),
                (OPEN_ITEMS, (NUMBER, QUESTION), OPEN_ITEMS_LIMIT),
                (SCALES, (SCALE, PROMPT, POINTS, ANSWER), SCALES_LIMIT * MOST_OPTIONS),
                (TEXTS, (WHERE, LEVEL, WORDS), ROWS_LIMIT),
            )
        }
        self._definition: dict[str, Any] = base.model_dump(mode="json")

    def read(self) -> Reading:
        """Read all sheets."""
        self._read_about(self._pages[ABOUT])
        scale_codes = self._read_scales(self._pages[SCALES])
        self._read_items(self._pages[ITEMS], scale_codes)
        self._read_open_items(self._pages[OPEN_ITEMS])
        self._read_texts(self._pages[TEXTS])
        mistakes = tuple(
            mistake
            for page in self._pages.values()
            for mistake in sorted(page.mistakes, key=lambda mistake: mistake.row)
        )
        if mistakes:
            return Reading(None, mistakes)
        self._definition["version"] = self._base.version + 1
        return Reading(Questionnaire.model_validate(self._definition), ())

    def _read_about(self, page: RequiredSheet) -> None:
        by_label = {same(one.label): one for one in PROPERTIES}
        found: set[str] = set()
        for row in page.rows:
            label = row.text(PROPERTY, _NAME_LIMIT)
            one = by_label.get(same(label))
            if one is None:
                if label and same(label) not in (same(CODE), same(VERSION)):
                    row.wrong("workbook-error-property", value=label)
                continue
            if one.name in found:
                row.wrong("workbook-error-again", value=one.label)
            found.add(one.name)
            self._definition[one.name] = (
                row.text(VALUE, one.limit, lines=one.name == "intro", called=one.label)
                if one.limit
                else row.number_in(VALUE, one.least, one.most, called=one.label)
            )
        for one in PROPERTIES:
            if page.was_read and one.name not in found:
                page.wrong("workbook-error-row", value=one.label)

    def _read_scales(self, page: RequiredSheet) -> dict[str, str]:
        """Read the scales; returns their codes by name."""
        known = {same(name): code for code, name in workbook.scale_names(self._base).items()}
        codes: dict[str, str] = {}
        scales: dict[str, dict[str, Any]] = {}
        first_rows: dict[str, Row] = {}
        for row in page.rows:
            name = row.text(SCALE, _NAME_LIMIT)
            if not name:
                continue
            code = codes.get(same(name)) or known.get(same(name)) or self._new_id("s", len(codes) + 1)
            codes[same(name)] = code
            first_rows.setdefault(code, row)
            scale = scales.setdefault(code, {"prompt": "", "options": [], "name": name})
            prompt = row.text(PROMPT, PROMPT_LIMIT, required=first_rows[code] is row)
            if prompt and scale["prompt"] not in ("", prompt):
                row.wrong("workbook-error-prompt", value=name)
            scale["prompt"] = scale["prompt"] or prompt
            scale["options"].append(
                {
                    "value": row.number_in(POINTS, 0, self._most_points),
                    "label": row.text(ANSWER, LABEL_LIMIT),
                }
            )
        if not page.mistakes:
            for code, scale in scales.items():
                self._check_scale(first_rows[code], scale)
        if len(scales) > SCALES_LIMIT:
            page.wrong("workbook-error-scales", limit=SCALES_LIMIT)
        if page.was_read and not page.rows:
            page.wrong("workbook-error-no-rows")
        self._definition["scales"] = {
            code: {"prompt": scale["prompt"], "options": scale["options"]} for code, scale in scales.items()
        }
        if scales and self._base.default_scale not in scales:
            self._definition["default_scale"] = next(iter(scales))
        return codes

    def _check_scale(self, row: Row, scale: Mapping[str, Any]) -> None:
        """Note a scale's mistakes at its first row."""
        name, options = scale["name"], scale["options"]
        values = [option["value"] for option in options]
        labels = [same(option["label"]) for option in options]
        if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
            row.wrong("workbook-error-scale-size", value=name, least=LEAST_OPTIONS, most=MOST_OPTIONS)
        elif len(set(values)) < len(values) or len(set(labels)) < len(labels):
            row.wrong("workbook-error-scale-repeats", value=name)
        # Reversed items need both ends of a scale: without them nobody could reach 0 or 100 percent.
        elif not {0, self._most_points} <= set(values):
            row.wrong("workbook-error-scale-ends", value=name, most=self._most_points)

    def _read_items(self, page: RequiredSheet, scale_codes: Mapping[str, str]) -> None:
        if page.was_read and not page.rows:
            page.wrong("workbook-error-no-rows")
        first_rows: dict[str, int] = {}
        items = [
            self._item(row, item_id, scale_codes)
            for row, item_id in self._numbered(page, set(self._known), "q", first_rows)
        ]
        self._definition["items"] = items
        self._check_counts(page, items)

    def _numbered(
        self, page: RequiredSheet, known: set[str], mark: str, first_rows: dict[str, int]
    ) -> Iterator[tuple[Row, str]]:
        """Rows with the ids of their items: the id they had, or a new id where the cell is empty."""
        by_number = {same(one): one for one in known}
        for row in page.rows:
            number = row.text(NUMBER, _NAME_LIMIT, required=False)
            item_id = by_number.get(same(number))
            if not number:
                item_id = self._new_id(mark, row.number)
            elif item_id is None:
                row.wrong("workbook-error-id", value=number)
            elif item_id in first_rows:
                row.wrong("workbook-error-id-again", value=number, first=first_rows[item_id])
            first_rows.setdefault(item_id or "", row.number)
            yield row, item_id or ""

    def _new_id(self, mark: str, number: int) -> str:
        """An id that no earlier version has used: it holds the number of the new version."""
        return f"v{self._base.version + 1}{mark}{number}"

    def _item(self, row: Row, item_id: str, scale_codes: Mapping[str, str]) -> dict[str, Any]:
        kind = row.one_of(KIND, {"scale": ON_SCALE, "choice": SITUATION})
        item: dict[str, Any] = {
            "id": item_id,
            "type": kind,
            "text": row.text(QUESTION, QUESTION_LIMIT, lines=True),
            "optional": row.is_sure(OPTIONAL),
            **self._subject(row, item_id),
        }
        if kind == "scale":
            item |= self._on_scale(row, item_id, scale_codes)
        elif kind == "choice" and self._base.purpose == "wellbeing":
            row.wrong("workbook-error-wellbeing-choice")
        elif kind == "choice":
            row.refuse((SCALE, REVERSE), "workbook-error-not-for-choice")
            item |= self._situation(row)
        return item

    def _subject(self, row: Row, item_id: str) -> dict[str, Any]:
        code = row.one_of(self._subject_column, self._subjects)
        if not self._base.dimensions:
            return {"competency": code}
        known = self._known.get(item_id, self._base.items[0])
        return {"competency": known.competency, "dimension": code}

    def _on_scale(self, row: Row, item_id: str, scale_codes: Mapping[str, str]) -> dict[str, Any]:
        options = (column for letter in LETTERS for column in (letter, points_column(letter)))
        # An explanation is shown only after a situation, never after a statement on a scale.
        row.refuse((*options, BEST, EXPLANATION), "workbook-error-not-for-scale")
        name = row.text(SCALE, _NAME_LIMIT, required=False)
        code = scale_codes.get(same(name))
        if name and code is None and scale_codes:
            row.wrong("workbook-error-scale", value=name)
        known = self._known.get(item_id)
        named_before = known is not None and known.scale == code
        is_usual = code == self._definition["default_scale"] and not named_before
        return {"scale": None if is_usual else code, "reverse": row.is_sure(REVERSE)}

    def _situation(self, row: Row) -> dict[str, Any]:
        filled = [letter for letter in LETTERS if row.has(letter) or row.has(points_column(letter))]
        options = [
            {
                "id": "abcdef"[LETTERS.index(letter)],
                "button": letter,
                "text": row.text(letter, OPTION_LIMIT),
                "score": row.number_in(points_column(letter), 0, self._most_points),
            }
            for letter in filled
        ]
        if len(options) < LEAST_OPTIONS:
            row.wrong("workbook-error-options", least=LEAST_OPTIONS)
        elif filled != list(LETTERS[: len(filled)]):
            row.wrong("workbook-error-gap", letter=filled[-1])
        best = row.text(BEST, _NAME_LIMIT).translate(_LOOK_ALIKE).upper()
        chosen = next((option for option in options if option["button"] == best), None)
        if best and chosen is None:
            row.wrong("workbook-error-best", value=best)
        elif chosen is not None:
            ahead = [one["button"] for one in options if one["score"] == self._most_points]
            if ahead != [best]:
                row.wrong("workbook-error-best-points", letter=best, most=self._most_points)
        return {
            "options": options,
            "best": chosen["id"] if chosen else None,
            "explain": row.text(EXPLANATION, EXPLANATION_LIMIT, required=False, lines=True),
        }

    def _check_counts(self, page: RequiredSheet, items: list[dict[str, Any]]) -> None:
        """Note competencies and sides of wellbeing with fewer items than their scoring needs."""
        if page.mistakes:
            return
        field = "dimension" if self._base.dimensions else "competency"
        counts = Counter(item[field] for item in items)
        for dimension in self._base.dimensions:
            counts.setdefault(dimension.code, 0)
        least = max(1, self._base.scoring.min_items_per_competency)
        for code, count in counts.items():
            if count < least:
                first = next(
                    (row.number for row, item in zip(page.rows, items, strict=True) if item[field] == code), 0
                )
                page.wrong("workbook-error-few", first, title=self._subjects[code], count=count, least=least)

    def _read_open_items(self, page: RequiredSheet) -> None:
        if page.rows and self._base.purpose == "wellbeing":
            page.wrong("workbook-error-wellbeing-open", page.rows[0].number)
            return
        known = {item.id for item in self._base.followup}
        self._definition["followup"] = [
            {"id": item_id, "text": row.text(QUESTION, QUESTION_LIMIT, lines=True)}
            for row, item_id in self._numbered(page, known, "o", {})
        ]

    def _read_texts(self, page: RequiredSheet) -> None:
        slots = {(same(slot.where), same(slot.level)): slot for slot in workbook.slots(self._base)}
        found: set[tuple[str, str]] = set()
        steps: list[str] = []
        for row in page.rows:
            where, level = row.text(WHERE, _NAME_LIMIT), row.text(LEVEL, _NAME_LIMIT, required=False)
            words = row.text(WORDS, WORDS_LIMIT, lines=True)
            place = (same(where), same(level))
            if self._base.self_help and place == (same(SMALL_STEP), ""):
                steps.append(words)
            elif place not in slots:
                row.wrong("workbook-error-slot", value=f"{where}, {level}" if level else where)
            elif place in found:
                row.wrong("workbook-error-again", value=f"{where}, {level}" if level else where)
            else:
                found.add(place)
                _put(self._definition, slots[place].path, words)
        self._definition["self_help"] = steps
        for place, slot in slots.items():
            if page.was_read and place not in found:
                page.wrong(
                    "workbook-error-row", value=f"{slot.where}, {slot.level}" if slot.level else slot.where
                )


def _put(definition: dict[str, Any], path: tuple[str, ...], words: str) -> None:
    *folders, name = path
    for folder in folders:
        definition = definition[folder]
    definition[name] = words
