"""The share of learning that is used, as an indicator of a unit. Shows no single answer or example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import case, func, select

from services.access import in_scope, paths_above, require_role
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.group_results.rules import LEAST, in_order, year_before
from services.paging import Page
from services.parts import parts_of_scope
from services.people.models import OrgUnit, Person
from services.roles import GROUP_READERS
from services.routes.models import Route, RouteStep, UsageAnswer
from services.wellbeing.rules import roots, shown_parts

PAGE = 6


@dataclass(frozen=True, slots=True)
class Share:
    """A unit with the units below it: `percent` of its `answers` say that the learning is used.

    Both are None if too few people answered, or if other units' numbers would reveal those of a few people.
    `has_parts` tells whether there are units below this one.
    """

    unit_id: int
    title: str
    percent: int | None
    answers: int | None
    has_parts: bool


@dataclass(frozen=True, slots=True)
class ShareView:
    """A unit and a page of the units directly below it.

    `whole` is None if the reader is responsible for several units: these are then the parts. `above` is the
    id of the parent unit, if the reader may see it.
    """

    whole: Share | None
    parts: Page[Share]
    above: int | None
    least: int


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers of people who answered, of their answers, and of answers that say «used»."""

    people: int = 0
    answers: int = 0
    used: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.people + other.people, self.answers + other.answers, self.used + other.used)


@dataclass(frozen=True, slots=True)
class Tree:
    """Units by path: the count of each with all units below it, and the units directly below it."""

    counts: dict[str, Count]
    below: dict[str, list[str]]


def tree_of(counts: Mapping[str, Count], paths: Iterable[str]) -> Tree:
    """The tree of a scope. Every person works in one unit."""
    tree = Tree(defaultdict(Count), defaultdict(list))
    for path, count in counts.items():
        for above in paths_above(path):
            tree.counts[above] += count
    for path in paths:
        tree.below[_above(path)].append(path)
    return tree


def visible(tree: Tree, scope: list[str]) -> set[str]:
    """The paths of units whose numbers may be shown: none reveals 1 to 4 people, not even by subtraction.

    Goes from the reader's own units downwards. Nothing is shown below a hidden unit. The people of a shown
    unit who are in none of its shown parts are nobody, or at least `LEAST` people.
    """
    shown: set[str] = set()
    waiting = [path for path in scope if tree.counts[path].people >= LEAST]
    while waiting:
        path = waiting.pop()
        shown.add(path)
        people = {one: tree.counts[one].people for one in tree.below[path]}
        waiting += shown_parts(tree.counts[path].people, people, LEAST)
    return shown


async def share(ctx: Context, unit_id: int | None = None, page: int = 0) -> ShareView:
    """The share of a unit in the reader's scope, by default of the whole scope, and of its parts.

    Counts the latest answer about each step within the last twelve months. Raises NotFound, and NotAllowed
    unless the reader is a methodist or a leader over the unit.
    """
    actor = require_role(ctx, *GROUP_READERS)
    async with ctx.transaction() as db:
        if unit_id is not None:
            known = await db.get(OrgUnit, unit_id)
            if known is None:
                raise NotFound
        units = {
            unit.path: unit
            for unit in await db.scalars(select(OrgUnit).where(in_scope(actor, GROUP_READERS)))
        }
    counts = await ctx.recently("usage", lambda: _counts(ctx))
    scope = roots(units)
    asked = next((path for path, unit in units.items() if unit.id == unit_id), None)
    if unit_id is not None and asked is None:
        raise NotAllowed
    if asked is None and len(scope) == 1:
        asked = scope[0]
    tree = tree_of(counts, units)
    shown = visible(tree, scope)

    def seen(path: str) -> Share:
        unit, count = units[path], tree.counts[path]
        is_told = path in shown
        return Share(
            unit_id=unit.id,
            title=unit.short_title,
            percent=_percent(count) if is_told else None,
            answers=count.answers if is_told else None,
            has_parts=bool(tree.below[path]),
        )

    below = sorted(
        tree.below[asked] if asked else scope, key=lambda path: (in_order(units[path].short_title), path)
    )
    parent = units.get(_above(asked)) if asked else None
    return ShareView(
        whole=seen(asked) if asked else None,
        parts=Page.of(below, page, PAGE).map(seen),
        above=parent.id if parent else None,
        least=LEAST,
    )


async def _counts(ctx: Context) -> tuple[dict[str, Count], int]:
    """Counts of the single units in the reader's scope, by path, and how many people answered."""
    since = datetime.combine(year_before(ctx.today), time(), ctx.zone)
    place = func.row_number().over(
        partition_by=UsageAnswer.step_id, order_by=(UsageAnswer.after.desc(), UsageAnswer.id.desc())
    )
    numbered = (
        select(Person.unit_id, Person.id.label("person_id"), UsageAnswer.answer, place.label("place"))
        .join(Route, Route.person_id == Person.id)
        .join(RouteStep, RouteStep.route_id == Route.id)
        .join(UsageAnswer, UsageAnswer.step_id == RouteStep.id)
        .where(UsageAnswer.at >= since, Person.archived_at.is_(None))
    )
    used = sorted(ctx.content.catalog.usage.used)
    found: dict[str, Count] = {}
    async for part in parts_of_scope(ctx):
        latest = numbered.where(Person.unit_id.in_(part)).subquery()
        is_used = case((latest.c.answer.in_(used), 1), else_=0)
        async with ctx.transaction() as db:
            rows = await db.execute(
                select(
                    OrgUnit.path, func.count(latest.c.person_id.distinct()), func.count(), func.sum(is_used)
                )
                .join(latest, latest.c.unit_id == OrgUnit.id)
                .where(latest.c.place == 1)
                .group_by(OrgUnit.path)
            )
            found.update({path: Count(people, answers, apply) for path, people, answers, apply in rows})
    return found, sum(count.people for count in found.values())


def _percent(count: Count) -> int:
    """The percent of answers that say «used», rounded half up."""
    return (200 * count.used + count.answers) // (2 * count.answers)


def _above(path: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1]
