"""Competencies and their levels: `competencies.yaml`."""

from __future__ import annotations

from collections.abc import Iterable

from services.content.parts import Part


class Level(Part):
    """A band of percents, both ends inclusive."""

    code: str
    title: str
    min: int
    max: int
    mark: str = ""
    color: str = ""
    deficit: bool = False
    # The questionnaire's own name of the level, where the common name would sound harsh.
    friendly: str = ""


def level_at(percent: int, levels: Iterable[Level]) -> Level:
    """The level whose band holds a whole percent."""
    return next(level for level in levels if level.min <= percent <= level.max)


class Competency(Part):
    code: str
    title: str
    description: str
    group: str = ""


class CompetencyGroup(Part):
    code: str
    title: str
    order: int
    competencies: tuple[Competency, ...]
