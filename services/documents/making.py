"""Documents as files: of one route, or of all routes of a unit in archives."""

from __future__ import annotations

import asyncio
import time
import zipfile
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO

from sqlalchemy import or_, select

from services import audit
from services.access import paths_above
from services.content.folder import CONTENT_FOLDER
from services.context import Context
from services.documents import queries, rules, template, units
from services.documents.models import ROUTE_KIND, DocumentTemplate
from services.documents.names import Values
from services.documents.papers import RoutePaper, papers
from services.documents.units import UnitView
from services.errors import Invalid
from services.people.models import OrgUnit, Person
from services.people.queries import identify_anew
from services.routes.models import Route

# In bytes. Telegram takes 50 MB from a bot, but a slow line must send the archive within a minute.
ARCHIVE_LIMIT = 20 * 1024 * 1024
# More routes would take many minutes and megabytes: somebody asked for them by mistake.
ROUTES_LIMIT = 3000
# How many routes one transaction reads: on SQLite everybody waits for a long statement.
AT_ONCE = 20
# The pause in seconds after each document, which takes 3 ms: presses need the interpreter more urgently.
_BREATH = 0.02

# Turns a route into the values of a template's names.
Wording = Callable[[RoutePaper], Values]


@dataclass(frozen=True, slots=True)
class Archive:
    """One `.zip` of the unit's documents: `count` documents, `number` from 1; `is_last` for the last one."""

    data: bytes
    count: int
    number: int
    is_last: bool


@dataclass
class _Pack:
    """The archive that is being filled. No two files in it have one name."""

    packed_at: datetime
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._buffer = BytesIO()
        self._archive = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_STORED)  # a `.docx` is packed already

    def add(self, title: str, content: bytes) -> None:
        name = rules.file_name(title, "docx", self.names)
        self.names.add(name.casefold())
        self._archive.writestr(zipfile.ZipInfo(name, self.packed_at.timetuple()[:6]), content)

    def has_room(self, more: int, limit: int) -> bool:
        return not self.names or self._buffer.tell() + more <= limit

    def closed(self, number: int, *, is_last: bool) -> Archive:
        self._archive.close()
        return Archive(self._buffer.getvalue(), len(self.names), number, is_last)


@cache
def standard() -> bytes:
    """The template of units that have not replaced it."""
    return (CONTENT_FOLDER / "documents" / "route.docx").read_bytes()


async def document(ctx: Context, route_id: int, wording: Wording) -> tuple[RoutePaper, bytes]:
    """A route's document as a `.docx`. Raises NotFound, NotAllowed."""
    paper, content = await queries.paper(ctx, route_id)
    return paper, await filled(content, paper, wording)


async def current_template(ctx: Context, unit_id: int) -> tuple[UnitView, bytes]:
    """A unit and the template of its documents. Raises NotFound, NotAllowed."""
    async with ctx.transaction() as db:
        unit = await units.load(ctx, unit_id)
        content = await db.scalar(units.in_force(unit.path, DocumentTemplate.content))
        return await units.view(ctx, unit_id), content or standard()


async def filled(content: bytes | None, paper: RoutePaper, wording: Wording) -> bytes:
    """The document of one route by a template; None stands for the standard template."""
    return await asyncio.to_thread(lambda: template.compiled(content or standard()).fill(wording(paper)))


async def routes_of(ctx: Context, unit_id: int) -> list[int]:
    """Ids of the routes that an archive of a unit holds, in the order of their owners' names.

    Raises NotFound, NotAllowed, and Invalid if there are too many.
    """
    async with ctx.transaction() as db:
        unit = await units.load(ctx, unit_id)
        found = await db.scalars(
            units.in_archive(ctx, unit.path)
            .order_by(Person.last_name, Person.first_name, Person.middle_name, Route.id)
            .limit(ROUTES_LIMIT + 1)
        )
        route_ids = list(found)
        require_few(len(route_ids))
        if route_ids:
            audit.note(ctx, "routes_exported", unit_id=unit_id, count=len(route_ids))
        return route_ids


def require_few(routes: int) -> None:
    """Raise Invalid if these are too many routes for an archive."""
    if routes > ROUTES_LIMIT:
        raise Invalid("document-archive-many", limit=ROUTES_LIMIT)


async def archives(
    ctx: Context,
    unit_id: int,
    route_ids: Sequence[int],
    wording: Wording,
    title: Callable[[RoutePaper], str],
    limit: int = ARCHIVE_LIMIT,
) -> AsyncGenerator[Archive, None]:
    """The documents of a unit's routes in archives of at most about `limit` bytes each.

    Each batch is read in a short transaction and made into documents by a thread. Rights and statuses are
    checked for each batch: a route taken back meanwhile is left out, and there may be no archive at all.
    `title` gives the name of a document. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        unit = await units.load(ctx, unit_id)
        templates = await _templates(ctx, unit.path)
    now = ctx.now.astimezone(ctx.zone)
    pack, number = _Pack(now), 1
    for start in range(0, len(route_ids), AT_ONCE):
        async with ctx.transaction():
            wanted = route_ids[start : start + AT_ONCE]
            batch = await papers(ctx, await _still_there(ctx, unit_id, wanted))
        made = await asyncio.to_thread(_filled, batch, templates, wording)
        for paper, content in zip(batch, made, strict=True):
            if not pack.has_room(len(content), limit):
                yield pack.closed(number, is_last=False)
                pack, number = _Pack(now), number + 1
            pack.add(title(paper), content)
    if pack.names:
        yield pack.closed(number, is_last=True)


async def _still_there(ctx: Context, unit_id: int, route_ids: Sequence[int]) -> list[int]:
    """The given routes that still belong in the archive of a unit, in the given order.

    The acting person is loaded anew: an archive takes minutes, and the person may lose a role meanwhile.
    Inside the caller's transaction. Raises NotFound, NotAllowed.
    """
    await identify_anew(ctx)
    unit = await units.load(ctx, unit_id)
    left = set(await ctx.db.scalars(units.in_archive(ctx, unit.path).where(Route.id.in_(route_ids))))
    return [route_id for route_id in route_ids if route_id in left]


async def _templates(ctx: Context, path: str) -> dict[str, bytes]:
    """Contents of the templates that apply in the subtree of a unit, by the path of the template's unit."""
    rows = await ctx.db.execute(
        select(OrgUnit.path, DocumentTemplate.content)
        .join(OrgUnit, OrgUnit.id == DocumentTemplate.unit_id)
        .where(
            DocumentTemplate.kind == ROUTE_KIND,
            or_(OrgUnit.path.in_(paths_above(path)), OrgUnit.path.startswith(path, autoescape=True)),
        )
    )
    return {row.path: row.content for row in rows}


def _filled(batch: Sequence[RoutePaper], templates: Mapping[str, bytes], wording: Wording) -> list[bytes]:
    """The documents of the routes, each by the template of the nearest unit above its owner."""
    made = []
    for paper in batch:
        above = [path for path in paths_above(paper.unit_path) if path in templates]
        content = templates[above[-1]] if above else standard()
        made.append(template.compiled(content).fill(wording(paper)))
        time.sleep(_BREATH)
    return made
