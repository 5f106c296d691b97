"""Questionnaires: items, scoring, texts of the result: `questionnaires/`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from services.content.competencies import Level
from services.content.parts import Part


class ScaleOption(Part):
    value: int
    label: str


class Scale(Part):
    prompt: str
    options: tuple[ScaleOption, ...]


class ChoiceOption(Part):
    id: str
    button: str
    text: str
    score: int


class Item(Part):
    """A statement (`scale`) or a situation (`choice`); `explain` is shown after a situation."""

    id: str
    type: Literal["scale", "choice"]
    competency: str
    dimension: str | None = None
    text: str
    scale: str | None = None
    reverse: bool = False
    optional: bool = False
    options: tuple[ChoiceOption, ...] = ()
    best: str | None = None
    explain: str = ""


class OpenItem(Part):
    """A question after the last item, answered in own words; it is not scored and may be skipped."""

    id: str
    text: str


class Dimension(Part):
    """A side of wellbeing, which items have in place of a competency."""

    code: str
    title: str


class QualityChecks(Part):
    """The limits past which answers look hasty, and the text shown then."""

    min_seconds_total: int
    same_answer_share: float
    soft_text: str


class ScoringRules(Part):
    """The rules by which answers become percents and levels: the `scoring` section of a questionnaire."""

    max_value: int
    index_title: str = ""
    min_items_per_competency: int = 1
    min_answered_share_competency: float = 0.5
    min_answered_share_dimension: float = 0.6
    min_answered_share_total: float = 0.8
    levels: tuple[Level, ...]
    deficit_levels: tuple[str, ...]
    priority_override: tuple[str, ...] = ()
    max_priorities: int = 3
    quality_checks: QualityChecks | None = None


class Privacy(Part):
    code: Literal[
        "self_only", "shared_with_mentor", "shared_with_methodist", "shared_with_municipal_methodist"
    ]
    text: str
    allow_without_saving: bool = False
    aggregate_min_respondents: int = 5


class ResultTexts(Part):
    finish: str
    overall: dict[str, str] = Field(default_factory=dict)
    competency: dict[str, str] = Field(default_factory=dict)
    dimension: dict[str, dict[str, str]] = Field(default_factory=dict)
    no_deficits: str = ""
    no_data: str = ""
    disclaimer: str = ""


class HelpContact(Part):
    """A contact for help; `{regional_helpline}` in the text is replaced by the operator's setting."""

    code: str
    title: str
    text: str


class HelpPack(Part):
    title: str
    intro: str
    options: tuple[HelpContact, ...]
    always_show: tuple[str, ...]


class Questionnaire(Part):
    """The definition of a version of a questionnaire."""

    code: str
    version: int
    purpose: Literal["competency", "wellbeing"]
    title: str
    short_title: str
    button: str
    audience: tuple[str, ...]
    minutes: int
    repeat_after_days: int
    intro: str
    before_start: str
    privacy: Privacy
    scales: dict[str, Scale]
    default_scale: str
    dimensions: tuple[Dimension, ...] = ()
    items: tuple[Item, ...]
    followup: tuple[OpenItem, ...] = ()
    scoring: ScoringRules
    texts: ResultTexts
    disclaimer: str = ""
    self_help: tuple[str, ...] = ()
    help: HelpPack | None = None

    @model_validator(mode="after")
    def _scales_exist(self) -> Questionnaire:
        for item in self.items:
            if item.type == "scale" and (item.scale or self.default_scale) not in self.scales:
                raise ValueError(f"{self.code}: item {item.id} names an unknown scale")
            if item.type == "choice" and not item.options:
                raise ValueError(f"{self.code}: item {item.id} has no options")
        return self

    def scale_of(self, item: Item) -> Scale:
        """The scale of an item of the type `scale`."""
        return self.scales[item.scale or self.default_scale]

    def subject_of(self, item: Item) -> str:
        """The subject of an item's points: its side of wellbeing, else its competency."""
        return item.dimension or item.competency

    def may_skip(self, item: Item) -> bool:
        """Whether an item may be skipped: all items of a wellbeing check, else the optional ones."""
        return item.optional or self.purpose == "wellbeing"
