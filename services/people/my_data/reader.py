"""What the tables of one's own data lean on: whose they are, and the words for what is stored."""

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
    """Words for a key of `locales/*/sheets.ftl`."""

    def __call__(self, key: str, **arguments: object) -> str: ...


class Reader:
    """The acting person, and how their data is named."""

    def __init__(
        self, ctx: Context, say: Say, questionnaires: Mapping[tuple[str, int], Questionnaire]
    ) -> None:
        self.ctx, self.say, self.me = ctx, say, ctx.me.person_id
        self._questionnaires = questionnaires

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
        """A table of `sheets.ftl`, with its headings."""
        headings = [self.say(f"sheet-column-{column}") for column in columns]
        return Table(self.say(f"sheet-{name}"), headings, list(rows))

    def local(self, moment: datetime | None) -> datetime | None:
        """A moment where the person works."""
        return moment.astimezone(self.ctx.zone) if moment else None

    def status(self, what: str, status: str) -> str:
        """What a status is called."""
        return self.say(f"sheet-status-{what}", status=status)

    def author(self, person: Person) -> str:
        """Whose words they are."""
        return self.say("sheet-you") if person.id == self.me else person.full_name

    def file(self, kind: str | None) -> str:
        """What kind of file it is."""
        return self.say("sheet-file", kind=kind) if kind else ""

    def taken(self, assessment: Assessment) -> Questionnaire:
        """The questionnaire that was taken."""
        return self._questionnaires[assessment.questionnaire, assessment.version]

    def subject(self, taken: Assessment, code: str) -> str:
        """The title of what a score is about: a side of wellbeing, else a competency or a group."""
        sides = {dimension.code: dimension.title for dimension in self.taken(taken).dimensions}
        return sides.get(code) or self.competency(code)

    def competency(self, code: str) -> str:
        """The title of a competency or of a group of them."""
        known = self.ctx.content.competencies.get(code) or self.ctx.content.groups.get(code)
        return known.title if known else code
