"""The items of a wellbeing check that is not stored. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.assessments import screens as ordinary
from handlers.menu.buttons import HOME, back_or_home
from handlers.screen import BLANK, Button, Screen
from handlers.wellbeing.links import UnsavedAnswer
from handlers.words import Said, Text, Words
from services.assessments.queries import ItemView
from services.wellbeing.rules import SKIPPED


def question(view: ItemView, answers: str) -> Screen:
    """An item, shown as in a stored check; every button carries all answers so far."""
    one = view.questionnaire

    def after(letters: str) -> UnsavedAnswer:
        return UnsavedAnswer(code=one.code, version=one.version, answers=letters)

    lines: list[Text] = [*ordinary.question(view).lines]
    options = [Button(Said(label), after(f"{answers}{number}")) for number, label in enumerate(_labels(view))]
    rows = [options] if view.item.type == "choice" else [[option] for option in options]
    rows.append([Button(Words("assess-skip"), after(f"{answers}{SKIPPED}"))])
    if view.place == 0:
        lines += [BLANK, Words("wellbeing-unsaved-hint")]
        return Screen(lines, [*rows, [HOME]])
    return Screen(lines, [*rows, back_or_home(after(answers[:-1]))])


def _labels(view: ItemView) -> list[str]:
    if view.item.type == "choice":
        return [option.button for option in view.item.options]
    return [option.label for option in view.questionnaire.scale_of(view.item).options]
