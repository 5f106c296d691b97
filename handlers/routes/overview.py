"""For methodists: the routes they accompany, and whose owner may need help."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.documents.links import UnitDocuments
from handlers.menu.buttons import HOME
from handlers.people.links import CalendarUnits
from handlers.route_templates.links import RouteTemplates
from handlers.routes.links import NeedingHelp, Review, RoutesOverview, ShowRoute
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, show, turns
from handlers.words import Text, Words
from services.access import require_role
from services.context import Context
from services.roles import METHODISTS
from services.routes import attention
from services.routes.attention import Overview, StuckPage
from services.texts import shorten

router = Router(name="routes-overview")
BACK = Button(Words("button-back"), RoutesOverview())


@router.callback_query(RoutesOverview.filter())
async def routes_overview(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, overview(await attention.overview(ctx)))


@router.callback_query(NeedingHelp.filter())
async def needing_help(query: CallbackQuery, callback_data: NeedingHelp, ctx: Context) -> None:
    require_role(ctx, *METHODISTS)
    await show(query, ctx, stuck(await attention.needing_help(ctx, callback_data.page)))


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
    if not page.total:
        return Screen([Words("stuck-nobody")], [[BACK, HOME]])
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
    return Screen(
        lines, [*rows, *turns(page.page, page.pages, lambda number: NeedingHelp(page=number)), [BACK, HOME]]
    )
