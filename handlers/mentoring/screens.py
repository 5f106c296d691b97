"""Mentoring on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.conversations.links import Ask, AskPerson, ShowConversation
from handlers.conversations.screens import short_name
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Text, Words
from services.mentoring.queries import MenteeLine, MentorCard, MyMentoring

MOST_MENTORS = 2
MOST_MENTEES = 5


def my_mentoring(view: MyMentoring) -> Screen:
    """My mentors and my mentees; where there is neither, whom to ask."""
    if not view.mentors and not view.mentees:
        return Screen(
            [Words("mentor-none"), BLANK, Words("mentor-none-hint")],
            [[Button(Words("mentor-ask-methodist"), Ask())], [HOME]],
        )
    lines: list[Text] = []
    rows: list[list[Button]] = []
    for card in view.mentors[:MOST_MENTORS]:
        lines += [*_card(card), BLANK]
        rows.append([_write(card, alone=len(view.mentors) == 1)])
    if view.mentees:
        lines += [Words("mentor-mentees", count=len(view.mentees)), *(_mentee(one) for one in view.mentees)]
        talks = [one for one in view.mentees if one.conversation_id is not None]
        rows += [[_talk(one)] for one in talks[:MOST_MENTEES]]
        if not talks:
            lines += [BLANK, Words("mentor-mentees-hint")]
    return Screen(lines, [*rows, [HOME]])


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
    label = (
        Words("mentor-write")
        if alone
        else Words("mentor-write-to", name=short_name(card.mentor, LABEL_LIMIT - 3))
    )
    return Button(label, AskPerson(person_id=card.mentor.id))


def _mentee(line: MenteeLine) -> Text:
    key = "mentor-mentee-waits" if line.waits else "mentor-mentee"
    return Words(key, name=line.mentee.full_name, unit=line.mentee.unit)


def _talk(line: MenteeLine) -> Button:
    label = Words(
        "mentor-answer" if line.waits else "mentor-talk", name=short_name(line.mentee, LABEL_LIMIT - 2)
    )
    return Button(label, ShowConversation(conversation_id=line.conversation_id or 0))
