"""The form of a new event on the screen, question by question. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.events import links
from handlers.events.screens import announcement, event
from handlers.group_results.links import GroupTopic
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, in_rows, quoted, under
from handlers.words import Said, Text, Words
from services.content.competencies import Competency, CompetencyGroup
from services.content.parts import Titled
from services.events.queries import EventCard, Preview
from services.events.rules import OBLIGATORY, Draft, Part
from services.group_results.rules import Axis
from services.people.rules import Audience
from services.texts import shorten

# The commonest first; what takes days (courses, contests, internships) is announced in other ways.
COMMON_FORMATS = (
    "seminar", "webinar", "workshop", "master_class", "open_lesson",
    "round_table", "training", "method_day",
)  # fmt: skip
SEATS = (10, 15, 20, 30)


def kept(
    draft: Draft, afresh: links.NewEvent | links.NewEventFor, topics: Mapping[str, Competency]
) -> Screen:
    """A draft was begun before, and what it was: go on, or leave it and begin `afresh`."""
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
    lines: list[Text] = [Words("event-ask-title")]
    if draft.title:
        lines += [BLANK, Words("event-now", text=draft.title)]
    return _ask(draft, Part.TITLE, lines, [])


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
    lines: list[Text] = [Words("event-ask-place"), Words("event-ask-place-hint")]
    if draft.place:
        lines += [BLANK, Words("event-now", text=draft.place)]
    return _ask(draft, Part.PLACE, lines, [])


def choose_audience(draft: Draft, sizes: Mapping[Audience, int]) -> Screen:
    """«Для кого?», with how many each choice reaches; a choice widens what the draft was begun for."""
    rows = [
        [
            Button(
                Words(f"event-audience-{_key(audience)}", count=size), links.ChooseAudience(audience=audience)
            )
        ]
        for audience, size in sizes.items()
    ]
    lines: list[Text] = [Words("event-ask-audience"), Words("event-ask-audience-hint")]
    if draft.target is not None:
        lines = [Words("event-widen-audience"), Words("event-ask-audience-hint")]
        rows.append([Button(Words("event-keep-audience"), links.NewEvent())])
    return _ask(draft, Part.AUDIENCE, lines, rows)


def _key(audience: Audience) -> str:
    return audience.value.replace("_", "-")


def ask_announce(draft: Draft) -> Screen:
    """A few words about the event, if the author wishes."""
    lines: list[Text] = [Words("event-ask-announce")]
    if draft.announce:
        lines += [BLANK, quoted(draft.announce)]
    return _ask(draft, Part.ANNOUNCE, lines, [[Button(Words("event-no-announce"), links.NoAnnounce())]])


def ask_seats(draft: Draft) -> Screen:
    """How many may come, if that is limited."""
    rows = [
        [Button(Words("event-no-limit"), links.ChooseSeats(seats=0))],
        [Button(Said(str(seats)), links.ChooseSeats(seats=seats)) for seats in SEATS],
    ]
    return _ask(draft, Part.CAPACITY, [Words("event-ask-seats")], rows)


def choose_topic_group(draft: Draft, groups: Mapping[str, CompetencyGroup]) -> Screen:
    """«О чём?»: a group of competencies first. A draft begun from the group's map keeps some topic."""
    buttons = [Button(Said(group.title), links.AskTopic(group=group.code)) for group in groups.values()]
    rows = [[button] for button in buttons]
    if draft.target is None:
        rows.append([Button(Words("event-no-topic"), links.ChooseTopic(competency=""))])
    return _ask(draft, Part.TOPIC, [Words("event-ask-topic"), Words("event-ask-topic-hint")], rows)


def choose_topic(group: CompetencyGroup) -> Screen:
    """«О чём именно?»"""
    rows = [
        [Button(Said(shorten(one.title, LABEL_LIMIT)), links.ChooseTopic(competency=one.code))]
        for one in group.competencies
    ]
    back = back_to(links.AskEventPart(part=Part.TOPIC))
    return Screen([Words("event-ask-topic-exactly", group=group.title)], [*rows, [back, HOME]])


def meant_for(draft: Draft, topics: Mapping[str, Competency]) -> list[Text]:
    """Whose teachers the draft is for and on what; nobody's name."""
    lines: list[Text] = []
    if draft.target is not None:
        key = "event-for-subject" if draft.target.unit_id is None else "event-for-unit"
        lines.append(Words(key, title=draft.target.title))
    if draft.topic in topics:
        lines.append(Words("event-topic", topic=topics[draft.topic].title))
    return lines


def preview(draft: Draft, view: Preview, year: int) -> Screen:
    """The announcement as its recipients will see it, and how many they are."""
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
    """What to change before publishing."""
    buttons = [Button(Words(f"event-part-{part.value}"), links.AskEventPart(part=part)) for part in Part]
    return Screen(
        [Words("event-choose-part")],
        [*in_rows(buttons, 2), back_or_home(links.NewEvent())],
    )


def published(card: EventCard, year: int) -> Screen:
    """The event that was just published, as its author sees it."""
    return under([Words("event-published")], event(card, year))


def _ask(
    draft: Draft,
    part: Part,
    question: Sequence[Text],
    rows: Sequence[Sequence[Button]],
) -> Screen:
    """A question about a part; back leads to the question before."""
    lines = list(question)
    if draft.missing is not None and part in OBLIGATORY:
        steps = len(OBLIGATORY) - (draft.target is not None)  # the last, whom to invite, is then known
        lines.insert(0, Words("event-step", step=OBLIGATORY.index(part) + 1, steps=steps))
    back = back_to(_back(draft, part))
    return Screen(lines, [*rows, [back, HOME]])


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
