"""For methodists: the routes they accompany, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.documents.links import UnitDocuments
from handlers.menu.buttons import HOME
from handlers.people.links import CalendarUnits
from handlers.route_templates.links import RouteTemplates
from handlers.routes.agreement_links import Review
from handlers.routes.links import NeedingHelp, RoutesOverview, ShowRoute
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, turns
from handlers.words import Text, Words
from services.routes.attention import Overview, StuckPage
from services.texts import shorten


def overview(view: Overview) -> Screen:
    """The routes in numbers, and everything that is done with many of them."""
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
            Button(Words("overview-templates"), RouteTemplates()),
            Button(Words("overview-documents"), UnitDocuments()),
        ],
        [Button(Words("overview-calendar"), CalendarUnits())],
    ]
    return Screen(lines, [*rows, [HOME]])


def stuck(page: StuckPage) -> Screen:
    """Who may need help; each opens the route, from which one writes to its owner."""
    back = Button(Words("button-back"), RoutesOverview())
    if not page.total:
        return Screen([Words("stuck-nobody")], [[back, HOME]])
    lines: list[Text] = [Words("stuck-title", count=page.total), Words("stuck-hint"), BLANK]
    lines += [
        Words("stuck-line", name=one.owner.full_name, unit=one.owner.unit, steps=one.steps, since=one.since)
        for one in page.routes
    ]
    rows = [
        [
            Button(
                Words("stuck-button", name=shorten(one.owner.full_name, LABEL_LIMIT - 3)),
                ShowRoute(route_id=one.route_id),
            )
        ]
        for one in page.routes
    ]
    rows += turns(page.page, page.pages, lambda number: NeedingHelp(page=number))
    return Screen(lines, [*rows, [back, HOME]])
