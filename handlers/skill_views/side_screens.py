"""The screens of views side by side and of questions after training. Pure: data in, Screen out."""

from __future__ import annotations

from collections import Counter

from handlers.assessments.links import Questionnaires, ShowResult
from handlers.conversations.links import AskPerson
from handlers.listing import listing, turns
from handlers.menu.buttons import back_or_home
from handlers.menu.links import Desk
from handlers.names import initials
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.skill_views import links
from handlers.skill_views.screens import mark_rows
from handlers.words import Text, Words
from services.skill_views.side_by_side import CompetencyViews, OtherView, SideBySide
from services.skill_views.trainings import PAGE, Training, TrainingPage, TrainingQuestion
from services.texts import shorten

TITLE_ROOM = 90
# The most observers with a button to write to them on one page.
MOST_OBSERVERS = 3


def my_views(view: SideBySide) -> Screen:
    """A page of my skills as other people and I see them, with buttons to write to observers."""
    visits = [[Button(Words("visits-open"), links.MyVisits())]] if view.has_visits else []
    last = back_or_home(Questionnaires())
    if not view.competencies.items:
        lines: list[Text] = [Words("views-title"), BLANK, Words("views-none"), Words("views-none-how")]
        return Screen(lines, [*visits, last])
    write = {
        one.author.id: one.author
        for competency in view.competencies.items
        if competency.talk
        for one in competency.others
        if one.may_write
    }
    rows = [
        *(
            [Button(Words("views-write", name=initials(one, LABEL_LIMIT - 3)), AskPerson(person_id=one.id))]
            for one in list(write.values())[:MOST_OBSERVERS]
        ),
        *turns(view.competencies, lambda number: links.SkillViews(page=number)),
        *visits,
    ]
    return Screen([Words("views-title"), Words("views-hint"), *_blocks(view)], [*rows, last])


def views_of(view: SideBySide, assessment_id: int) -> Screen:
    """A page of the skills of a teacher who opened a result to me."""
    name = view.owner.full_name if view.owner is not None else ""
    lines: list[Text] = [Words("views-of", name=name)]
    lines += _blocks(view) if view.competencies.items else [BLANK, Words("views-of-none")]
    return listing(
        lines,
        view.competencies,
        lambda number: links.SkillViewsOf(assessment_id=assessment_id, page=number),
        back_or_home(ShowResult(assessment_id=assessment_id)),
    )


def _blocks(view: SideBySide) -> list[Text]:
    lines: list[Text] = []
    for one in view.competencies.items:
        lines += [BLANK, *_block(one, is_mine=view.owner is None)]
    return lines


def _block(one: CompetencyViews, *, is_mine: bool) -> list[Text]:
    lines: list[Text] = [Words("views-competency", title=one.title)]
    if one.own is not None:
        key = "views-own" if is_mine else "views-own-of"
        lines.append(Words(key, sign=one.own.sign, percent=one.own.percent, day=one.own.day))
    times = Counter(other.by for other in one.others)
    lines += [_other(other, named=times[other.by] > 1) for other in one.others]
    if one.talk is not None:
        lines.append(Words(f"views-talk-{one.talk}") if is_mine else Words("views-differ"))
    return lines


def _other(other: OtherView, *, named: bool) -> Text:
    """`named`: several people of one kind wrote, so the name is told."""
    who: Text = Words("views-by", by=other.by)
    if named:
        who = Words("views-by-named", by=other.by, name=initials(other.author))
    return Words("views-other", who=who, mark=other.words, day=other.day)


def trainings(view: TrainingPage) -> Screen:
    """A page of the trainings that wait for an answer of the leader."""
    page, last = view.trainings, back_or_home(Desk())
    lines: list[Text] = [Words("trainings-title", title=view.question.title)]
    if not page.total:
        return Screen([*lines, Words("trainings-none")], [last])
    lines += [Words("trainings-hint", count=page.total), BLANK]
    rows: list[list[Button]] = []
    for number, one in enumerate(page.items, start=page.number * PAGE + 1):
        title, name = shorten(one.title, TITLE_ROOM), initials(one.teacher)
        lines.append(Words("training-about", number=number, name=name, title=title, day=one.ended))
        short = initials(one.teacher, LABEL_LIMIT - 4)
        rows.append([Button(Words("training-line", number=number, name=short), _ask(one))])
    rows += turns(page, lambda number: links.Trainings(page=number))
    return Screen(lines, [*rows, last])


def _ask(one: Training, place: int = 0) -> links.AskTraining:
    return links.AskTraining(registration_id=one.registration_id, place=place)


def training(asked: TrainingQuestion) -> Screen:
    """A question to a leader about one competency."""
    one = asked.training
    total = len(one.competencies)
    lines: list[Text] = [
        Words("training-teacher", name=one.teacher.full_name),
        Words("training-title", title=one.title, day=one.ended),
        BLANK,
    ]
    if total > 1:
        lines.append(Words("visit-place", place=asked.place + 1, total=total))
    lines.append(Words("visit-competency", title=asked.competency))
    lines.append(Words("visit-prompt", text=asked.question.question))
    rows = mark_rows(
        asked.question,
        asked.chosen,
        lambda value: links.MarkTraining(registration_id=one.registration_id, place=asked.place, value=value),
    )
    back = _ask(one, asked.place - 1) if asked.place else links.Trainings()
    lines += [BLANK, Words("training-who-sees")]
    return Screen(lines, [*rows, back_or_home(back)])
