"""What all tables of a person's own data use: the person, and words for stored codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.assessments.models import Assessment
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.people.models import Person
from services.spreadsheets.writing import Cell, Table


class Say(Protocol):
    """Gives the words for a key of `locales/*/sheets.ftl`."""

    def __call__(self, key: str, **arguments: object) -> str: ...


class Reader:
    """The acting person, and the words for their data."""

    def __init__(
        self, ctx: Context, say: Say, questionnaires: Mapping[tuple[str, int], Questionnaire]
    ) -> None:
        self.ctx, self.say, self.me = ctx, say, ctx.me.person_id
        self._questionnaires = questionnaires

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
        """A table with a title and headings from `sheets.ftl`. Cells missing at the end of a row are empty."""
        headings = [self.say(f"sheet-column-{column}") for column in columns]
        filled = [(*row, *[None] * (len(columns) - len(row))) for row in rows]
        if any(len(row) > len(columns) for row in filled):
            raise ValueError(f"a row of {name} has more cells than columns")
        return Table(self.say(f"sheet-{name}"), headings, filled)

    def local(self, moment: datetime | None) -> datetime | None:
        """The moment in the person's time zone."""
        return moment.astimezone(self.ctx.zone) if moment else None

    def status(self, what: str, status: str) -> str:
        """The name of a status; `what` names the kind of thing that has it."""
        return self.say(f"sheet-status-{what}", status=status)

    def author(self, person: Person) -> str:
        """The author's name; «вы» for the acting person."""
        return self.say("sheet-you") if person.id == self.me else person.full_name

    def file(self, kind: str | None) -> str:
        """The name of a kind of file; empty where there is no file."""
        return self.say("sheet-file", kind=kind) if kind else ""

    def taken(self, assessment: Assessment) -> Questionnaire:
        """The questionnaire that was taken."""
        return self._questionnaires[assessment.questionnaire, assessment.version]

    def subject(self, taken: Assessment, code: str) -> str:
        """The title of a score's subject: a side of wellbeing, a competency or a group of them."""
        sides = {dimension.code: dimension.title for dimension in self.taken(taken).dimensions}
        return sides.get(code) or self.competency(code)

    def competency(self, code: str) -> str:
        """The title of a competency or of a group of them."""
        known = self.ctx.content.competencies.get(code) or self.ctx.content.groups.get(code)
        return known.title if known else code
