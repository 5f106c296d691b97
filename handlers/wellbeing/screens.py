"""The screens of the wellbeing check: its result, contacts, a group. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.assessments.links import Questionnaires
from handlers.group_results.links import GroupResults
from handlers.links import Link
from handlers.listing import listing, which_page
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.routes.links import MyRoute
from handlers.screen import BLANK, Button, Screen
from handlers.wellbeing import links
from handlers.words import Said, Text, Words
from services.assessments.queries import Before, Offer
from services.assessments.rules import SubjectScore
from services.content.competencies import Level
from services.content.questionnaires import Questionnaire
from services.paging import Page
from services.wellbeing.queries import Aggregate, Check, Contacts, Mean
from services.wellbeing.rules import LEAST_RESPONDENTS, may_go_unsaved

# The index is called unchanged if it differs from the earlier one by no more than so many percent.
SAME = 4
UNITS_ON_PAGE = 12


def intro_rows(offer: Offer) -> list[list[Button]]:
    """The buttons under the introduction: a check without saving, and a step without a check.

    Everyone may add the step here, so a step in a route tells nothing about a check.
    """
    one = offer.questionnaire
    if one.purpose != "wellbeing":
        return []
    step = Button(Words("wellbeing-own-step"), links.AddStrengthTopic(code=one.code))
    return [*_unsaved_rows(one), [step]]


def _unsaved_rows(questionnaire: Questionnaire) -> list[list[Button]]:
    if not may_go_unsaved(questionnaire):
        return []
    link = links.UnsavedAnswer(code=questionnaire.code, version=questionnaire.version)
    return [[Button(Words("wellbeing-unsaved"), link)]]


def saved_result(check: Check, assessment_id: int, levels: Mapping[str, Level]) -> Screen:
    """A saved result, for its owner alone: no button shows it to other people."""
    questionnaire = check.questionnaire
    help_link = links.Help(code=questionnaire.code, assessment_id=assessment_id)
    steps_link = links.SmallSteps(code=questionnaire.code, assessment_id=assessment_id)
    step = Button(Words("wellbeing-add-step"), links.AddStrengthStep(assessment_id=assessment_id))
    delete = Button(Words("wellbeing-delete"), links.DeleteCheck(assessment_id=assessment_id))
    lines = [*_result_lines(check, levels), BLANK, Words("wellbeing-only-you")]
    rows = [
        *_support_rows(questionnaire, help_link, steps_link),
        [step],
        *_unsaved_rows(questionnaire),
        [delete],
    ]
    return Screen(lines, [*rows, back_or_home(Questionnaires())])


def unsaved_result(check: Check, answers: str, levels: Mapping[str, Level]) -> Screen:
    """A result that is stored only in the buttons of this message."""
    one = check.questionnaire
    taken = {"code": one.code, "version": one.version, "answers": answers}
    rows = [
        *_support_rows(one, links.UnsavedHelp(**taken), links.UnsavedSmallSteps(**taken)),
        [Button(Words("wellbeing-again"), links.UnsavedAnswer(code=one.code, version=one.version))],
        [Button(Words("wellbeing-erase"), links.EraseFromScreen())],
        [HOME],
    ]
    return Screen([*_result_lines(check, levels), BLANK, Words("wellbeing-nowhere")], rows)


def _support_rows(questionnaire: Questionnaire, help_link: Link, steps_link: Link) -> list[list[Button]]:
    rows = []
    if questionnaire.help is not None:
        rows.append([Button(Words("wellbeing-help"), help_link)])
    if questionnaire.self_help:
        rows.append([Button(Words("wellbeing-small-steps"), steps_link)])
    return rows


def _result_lines(check: Check, levels: Mapping[str, Level]) -> list[Text]:
    one = check.questionnaire
    lines: list[Text] = [Words("wellbeing-finish", text=one.texts.finish)]
    if check.finished is not None:
        lines.append(Words("wellbeing-when", title=one.short_title, day=check.finished))
    lines += [BLANK, *_index_lines(check, levels)]
    for contact in check.urgent:
        lines += [BLANK, Words("wellbeing-urgent", title=contact.title, text=contact.text)]
    sides = [_side_line(one, side, levels) for side in check.sides if side.level is not None]
    if sides:
        lines += [BLANK, *sides]
    if one.disclaimer:
        # The full text stands beside the contacts.
        short = Words("wellbeing-no-diagnosis")
        full = Words("wellbeing-disclaimer", text=one.disclaimer.strip())
        lines += [BLANK, short if one.help is not None else full]
    return lines


def _index_lines(check: Check, levels: Mapping[str, Level]) -> list[Text]:
    texts, total = check.questionnaire.texts, check.total
    if total.level is None or total.percent is None:
        return [Said(texts.no_data)]
    scoring = check.questionnaire.scoring
    title = next(level.title for level in scoring.levels if level.code == total.level)
    mark, index = _mark(total.level, levels), scoring.index_title
    # A title that begins with the name of the index would repeat it: «Запас сил: 71 %, запас сил есть».
    if title.startswith(index):
        lines: list[Text] = [Words("wellbeing-index-alone", mark=mark, title=index, percent=total.percent)]
    else:
        lines = [Words("wellbeing-index", mark=mark, title=index, percent=total.percent, level=title)]
    if compared := _comparison(check.before, total):
        lines.append(compared)
    if overall := texts.overall.get(total.level):
        lines.append(Said(overall))
    return lines


def _comparison(before: Before | None, total: SubjectScore) -> Text | None:
    """The earlier result, in gentle words: a feeling is no failure."""
    earlier = before.percents.get(total.subject) if before else None
    if before is None or earlier is None or total.percent is None:
        return None
    key = "wellbeing-more" if total.percent > earlier else "wellbeing-less"
    if abs(total.percent - earlier) <= SAME:
        key = "wellbeing-same"
    return Words(key, percent=earlier, day=before.day)


def _side_line(questionnaire: Questionnaire, side: SubjectScore, levels: Mapping[str, Level]) -> Text:
    titles = {dimension.code: dimension.title for dimension in questionnaire.dimensions}
    advice = questionnaire.texts.dimension.get(side.subject, {}).get(side.level or "")
    return Words(
        "wellbeing-side",
        mark=_mark(side.level or "", levels),
        percent=side.percent,
        text=advice or titles.get(side.subject, side.subject),
    )


def _mark(level: str, levels: Mapping[str, Level]) -> str:
    return levels[level].mark if level in levels else "▫️"


def contacts(view: Contacts, back: Link) -> Screen:
    """The contacts where a person can get help."""
    lines: list[Text] = [Words("wellbeing-heading", text=view.title), Said(view.intro)]
    for option in view.options:
        lines += [BLANK, Words("wellbeing-contact", title=option.title, text=option.text)]
    if view.disclaimer:
        lines += [BLANK, Words("wellbeing-disclaimer", text=view.disclaimer)]
    return Screen(lines, [back_or_home(back)])


def small_steps(advice: Sequence[str], back: Link) -> Screen:
    """Small steps that a person can take alone."""
    lines: list[Text] = [Words("wellbeing-small-steps-title"), Words("wellbeing-small-steps-hint"), BLANK]
    lines += [Words("wellbeing-small-step", text=text) for text in advice]
    return Screen(lines, [back_or_home(back)])


def step_question(competency: str, add: Link, back: Link) -> Screen:
    """Before a step is added: who will see it, and what it does not tell."""
    return Screen(
        [Words("wellbeing-step-title"), Words("wellbeing-step-hint", title=competency)],
        [[Button(Words("wellbeing-step-yes"), add)], back_or_home(back)],
    )


def no_step(why: Text, back: Link) -> Screen:
    """The reason why the route takes no step now."""
    return Screen([why], [[Button(Words("button-route"), MyRoute())], [back_to(back)]])


def deleted(*, was_finished: bool) -> Screen:
    """The result was deleted, or the answers of an unfinished check."""
    gone = Words("wellbeing-deleted" if was_finished else "wellbeing-answers-deleted")
    return Screen([gone], [back_or_home(Questionnaires())])


def erased() -> Screen:
    """A result that was never stored was removed from the screen."""
    return Screen([Words("wellbeing-erased")], [back_or_home(Questionnaires())])


def aggregate(view: Aggregate | None, levels: Mapping[str, Level], page: int = 0) -> Screen:
    """The anonymous picture of a group: rough means of all, and of the large enough organisations."""
    title, last = Words("wellbeing-group-title"), back_or_home(GroupResults())
    if view is None:
        return Screen([title, Words("wellbeing-group-few", count=LEAST_RESPONDENTS)], [last])
    units = Page.of(view.units, page, UNITS_ON_PAGE)
    lines: list[Text] = [title, Words("wellbeing-group-count", count=view.at_least), BLANK]
    lines += [_mean(one, levels) for one in (view.total, *view.sides)]
    if view.units:
        lines += [BLANK, Words("wellbeing-group-units")]
    return listing(
        lines,
        units,
        lambda number: links.WellbeingOfGroup(page=number),
        last,
        line=lambda unit: _mean(unit, levels),
        after=[*which_page(units), BLANK, Words("wellbeing-group-hint", count=view.least)],
    )


def _mean(mean: Mean, levels: Mapping[str, Level]) -> Text:
    return Words("wellbeing-mean", mark=_mark(mean.level, levels), title=mean.title, percent=mean.percent)
