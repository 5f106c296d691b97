"""The order of a theme's stages, and the latest day of an attestation. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from services.content.self_education import ThemeStageText
from services.dates import years_on

TITLE_LIMIT = 300
WORDS_LIMIT = 1000
# A category lasts five years: a day farther ahead is a typing mistake.
YEARS_AHEAD = 6


def stage_under_way(
    stages: Sequence[ThemeStageText], stored: str, done: Collection[str]
) -> ThemeStageText | None:
    """The stage under way of a theme; None if all are done.

    If the stored stage is done or no longer in the content, it is the first stage that is not done.
    """
    left = [stage for stage in stages if stage.code not in done]
    return next((stage for stage in left if stage.code == stored), left[0] if left else None)


def stage_after(stages: Sequence[ThemeStageText], code: str, done: Collection[str]) -> ThemeStageText | None:
    """The stage after `code`: the next one that is not done, else an earlier one that is not done."""
    codes = [stage.code for stage in stages]
    begins = codes.index(code) + 1
    return next((stage for stage in [*stages[begins:], *stages[:begins]] if stage.code not in done), None)


def latest_attestation(today: date) -> date:
    """The latest day of an attestation that a person may tell."""
    return years_on(today, YEARS_AHEAD)
