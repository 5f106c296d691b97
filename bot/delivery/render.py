"""The screens of all kinds of outbox messages, gathered from the features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.assessments import notices as assessments
from handlers.conversations import notices as conversations
from handlers.events import notices as events
from handlers.external_results import notices as external_results
from handlers.people import notices as people
from handlers.reminders import notices as reminders
from handlers.route_templates import notices as route_templates
from handlers.routes import notices as routes
from handlers.screen import Notice, Screen
from handlers.skill_views import notices as skill_views
from services.context import Context
from services.errors import NotAllowed, NotFound

FEATURES = (
    people,
    assessments,
    routes,
    route_templates,
    conversations,
    events,
    external_results,
    reminders,
    skill_views,
)
# The name of a notice is the kind of its deliveries.
NOTICES: dict[str, Notice] = {one.__name__: one for feature in FEATURES for one in feature.NOTICES}


async def tell_of_file(ctx: Context, kind: str, arguments: Mapping[str, Any], how: str) -> None:
    """Tell the author of a delivery's file what became of it; `how` is the end of the key of the words."""
    tell = conversations.FILE_LOST.get(kind)
    if tell is not None:
        await tell(ctx, how, **arguments)


async def render(ctx: Context, kind: str, arguments: Mapping[str, Any]) -> Screen | None:
    """The screen of a delivery for its recipient (the context's actor); None if it is no longer true.

    A notice is no longer true if its fact is gone or the recipient may no longer read it.
    """
    try:
        return await NOTICES[kind](ctx, **arguments)
    except (NotFound, NotAllowed):
        return None
