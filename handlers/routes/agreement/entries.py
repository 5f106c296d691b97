"""Buttons of agreement: sending a route, taking it back, its versions."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.routes.agreement import links, screens
from handlers.routes.screens import route as route_screen
from handlers.words import Words
from services.context import Context
from services.routes.agreement import actions, queries, versions

feature = Feature("routes_agreement")
feature.shows(links.ShowVersion, versions.version_card, screens.version)


@feature.button(links.SendToReview)
async def send_to_review(ctx: Context, link: links.SendToReview) -> Answer:
    """Sends a draft; if several methodists are responsible, asks for one first."""
    if not link.methodist_id and await queries.needs_choice(ctx, link.route_id):
        return await choose_methodist(ctx, links.ChooseMethodist(route_id=link.route_id))
    route = await actions.send_to_review(ctx, link.route_id, link.methodist_id)
    return Reply(route_screen(route), toast=Words("route-sent-toast"))


@feature.button(links.ChooseMethodist)
async def choose_methodist(ctx: Context, link: links.ChooseMethodist) -> Answer:
    there = await queries.methodists_for(ctx, link.route_id)
    return screens.choose_methodist(link.route_id, there, link.page)


@feature.button(links.RecallRoute)
async def recall_route(ctx: Context, link: links.RecallRoute) -> Answer:
    route = await actions.recall(ctx, link.route_id)
    return Reply(route_screen(route), toast=Words("route-recalled-toast"))


@feature.button(links.RouteVersions)
async def route_versions(ctx: Context, link: links.RouteVersions) -> Answer:
    return screens.versions(*await versions.versions(ctx, link.route_id))
