"""The screens of taking a questionnaire. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.assessments import links
from handlers.external_results.links import ExternalResults
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.screen import BLANK, Button, Screen
from handlers.skill_views.links import SkillViews
from handlers.wellbeing.links import DeleteCheck
from handlers.wellbeing.screens import intro_rows
from handlers.words import Said, Text, Words
from services.assessments.queries import Explanation, ItemView, Offer, OpenItemView


def questionnaires(offers: Sequence[Offer]) -> Screen:
    """The questionnaires for this person; each button depends on how far the person has got."""
    begun = [one for one in offers if one.continue_from is not None]
    several = len(begun) > 1
    rows = [[button] for offer in offers for button in _offer_buttons(offer, is_named=several)]
    elsewhere = [
        [Button(Words("assess-external"), ExternalResults())],
        [Button(Words("assess-views"), SkillViews())],
    ]
    if not offers:
        return Screen([Words("assess-none")], [*elsewhere, [HOME]])
    lines: list[Text] = [Words("assess-title"), Words("assess-hint")]
    if begun and not several:
        place = (begun[0].continue_from or 0) + 1
        lines.append(Words("assess-begun", title=begun[0].questionnaire.short_title, place=place))
    return Screen(lines, [*rows, *elsewhere, [HOME]])


def _offer_buttons(offer: Offer, *, is_named: bool) -> list[Button]:
    """`is_named`: several questionnaires are begun, so each button must name its own."""
    one = offer.questionnaire
    results = []
    if offer.finished_id is not None:
        link = links.ShowResult(assessment_id=offer.finished_id)
        results = [Button(Words("assess-last-result", title=one.button), link)]
    if offer.continue_from is not None:
        place = offer.continue_from + 1
        named = Words("assess-continue-one", title=one.button, place=place)
        label = named if is_named else Words("assess-continue", place=place)
        return [Button(label, links.Begin(code=one.code)), *results]
    if offer.repeat_from is not None:  # too early to take it again: only the result can be opened
        return results
    return [Button(Words("assess-start", title=one.button, minutes=one.minutes), links.Intro(code=one.code))]


def intro(offer: Offer) -> Screen:
    """What the questionnaire is about, and who will see the result."""
    one = offer.questionnaire
    rows = [[Button(Words("button-begin"), links.Begin(code=one.code))], *intro_rows(offer)]
    if offer.finished_id is not None:
        last = links.ShowResult(assessment_id=offer.finished_id)
        rows.append([Button(Words("assess-result-before"), last)])
    return Screen(
        [
            Words("assess-name", title=one.title),
            BLANK,
            Said(one.intro.strip()),
            BLANK,
            Said(one.before_start),
            Words("assess-privacy", text=one.privacy.text),
        ],
        [*rows, back_or_home(links.Questionnaires())],
    )


def question(view: ItemView) -> Screen:
    """One item and its answers. The answer given before has a mark."""
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
        skip = links.AnswerItem(assessment_id=view.assessment_id, place=view.place, choice=-1)
        rows.append([Button(Words("assess-skip"), skip)])
    if view.questionnaire.purpose == "wellbeing":
        erase = DeleteCheck(assessment_id=view.assessment_id)
        rows.append([Button(Words("assess-erase"), erase)])
    walk = [Button(Words("assess-pause"), links.Questionnaires())]
    if view.place:
        back = links.GoToItem(assessment_id=view.assessment_id, place=view.place - 1)
        walk.insert(0, back_to(back))
    return Screen(lines, [*rows, walk])


def _option(view: ItemView, number: int, label: str) -> Button:
    link = links.AnswerItem(assessment_id=view.assessment_id, place=view.place, choice=number)
    return Button(Words("assess-chosen", label=label) if view.chosen == number else Said(label), link)


def explanation(view: Explanation) -> Screen:
    """The explanation of the situation just answered. The answer counts as it was given."""
    chosen = next(option for option in view.item.options if option.id == view.chosen)
    best = next((option for option in view.item.options if option.id == view.item.best), None)
    progress = Words("assess-progress", place=view.place + 1, total=len(view.questionnaire.items))
    lines: list[Text] = [progress, BLANK, Words("assess-your-choice", letter=chosen.button, text=chosen.text)]
    if best is not None and best != chosen:
        lines += [BLANK, Words("assess-better-choice", letter=best.button, text=best.text)]
    elif best is not None:
        lines += [BLANK, Words("assess-best-choice")]
    lines += [BLANK, Words("assess-explain", text=view.item.explain)]
    onward = links.AfterExplanation(assessment_id=view.assessment_id, place=view.place)
    back = links.GoToItem(assessment_id=view.assessment_id, place=view.place)
    return Screen(
        lines,
        [
            [Button(Words("assess-onward"), onward)],
            [back_to(back), Button(Words("assess-pause"), links.Questionnaires())],
        ],
    )


def open_item(view: OpenItemView) -> Screen:
    """A question that the person answers in their own words."""
    lines: list[Text] = [Words("assess-open-item"), BLANK, Words("assess-item", text=view.item.text)]
    lines += [BLANK, Words("assess-open-item-hint")]
    skip = links.SkipOpenItem(assessment_id=view.assessment_id, place=view.place)
    return Screen(lines, [[Button(Words("assess-to-result"), skip)]])
