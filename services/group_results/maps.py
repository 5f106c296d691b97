"""The heat map of a group: mean percents of competencies by school or by subject."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from services.access import covers, in_scope, require_role
from services.assessments.models import Assessment, Score
from services.content.competencies import level_at
from services.content.folder import Content
from services.context import Context
from services.errors import NotFound
from services.group_results.queries import counts_from, is_teacher
from services.group_results.rules import (
    LEAST,
    Axis,
    Tally,
    code_of,
    first_subject,
    in_order,
    visible,
)
from services.parts import parts
from services.people.models import OrgUnit, Person
from services.questionnaires import library
from services.roles import GROUP_READERS, METHODISTS

# The lists of subjects as text: PostgreSQL does not group by JSON.
SUBJECTS: ColumnElement[str] = cast(Person.subjects, Text)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that may be shown: its percent, and the mark and colour of its level."""

    percent: int
    mark: str
    color: str
    is_deficit: bool


@dataclass(frozen=True, slots=True)
class MapRow:
    """A school's or a subject's cells, by group and by competency; hidden numbers are left out.

    The number of a group of competencies sums up its shown competencies, so it tells nothing else.
    `may_announce` tells whether the reader may announce an event for the row's teachers.
    """

    key: str
    title: str
    groups: Mapping[str, Cell]
    competencies: Mapping[str, Cell]
    may_announce: bool = False


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A map. `groups` and `competencies` are the columns with a number to show; `whole` sums up all people.

    Rows with a number to show come first.
    """

    axis: Axis
    rows: tuple[MapRow, ...]
    whole: MapRow
    groups: tuple[str, ...]
    competencies: tuple[str, ...]

    @property
    def told(self) -> tuple[MapRow, ...]:
        """The rows with a number to show."""
        return tuple(row for row in self.rows if row.competencies)

    def row(self, key: str) -> MapRow:
        """A row by its key. Raises NotFound."""
        found = next((row for row in self.rows if row.key == key), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class _Named:
    title: str
    may_announce: bool


@dataclass(frozen=True, slots=True)
class _Scores:
    """A competency's number of people with a score, by unit and subject, and its sum of percents by row."""

    people: dict[tuple[str, str], int] = field(default_factory=dict)
    percents: dict[str, int] = field(default_factory=dict)

    def add(self, where: tuple[str, str], side: int, people: int, percents: int) -> None:
        self.people[where] = self.people.get(where, 0) + people
        self.percents[where[side]] = self.percents.get(where[side], 0) + percents

    def tallies(self, side: int) -> dict[str, Tally]:
        people: dict[str, int] = {}
        for where, count in self.people.items():
            people[where[side]] = people.get(where[side], 0) + count
        return {key: Tally(count, self.percents[key]) for key, count in people.items()}


async def heat_table(ctx: Context, axis: str) -> HeatTable:
    """The map of the acting methodist's or leader's scope. Raises NotAllowed, NotFound for an unknown axis.

    The map of a large scope may be some minutes old (see `Context.recently`).
    """
    require_role(ctx, *GROUP_READERS)
    if axis not in set(Axis):
        raise NotFound
    return await ctx.recently(f"heat table {axis}", lambda: _heat_table(ctx, Axis(axis)))


async def _heat_table(ctx: Context, axis: Axis) -> tuple[HeatTable, int]:
    """The map and how many teachers it tells of. It reads a few schools at a time."""
    async with ctx.transaction() as db:
        codes = await library.of_competencies(ctx)
        staff = (
            await db.execute(
                select(OrgUnit.id, OrgUnit.short_title, OrgUnit.path, SUBJECTS, func.count())
                .join(Person, Person.unit_id == OrgUnit.id)
                .where(in_scope(ctx.me, GROUP_READERS), is_teacher())
                .group_by(OrgUnit.id, OrgUnit.short_title, OrgUnit.path, SUBJECTS)
            )
        ).all()
    sizes: dict[int, int] = {}
    for unit_id, _, _, _, count in staff:
        sizes[unit_id] = sizes.get(unit_id, 0) + count
    side = _side(axis)
    scores: dict[str, _Scores] = {}
    async for unit_ids in parts(ctx, sizes):
        columns = (Person.unit_id, SUBJECTS, Score.subject)
        latest = with_latest_scores(ctx, codes, *columns, func.count(), func.sum(Score.percent))
        async with ctx.transaction() as db:
            found = await db.execute(latest.where(Person.unit_id.in_(unit_ids)).group_by(*columns))
            seen: dict[tuple[str, str], tuple[str, str]] = {}
            for unit_id, subjects, competency, people, percents in found:
                where = (str(unit_id), _subject_code(subjects))
                where = seen.setdefault(where, where)  # one tuple is kept, not one for every competency
                scores.setdefault(competency, _Scores()).add(where, side, people, int(percents))
    rows = _rows_by_unit(ctx, staff) if axis == Axis.UNITS else _rows_by_subject(ctx, staff)
    # Deciding about hundreds of schools takes a moment and needs no database.
    table = await asyncio.to_thread(_table, ctx.content, axis, rows, scores)
    return table, sum(sizes.values())


