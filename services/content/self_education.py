"""Work on a theme of one's own, and attestation: `self_education.yaml`."""

from __future__ import annotations

from services.content.parts import Part, Titled


class ThemeStageText(Titled):
    """A stage of work on one's own theme: what is done in it, and what to show for it."""

    hint: str


class SelfEducation(Part):
    """Stages of a theme in order, and how many days before attestation a person is reminded of it."""

    stages: tuple[ThemeStageText, ...]
    attestation_reminders: tuple[int, ...]
