"""Results on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.assessments.links import (
    ChooseViewer,
    CloseResult,
    OpenResult,
    Questionnaires,
    ShowAllScores,
    ShowResult,
)
from handlers.menu.buttons import HOME
from handlers.routes.links import DraftRoute
from handlers.screen import BLANK, Button, Screen
from handlers.words import Said, Text, Words
from services.assessments.queries import Result
from services.assessments.rules import SubjectScore
from services.content import Competency, CompetencyGroup, Level
from services.people.queries import PersonView

SHOWN_DEFICITS = 3
SHOWN_VIEWERS = 5


def result(
    view: Result,
    groups: dict[str, CompetencyGroup],
    competencies: dict[str, Competency],
    levels: dict[str, Level],
) -> Screen:
    """The result at a glance: groups, the strongest, the deficits, and what next."""
    lines: list[Text] = []
    if view.is_mine:
        lines += [Words("assess-finish", text=view.questionnaire.texts.finish)]
    else:
        lines += [Words("assess-of", name=view.owner.full_name, unit=view.owner.unit)]
    lines += [Words("assess-when", title=view.questionnaire.short_title, day=view.finished), BLANK]
    lines += [
        _score_line(score, groups[score.subject].title, levels)
        for score in view.groups
        if score.percent is not None
    ]
    best = max(view.competencies, key=lambda score: score.percent or 0)
    if best.percent is not None:
        lines += [BLANK, Words("assess-strong", title=competencies[best.subject].title, percent=best.percent)]
    lines += [BLANK, *_deficit_lines(view, competencies, levels)]
    if view.is_mine:
        lines += [BLANK, _privacy_line(view)]
    return Screen(lines, _result_rows(view))


def _deficit_lines(view: Result, competencies: dict[str, Competency], levels: dict[str, Level]) -> list[Text]:
    texts = view.questionnaire.texts
    if not view.deficits:
        return [Said(texts.no_deficits)]
    shown = view.deficits[:SHOWN_DEFICITS]
    lines: list[Text] = [Words("assess-deficits", count=len(view.deficits))]
    if len(view.deficits) > len(shown):
        lines.append(Words("assess-deficits-first"))
    lines += [_score_line(score, competencies[score.subject].title, levels) for score in shown]
    # One piece of advice, for the most pressing: three are not read.
    lines.append(Words("assess-advice", text=texts.competency.get(shown[0].level or "", "")))
    return lines


def _score_line(score: SubjectScore, title: str, levels: dict[str, Level]) -> Text:
    if score.level is None:
        return Words("assess-score-none", title=title)
    return Words("assess-score", mark=levels[score.level].mark, title=title, percent=score.percent)


def _privacy_line(view: Result) -> Text:
    if view.opened_to:
        return Words("assess-opened-to", names=", ".join(view.opened_to))
    return Words("assess-only-you")


def _result_rows(view: Result) -> list[list[Button]]:
    all_scores = Button(Words("assess-all-scores"), ShowAllScores(assessment_id=view.assessment_id))
    if not view.is_mine:
        return [[all_scores], [HOME]]
    open_result = ChooseViewer(assessment_id=view.assessment_id)
    opened = [
        Button(
            Words("assess-close" if view.opened_to else "assess-open"),
            CloseResult(assessment_id=view.assessment_id) if view.opened_to else open_result,
        )
    ]
    rows = [opened, [all_scores], [Button(Words("button-back"), Questionnaires()), HOME]]
    if view.deficits:
        draft = DraftRoute(assessment_id=view.assessment_id)
        rows.insert(1, [Button(Words("assess-make-route"), draft)])
    return rows


def all_scores(
    view: Result,
    groups: dict[str, CompetencyGroup],
    competencies: dict[str, Competency],
    levels: dict[str, Level],
) -> Screen:
    """Every competency, by group."""
    lines: list[Text] = [Words("assess-all-title")]
    for group in view.groups:
        lines += [BLANK, Words("assess-group", title=groups[group.subject].title)]
        lines += [
            _score_line(score, competencies[score.subject].title, levels)
            for score in view.competencies
            if competencies[score.subject].group == group.subject
        ]
    if view.is_mine:
        lines += [BLANK, Words("assess-disclaimer", text=view.questionnaire.texts.disclaimer)]
    return Screen(lines, [[Button(Words("button-back"), ShowResult(assessment_id=view.assessment_id)), HOME]])


def choose_viewer(assessment_id: int, viewers: Sequence[PersonView]) -> Screen:
    """To whom to open the result."""
    back = Button(Words("button-back"), ShowResult(assessment_id=assessment_id))
    if not viewers:
        return Screen([Words("assess-no-viewers")], [[back, HOME]])
    rows = [
        [Button(Said(viewer.full_name), OpenResult(assessment_id=assessment_id, viewer_id=viewer.id))]
        for viewer in viewers[:SHOWN_VIEWERS]
    ]
    lines: list[Text] = [Words("assess-open-title"), BLANK]
    lines += [
        Words("assess-viewer", name=viewer.full_name, position=viewer.position or "—", unit=viewer.unit)
        for viewer in viewers[:SHOWN_VIEWERS]
    ]
    return Screen([*lines, BLANK, Words("assess-open-hint")], [*rows, [back, HOME]])
