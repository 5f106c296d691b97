"""Comments on a route or a step, typed or spoken, as those with which something is returned."""

from __future__ import annotations

from dataclasses import dataclass

from services.context import Context
from services.errors import NotAllowed, NotFound
from services.people.queries import person_names
from services.routes.access import load_route, load_step, sight_of
from services.routes.models import RouteComment
from services.routes.step_reading import remark_view
from services.routes.views import RemarkView, Sight, sees_reasons
from services.texts import checked

COMMENT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Remark:
    """The text of a comment to be kept, or a voice message by its outside id."""

    text: str = ""
    file_kind: str | None = None
    file_id: str | None = None

    def checked(self) -> Remark:
        """The remark with its text tidied. Raises Invalid if the text is missing or too long."""
        if self.file_id is not None and not self.text.strip():
            return self
        return Remark(checked(self.text, COMMENT_LIMIT), self.file_kind, self.file_id)


async def comment(
    ctx: Context, route_id: int, step_id: int | None, remark: Remark, change_id: int | None = None
) -> int:
    """Keep the acting person's comment on a route, a step or a refused change; returns the comment's id."""
    said = RouteComment(
        route_id=route_id,
        step_id=step_id,
        change_id=change_id,
        author_id=ctx.me.person_id,
        text=remark.text,
        file_kind=remark.file_kind,
        file_id=remark.file_id,
        at=ctx.now,
    )
    ctx.db.add(said)
    await ctx.db.flush()
    return said.id


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a route or one of its steps, as shown; `author` is a full name."""

    remark: RemarkView
    author: str
    route_id: int
    step_id: int | None
    sight: Sight
    route_status: str


async def said(ctx: Context, comment_id: int) -> Comment:
    """A comment, for readers of the route; a leader may not read it.

    Only the owner and methodists may read a comment on a refused change. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        found = await db.get(RouteComment, comment_id)
        if found is None:
            raise NotFound
        route = await load_route(ctx, found.route_id)
        sight = await sight_of(ctx, route)
        if sight is Sight.LEADER or (found.change_id is not None and not sees_reasons(sight)):
            raise NotAllowed
        if found.step_id is not None:
            await load_step(ctx, found.step_id)
        author = (await person_names(ctx, {found.author_id})).get(found.author_id, "")
        return Comment(remark_view(found), author, route.id, found.step_id, sight, route.status)
