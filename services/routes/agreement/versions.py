"""The versions of a route that were sent to the methodist, and the differences between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from services.context import Context
from services.errors import NotAllowed, NotFound
from services.people.queries import PersonView, person_names
from services.routes.access import load_route, sight_of
from services.routes.models import Route, RouteStep, RouteVersion
from services.routes.reading import view
from services.routes.views import RouteView, Sight


def snapshot(steps: Sequence[RouteStep]) -> list[dict[str, Any]]:
    """The steps as a version stores them; dates in ISO format."""
    return [
        {
            "title": step.title,
            "competency": step.competency,
            "form": step.form,
            "education": step.education,
            "hours": step.hours,
            "starts": step.starts.isoformat(),
            "due": step.due.isoformat(),
            "result": step.result,
        }
        for step in steps
        if step.status != "cancelled"
    ]


async def keep_version(ctx: Context, route: Route) -> RouteVersion:
    """Keep a route that is being sent, under its version's number.

    Each sending writes a new row for the version: the row's id tells which sending a methodist saw.
    """
    await ctx.db.execute(
        delete(RouteVersion).where(RouteVersion.route_id == route.id, RouteVersion.version == route.version)
    )
    steps = await ctx.db.scalars(
        select(RouteStep).where(RouteStep.route_id == route.id).order_by(RouteStep.position)
    )
    kept = RouteVersion(
        route_id=route.id, version=route.version, steps=snapshot(steps.all()), sent_at=ctx.now
    )
    ctx.db.add(kept)
    await ctx.db.flush()
    return kept


@dataclass(frozen=True, slots=True)
class VersionStep:
    """A step as it was sent, compared with the previous version.

    `forms` (titles) and `hours` are pairs of the previous and of this version, None if they are equal.
    """

    title: str
    due: date
    is_new: bool = False
    due_before: date | None = None
    forms: tuple[str, str] | None = None
    hours: tuple[float, float] | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the step is new or differs from the previous version."""
        return self.is_new or any((self.due_before, self.forms, self.hours))


@dataclass(frozen=True, slots=True)
class VersionView:
    """A route as it was sent on a day, with the decision: `approved`, `returned`, or None.

    `is_waiting` means that the methodist has it now; any other version without a decision was taken back.
    """

    version: int
    sent_on: date
    decision: str | None
    decided_by: str | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version: its steps compared with the previous version, and the numbers of its neighbours.

    `gone` holds the titles of the steps that the previous version had.
    """

    route_id: int
    owner: PersonView
    sight: Sight
    version: VersionView
    steps: tuple[VersionStep, ...]
    gone: tuple[str, ...]
    earlier: int | None
    later: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How many steps were added, removed and changed since the previous version."""

    added: int
    removed: int
    changed: int


async def versions(ctx: Context, route_id: int) -> tuple[RouteView, list[VersionView]]:
    """A route and its versions, the newest first, for the owner and for methodists over the owner.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        route, sight = await _readable(ctx, route_id)
        kept = await _kept(ctx, route)
        names = await person_names(ctx, {one.decided_by_id for one in kept if one.decided_by_id})
        found = [_version_view(ctx, one, route, names) for one in reversed(kept)]
        return await view(ctx, route, sight), found


async def version_card(ctx: Context, route_id: int, version: int) -> VersionCard:
    """A version of a route compared with the previous one, for the readers of `versions`.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        route, sight = await _readable(ctx, route_id)
        kept = await _kept(ctx, route)
        place = next((place for place, one in enumerate(kept) if one.version == version), None)
        if place is None:
            raise NotFound
        names = await person_names(ctx, {kept[place].decided_by_id or 0})
        before = kept[place - 1].steps if place else None
        forms = {code: form.title for code, form in ctx.content.catalog.forms_by_code.items()}
        steps, gone = compare(before, kept[place].steps, forms)
        return VersionCard(
            route_id=route_id,
            owner=(await view(ctx, route, sight)).owner,
            sight=sight,
            version=_version_view(ctx, kept[place], route, names),
            steps=steps,
            gone=gone,
            earlier=kept[place - 1].version if place else None,
            later=kept[place + 1].version if place + 1 < len(kept) else None,
        )


async def difference(ctx: Context, route_id: int) -> Difference | None:
    """The difference between the last two versions of a route; None if only one was sent.

    For the readers of `versions`. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        route, _ = await _readable(ctx, route_id)
        kept = await _kept(ctx, route)
        if len(kept) < 2:
            return None
        steps, gone = compare(kept[-2].steps, kept[-1].steps, {})
        added = sum(step.is_new for step in steps)
        return Difference(added, len(gone), sum(step.is_changed for step in steps) - added)


def compare(
    before: Sequence[dict[str, Any]] | None, after: Sequence[dict[str, Any]], forms: Mapping[str, str]
) -> tuple[tuple[VersionStep, ...], tuple[str, ...]]:
    """The steps of a version compared with those of the previous one, and the titles that are gone.

    `before` is None for the first version. Steps are matched by title: a replaced step counts as one gone and
    one new. `forms` holds the titles of forms of work by code.
    """
    left = list(before or ())
    steps = []
    for one in after:
        title, due = str(one["title"]), date.fromisoformat(one["due"])
        known = next((step for step in left if step["title"] == title), None)
        if known is None:
            steps.append(VersionStep(title, due, is_new=before is not None))
            continue
        left.remove(known)
        due_before = date.fromisoformat(known["due"])
        form, form_before = (forms.get(step["form"], step["form"]) for step in (one, known))
        hours, hours_before = float(one["hours"]), float(known["hours"])
        steps.append(
            VersionStep(
                title,
                due,
                due_before=due_before if due_before != due else None,
                forms=(form_before, form) if form_before != form else None,
                hours=(hours_before, hours) if hours_before != hours else None,
            )
        )
    return tuple(steps), tuple(str(step["title"]) for step in left)


async def _readable(ctx: Context, route_id: int) -> tuple[Route, Sight]:
    route = await load_route(ctx, route_id)
    sight = await sight_of(ctx, route)
    if sight not in (Sight.OWNER, Sight.METHODIST):
        raise NotAllowed
    return route, sight


async def _kept(ctx: Context, route: Route) -> list[RouteVersion]:
    rows = await ctx.db.scalars(
        select(RouteVersion).where(RouteVersion.route_id == route.id).order_by(RouteVersion.version)
    )
    return list(rows)


def _version_view(ctx: Context, kept: RouteVersion, route: Route, names: dict[int, str]) -> VersionView:
    return VersionView(
        version=kept.version,
        sent_on=kept.sent_at.astimezone(ctx.zone).date(),
        decision=kept.decision,
        decided_by=names.get(kept.decided_by_id or 0),
        is_waiting=kept.decision is None and route.status == "on_review" and kept.version == route.version,
    )
