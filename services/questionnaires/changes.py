"""The changes of a new version of a questionnaire, for its author to decide about. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services.content.questionnaires import Item, Questionnaire
from services.questionnaires.workbook import OPEN_ITEMS, PROPERTIES, SCALES, TEXTS


@dataclass(frozen=True, slots=True)
class Changes:
    """Items added, changed, removed and moved; `parts` names the other parts of the workbook that changed.

    `stale_count` is the old number of items, where it changed and «Перед началом» still names the old one.
    """

    added: tuple[Item, ...]
    changed: tuple[Item, ...]
    removed: tuple[Item, ...]
    moved: bool
    parts: tuple[str, ...]
    stale_count: int | None

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.moved or self.parts)


def changes(before: Questionnaire, after: Questionnaire) -> Changes:
    """All differences between two versions, except their numbers."""
    old = {item.id: item for item in before.items}
    new = {item.id: item for item in after.items}
    kept_before = [item_id for item_id in old if item_id in new]
    kept_after = [item_id for item_id in new if item_id in old]
    parts = [one.label for one in PROPERTIES if getattr(before, one.name) != getattr(after, one.name)]
    if before.followup != after.followup:
        parts.append(OPEN_ITEMS)
    if (before.scales, before.default_scale) != (after.scales, after.default_scale):
        parts.append(SCALES)
    if _words(before) != _words(after):
        parts.append(TEXTS)
    is_stale = len(old) != len(new) and str(len(old)) in after.before_start
    return Changes(
        added=tuple(item for item in after.items if item.id not in old),
        changed=tuple(new[item_id] for item_id in kept_after if new[item_id] != old[item_id]),
        removed=tuple(item for item in before.items if item.id not in new),
        moved=kept_before != kept_after,
        parts=tuple(parts),
        stale_count=len(old) if is_stale else None,
    )


def _words(questionnaire: Questionnaire) -> tuple[object, ...]:
    one = questionnaire
    return one.texts, one.disclaimer, one.self_help, one.scoring
