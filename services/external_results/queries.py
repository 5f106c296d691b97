"""What screens, notices and reports read about diagnostics taken elsewhere, and the rights to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, select

from services.access import in_scope, require_methodist_of
from services.context import Context
from services.errors import NotFound, WrongState
from services.external_results.models import CONFIRMED, DECLINED, SUBMITTED, ExternalResult
from services.paging import DESK_SIZE, Page, read_page
from services.people.models import OrgUnit, Person
from services.people.queries import PersonView, views_of
from services.roles import METHODISTS

PAGE_SIZE = 4


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A diagnostic in a list. `status` is `submitted`, `confirmed` or `declined`."""

    id: int
    source: str
    taken_on: date
    status: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    """A diagnostic with everything that is kept of it. One entered from a spreadsheet has no file."""

    id: int
    owner: PersonView
    source: str
    taken_on: date
    status: str
    reason: str
    file_kind: str | None
    file_id: str | None
    file_name: str | None
    is_mine: bool

    @property
    def can_decide(self) -> bool:
        """Whether the diagnostic waits for the reader's decision."""
        return self.status == SUBMITTED and not self.is_mine


@dataclass(frozen=True, slots=True)
class Waiting:
    """A diagnostic that waits for a decision; `person` is its owner's full name."""

    result_id: int
    person: str


def confirmed_since(since: date) -> ColumnElement[bool]:
    """An SQL condition on Person: a confirmed diagnostic of theirs was taken on `since` or later."""
    return exists().where(
        ExternalResult.person_id == Person.id,
        ExternalResult.status == CONFIRMED,
        ExternalResult.taken_on >= since,
    )


async def my_results(ctx: Context, page: int) -> Page[ResultLine]:
    """A page of the acting person's diagnostics, the latest taken first."""
    rows = (
        select(ExternalResult.id, ExternalResult.source, ExternalResult.taken_on, ExternalResult.status)
        .where(ExternalResult.person_id == ctx.me.person_id)
        .order_by(ExternalResult.taken_on.desc(), ExternalResult.id.desc())
    )
    async with ctx.transaction() as db:
        return (await read_page(db, rows, page, PAGE_SIZE)).map(lambda row: ResultLine(*row))


async def result(ctx: Context, result_id: int) -> ResultCard:
    """A diagnostic, for its owner and the owner's methodists. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        found = await load(ctx, result_id)
        if found.person_id != ctx.me.person_id:
            await require_methodist_of(ctx, found.person_id)
        return await _card(ctx, found)


async def waiting_for_me(ctx: Context, size: int = DESK_SIZE) -> Page[Waiting]:
    """The first diagnostics that wait for the acting methodist, the longest waiting first."""
    if not ctx.me.has(*METHODISTS):
        return Page()
    rows = (
        select(ExternalResult.id, Person)
        .join(Person, Person.id == ExternalResult.person_id)
        .join(OrgUnit, OrgUnit.id == Person.unit_id)
        .where(
            ExternalResult.status == SUBMITTED,
            in_scope(ctx.me, METHODISTS),
            Person.archived_at.is_(None),
            Person.id != ctx.me.person_id,
        )
        .order_by(ExternalResult.submitted_at, ExternalResult.id)
    )
    async with ctx.transaction() as db:
        found = await read_page(db, rows, 0, size)
    return found.map(lambda row: Waiting(row[0], row[1].full_name))


async def refuse_known(ctx: Context, source: str, taken_on: date) -> None:
    """Raises WrongState where the acting person has the diagnostic already, waiting or confirmed."""
    async with ctx.transaction() as db:
        known = await db.scalar(
            select(
                exists().where(
                    ExternalResult.person_id == ctx.me.person_id,
                    ExternalResult.source == source,
                    ExternalResult.taken_on == taken_on,
                    ExternalResult.status != DECLINED,
                )
            )
        )
        if known:
            raise WrongState("error-external-known")


async def load(ctx: Context, result_id: int, *, lock: bool = False) -> ExternalResult:
    """A diagnostic, in the caller's transaction; `lock` keeps others from changing it. Raises NotFound."""
    statement = (
        select(ExternalResult).where(ExternalResult.id == result_id).execution_options(populate_existing=True)
    )
    found = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


async def _card(ctx: Context, found: ExternalResult) -> ResultCard:
    return ResultCard(
        id=found.id,
        owner=(await views_of(ctx, [found.person_id]))[found.person_id],
        source=found.source,
        taken_on=found.taken_on,
        status=found.status,
        reason=found.reason,
        file_kind=found.file_kind,
        file_id=found.file_id,
        file_name=found.file_name,
        is_mine=found.person_id == ctx.me.person_id,
    )
