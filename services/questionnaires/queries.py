"""What screens read about editing questionnaires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from services.access import covers, require_role
from services.assessments.models import Assessment
from services.content.questionnaires import Questionnaire
from services.context import Context
from services.errors import NotAllowed, WrongState
from services.people.models import OrgUnit, Person
from services.questionnaires import library
from services.questionnaires.changes import Changes, changes
from services.questionnaires.models import QuestionnaireVersion
from services.roles import STAFF
from services.spreadsheets import uploads

# The kind of upload of an edited questionnaire.
KIND = "questionnaire"


@dataclass(frozen=True, slots=True)
class Publication:
    """The day and the author of a version; both None for a version from the content files."""

    day: date | None
    author: str | None


@dataclass(frozen=True, slots=True)
class QuestionnaireLine:
    """A questionnaire in the list of questionnaires in force."""

    questionnaire: Questionnaire
    publication: Publication


@dataclass(frozen=True, slots=True)
class QuestionnaireCard:
    """A questionnaire in force; `on_older` counts people on an earlier version, as `in_the_middle` does."""

    questionnaire: Questionnaire
    publication: Publication
    on_older: int
    may_publish: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """An edited questionnaire that waits for its author; `under_way` counts people who are answering now."""

    upload_id: int
    questionnaire: Questionnaire
    changes: Changes
    under_way: int


def require_editor(ctx: Context) -> None:
    """Raises NotAllowed where the acting person may not look at questionnaires as an editor."""
    require_role(ctx, *STAFF)


async def may_publish(ctx: Context) -> bool:
    """Whether the acting person may change questionnaires, inside the caller's transaction.

    A new version changes the questions for everybody, and results of all schools are compared by it. So it
    needs grants that cover every organisation, not only a school or a municipality.
    """
    roots = await ctx.db.scalars(select(OrgUnit.path).where(OrgUnit.parent_id.is_(None)))
    return ctx.me.has(*STAFF) and all(covers(ctx.me, STAFF, path) for path in roots)


async def require_publisher(ctx: Context) -> None:
    """Raises NotAllowed where the acting person may not change them; in the caller's transaction."""
    require_editor(ctx)
    if not await may_publish(ctx):
        raise NotAllowed("error-questionnaire-publisher")


async def catalogue(ctx: Context) -> list[QuestionnaireLine]:
    """All questionnaires in force, by title. Raises NotAllowed."""
    require_editor(ctx)
    async with ctx.transaction():
        found = (await library.current(ctx)).values()
        published = await _publications(ctx)
    lines = [QuestionnaireLine(one, published.get((one.code, one.version), _UNKNOWN)) for one in found]
    return sorted(lines, key=lambda line: line.questionnaire.short_title)


async def card(ctx: Context, code: str) -> QuestionnaireCard:
    """A questionnaire in force. Raises NotAllowed, NotFound."""
    require_editor(ctx)
    async with ctx.transaction():
        one = await library.newest(ctx, code)
        published = await _publications(ctx)
        return QuestionnaireCard(
            questionnaire=one,
            publication=published.get((one.code, one.version), _UNKNOWN),
            on_older=await in_the_middle(ctx, one),
            may_publish=await may_publish(ctx),
        )


async def in_force(ctx: Context, code: str) -> Questionnaire:
    """The newest version, for an editor. Raises NotAllowed, NotFound."""
    require_editor(ctx)
    async with ctx.transaction():
        return await library.newest(ctx, code)


async def for_publisher(ctx: Context, code: str) -> Questionnaire:
    """The newest version, for a person who may publish the next one. Raises NotAllowed, NotFound."""
    async with ctx.transaction():
        await require_publisher(ctx)
        return await library.newest(ctx, code)


async def draft(ctx: Context, upload_id: int) -> Draft:
    """The acting person's waiting draft. Raises NotAllowed, NotFound, WrongState where it is out of date."""
    require_editor(ctx)
    async with ctx.transaction():
        fresh = await waiting(ctx, upload_id)
        base = await library.newest(ctx, fresh.code)
        require_next(fresh, base)
        return Draft(upload_id, fresh, changes(base, fresh), await in_the_middle(ctx, fresh))


async def waiting(ctx: Context, upload_id: int) -> Questionnaire:
    """The questionnaire in the acting person's draft, inside the caller's transaction.

    Raises NotFound, WrongState where the draft was published.
    """
    try:
        content = await uploads.read(ctx, upload_id, KIND)
    except WrongState as error:
        raise WrongState("error-questionnaire-published") from error
    return Questionnaire.model_validate(content)


def require_next(fresh: Questionnaire, base: Questionnaire) -> None:
    """Raises WrongState where a draft is not the next version after `base`, the one in force."""
    if fresh.version != base.version + 1:
        raise WrongState("workbook-outdated", version=base.version)


async def in_the_middle(ctx: Context, one: Questionnaire) -> int:
    """The number of people who have begun an earlier version and not finished it.

    Always 0 for a wellbeing check: nobody is told whether people take one.
    """
    if one.purpose == "wellbeing":
        return 0
    count = await ctx.db.scalar(
        select(func.count(Assessment.id)).where(
            Assessment.questionnaire == one.code,
            Assessment.version < one.version,
            Assessment.finished_at.is_(None),
        )
    )
    return count or 0


_UNKNOWN = Publication(None, None)


async def _publications(ctx: Context) -> dict[tuple[str, int], Publication]:
    rows = await ctx.db.execute(
        select(
            QuestionnaireVersion.code, QuestionnaireVersion.version, QuestionnaireVersion.published_at, Person
        ).join(Person, Person.id == QuestionnaireVersion.author_id)
    )
    return {
        (code, version): Publication(published_at.astimezone(ctx.zone).date(), author.full_name)
        for code, version, published_at, author in rows
    }