def _side(axis: Axis) -> int:
    return 0 if axis == Axis.UNITS else 1


@lru_cache(maxsize=4096)
def _subject_code(stored: str) -> str:
    subject = first_subject(stored)
    return code_of(subject) if subject else ""


def with_latest_scores(ctx: Context, codes: Sequence[str], *columns: Any) -> Select[Any]:
    """A SELECT of columns of Person and Score: each teacher's latest score that counts in each competency.

    `codes` are the questionnaires that count.
    """
    return (
        select(*columns)
        .select_from(Person)
        .join(Assessment, Assessment.person_id == Person.id)
        .join(Score, Score.assessment_id == Assessment.id)
        .where(
            Score.is_latest,
            ~Score.is_group,
            Assessment.questionnaire.in_(codes),
            Assessment.finished_at >= counts_from(ctx),
            is_teacher(),
        )
    )


def _rows_by_unit(ctx: Context, staff: Iterable[Any]) -> dict[str, _Named]:
    return {
        str(unit_id): _Named(title, covers(ctx.me, METHODISTS, path)) for unit_id, title, path, _, _ in staff
    }


def _rows_by_subject(ctx: Context, staff: Iterable[Any]) -> dict[str, _Named]:
    titles: dict[str, str] = {}
    for stored in {stored for _, _, _, stored, _ in staff}:
        if subject := first_subject(stored):
            key = code_of(subject)
            titles[key] = min(subject, titles.get(key, subject))  # prefers a capital letter
    may_announce = ctx.me.has(*METHODISTS)
    return {key: _Named(title, may_announce) for key, title in titles.items()}


def _table(
    content: Content, axis: Axis, rows: Mapping[str, _Named], scores: Mapping[str, _Scores]
) -> HeatTable:
    shown: dict[str, dict[str, Tally]] = {key: {} for key in rows}
    whole: dict[str, Tally] = {}
    for competency in content.competencies:
        if competency not in scores:
            continue
        tallies = scores[competency].tallies(_side(axis))
        everyone = _sum(tallies.values())
        if everyone.people < LEAST:  # even an empty column would tell that somebody has answered
            continue
        whole[competency] = everyone
        may_be_shown = visible(scores[competency].people)
        keys = may_be_shown.units if axis == Axis.UNITS else may_be_shown.subjects
        for key in keys & rows.keys():  # a subject may have been added while the scores were read
            shown[key][competency] = tallies[key]
    ordered = sorted(rows.items(), key=lambda item: (not shown[item[0]], in_order(item[1].title), item[0]))
    groups = {content.competencies[code].group for code in whole}
    return HeatTable(
        axis=axis,
        rows=tuple(_row(content, key, row.title, shown[key], row.may_announce) for key, row in ordered),
        whole=_row(content, "", "", whole, may_announce=False),
        groups=tuple(code for code in content.groups if code in groups),
        competencies=tuple(whole),
    )


def _row(content: Content, key: str, title: str, cells: Mapping[str, Tally], may_announce: bool) -> MapRow:
    groups: dict[str, Tally] = {}
    for competency, tally in cells.items():
        group = content.competencies[competency].group
        groups[group] = groups.get(group, Tally()) + tally
    return MapRow(
        key=key,
        title=title,
        groups={code: _cell(content, tally) for code, tally in groups.items()},
        competencies={code: _cell(content, tally) for code, tally in cells.items()},
        may_announce=may_announce,
    )


def _cell(content: Content, tally: Tally) -> Cell:
    level = level_at(tally.mean, content.levels.values())
    return Cell(tally.mean, level.mark, level.color, level.deficit)


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
