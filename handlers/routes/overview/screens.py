"""The routes that a methodist accompanies. Pure: data in, Screen out."""

from __future__ import annotations

from dataclasses import replace

from handlers.documents.links import UnitDocuments
from handlers.listing import listing
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.people.links import CalendarUnits
from handlers.route_templates.links import RouteTemplates
from handlers.routes import screens
from handlers.routes.overview.links import NeedingHelp, RouteInList, RoutesListed, RoutesOverview
from handlers.routes.review.links import Review
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Text, Words, full_day
from services.paging import Page
from services.routes.overview.attention import Stuck
from services.routes.overview.queries import DONE, WORKING, Listed, Overview
from services.routes.views import RouteView
from services.texts import shorten

STUCK = "stuck"
BACK = back_to(RoutesOverview())


def overview(view: Overview) -> Screen:
    """The routes in numbers, and the ways to everything done with many routes."""
    lines: list[Text] = [
        Words("overview-title"),
        Words("overview-working", count=view.working),
        Words("overview-review", count=view.on_review),
        Words("overview-done", count=view.done),
    ]
    rows = [
        [Button(Words("overview-to-review"), Review())],
        [Button(Words("overview-stuck", count=view.stuck), NeedingHelp())],
        [
            Button(Words("overview-list", state=state), RoutesListed(state=state))
            for state, count in ((WORKING, view.working), (DONE, view.done))
            if count
        ],
        [
            Button(Words("overview-templates"), RouteTemplates()),
            Button(Words("overview-documents"), UnitDocuments()),
        ],
        [Button(Words("overview-calendar"), CalendarUnits())],
    ]
    return Screen(lines, [*rows, [HOME]])


def stuck(page: Page[Stuck]) -> Screen:
    """The teachers who may need help; each button opens a route, which has a button to write to its owner."""
    if not page.total:
        return Screen([Words("stuck-nobody")], [[BACK, HOME]])
    return listing(
        [Words("stuck-title", count=page.total), Words("stuck-hint"), BLANK],
        page,
        lambda number: NeedingHelp(page=number),
        [BACK, HOME],
        line=_stuck_line,
        row=lambda one: _open(one, STUCK, page.number),
    )


def listed(page: Page[Listed], state: str) -> Screen:
    """The routes under way, or those finished within a year; each button opens a route."""
    title = Words("list-title", state=state, count=page.total)
    return listing(
        [title, BLANK] if page.items else [title],
        page,
        lambda number: RoutesListed(state=state, page=number),
        [BACK, HOME],
        line=_line,
        row=lambda one: _open(one, state, page.number),
    )


def in_list(view: RouteView, state: str, page: int) -> Screen:
    """A route that was opened from a list, with the way back to the list."""
    screen = screens.route(view)
    to = NeedingHelp(page=page) if state == STUCK else RoutesListed(state=state, page=page)
    return replace(screen, rows=[*screen.rows[:-1], back_or_home(to)])


def _stuck_line(one: Stuck) -> Text:
    return Words(
        "stuck-line", name=one.owner.full_name, unit=one.owner.unit, steps=one.steps, since=one.since
    )


def _line(one: Listed) -> Text:
    name, unit = one.owner.full_name, one.owner.unit
    if one.finished_on is not None:
        return Words("list-line-done", name=name, unit=unit, day=full_day(one.finished_on))
    return Words("list-line", name=name, unit=unit, done=one.done, steps=one.steps)


def _open(one: Stuck | Listed, state: str, page: int) -> Button:
    label = Words("stuck-button", name=shorten(one.owner.full_name, LABEL_LIMIT - 3))
    return Button(label, RouteInList(route_id=one.route_id, state=state, page=page))
