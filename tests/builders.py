"""Builders of what a story needs in the database: events, routes, steps, results, mentor pairs.

Each builder commits one thing with usual values and returns its id; `more` sets the other columns. A story's
own subject goes through the use cases instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from services.assessments.models import Assessment, Score
from services.assessments.scores import mark_latest
from services.clock import MovableClock
from services.context import Context
from services.db import Base, Database
from services.events.models import Event, Registration
from services.events.rules import PUBLISHED, REGISTERED
from services.external_results.models import CONFIRMED, FEDERAL, ExternalResult
from services.mentoring.models import MentorPair
from services.people.models import OrgUnit, Person, RoleGrant
from services.people.rules import Audience
from services.routes.models import Route, RouteStep
from tests.personas import MUNICIPAL_METHODIST

MOSCOW = ZoneInfo("Europe/Moscow")


class Builders:
    """What a `Town` can be given; people are named by their codes, see `tests.personas`."""

    database: Database
    clock: MovableClock

    @property
    def nobody(self) -> Context:
        """The context of a job, or of a stranger."""
        raise NotImplementedError

    def id_of(self, code: str) -> int:
        """A persona's number."""
        raise NotImplementedError

    @property
    def today(self) -> date:
        """The calendar date in Moscow by the town's clock."""
        return self.clock.now().astimezone(MOSCOW).date()

    async def add(self, row: Base) -> Any:
        """Commit a row; returns its id."""
        async with self.database.transaction() as db:
            db.add(row)
            await db.flush()
            return getattr(row, "id", None)

    async def change(self, table: type[Base], row_id: int, **values: Any) -> None:
        """Set columns of the row with this id."""
        async with self.database.transaction() as db:
            await db.execute(update(table).where(table.id == row_id).values(**values))  # type: ignore[attr-defined]

    async def change_person(self, code: str, **values: Any) -> None:
        """Set columns of a persona."""
        await self.change(Person, self.id_of(code), **values)

    async def change_unit(self, code: str, **values: Any) -> None:
        """Set columns of the unit where a persona works."""
        async with self.database.transaction() as db:
            unit_id = select(Person.unit_id).where(Person.id == self.id_of(code)).scalar_subquery()
            await db.execute(update(OrgUnit).where(OrgUnit.id == unit_id).values(**values))

    async def grant(self, code: str, role: str, *, of: str | None = None) -> int:
        """One more role of a persona, over the widest unit of `of`, or else of their own; returns its id."""
        async with self.database.transaction() as db:
            units = select(OrgUnit.id).join(RoleGrant).where(RoleGrant.person_id == self.id_of(of or code))
            unit_id = (await db.scalars(units.order_by(func.length(OrgUnit.path)).limit(1))).one()
            granted = RoleGrant(person_id=self.id_of(code), role=role, unit_id=unit_id)
            db.add(granted)
            await db.flush()
            return granted.id

    async def change_grants(self, code: str, *, only: str | None = None, **values: Any) -> None:
        """Set columns of a persona's roles, or of the one role `only`."""
        theirs = update(RoleGrant).where(RoleGrant.person_id == self.id_of(code))
        if only is not None:
            theirs = theirs.where(RoleGrant.role == only)
        async with self.database.transaction() as db:
            await db.execute(theirs.values(**values))

    async def event(
        self,
        *,
        starts_at: datetime | None = None,
        lasts: timedelta = timedelta(hours=2),
        author: str = MUNICIPAL_METHODIST,
        of: str | None = None,
        guests: Sequence[str] = (),
        competencies: Sequence[str] = (),
        **more: Any,
    ) -> int:
        """A published event for everyone; returns its id.

        It starts in nine days unless `starts_at` says otherwise. It is of the unit where `of` works, without
        `of` of the whole region. `guests` are registered.
        """
        begins = starts_at or self.clock.now() + timedelta(days=9)
        unit_id = 1
        async with self.database.transaction() as db:
            if of is not None:
                unit_id = (await db.scalars(select(Person.unit_id).where(Person.id == self.id_of(of)))).one()
            values: dict[str, Any] = {
                "unit_id": unit_id,
                "author_id": self.id_of(author),
                "format": "workshop",
                "title": "Практикум",
                "place": "Методкабинет",
                "starts_at": begins,
                "ends_at": begins + lasts,
                "registration_closes_at": begins - timedelta(hours=1),
                "capacity": None,
                "audience": [Audience.EVERYONE],
                "competencies": list(competencies),
                "status": PUBLISHED,
                "created_at": min(self.clock.now(), begins - timedelta(days=9)),
            }
            event = Event(**{**values, **more})
            db.add(event)
            await db.flush()
        for guest in guests:
            await self.registration(event.id, guest)
        return event.id

    async def registration(self, event_id: int, code: str, status: str = REGISTERED) -> int:
        """A persona's place at an event, taken as the event was announced; returns its id."""
        async with self.database.transaction() as db:
            event = await db.get_one(Event, event_id)
            place = Registration(
                event_id=event_id,
                person_id=self.id_of(code),
                status=status,
                registered_at=event.created_at,
            )
            db.add(place)
            await db.flush()
            return place.id

    async def route(
        self,
        code: str,
        *due: date,
        status: str = "in_progress",
        methodist: str | None = None,
        step: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> int:
        """A persona's route with a step due on each of the days; returns the route's id.

        `step` sets the columns of every step. The route lasts from sixty days ago to sixty days from now.
        """
        values: dict[str, Any] = {
            "person_id": self.id_of(code),
            "starts": self.today - timedelta(days=60),
            "ends": self.today + timedelta(days=60),
            "status": status,
            "methodist_id": None if methodist is None else self.id_of(methodist),
            "created_at": self.clock.now(),
        }
        route_id = await self.add(Route(**{**values, **more}))
        for day in due:
            await self.step(route_id, due=day, **(step or {}))
        return int(route_id)

    async def step(self, route_id: int, *, due: date | None = None, **more: Any) -> int:
        """A planned step of a route, after the route's other steps; returns the step's id.

        It is due in a week unless `due` says otherwise, and is called by that day: «Шаг до 30.11».
        """
        day = due or self.today + timedelta(days=7)
        async with self.database.transaction() as db:
            before = await db.scalar(select(func.count(RouteStep.id)).where(RouteStep.route_id == route_id))
            values: dict[str, Any] = {
                "route_id": route_id,
                "position": before,
                "competency": "met_design",
                "title": f"Шаг до {day:%d.%m}",
                "form": "webinar",
                "education": "nonformal",
                "hours": 2,
                "starts": day - timedelta(days=7),
                "due": day,
                "result": "План урока",
                "reason": {},
                "status": "planned",
            }
            step = RouteStep(**{**values, **more})
            db.add(step)
            await db.flush()
            return step.id

    async def steps_of(self, route_id: int) -> list[int]:
        """The ids of a route's steps, in their order."""
        async with self.database.transaction() as db:
            of_route = select(RouteStep.id).where(RouteStep.route_id == route_id)
            return list(await db.scalars(of_route.order_by(RouteStep.position)))

    async def assessment(
        self,
        code: str,
        questionnaire: str = "teacher_full",
        *,
        finished_at: datetime | None,
        scores: Mapping[str, tuple[int | None, str | None]] | None = None,
        **more: Any,
    ) -> int:
        """A questionnaire that a persona took, or has begun if `finished_at` is None; returns its id.

        `scores` says the percent and the level of a competency.
        """
        values: dict[str, Any] = {
            "person_id": self.id_of(code),
            "questionnaire": questionnaire,
            "version": 1,
            "started_at": (finished_at or self.clock.now()) - timedelta(minutes=9),
            "finished_at": finished_at,
        }
        ctx = self.nobody
        async with ctx.transaction() as db:
            taken = Assessment(**{**values, **more})
            db.add(taken)
            await db.flush()
            db.add_all(
                Score(assessment_id=taken.id, subject=subject, is_group=False, percent=percent, level=level)
                for subject, (percent, level) in (scores or {}).items()
            )
            await mark_latest(ctx, [taken.person_id])
            return taken.id

    async def external_result(self, code: str, *, taken_on: date | None = None, **more: Any) -> int:
        """A federal diagnostic that a persona passed elsewhere, confirmed, without a file; returns its id."""
        day = taken_on or self.today
        values: dict[str, Any] = {
            "person_id": self.id_of(code),
            "source": FEDERAL,
            "taken_on": day,
            "origin": f"{code}:{day}",
            "status": CONFIRMED,
            "submitted_at": self.clock.now(),
        }
        return int(await self.add(ExternalResult(**{**values, **more})))

    async def pair(self, mentor: str, mentee: str, **more: Any) -> int:
        """A working mentor pair to which both agreed; returns its id."""
        now = self.clock.now()
        values: dict[str, Any] = {
            "mentor_id": self.id_of(mentor),
            "mentee_id": self.id_of(mentee),
            "form": "teacher_teacher",
            "kind": "one_on_one",
            "status": "active",
            "started": self.today,
            "mentor_consented_at": now,
            "mentee_consented_at": now,
        }
        return int(await self.add(MentorPair(**{**values, **more})))
