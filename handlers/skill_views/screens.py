"""The screens of lesson visits: writing about a lesson, the card, lists. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from handlers.links import Link
from handlers.listing import confirm, listing
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.names import initials
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, in_rows, quoted
from handlers.skill_views import links
from handlers.words import Said, Text, Words
from services.content.observation import MarkedQuestion
from services.paging import Page
from services.skill_views.queries import Visit, VisitLine, VisitStart
from services.skill_views.rules import SKIPPED, place_to_resume

# Buttons of days fit two in a row.
DAYS_IN_ROW = 2


def choose_day(start: VisitStart, back: Button) -> Screen:
    """Asks for the day of the lesson."""
    days = [
        Button(_day(day, start.today), links.BeginVisit(person_id=start.teacher.id, day=day.toordinal()))
        for day in start.days
    ]
    rows = in_rows(days, DAYS_IN_ROW)
    if start.has_written:
        rows.append([Button(Words("visit-written"), links.WrittenVisits())])
    lines: list[Text] = [
        Words("visit-of", name=start.teacher.full_name),
        Words("visit-intro"),
        BLANK,
        Words("visit-when"),
    ]
    return Screen(lines, [*rows, [back, HOME]])


def _day(day: date, today: date) -> Text:
    ago = (today - day).days
    if ago == 0:
        return Words("visit-today")
    return Words("visit-yesterday") if ago == 1 else Words("visit-day", day=day)


def unfinished(visit: Visit) -> Screen:
    """The next competency to mark; if all are marked, the summary."""
    place = place_to_resume(visit.codes, visit.marks)
    return summary(visit) if place is None else item(visit, place)


def item(visit: Visit, place: int) -> Screen:
    """One competency and its marks."""
    asked = visit.checklist.items[place]
    lines: list[Text] = [
        Words("visit-progress", name=initials(visit.teacher), day=visit.observed_on),
        Words("visit-place", place=place + 1, total=len(visit.checklist.items)),
        BLANK,
        Words("visit-competency", title=visit.titles[asked.competency]),
        Said(asked.question),
        BLANK,
        Words("visit-prompt", text=visit.checklist.question),
    ]
    rows = mark_rows(
        visit.checklist,
        visit.marks.get(asked.competency),
        lambda value: links.MarkVisit(view_id=visit.id, place=place, value=value),
    )
    pause = Button(Words("visit-pause"), links.ShowVisit(view_id=visit.id))
    back = [back_to(links.GoToMark(view_id=visit.id, place=place - 1))] if place else []
    return Screen(lines, [*rows, [*back, pause]])


def mark_rows(asked: MarkedQuestion, chosen: int | None, link: Callable[[int], Link]) -> list[list[Button]]:
    """A button for each mark (the chosen one has a sign), and one for «not seen»."""
    rows = [
        [
            Button(
                Words("visit-chosen", label=mark.button) if mark.value == chosen else Said(mark.button),
                link(mark.value),
            )
        ]
        for mark in asked.marks
    ]
    return [*rows, [Button(Said(asked.skip), link(SKIPPED))]]


def summary(visit: Visit) -> Screen:
    """All marks, before they are shown to the teacher."""
    lines: list[Text] = [
        Words("visit-of", name=visit.teacher.full_name),
        Words("visit-lesson-on", day=visit.observed_on),
        BLANK,
        *_marks(visit),
        BLANK,
    ]
    rows: list[list[Button]] = []
    going_on = place_to_resume(visit.codes, visit.marks)
    if not visit.may_change:
        lines.append(Words("visit-no-more"))
    elif visit.marks:
        lines.append(Words("visit-before-showing"))
        rows.append([Button(Words("visit-show"), links.ShowToTeacher(view_id=visit.id))])
    else:
        lines.append(Words("visit-nothing-seen"))
    if visit.may_change:
        change = [Button(Words("visit-change"), links.GoToMark(view_id=visit.id, place=going_on or 0))]
        rows.insert(0 if going_on is not None else len(rows), change)
    rows.append([Button(Words("visit-drop"), links.DropVisit(view_id=visit.id))])
    return Screen(lines, [*rows, back_or_home(links.WrittenVisits())])


def warn_drop(visit: Visit) -> Screen:
    """The warning before a visit is dropped."""
    return confirm(
        [Words("visit-drop-warning", name=visit.teacher.full_name, day=visit.observed_on)],
        links.DropVisit(view_id=visit.id, sure=True),
        links.ShowVisit(view_id=visit.id),
    )


def card(visit: Visit) -> Screen:
    """What was written about a lesson, and the answer of the teacher; for both sides."""
    if visit.is_author:
        head: list[Text] = [
            Words("visit-of", name=visit.teacher.full_name),
            Words("visit-lesson-on", day=visit.observed_on),
        ]
    else:
        head = [
            Words("visit-title", title=visit.checklist.title),
            Words("visit-by", name=visit.author.full_name, day=visit.observed_on),
        ]
    lines = [*head, BLANK, *_marks(visit)]
    if visit.comment:
        key = "visit-their-answer" if visit.is_author else "visit-your-answer"
        lines += [BLANK, Words(key), quoted(visit.comment)]
    elif visit.is_author:
        lines += [BLANK, Words("visit-shown")]
    else:
        lines += [BLANK, Words("visit-only-you")]
    if visit.is_author:
        return Screen(lines, [back_or_home(links.WrittenVisits())])
    label = Words("visit-answer-again" if visit.comment else "visit-answer")
    return Screen(
        lines,
        [
            [Button(label, links.AnswerVisit(view_id=visit.id))],
            [Button(Words("views-open"), links.SkillViews())],
            back_or_home(links.MyVisits()),
        ],
    )


def _marks(visit: Visit) -> list[Text]:
    """The marks of the current checklist, then those of an earlier one.

    Until the visit is shown, an unmarked competency may still be marked, so it is not called «not seen».
    """
    words = visit.checklist.words
    lines: list[Text] = []
    for code in dict.fromkeys([*visit.codes, *visit.marks]):
        title, mark = visit.titles.get(code), visit.marks.get(code)
        if title is None:  # the framework no longer has this competency
            continue
        if mark is not None:
            lines.append(Words("visit-mark", title=title, mark=words.get(mark, str(mark))))
        elif visit.is_shown:
            lines.append(Words("visit-mark-none", title=title, mark=visit.checklist.skip))
        else:
            lines.append(Words("visit-unmarked", title=title))
    return lines


def my_visits(page: Page[VisitLine]) -> Screen:
    """A page of what other people wrote about my lessons."""
    lines = [Words("visits-title"), Words("visits-hint" if page.items else "visits-none")]
    last = back_or_home(links.SkillViews())
    return listing(lines, page, lambda number: links.MyVisits(page=number), last, row=_line)


def written(page: Page[VisitLine]) -> Screen:
    """A page of what I wrote about lessons of other people."""
    hint = Words("visits-written-hint" if page.items else "visits-written-none")
    lines = [Words("visits-written-title"), hint]
    return listing(lines, page, lambda number: links.WrittenVisits(page=number), [HOME], row=_line)


def _line(one: VisitLine) -> Button:
    sign = "⏳" if not one.is_shown else "🆕" if one.is_new else "💬" if one.has_comment else "📝"
    # Room for the sign and the day: «📝 20.11, ».
    name = initials(one.other, LABEL_LIMIT - 9)
    label = Words("visits-line", sign=sign, day=f"{one.observed_on:%d.%m}", name=name)
    return Button(label, links.ShowVisit(view_id=one.id))


def ask_answer(visit: Visit) -> Screen:
    """Asks the teacher for an answer."""
    lines: list[Text] = [Words("visit-write-answer", name=initials(visit.author))]
    if visit.comment:
        lines += [Words("visit-replaces"), quoted(visit.comment)]
    return Screen(lines, [[_back_to(visit.id), HOME]])


def answer_refused(view_id: int, wrong: Text) -> Screen:
    """Why the answer cannot be taken; the question stays open."""
    return Screen([wrong], [[_back_to(view_id), HOME]])


def answered(visit: Visit) -> Screen:
    """The answer was sent."""
    return Screen(
        [Words("visit-answered", name=initials(visit.author)), quoted(visit.comment)],
        [[_back_to(visit.id), HOME]],
    )


def _back_to(view_id: int) -> Button:
    return back_to(links.ShowVisit(view_id=view_id))
