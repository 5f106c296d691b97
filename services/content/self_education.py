"""Themes of self-education, and attestation: `self_education.yaml`."""

from __future__ import annotations

from services.content.parts import Part, Titled


class ThemeStageText(Titled):
    """A stage of work on a theme; `hint` says what to do in it and what to show for it."""

    hint: str


class SelfEducation(Part):
    """The stages of a theme, in order, and the numbers of days before attestation with a reminder."""

    stages: tuple[ThemeStageText, ...]
    attestation_reminders: tuple[int, ...]
