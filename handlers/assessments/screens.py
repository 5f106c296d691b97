"""Taking a questionnaire on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.assessments.links import (
    AfterExplanation,
    AnswerItem,
    Begin,
    GoToItem,
    Intro,
    Questionnaires,
    ShowResult,
    SkipOpenItem,
)
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, Button, Screen
from handlers.words import Said, Text, Words
from services.assessments.queries import Explanation, ItemView, Offer, OpenItemView


def questionnaires(offers: Sequence[Offer]) -> Screen:
    """The list of questionnaires for this person."""
    if not offers:
        return Screen([Words("assess-none")], [[HOME]])
    rows = [[_offer_button(offer)] for offer in offers if not _is_only_result(offer)]
    rows += [
        [
            Button(
                Words("assess-last-result", title=offer.questionnaire.button), _result_link(offer.finished_id)
            )
        ]
        for offer in offers
        if offer.finished_id is not None
    ]
    return Screen([Words("assess-title"), Words("assess-hint")], [*rows, [HOME]])


def _is_only_result(offer: Offer) -> bool:
    """Taken, and too early to repeat: there is only the result to look at."""
    return offer.repeat_from is not None and offer.continue_from is None


def _offer_button(offer: Offer) -> Button:
    title = offer.questionnaire.button
    link = Intro(code=offer.questionnaire.code)
    if offer.continue_from is not None:
        return Button(
            Words("assess-continue", place=offer.continue_from + 1), Begin(code=offer.questionnaire.code)
        )
    return Button(Words("assess-start", title=title, minutes=offer.questionnaire.minutes), link)


def _result_link(assessment_id: int | None) -> ShowResult:
    return ShowResult(assessment_id=assessment_id or 0)


def intro(offer: Offer) -> Screen:
    """What the questionnaire is about and who will see the result."""
    one = offer.questionnaire
    return Screen(
        [
            Words("assess-name", title=one.title),
            BLANK,
            Said(one.intro.strip()),
            BLANK,
            Said(one.before_start),
            Words("assess-privacy", text=one.privacy.text),
        ],
        [
            [Button(Words("button-begin"), Begin(code=one.code))],
            [Button(Words("button-back"), Questionnaires()), HOME],
        ],
    )


def question(view: ItemView) -> Screen:
    """One question; the answer given before is marked."""
    item, total = view.item, len(view.questionnaire.items)
    progress = Words("assess-progress", place=view.place + 1, total=total)
    if item.type == "choice":
        options: list[Text] = [
            Words("assess-option", letter=option.button, text=option.text) for option in item.options
        ]
        lines: list[Text] = [progress, BLANK, Words("assess-item", text=item.text), BLANK, *options]
        rows = [[_option(view, number, option.button) for number, option in enumerate(item.options)]]
    else:
        scale = view.questionnaire.scale_of(item)
        lines = [progress, BLANK, Words("assess-item", text=item.text), BLANK, Said(scale.prompt)]
        rows = [[_option(view, number, option.label)] for number, option in enumerate(scale.options)]
    if view.questionnaire.may_skip(item):
        skip = AnswerItem(assessment_id=view.assessment_id, place=view.place, choice=-1)
        rows.append([Button(Words("assess-skip"), skip)])
    walk = [Button(Words("assess-pause"), Questionnaires())]
    if view.place:
        back = GoToItem(assessment_id=view.assessment_id, place=view.place - 1)
        walk.insert(0, Button(Words("button-back"), back))
    return Screen(lines, [*rows, walk])


def _option(view: ItemView, number: int, label: str) -> Button:
    link = AnswerItem(assessment_id=view.assessment_id, place=view.place, choice=number)
    return Button(Words("assess-chosen", label=label) if view.chosen == number else Said(label), link)


def explanation(view: Explanation) -> Screen:
    """What is worth knowing about the situation just answered; the answer counts as it was given."""
    chosen = next(option for option in view.item.options if option.id == view.chosen)
    best = next((option for option in view.item.options if option.id == view.item.best), None)
    progress = Words("assess-progress", place=view.place + 1, total=len(view.questionnaire.items))
    lines: list[Text] = [progress, BLANK, Words("assess-your-choice", letter=chosen.button, text=chosen.text)]
    if best is not None and best != chosen:
        lines += [BLANK, Words("assess-better-choice", letter=best.button, text=best.text)]
    elif best is not None:
        lines += [BLANK, Words("assess-best-choice")]
    lines += [BLANK, Words("assess-explain", text=view.item.explain)]
    onward = AfterExplanation(assessment_id=view.assessment_id, place=view.place)
    back = GoToItem(assessment_id=view.assessment_id, place=view.place)
    return Screen(
        lines,
        [
            [Button(Words("assess-onward"), onward)],
            [Button(Words("button-back"), back), Button(Words("assess-pause"), Questionnaires())],
        ],
    )


def open_item(view: OpenItemView, wrong: Text | None = None) -> Screen:
    """A question to answer in one's own words."""
    lines: list[Text] = [wrong, BLANK] if wrong else []
    lines += [Words("assess-open-item"), BLANK, Words("assess-item", text=view.item.text)]
    skip = SkipOpenItem(assessment_id=view.assessment_id, place=view.place)
    return Screen(
        [*lines, BLANK, Words("assess-open-item-hint")], [[Button(Words("assess-to-result"), skip)]]
    )
