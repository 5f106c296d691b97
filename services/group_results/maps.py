"""The heat map of a group: mean percents of competencies by school or by subject."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, Text, cast, func, select

from services.access import covers, in_scope, require_role
from services.assessments.models import Assessment, Score
from services.context import Context
from services.errors import NotFound
from services.group_results.queries import READERS, competency_questionnaires, counts_from, is_teacher
from services.group_results.rules import Axis, Tally, code_of, in_order, level_of, subjects_in, visible
from services.people.models import OrgUnit, Person
from services.roles import METHODISTS

# A statement over so many teachers takes SQLite some 20 ms, and while it runs everyone waits.
TEACHERS_AT_ONCE = 150

# People's lists of subjects in text: PostgreSQL does not group by JSON.
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
    """A school's or a subject's cells, by group and by competency; what may not be shown is not there.

    A group's number sums up those of its competencies that are shown, so it tells nothing they do not.
    `may_announce` tells whether the reader may announce an event for the row's teachers.
    """

    key: str
    title: str
    groups: Mapping[str, Cell]
    competencies: Mapping[str, Cell]
    may_announce: bool = False


@dataclass(frozen=True, slots=True)
class HeatTable:
    """A map. `groups` and `competencies` are the columns there are scores of; `whole` is everyone at once.

    Rows with a number to show come first.
    """

    axis: Axis
    rows: tuple[MapRow, ...]
    whole: MapRow
    groups: tuple[str, ...]
    competencies: tuple[str, ...]

    @property
    def told(self) -> tuple[MapRow, ...]:
        """The rows that have a number to show."""
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
    parts: frozenset[Any]
    may_announce: bool


async def heat_table(ctx: Context, axis: str) -> HeatTable:
    """The map of the acting methodist's or leader's scope. Raises NotAllowed, NotFound for an unknown axis.

    Read a few schools at a time, a transaction each, so that others get their turn in between.
    """
    actor = require_role(ctx, *READERS)
    if axis not in set(Axis):
        raise NotFound
    async with ctx.transaction() as db:
        codes = await competency_questionnaires(ctx)
        staff = (
            await db.execute(
                select(OrgUnit.id, OrgUnit.short_title, OrgUnit.path, SUBJECTS, func.count())
                .join(Person, Person.unit_id == OrgUnit.id)
                .where(in_scope(actor, READERS), is_teacher())
                .group_by(OrgUnit.id, OrgUnit.short_title, OrgUnit.path, SUBJECTS)
            )
        ).all()
    sizes: dict[int, int] = {}
    for unit_id, _, _, _, count in staff:
        sizes[unit_id] = sizes.get(unit_id, 0) + count
    tallies: dict[str, dict[Any, Tally]] = {}
    for unit_ids in _batches(sizes):
        latest = latest_scores(ctx, codes, Person.unit_id.in_(unit_ids))
        part = latest.c.unit_id if axis == Axis.UNITS else latest.c.subjects
        async with ctx.transaction() as db:
            found = await db.execute(
                select(part, latest.c.competency, func.count(), func.sum(latest.c.percent)).group_by(
                    part, latest.c.competency
                )
            )
            for key, competency, people, percents in found:
                cells = tallies.setdefault(competency, {})
                cells[key] = cells.get(key, Tally()) + Tally(people, int(percents))
        await asyncio.sleep(0)  # on SQLite nothing above waits, so nobody else would come in between
    rows = _rows_by_unit(ctx, staff) if axis == Axis.UNITS else _rows_by_subject(ctx, staff)
    return _table(ctx, Axis(axis), rows, tallies)


def latest_scores(ctx: Context, codes: Sequence[str], *conditions: ColumnElement[bool]) -> Subquery:
    """Of each teacher the latest score of each competency, of whichever questionnaire, that still counts."""
    newest_first = (Assessment.finished_at.desc(), Assessment.id.desc())
    scores = (
        select(
            Assessment.person_id,
            Person.unit_id,
            SUBJECTS.label("subjects"),
            Score.subject.label("competency"),
            Score.percent,
            Score.level,
            func.row_number()
            .over(partition_by=(Assessment.person_id, Score.subject), order_by=newest_first)
            .label("place"),
        )
        .join(Person, Person.id == Assessment.person_id)
        .join(Score, Score.assessment_id == Assessment.id)
        .where(
            Assessment.questionnaire.in_(codes),
            Assessment.finished_at >= counts_from(ctx),
            ~Score.is_group,
            Score.percent.is_not(None),
            is_teacher(),
            *conditions,
        )
        .subquery()
    )
    return select(scores).where(scores.c.place == 1).subquery()


def _batches(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    teachers = 0
    for unit_id, size in sizes.items():
        if batch and teachers + size > TEACHERS_AT_ONCE:
            yield batch
            batch, teachers = [], 0
        batch.append(unit_id)
        teachers += size
    if batch:
        yield batch


def _rows_by_unit(ctx: Context, staff: Iterable[Any]) -> dict[str, _Named]:
    return {
        str(unit_id): _Named(title, frozenset([unit_id]), covers(ctx.me, METHODISTS, path))
        for unit_id, title, path, _, _ in staff
    }


def _rows_by_subject(ctx: Context, staff: Iterable[Any]) -> dict[str, _Named]:
    titles: dict[str, str] = {}
    lists: dict[str, set[str]] = {}
    for _, _, _, stored, _ in staff:
        for subject in subjects_in(stored):
            key = code_of(subject)
            titles[key] = min(subject, titles.get(key, subject))  # a capital letter comes first
            lists.setdefault(key, set()).add(stored)
    may_announce = ctx.me.has(*METHODISTS)
    return {key: _Named(title, frozenset(lists[key]), may_announce) for key, title in titles.items()}


def _table(
    ctx: Context, axis: Axis, rows: Mapping[str, _Named], tallies: Mapping[str, Mapping[Any, Tally]]
) -> HeatTable:
    shown: dict[str, dict[str, Tally]] = {key: {} for key in rows}
    whole: dict[str, Tally] = {}
    competencies = [code for code in ctx.content.competencies if code in tallies]
    for competency in competencies:
        cells = tallies[competency]
        people = {part: tally.people for part, tally in cells.items()}
        asked = {key: row.parts & people.keys() for key, row in rows.items()}
        for key in visible(asked, people):
            shown[key][competency] = _sum(cells[part] for part in asked[key])
        if visible({"": frozenset(people)}, people):
            whole[competency] = _sum(cells.values())
    ordered = sorted(rows.items(), key=lambda item: (not shown[item[0]], in_order(item[1].title), item[0]))
    groups = dict.fromkeys(ctx.content.competencies[code].group for code in competencies)
    return HeatTable(
        axis=axis,
        rows=tuple(_row(ctx, key, row.title, shown[key], row.may_announce) for key, row in ordered),
        whole=_row(ctx, "", "", whole, may_announce=False),
        groups=tuple(code for code in ctx.content.groups if code in groups),
        competencies=tuple(competencies),
    )


def _row(ctx: Context, key: str, title: str, cells: Mapping[str, Tally], may_announce: bool) -> MapRow:
    groups: dict[str, Tally] = {}
    for competency, tally in cells.items():
        group = ctx.content.competencies[competency].group
        groups[group] = groups.get(group, Tally()) + tally
    return MapRow(
        key=key,
        title=title,
        groups={code: _cell(ctx, tally) for code, tally in groups.items()},
        competencies={code: _cell(ctx, tally) for code, tally in cells.items()},
        may_announce=may_announce,
    )


def _cell(ctx: Context, tally: Tally) -> Cell:
    level = level_of(tally.mean, ctx.content.levels)
    return Cell(tally.mean, level.mark, level.color, level.deficit)


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())
