"""The screens of a new event, one for each question. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.events import links
from handlers.events.screens import announcement, event
from handlers.group_results.links import GroupTopic
from handlers.menu.buttons import back_or_home
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, in_rows, quoted, under
from handlers.words import Said, Text, Words
from services.content.competencies import Competency, CompetencyGroup
from services.content.parts import Titled
from services.events.queries import EventCard, Preview
from services.events.rules import OBLIGATORY, Draft, Part
from services.group_results.rules import Axis
from services.people.rules import Audience
from services.texts import shorten

# The most common formats first. Events of several days (courses, contests) are announced in other ways.
COMMON_FORMATS = (
    "seminar", "webinar", "workshop", "master_class", "open_lesson",
    "round_table", "training", "method_day",
)  # fmt: skip
SEATS = (10, 15, 20, 30)


def kept(
    draft: Draft, afresh: links.NewEvent | links.NewEventFor, topics: Mapping[str, Competency]
) -> Screen:
    """The draft begun before: go on with it, or drop it and begin `afresh`."""
    named = Words("event-kept-title", title=draft.title) if draft.title else Words("event-kept")
    return Screen(
        [named, *meant_for(draft, topics), BLANK, Words("event-kept-ask")],
        [
            [Button(Words("event-go-on"), links.GoOnWithEvent())],
            [Button(Words("event-afresh"), afresh)],
            back_or_home(links.Events()),
        ],
    )


def choose_format(draft: Draft, formats: Mapping[str, Titled]) -> Screen:
    """«Что проводим?»"""
    buttons = [
        Button(Said(formats[code].title), links.ChooseFormat(format=code))
        for code in COMMON_FORMATS
        if code in formats
    ]
    return _ask(draft, Part.FORMAT, [Words("event-ask-format")], in_rows(buttons, 2))


def ask_title(draft: Draft) -> Screen:
    """«Как называется?»"""
    return _ask(draft, Part.TITLE, [Words("event-ask-title"), *_now(draft.title)])


def _now(text: str | None) -> list[Text]:
    """What was typed for this part before."""
    return [BLANK, Words("event-now", text=text)] if text else []


def ask_when(draft: Draft, suggested: Sequence[datetime], now: datetime) -> Screen:
    """«Когда?» `now` is local."""
    rows = [
        [Button(_when_label(moment, now), links.ChooseWhen(at=int(moment.timestamp())))]
        for moment in suggested
    ]
    return _ask(draft, Part.WHEN, [Words("event-ask-when"), Words("event-ask-when-hint")], rows)


def _when_label(moment: datetime, now: datetime) -> Text:
    ahead = moment.date() - now.date()
    if ahead == timedelta(days=1):
        return Words("event-tomorrow-at", time=f"{moment:%H:%M}")
    if ahead == timedelta(days=7):
        return Words("event-in-a-week-at", time=f"{moment:%H:%M}")
    return Words("event-moment", moment=moment)


def ask_place(draft: Draft) -> Screen:
    """«Где?»"""
    lines = [Words("event-ask-place"), Words("event-ask-place-hint"), *_now(draft.place)]
    return _ask(draft, Part.PLACE, lines)


def choose_audience(draft: Draft, sizes: Mapping[Audience, int]) -> Screen:
    """«Для кого?», with the number of people in each audience. Begun from the map, a draft can be widened."""
    rows = [
        [Button(_size(audience, size), links.ChooseAudience(audience=audience))]
        for audience, size in sizes.items()
    ]
    lines: list[Text] = [Words("event-ask-audience"), Words("event-ask-audience-hint")]
    if draft.target is not None:
        lines = [Words("event-widen-audience"), Words("event-ask-audience-hint")]
        rows.append([Button(Words("event-keep-audience"), links.NewEvent())])
    return _ask(draft, Part.AUDIENCE, lines, rows)


def _size(audience: Audience, count: int) -> Text:
    return Words(f"event-audience-{audience.value.replace('_', '-')}", count=count)


def ask_announce(draft: Draft) -> Screen:
    """Asks for a few words about the event; the author may do without."""
    lines: list[Text] = [Words("event-ask-announce")]
    if draft.announce:
        lines += [BLANK, quoted(draft.announce)]
    return _ask(draft, Part.ANNOUNCE, lines, [[Button(Words("event-no-announce"), links.NoAnnounce())]])


def ask_seats(draft: Draft) -> Screen:
    """Asks for the number of seats, if it is limited."""
    rows = [
        [Button(Words("event-no-limit"), links.ChooseSeats(seats=0))],
        [Button(Said(str(seats)), links.ChooseSeats(seats=seats)) for seats in SEATS],
    ]
    return _ask(draft, Part.CAPACITY, [Words("event-ask-seats")], rows)


def choose_topic_group(draft: Draft, groups: Mapping[str, CompetencyGroup]) -> Screen:
    """«О чём?»: first a group of competencies. A draft begun from the map of a group must have a topic."""
    rows = [[Button(Said(group.title), links.AskTopic(group=group.code))] for group in groups.values()]
    if draft.target is None:
        rows.append([Button(Words("event-no-topic"), links.ChooseTopic(competency=""))])
    return _ask(draft, Part.TOPIC, [Words("event-ask-topic"), Words("event-ask-topic-hint")], rows)


def choose_topic(group: CompetencyGroup) -> Screen:
    """«О чём именно?»"""
    rows = [
        [Button(Said(shorten(one.title, LABEL_LIMIT)), links.ChooseTopic(competency=one.code))]
        for one in group.competencies
    ]
    back = back_or_home(links.AskEventPart(part=Part.TOPIC))
    return Screen([Words("event-ask-topic-exactly", group=group.title)], [*rows, back])


def meant_for(draft: Draft, topics: Mapping[str, Competency]) -> list[Text]:
    """The unit or subject whose teachers the draft is for, and its topic. Names no person."""
    lines: list[Text] = []
    if draft.target is not None:
        key = "event-for-subject" if draft.target.unit_id is None else "event-for-unit"
        lines.append(Words(key, title=draft.target.title))
    if draft.topic in topics:
        lines.append(Words("event-topic", topic=topics[draft.topic].title))
    return lines


def preview(draft: Draft, view: Preview, year: int) -> Screen:
    """The announcement as its recipients will see it, and their number."""
    size = "event-recipients" if draft.target is None else "event-recipients-at-most"
    return Screen(
        [
            Words("event-preview"),
            BLANK,
            Words("notice-event-announced"),
            BLANK,
            *announcement(view.card, year),
            BLANK,
            Words(size, count=view.recipients),
        ],
        [
            [Button(Words("event-publish"), links.PublishEvent(draft_id=draft.id))],
            [Button(Words("event-edit"), links.EditEvent())],
            back_or_home(links.AskEventPart(part=Part.AUDIENCE)),
        ],
    )


def choose_part() -> Screen:
    """The parts that may be changed before the event is published."""
    buttons = [Button(Words(f"event-part-{part.value}"), links.AskEventPart(part=part)) for part in Part]
    return Screen([Words("event-choose-part")], [*in_rows(buttons, 2), back_or_home(links.NewEvent())])


def published(card: EventCard, year: int) -> Screen:
    """The event just published, as its author sees it."""
    return under([Words("event-published")], event(card, year))


def _ask(
    draft: Draft,
    part: Part,
    question: Sequence[Text],
    rows: Sequence[Sequence[Button]] = (),
) -> Screen:
    """A question about a part; the button back leads to the question before."""
    lines = list(question)
    if draft.missing is not None and part in OBLIGATORY:
        # A draft begun from the map knows its audience, which is the last part.
        steps = len(OBLIGATORY) - (draft.target is not None)
        lines.insert(0, Words("event-step", step=OBLIGATORY.index(part) + 1, steps=steps))
    return Screen(lines, [*rows, back_or_home(_back(draft, part))])


def _back(draft: Draft, part: Part) -> links.NewEvent | links.AskEventPart | links.Events | GroupTopic:
    if draft.missing is None:
        return links.NewEvent()
    place = OBLIGATORY.index(part) if part in OBLIGATORY else 0
    if place:
        return links.AskEventPart(part=OBLIGATORY[place - 1])
    if draft.target is None:
        return links.Events()
    axis = Axis.SUBJECTS if draft.target.unit_id is None else Axis.UNITS
    return GroupTopic(axis=axis, competency=draft.topic)
