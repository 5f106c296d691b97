"""Replacing the template of a unit's documents, and removing the replacement."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from services import audit
from services.context import Context
from services.db import upsert
from services.documents import template, units
from services.documents.models import ROUTE_KIND, DocumentTemplate
from services.documents.tags import Mistake
from services.documents.units import UnitView

_FILE_NAME_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Replaced:
    """The outcome of sending a template: its `content` in force, or None and the `mistakes` in it."""

    unit: UnitView
    content: bytes | None
    mistakes: tuple[Mistake, ...] = ()


async def replace_template(ctx: Context, unit_id: int, content: bytes, file_name: str) -> Replaced:
    """Check a `.docx` and make it the template of a unit; of two sent at once the later one stays.

    A template with mistakes changes nothing. Raises Invalid if it is not a usable `.docx`, NotFound,
    NotAllowed.
    """
    unit = await units.view(ctx, unit_id)
    kept, mistakes = await ctx.files.read("document-file-bomb", template.checked, content)
    if mistakes:
        return Replaced(unit, None, tuple(mistakes))
    values = {
        "file_name": file_name[:_FILE_NAME_LIMIT],
        "content": kept,
        "author_id": ctx.me.person_id,
        "replaced_at": ctx.now,
    }
    async with ctx.transaction() as db:
        await units.load(ctx, unit_id)
        await db.execute(
            upsert(db, DocumentTemplate)
            .values(unit_id=unit_id, kind=ROUTE_KIND, **values)
            .on_conflict_do_update(index_elements=["unit_id", "kind"], set_=values)
        )
        audit.note(ctx, "document_template_replaced", unit_id=unit_id)
        return Replaced(await units.view(ctx, unit_id), kept)


async def remove_template(ctx: Context, unit_id: int) -> UnitView:
    """Remove a unit's own template: the nearest one above the unit, or the standard one, applies again.

    A second tap changes nothing. Raises NotFound, NotAllowed.
    """
    async with ctx.transaction() as db:
        await units.load(ctx, unit_id)
        gone = await db.scalars(
            delete(DocumentTemplate)
            .where(DocumentTemplate.unit_id == unit_id, DocumentTemplate.kind == ROUTE_KIND)
            .returning(DocumentTemplate.id)
        )
        if gone.all():
            audit.note(ctx, "document_template_removed", unit_id=unit_id)
        return await units.view(ctx, unit_id)
