"""The fictional district while it is being planted."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.context import Context
from services.people.models import OrgUnit, Person

# People in the staff list who have not joined yet: with them a newcomer can see how joining looks.
NOT_JOINED = frozenset({"p21", "p29"})


@dataclass
class DemoTown:
    """The town while it is being planted."""

    ctx: Context
    content: dict[str, Any]
    random: random.Random
    units: dict[str, OrgUnit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def days_ago(self, least: int, most: int) -> datetime:
        """A random moment `least` to `most` days ago."""
        return self.ctx.now - timedelta(
            days=self.random.randint(least, most), minutes=self.random.randint(0, 400)
        )

    @property
    def today(self) -> date:
        """The calendar date now in the town."""
        return self.ctx.now.astimezone(self.ctx.policy.zone).date()

    def methodist_of(self, person: Person) -> Person:
        """The school methodist of a person, or the municipal methodist if there is no other."""
        for one in self.content["people"]:
            methodist = self.people[one["code"]]
            is_there = "school_methodist" in one["roles"] and methodist.unit_id == person.unit_id
            if is_there and methodist is not person:
                return methodist
        return self.people["p03"]
