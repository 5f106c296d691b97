"""The form of a new event on the screen, question by question. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.events.links import (
    AskEventPart,
    ChooseAudience,
    ChooseFormat,
    ChooseSeats,
    ChooseWhen,
    EditEvent,
    Events,
    NewEvent,
    NoAnnounce,
    PublishEvent,
)
from handlers.events.screens import announcement, event
from handlers.menu.buttons import HOME
from handlers.screen import BLANK, Button, Screen, quoted
from handlers.words import Said, Text, Words
from services.content import Titled
from services.events.queries import EventCard, Preview
from services.events.rules import OBLIGATORY, Draft, Part
from services.people.rules import Audience

# The commonest first; what takes days (courses, contests, internships) is announced in other ways.
COMMON_FORMATS = (
    "seminar", "webinar", "workshop", "master_class", "open_lesson",
    "round_table", "training", "method_day",
)  # fmt: skip
SEATS = (10, 15, 20, 30)


def kept(draft: Draft) -> Screen:
    """A draft was begun before: go on or begin afresh."""
    named = Words("event-kept-title", title=draft.title) if draft.title else Words("event-kept")
    return Screen(
        [named],
        [
            [Button(Words("event-go-on"), NewEvent())],
            [Button(Words("event-afresh"), NewEvent(afresh=True))],
            [Button(Words("button-back"), Events()), HOME],
        ],
    )


def choose_format(draft: Draft, formats: Mapping[str, Titled], wrong: Text | None) -> Screen:
    """«Что проводим?»"""
    buttons = [
        Button(Said(formats[code].title), ChooseFormat(format=code))
        for code in COMMON_FORMATS
        if code in formats
    ]
    return _ask(draft, Part.FORMAT, [Words("event-ask-format")], _in_pairs(buttons), wrong)


def ask_title(draft: Draft, wrong: Text | None) -> Screen:
    """«Как называется?»"""
    lines: list[Text] = [Words("event-ask-title")]
    if draft.title:
        lines += [BLANK, Words("event-now", text=draft.title)]
    return _ask(draft, Part.TITLE, lines, [], wrong)


def ask_when(draft: Draft, suggested: Sequence[datetime], now: datetime, wrong: Text | None) -> Screen:
    """«Когда?» `now` is local."""
    rows = [
        [Button(_when_label(moment, now), ChooseWhen(at=int(moment.timestamp())))] for moment in suggested
    ]
    return _ask(draft, Part.WHEN, [Words("event-ask-when"), Words("event-ask-when-hint")], rows, wrong)


def _when_label(moment: datetime, now: datetime) -> Text:
    ahead = moment.date() - now.date()
    if ahead == timedelta(days=1):
        return Words("event-tomorrow-at", time=f"{moment:%H:%M}")
    if ahead == timedelta(days=7):
        return Words("event-in-a-week-at", time=f"{moment:%H:%M}")
    return Words("event-moment", moment=moment)


def ask_place(draft: Draft, wrong: Text | None) -> Screen:
    """«Где?»"""
    lines: list[Text] = [Words("event-ask-place"), Words("event-ask-place-hint")]
    if draft.place:
        lines += [BLANK, Words("event-now", text=draft.place)]
    return _ask(draft, Part.PLACE, lines, [], wrong)


def choose_audience(draft: Draft, sizes: Mapping[Audience, int], wrong: Text | None) -> Screen:
    """«Для кого?», with how many each choice reaches."""
    rows = [
        [Button(Words(f"event-audience-{_key(audience)}", count=size), ChooseAudience(audience=audience))]
        for audience, size in sizes.items()
    ]
    return _ask(
        draft, Part.AUDIENCE, [Words("event-ask-audience"), Words("event-ask-audience-hint")], rows, wrong
    )


def _key(audience: Audience) -> str:
    return audience.value.replace("_", "-")


def ask_announce(draft: Draft, wrong: Text | None) -> Screen:
    """A few words about the event, if the author wishes."""
    lines: list[Text] = [Words("event-ask-announce")]
    if draft.announce:
        lines += [BLANK, quoted(draft.announce)]
    return _ask(draft, Part.ANNOUNCE, lines, [[Button(Words("event-no-announce"), NoAnnounce())]], wrong)


def ask_seats(draft: Draft, wrong: Text | None) -> Screen:
    """How many may come, if that is limited."""
    rows = [
        [Button(Words("event-no-limit"), ChooseSeats(seats=0))],
        [Button(Said(str(seats)), ChooseSeats(seats=seats)) for seats in SEATS],
    ]
    return _ask(draft, Part.CAPACITY, [Words("event-ask-seats")], rows, wrong)


def preview(draft: Draft, view: Preview, year: int, wrong: Text | None) -> Screen:
    """The announcement as its recipients will see it, and how many they are."""
    lines: list[Text] = [wrong, BLANK] if wrong else []
    lines += [
        Words("event-preview"),
        BLANK,
        Words("notice-event-announced"),
        BLANK,
        *announcement(view.card, year),
        BLANK,
        Words("event-recipients", count=view.recipients),
    ]
    return Screen(
        lines,
        [
            [Button(Words("event-publish"), PublishEvent(draft_id=draft.id))],
            [Button(Words("event-edit"), EditEvent())],
            [Button(Words("button-back"), AskEventPart(part=Part.AUDIENCE)), HOME],
        ],
    )


def choose_part() -> Screen:
    """What to change before publishing."""
    buttons = [Button(Words(f"event-part-{part.value}"), AskEventPart(part=part)) for part in Part]
    return Screen(
        [Words("event-choose-part")],
        [*_in_pairs(buttons), [Button(Words("button-back"), NewEvent()), HOME]],
    )


def published(card: EventCard, year: int) -> Screen:
    """The event that was just published, as its author sees it."""
    shown = event(card, year)
    return Screen([Words("event-published"), BLANK, *shown.lines], shown.rows)


def _ask(
    draft: Draft,
    part: Part,
    question: Sequence[Text],
    rows: Sequence[Sequence[Button]],
    wrong: Text | None,
) -> Screen:
    """A question, under what was wrong with the last answer; back leads to the question before."""
    lines: list[Text] = [wrong, BLANK] if wrong else []
    if draft.missing is not None and part in OBLIGATORY:
        step = Words("event-step", step=OBLIGATORY.index(part) + 1, steps=len(OBLIGATORY))
        lines.append(step)
    return Screen([*lines, *question], [*rows, [Button(Words("button-back"), _back(draft, part)), HOME]])


def _back(draft: Draft, part: Part) -> NewEvent | AskEventPart | Events:
    if draft.missing is None:
        return NewEvent()
    place = OBLIGATORY.index(part) if part in OBLIGATORY else 0
    return AskEventPart(part=OBLIGATORY[place - 1]) if place else Events()


def _in_pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    return [list(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
