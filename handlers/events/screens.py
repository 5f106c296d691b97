"""The screens of events: the list, a card, who registered, cancelling. Pure: data in, Screen out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from handlers.events import links
from handlers.links import Link
from handlers.listing import listing, which_page
from handlers.menu.buttons import HOME, back_or_home
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Said, Text, Words
from services.events.queries import EventCard, EventGuests, EventLine, EventPage
from services.events.rules import REGISTERED, WAITING
from services.texts import shorten


def when(moment: datetime, today_year: int | None = None) -> Text:
    """The moment in words, with its year if that is not `today_year`."""
    if today_year is None or moment.year == today_year:
        return Words("event-moment", moment=moment)
    return Words("event-moment-year", moment=moment, year=str(moment.year))


def events(page: EventPage) -> Screen:
    """The events ahead that concern this person."""
    announce = Button(Words("event-new-button"), links.NewEvent())
    empty = [] if page.events.items else [Words("event-list-empty")]
    return listing(
        [Words("event-list-title"), *empty],
        page.events,
        lambda number: links.Events(page=number),
        [announce, HOME] if page.may_announce else [HOME],
        line=_lines,
        row=_event_button,
        after=which_page(page.events, apart=True),
    )


def events_on_topic(page: EventPage, turn: Callable[[int], Link], back: Link) -> Screen:
    """The events ahead about a competency; if there are none, the nearest events about anything.

    `turn` leads to another page, `back` to where the screen was opened from.
    """
    lines = [Words("event-topic-title" if page.is_found else "event-topic-empty", topic=page.topic)]
    if page.events.items and not page.is_found:
        lines.append(Words("event-topic-others"))
    return listing(
        lines,
        page.events,
        turn,
        back_or_home(back),
        line=_lines,
        row=_event_button,
        after=which_page(page.events, apart=True),
        below=[[Button(Words("event-all"), links.Events())]],
    )


def _lines(event: EventLine) -> list[Text]:
    lines: list[Text] = [BLANK, Words("event-line", moment=event.starts_at, title=event.title)]
    if event.mine:
        lines.append(Words("event-line-waiting" if event.mine == WAITING else "event-line-mine"))
    return lines


def _event_button(event: EventLine) -> Button:
    mark = {REGISTERED: "✅ ", WAITING: "⏳ "}.get(event.mine or "", "")
    label = f"{mark}{event.starts_at:%d.%m} {event.title}"
    return Button(Said(shorten(label, LABEL_LIMIT)), links.ShowEvent(event_id=event.id))


def announcement(card: EventCard, year: int) -> list[Text]:
    """The lines of an announcement; its preview shows them too."""
    lines: list[Text] = [
        Words("event-title", title=card.title),
        Words("event-format", format=card.format),
        BLANK,
        Words("event-when", when=when(card.starts_at, year)),
        _place(card),
    ]
    if card.free is not None and card.state == "open":
        lines.append(
            Words("event-seats", free=card.free, capacity=card.capacity) if card.free else Words("event-full")
        )
    if card.announce:
        lines += [BLANK, Said(card.announce)]
    return lines


def _place(card: EventCard) -> Text:
    if not card.online:
        return Words("event-place", place=card.place or "")
    return Words("event-link", place=card.place) if card.place else Words("event-link-later")


def event(card: EventCard, year: int) -> Screen:
    """An event, and what this person may do with it."""
    lines = announcement(card, year)
    if status := _status(card):
        lines += [BLANK, status]
    may_register = card.may_register and card.state == "open" and card.mine is None
    rows = [[register_button(card)]] if may_register else []
    ahead = card.state in ("open", "closed")
    if card.mine == REGISTERED and card.state != "cancelled" and (link := address(card)):
        rows.append([Button(Words("event-open-link"), link)])
    if card.mine and ahead:
        label = "event-leave" if card.mine == REGISTERED else "event-leave-line"
        rows.append([Button(Words(label), links.Unregister(event_id=card.id))])
    if card.may_manage:
        rows.append([Button(Words("event-people"), links.EventPeople(event_id=card.id))])
        if ahead:
            rows.append([Button(Words("event-cancel"), links.CancelEvent(event_id=card.id))])
    return Screen(lines, [*rows, back_or_home(links.Events())])


def register_button(card: EventCard) -> Button:
    """«Записаться»; if no place is left, a button that puts the person into the waiting line."""
    label = "event-stand-in-line" if card.free == 0 else "event-register"
    return Button(Words(label), links.Register(event_id=card.id))


def address(card: EventCard) -> str | None:
    """The link of an online event, if the reader may know it."""
    found = re.search(r"https?://[^\s<>\"]+", card.place or "") if card.online else None
    return found[0].rstrip(".,;)") if found else None


def _status(card: EventCard) -> Text | None:
    if card.state == "cancelled":
        return Words("event-is-cancelled")
    if card.mine == REGISTERED:
        return Words("event-mine")
    if card.mine == WAITING:
        return Words("event-waiting", line=card.line or 1)
    if card.state == "started":
        return Words("event-is-started")
    return Words("event-is-closed") if card.state == "closed" else None


def guests(view: EventGuests) -> Screen:
    """The people who registered, for those who run the event."""
    lines: list[Text] = [
        Words("event-title", title=view.title),
        Words("event-registered", count=view.registered),
    ]
    if view.waiting:
        lines.append(Words("event-in-line", count=view.waiting))
    if view.names.items:
        lines.append(BLANK)

    def line(guest: tuple[str, str, bool]) -> Text:
        name, unit, is_waiting = guest
        return Words("event-guest-waiting" if is_waiting else "event-guest", name=name, unit=unit)

    return listing(
        lines,
        view.names,
        lambda number: links.EventPeople(event_id=view.event_id, page=number),
        back_or_home(links.ShowEvent(event_id=view.event_id)),
        line=line,
    )


def sure_to_cancel(card: EventCard) -> Screen:
    """The warning before an event is cancelled."""
    return Screen(
        [
            Words("event-sure-to-cancel", title=card.title),
            Words("event-sure-when", moment=card.starts_at),
            Words("event-sure-hint"),
        ],
        [
            [Button(Words("event-yes-cancel"), links.CancelEvent(event_id=card.id, sure=True))],
            [Button(Words("button-no"), links.ShowEvent(event_id=card.id))],
            [HOME],
        ],
    )
