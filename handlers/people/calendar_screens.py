"""The screens of school calendars. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.listing import choose_unit, listing
from handlers.menu.buttons import HOME, back_or_home
from handlers.people.links import CalendarChoices, CalendarUnits, ChooseCalendar, SchoolCalendarOf
from handlers.routes.overview.links import RoutesOverview
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Said, Text, Words
from services.content.calendars import SchoolCalendar, Stretch
from services.paging import Page
from services.people.calendars import UnitCalendar
from services.people.queries import UnitChoice
from services.texts import shorten

PAGE = 6


def calendar(one: UnitCalendar, today: date, *, from_routes: bool = False) -> Screen:
    """The terms and holidays of a unit. With `from_routes` the last row leads back to the routes."""
    lines = [
        Words("calendar-title", unit=one.unit),
        Words("calendar-which", title=one.calendar.title, year=one.calendar.year),
        *_stretches(one.calendar, today),
    ]
    rows: list[Sequence[Button]] = []
    if one.may_choose:
        rows.append([Button(Words("calendar-choose"), CalendarChoices(unit_id=one.unit_id))])
    if one.has_others:
        rows.append([Button(Words("calendar-others"), CalendarUnits())])
    return Screen(lines, [*rows, _way_out(from_routes)])


def _way_out(from_routes: bool) -> list[Button]:
    return back_or_home(RoutesOverview()) if from_routes else [HOME]


def _stretches(calendar: SchoolCalendar, today: date | None) -> list[Text]:
    return [
        BLANK,
        Words("calendar-terms"),
        *_lines(calendar.terms, today),
        BLANK,
        Words("calendar-holidays"),
        *_lines(calendar.holidays, today),
    ]


def _lines(stretches: Iterable[Stretch], today: date | None) -> list[Text]:
    return [
        Words(
            "calendar-now" if today and one.first <= today <= one.last else "calendar-line",
            title=one.title,
            first=one.first,
            last=one.last,
        )
        for one in stretches
    ]


def units(page: Page[UnitChoice], *, from_routes: bool = False) -> Screen:
    """A page of the units whose calendar may be opened; for `from_routes` see `calendar`."""
    return choose_unit(
        [Words("calendar-choose-unit")],
        page,
        lambda unit_id: SchoolCalendarOf(unit_id=unit_id),
        lambda number: CalendarUnits(page=number),
        _way_out(from_routes),
    )


def choices(one: UnitCalendar, calendars: Sequence[SchoolCalendar], page: int) -> Screen:
    """A page of the calendars that may be chosen; the current one has a mark."""

    def row(calendar: SchoolCalendar) -> Button:
        title = shorten(calendar.title, LABEL_LIMIT - 2)
        is_chosen = calendar.code == one.calendar.code
        label = Words("calendar-chosen", title=title) if is_chosen else Said(title)
        return Button(label, ChooseCalendar(unit_id=one.unit_id, code=calendar.code))

    return listing(
        [Words("calendar-ask", unit=one.unit)],
        Page.of(calendars, page, PAGE),
        lambda number: CalendarChoices(unit_id=one.unit_id, page=number),
        back_or_home(SchoolCalendarOf(unit_id=one.unit_id)),
        row=row,
    )


def confirm(one: UnitCalendar, chosen: SchoolCalendar) -> Screen:
    """The warning before a calendar is chosen: its dates, and what changes."""
    sure = ChooseCalendar(unit_id=one.unit_id, code=chosen.code, sure=True)
    return Screen(
        [
            Words("calendar-confirm", unit=one.unit, title=chosen.title),
            *_stretches(chosen, None),
            BLANK,
            Words("calendar-confirm-units", count=one.units),
            Words("calendar-confirm-what"),
        ],
        [
            [Button(Words("calendar-sure"), sure)],
            back_or_home(CalendarChoices(unit_id=one.unit_id)),
        ],
    )
