"""The checklist of a lesson visit, and the question after training: `lesson_visit.yaml`."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field, model_validator

from services.content.parts import Part


class Mark(Part):
    """A mark from 0 to 3 and the label of its button."""

    value: int = Field(ge=0, le=3)
    # The rest of a button has room for the sign of a chosen mark.
    button: str = Field(max_length=26)


class ObservedItem(Part):
    """A competency that can be seen in a lesson, and what to look at."""

    competency: str
    question: str


class MarkedQuestion(Part):
    """A question answered by one of the marks; `skip` is the label of «not seen», which is no mark."""

    title: str
    question: str
    marks: tuple[Mark, ...]
    skip: str = Field(max_length=26)

    @model_validator(mode="after")
    def _marks_differ(self) -> MarkedQuestion:
        if len({mark.value for mark in self.marks}) < max(2, len(self.marks)):
            raise ValueError("marks need different values, two at least")
        return self

    @cached_property
    def words(self) -> dict[int, str]:
        """The labels of the marks, by value."""
        return {mark.value: mark.button for mark in self.marks}


class LessonVisit(MarkedQuestion):
    """The checklist of a lesson visit, the same for every teacher, and the question after training."""

    question: str = Field(alias="prompt")
    items: tuple[ObservedItem, ...] = Field(min_length=5, max_length=5)
    after_training: MarkedQuestion

    @model_validator(mode="after")
    def _items_differ(self) -> LessonVisit:
        if len({item.competency for item in self.items}) < len(self.items):
            raise ValueError("a competency stands in the checklist twice")
        return self
