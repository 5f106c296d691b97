"""Competencies and the levels they are measured by: `competencies.yaml`."""

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
    # What this questionnaire calls the level where the common word would sound harsh.
    friendly: str = ""


def level_at(percent: int, levels: Iterable[Level]) -> Level:
    """The level whose band holds an already rounded percent."""
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
