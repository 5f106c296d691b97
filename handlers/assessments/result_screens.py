"""The screens of a result. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.assessments import links
from handlers.listing import listing
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.drafting.links import AddToRoute, DraftRoute
from handlers.screen import BLANK, Button, File, Screen, quoted
from handlers.skill_views.links import SkillViews, SkillViewsOf
from handlers.words import Said, Text, Words, full_day
from services.assessments.queries import Result
from services.assessments.rules import SubjectScore
from services.content.folder import Content
from services.paging import Page
from services.people.queries import PersonView

SHOWN_STRONG = 3
SHOWN_VIEWERS = 5
TOPICS_PAGE = 6


def result(view: Result, content: Content) -> Screen:
    """The result in short: strong sides, groups, topics to grow in, and what to do next."""
    lines: list[Text] = []
    if not view.is_mine:
        lines += [Words("assess-of", name=view.owner.full_name, unit=view.owner.unit)]
    elif view.is_new:  # the thanks for answering, and a picture "for today"
        lines += [Words("assess-finish", text=view.questionnaire.texts.finish)]
    lines += [
        Words("assess-when", title=view.questionnaire.short_title, day=view.finished),
        *_overall_lines(view),
        BLANK,
        *_strong_lines(view, content),
        *(_score_line(view, group, content) for group in view.groups),
        BLANK,
        *_deficit_lines(view, content),
    ]
    if view.is_mine:
        if view.is_hasty:
            lines += [BLANK, _hasty_line(view)]
        lines += [BLANK, _privacy_line(view)]
    return Screen(lines, _owner_rows(view, content) if view.is_mine else _viewer_rows(view))


def _hasty_line(view: Result) -> Text:
    checks = view.questionnaire.scoring.quality_checks
    return Words("assess-hasty", text=checks.soft_text if checks else "", day=full_day(view.repeat_from))


def _overall_lines(view: Result) -> list[Text]:
    text = view.questionnaire.texts.overall.get(view.total.level or "")
    return [Words("assess-overall", text=text)] if text and view.is_mine else []


def _strong_lines(view: Result, content: Content) -> list[Text]:
    """The strongest competencies, best first. If none is strong: the one with the highest percent."""
    known = sorted(
        (score for score in view.competencies if score.percent is not None),
        key=lambda score: -(score.percent or 0),
    )
    if not known:
        return []
    strong = [score for score in known if score.level not in view.questionnaire.scoring.deficit_levels]
    shown = strong[:SHOWN_STRONG] or known[:1]
    titles = ", ".join(f"{content.competencies[one.subject].title} {one.percent}\u00a0%" for one in shown)
    return [Words("assess-strong" if strong else "assess-best-so-far", titles=titles), BLANK]


def _score_line(
    view: Result, score: SubjectScore, content: Content, changed: str = "assess-score-change"
) -> Text:
    """«🟡 Методическая: 63 %». `changed` is the key of the words that also tell the earlier percent."""
    title = _title(score.subject, content)
    if score.level is None:
        return Words("assess-score-none", title=title)
    mark = content.levels[score.level].mark
    before = view.before.percents.get(score.subject) if view.before else None
    if before is None:
        return Words("assess-score", mark=mark, title=title, percent=score.percent)
    return Words(changed, mark=mark, title=title, before=before, percent=score.percent)


def _title(subject: str, content: Content) -> str:
    group = content.groups.get(subject)
    return group.title if group else content.competencies[subject].title


def _deficit_lines(view: Result, content: Content) -> list[Text]:
    texts = view.questionnaire.texts
    if not view.deficits:
        return [Said(texts.no_deficits)]
    shown = view.deficits[: view.questionnaire.scoring.max_priorities]
    lines: list[Text] = [Words("assess-deficits", count=len(view.deficits))]
    if view.is_mine:  # the owner has a button for each of them
        return [*lines, Words("assess-deficits-below")]
    if len(view.deficits) > len(shown):
        lines.append(Words("assess-deficits-first"))
    return [*lines, *(_score_line(view, score, content) for score in shown)]


def _privacy_line(view: Result) -> Text:
    if view.opened_to:
        return Words("assess-opened-to", names=", ".join(view.opened_to))
    return Words("assess-only-you")


def _owner_rows(view: Result, content: Content) -> list[list[Button]]:
    most = view.questionnaire.scoring.max_priorities
    rows = [[_topic_button(view, score, content)] for score in view.deficits[:most]]
    if len(view.deficits) > most:
        rest = Words("assess-more-topics", count=len(view.deficits))
        rows.append([Button(rest, links.GrowthTopics(assessment_id=view.assessment_id))])
    if view.deficits:
        draft = DraftRoute(assessment_id=view.assessment_id)
        rows.append([Button(Words("assess-make-route"), draft)])
    return [
        *rows,
        [_picture_button(view), _all_button(view)],
        _sharing_row(view),
        back_or_home(links.Questionnaires()),
    ]


def _sharing_row(view: Result) -> list[Button]:
    choose = links.ChooseViewer(assessment_id=view.assessment_id)
    if not view.opened_to:
        return [Button(Words("assess-open"), choose)]
    close = Button(Words("assess-close"), links.CloseResult(assessment_id=view.assessment_id))
    return [Button(Words("assess-open-more"), choose), close]


def _viewer_rows(view: Result) -> list[list[Button]]:
    views = Button(Words("assess-views"), SkillViewsOf(assessment_id=view.assessment_id))
    return [[_picture_button(view), _all_button(view)], [views], [HOME]]


def _back(assessment_id: int) -> list[Button]:
    return back_or_home(links.ShowResult(assessment_id=assessment_id))


def _picture_button(view: Result) -> Button:
    return Button(Words("assess-picture"), links.ShowPicture(assessment_id=view.assessment_id))


def _all_button(view: Result) -> Button:
    return Button(Words("assess-all-scores"), links.ShowAllScores(assessment_id=view.assessment_id))


def _topic_button(view: Result, score: SubjectScore, content: Content) -> Button:
    label = Words(
        "assess-topic",
        mark=content.levels[score.level or ""].mark,
        title=content.competencies[score.subject].title,
    )
    return Button(label, links.GrowthTopic(assessment_id=view.assessment_id, competency=score.subject))


def topics(view: Result, page: int, content: Content) -> Screen:
    """A page of the topics to grow in, the most pressing first."""
    return listing(
        [Words("assess-deficits", count=len(view.deficits)), Words("assess-topics-hint")],
        Page.of(view.deficits, page, TOPICS_PAGE),
        lambda number: links.GrowthTopics(assessment_id=view.assessment_id, page=number),
        _back(view.assessment_id),
        row=lambda score: _topic_button(view, score, content),
    )


def topic(view: Result, competency: str, content: Content) -> Screen | None:
    """One topic to grow in: what it is, what helps, and three ways to begin. None if it is not a deficit."""
    score = next((one for one in view.deficits if one.subject == competency), None)
    if score is None:
        return None
    level = next(level for level in view.questionnaire.scoring.levels if level.code == score.level)
    lines: list[Text] = [_score_line(view, score, content)]
    if level.friendly:  # the common titles of levels are for reports and sound harsh to a person
        lines.append(Words("assess-level", title=level.friendly))
    lines += [
        BLANK,
        Said(content.competencies[competency].description),
        BLANK,
        Words("assess-advice", text=view.questionnaire.texts.competency.get(level.code, "")),
    ]
    add = AddToRoute(assessment_id=view.assessment_id, competency=competency)
    ask = links.AskOnGrowthTopic(assessment_id=view.assessment_id, competency=competency)
    find = links.EventsOnGrowthTopic(assessment_id=view.assessment_id, competency=competency)
    rows = [
        [Button(Words("assess-add-to-route"), add)],
        [Button(Words("assess-ask"), ask)],
        [Button(Words("assess-find-event"), find)],
        _back(view.assessment_id),
    ]
    return Screen(lines, rows)


def all_scores(view: Result, content: Content) -> Screen:
    """Every competency by group, and the answers to the open questions."""
    lines: list[Text] = [Words("assess-all-title")]
    if view.before is not None:
        lines.append(Words("assess-compared", day=full_day(view.before.day)))
    for group in view.groups:
        lines += [BLANK, Words("assess-group", title=content.groups[group.subject].title)]
        members = [
            score for score in view.competencies if content.competencies[score.subject].group == group.subject
        ]
        lines += [_score_line(view, score, content, "assess-score-pair") for score in members]
    for question, words in view.own_words:
        lines += [BLANK, Said(question), quoted(words)]
    back = _back(view.assessment_id)
    if not view.is_mine:
        return Screen(lines, [[_picture_button(view)], back])
    lines += [BLANK, Words("assess-disclaimer", text=view.questionnaire.texts.disclaimer)]
    return Screen(lines, [[_picture_button(view)], [Button(Words("assess-views"), SkillViews())], back])


def picture(view: Result, file: File) -> Screen:
    """The result as a picture."""
    key = "assess-picture-caption" if view.before is None else "assess-picture-compared"
    return Screen(
        [Words(key, title=view.questionnaire.short_title, day=view.finished)],
        [_back(view.assessment_id)],
        file=file,
    )


def not_drawn(assessment_id: int) -> Screen:
    """The picture could not be drawn. The way back leads to the numbers."""
    return Screen([Words("assess-picture-failed")], [_back(assessment_id)])


def choose_viewer(assessment_id: int, viewers: Sequence[PersonView]) -> Screen:
    """People the owner may give access to the result."""
    back = _back(assessment_id)
    if not viewers:
        return Screen([Words("assess-no-viewers")], [back])
    rows = [
        [Button(Said(viewer.full_name), links.OpenResult(assessment_id=assessment_id, viewer_id=viewer.id))]
        for viewer in viewers[:SHOWN_VIEWERS]
    ]
    lines: list[Text] = [Words("assess-open-title"), BLANK]
    lines += [
        Words("assess-viewer", name=viewer.full_name, position=viewer.position or "—", unit=viewer.unit)
        for viewer in viewers[:SHOWN_VIEWERS]
    ]
    return Screen([*lines, BLANK, Words("assess-open-hint")], [*rows, back])
