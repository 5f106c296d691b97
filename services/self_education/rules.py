"""The order of a theme's stages, and how far ahead an attestation may be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from services.content.self_education import ThemeStageText
from services.dates import years_on

TITLE_LIMIT = 300
WORDS_LIMIT = 1000
# A category lasts five years; a date farther than this is a slip of the finger.
YEARS_AHEAD = 6


def stage_under_way(
    stages: Sequence[ThemeStageText], stored: str, done: Collection[str]
) -> ThemeStageText | None:
    """The stage a theme is at; None where every one is done.

    A stored stage the content does not have any more, or one done already, gives way to the first not done.
    """
    left = [stage for stage in stages if stage.code not in done]
    return next((stage for stage in left if stage.code == stored), left[0] if left else None)


def stage_after(stages: Sequence[ThemeStageText], code: str, done: Collection[str]) -> ThemeStageText | None:
    """The stage that follows once `code` is done: the next one not done, or an earlier one left behind."""
    codes = [stage.code for stage in stages]
    begins = codes.index(code) + 1
    return next((stage for stage in [*stages[begins:], *stages[:begins]] if stage.code not in done), None)


def latest_attestation(today: date) -> date:
    """The farthest day an attestation may be on."""
    return years_on(today, YEARS_AHEAD)
