"""The screens of mentoring. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversations.links import Ask, AskPerson, ShowConversation
from handlers.listing import listing
from handlers.mentoring.links import Mentees, Mentoring, ShowMentee
from handlers.menu.buttons import HOME, back_or_home
from handlers.names import short_name
from handlers.routes.links import ShowRoute
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.skill_views.links import VisitLesson, WrittenVisits
from handlers.words import Text, Words
from services.mentoring.queries import MenteeLine, MentorCard, MyMentoring
from services.paging import Page

MOST_MENTORS = 2
# Mentees who wait for an answer have a button here; if there are few mentees, all have one.
MOST_WAITING = 2
FEW_MENTEES = 3
PAGE = 5


def my_mentoring(view: MyMentoring, *, has_written: bool) -> Screen:
    """My mentors and my mentees; if I have neither, whom I may ask.

    `has_written`: I have written about lessons of other people.
    """
    last = [Button(Words("visit-written"), WrittenVisits())] if has_written else []
    if not view.mentors and not view.mentees:
        return Screen(
            [Words("mentor-none"), BLANK, Words("mentor-none-hint")],
            [[Button(Words("mentor-ask-methodist"), Ask())], last, [HOME]],
        )
    lines: list[Text] = []
    rows: list[list[Button]] = []
    for card in view.mentors[:MOST_MENTORS]:
        lines += [*_card(card), BLANK]
        rows.append([_write(card, alone=len(view.mentors) == 1)])
    if view.mentees:
        shown = view.mentees[:PAGE]
        lines += [Words("mentor-mentees", count=len(view.mentees)), *(_mentee(one) for one in shown)]
        rows += [[_talk(one)] for one in view.mentees if one.waits][:MOST_WAITING]
        if len(view.mentees) <= FEW_MENTEES:
            rows += [[_open(one)] for one in view.mentees]
        else:
            rows.append([Button(Words("mentor-all-mentees"), Mentees())])
        if not any(one.conversation_id is not None for one in view.mentees):
            lines += [BLANK, Words("mentor-mentees-hint")]
    return Screen(lines, [*rows, [*last, HOME]])


def mentees(everyone: Sequence[MenteeLine], page: int) -> Screen:
    """A page of my mentees."""
    return listing(
        [Words("mentor-mentees", count=len(everyone))],
        Page.of(everyone, page, PAGE),
        lambda number: Mentees(page=number),
        back_or_home(Mentoring()),
        line=_mentee,
        row=_open,
    )


def mentee_card(one: MenteeLine, *, route_id: int | None, may_visit: bool) -> Screen:
    """A mentee, and what I can do as their mentor. `route_id` is their route, if I may see one."""
    person = one.mentee
    lines: list[Text] = [
        Words("mentor-name", name=person.full_name),
        Words("mentor-place", position=person.position or "–", unit=person.unit),
    ]
    rows: list[list[Button]] = []
    if one.waits:
        lines += [BLANK, Words("mentor-mentee-asks")]
    if one.conversation_id is not None:
        label = Words("mentor-read-question" if one.waits else "mentor-read-talk")
        rows.append([Button(label, ShowConversation(conversation_id=one.conversation_id))])
    if may_visit:
        rows.append([Button(Words("visit-write-down"), VisitLesson(person_id=person.id))])
    if route_id is not None:
        rows.append([Button(Words("mentor-route"), ShowRoute(route_id=route_id))])
    return Screen(lines, [*rows, back_or_home(Mentoring())])


def _card(card: MentorCard) -> list[Text]:
    lines: list[Text] = [
        Words("mentor-title"),
        Words("mentor-name", name=card.mentor.full_name),
        Words("mentor-place", position=card.mentor.position or "–", unit=card.mentor.unit),
    ]
    if card.since is not None:
        lines.append(Words("mentor-pair-since", kind=card.kind, day=card.since, year=str(card.since.year)))
    elif card.kind:
        lines.append(Words("mentor-pair", kind=card.kind))
    if card.goals:
        lines += [Words("mentor-goals"), *(Words("mentor-goal", title=title) for title in card.goals)]
    return lines


def _write(card: MentorCard, *, alone: bool) -> Button:
    named = Words("mentor-write-to", name=short_name(card.mentor, LABEL_LIMIT - 3))
    label = Words("mentor-write") if alone else named
    return Button(label, AskPerson(person_id=card.mentor.id))


def _mentee(line: MenteeLine) -> Text:
    key = "mentor-mentee-waits" if line.waits else "mentor-mentee"
    return Words(key, name=line.mentee.full_name, unit=line.mentee.unit)


def _talk(line: MenteeLine) -> Button:
    label = Words("mentor-answer", name=short_name(line.mentee, LABEL_LIMIT - 2))
    return Button(label, ShowConversation(conversation_id=line.conversation_id or 0))


def _open(line: MenteeLine) -> Button:
    label = Words("mentor-open", name=short_name(line.mentee, LABEL_LIMIT - 3))
    return Button(label, ShowMentee(person_id=line.mentee.id))
