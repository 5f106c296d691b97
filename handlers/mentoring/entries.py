"""The mentors and the mentees of the acting person."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.features import Feature
from handlers.mentoring import links, screens
from services.context import Context
from services.errors import NotFound
from services.mentoring import queries
from services.routes.reading import live_route_id
from services.skill_views.queries import has_written, may_visit

feature = Feature("mentoring")


@feature.button(links.Mentoring, command="mentor")
async def my_mentoring(ctx: Context, link: links.Mentoring) -> Answer:
    view = await queries.my_mentoring(ctx)
    return screens.my_mentoring(view, has_written=await has_written(ctx))


@feature.button(links.Mentees)
async def mentees(ctx: Context, link: links.Mentees) -> Answer:
    return screens.mentees((await queries.my_mentoring(ctx)).mentees, link.page)


@feature.button(links.ShowMentee)
async def mentee(ctx: Context, link: links.ShowMentee) -> Answer:
    view = await queries.my_mentoring(ctx)
    found = next((one for one in view.mentees if one.mentee.id == link.person_id), None)
    if found is None:
        raise NotFound
    route_id = await live_route_id(ctx, found.mentee.id)
    may = await may_visit(ctx, found.mentee.id)
    return screens.mentee_card(found, route_id=route_id, may_visit=may)
