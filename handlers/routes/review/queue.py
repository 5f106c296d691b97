"""The next screen of a methodist or a mentor: an item of the queue, or a route sent anew."""

from __future__ import annotations

from handlers.answers import Reply
from handlers.routes import screens as route_screens
from handlers.routes.review import screens
from handlers.screen import Screen, under
from handlers.words import Text, said_by
from services.context import Context
from services.routes import reading
from services.routes.agreement.queries import SentAnew
from services.routes.review import queries


async def following(ctx: Context, place: int, done: Text) -> Screen:
    """The next item of the queue, under the line about the last decision."""
    return under([done], screens.queue(await queries.item(ctx, place), ctx.chat.rows_below))


async def sent_anew(ctx: Context, route_id: int, changed: SentAnew) -> Reply:
    """A route that was changed since it was shown, to be read before the decision."""
    said, view = said_by(changed), await reading.route_of(ctx, route_id)
    return Reply(route_screens.route(view), above=[said], toast=said)
