"""What a methodist or a mentor sees next: of the queue, or of a route that is not as they read it."""

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


async def at(ctx: Context, place: int) -> Screen:
    """What is to be decided after so many others."""
    return screens.queue(await queries.item(ctx, place))


async def following(ctx: Context, place: int, done: Text) -> Screen:
    """What comes after a decision, under a line about it."""
    return under([done], screens.queue(await queries.item(ctx, place), ctx.chat.rows_below))


async def sent_anew(ctx: Context, route_id: int, changed: SentAnew) -> Reply:
    """A route that was changed since it was shown, to be read before it is decided about."""
    said, view = said_by(changed), await reading.route_of(ctx, route_id)
    return Reply(route_screens.route(view), above=[said], toast=said)
