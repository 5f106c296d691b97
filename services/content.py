"""The domain content a methodist can edit: read from `locales/<language>/content/`, checked, then frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

USUAL_CALENDAR = "quarters"
CONTENT_FOLDER = Path(__file__).parent.parent / "locales" / "ru" / "content"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Part(BaseModel):
    """A piece of content; keys this version of the code does not use are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Titled(_Part):
    code: str
    title: str
    button: str = ""


class Level(_Part):
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


class Competency(_Part):
    code: str
    title: str
    description: str
    group: str = ""


class CompetencyGroup(_Part):
    code: str
    title: str
    order: int
    competencies: tuple[Competency, ...]


class ScaleOption(_Part):
    value: int
    label: str


class Scale(_Part):
    prompt: str
    options: tuple[ScaleOption, ...]


class ChoiceOption(_Part):
    id: str
    button: str
    text: str
    score: int


class Item(_Part):
    """One statement (a scale) or one situation (a choice); `explain` is told after a situation."""

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


class OpenItem(_Part):
    """A question answered in one's own words after the last item; not scored, may be skipped."""

    id: str
    text: str


class Dimension(_Part):
    """A side of wellbeing, which items are about instead of a competency."""

    code: str
    title: str


class QualityChecks(_Part):
    """When answers look hasty, and what is then gently said."""

    min_seconds_total: int
    same_answer_share: float
    soft_text: str


class ScoringRules(_Part):
    """How answers become percents; see the questionnaire's own `scoring` section."""

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


class Privacy(_Part):
    code: Literal[
        "self_only", "shared_with_mentor", "shared_with_methodist", "shared_with_municipal_methodist"
    ]
    text: str
    allow_without_saving: bool = False
    aggregate_min_respondents: int = 5


class ResultTexts(_Part):
    finish: str
    overall: dict[str, str] = Field(default_factory=dict)
    competency: dict[str, str] = Field(default_factory=dict)
    dimension: dict[str, dict[str, str]] = Field(default_factory=dict)
    no_deficits: str = ""
    no_data: str = ""
    disclaimer: str = ""


class HelpContact(_Part):
    """Where to turn for help; `{regional_helpline}` in the text is the operator's setting."""

    code: str
    title: str
    text: str


class HelpPack(_Part):
    title: str
    intro: str
    options: tuple[HelpContact, ...]
    always_show: tuple[str, ...]


class Questionnaire(_Part):
    """A questionnaire's definition, known by code and version."""

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
        """The scale on which a scale item is answered."""
        return self.scales[item.scale or self.default_scale]

    def subject_of(self, item: Item) -> str:
        """What an item's points count for: its side of wellbeing, or its competency."""
        return item.dimension or item.competency

    def may_skip(self, item: Item) -> bool:
        """Whether an item may be left unanswered: every one of a wellbeing check, else the optional ones."""
        return item.optional or self.purpose == "wellbeing"


class RouteBasis(Titled):
    """Why there is a route without a diagnosis; `document` is how the document names it."""

    document: str


class ReflectionQuestion(_Part):
    """Asked after a step was done; may be skipped."""

    code: str
    text: str


class TransferQuestion(_Part):
    """Asked once after each of `after` days: is what was learnt used? `used` are the answers that count."""

    after: tuple[int, ...]
    forms: frozenset[str]
    question: str
    example: str
    answers: tuple[Titled, ...]
    used: frozenset[str]


class EducationType(_Part):
    """Formal, nonformal or informal (content/glossary.yaml, terms 45-47)."""

    title: str


class StepForm(_Part):
    code: str
    title: str
    button: str
    education: str
    evidence: str


class CatalogStep(_Part):
    """A step a route can be assembled from. `days` are calendar days, `hours` the teacher's work."""

    code: str
    competency: str
    title: str
    form: str
    education: str
    days: int
    hours: float
    levels: tuple[str, ...]
    result: str


class AddedTexts(_Part):
    """What a step results in where nobody said: one in its owner's words, an event taken as a step."""

    own: str
    event: str


class AssemblyRules(_Part):
    max_competencies_per_route: int
    steps_per_competency: dict[str, int]
    max_steps_per_route: int
    max_hours_per_week: float
    typical_route_days: dict[str, int]
    critical_first: tuple[str, ...]
    acceptable_first: tuple[str, ...]
    leave_out_auto: tuple[str, ...]


class RouteCatalog(_Part):
    forms: tuple[StepForm, ...]
    education_types: dict[str, EducationType]
    assembly_rules: AssemblyRules
    bases: tuple[RouteBasis, ...]
    given_basis: str
    move_reasons: tuple[Titled, ...]
    remove_reasons: tuple[Titled, ...]
    # What the history says of dates that moved because approving took so long.
    late_approval: str
    reflection: tuple[ReflectionQuestion, ...]
    transfer: TransferQuestion
    added: AddedTexts
    steps: tuple[CatalogStep, ...]

    @cached_property
    def forms_by_code(self) -> dict[str, StepForm]:
        return {form.code: form for form in self.forms}

    @cached_property
    def titles_of_bases(self) -> dict[str, str]:
        return {basis.code: basis.title for basis in self.bases}

    @cached_property
    def steps_by_code(self) -> dict[str, CatalogStep]:
        return {step.code: step for step in self.steps}


class EventFormat(Titled):
    """A format of events; `step_form` is the form of work such an event is as a step of a route."""

    step_form: str


class RequestTopic(Titled):
    competencies: tuple[str, ...] = ()


class RequestFlow(_Part):
    response_days: int
    max_text: int
    privacy_hint: str


class MentoringPack(_Part):
    forms: tuple[Titled, ...]
    kinds: tuple[Titled, ...]
    request_topics: tuple[RequestTopic, ...]
    request_flow: RequestFlow


class RoleTitle(_Part):
    title: str
    aliases: tuple[str, ...] = ()


class RolePack(_Part):
    roles: dict[str, RoleTitle]
    computed: tuple[str, ...]


class QuietHours(_Part):
    first: time = Field(alias="from")
    last: time = Field(alias="to")


class Stretch(_Part):
    """Days of a school year under a name, both ends inclusive: a quarter, or holidays."""

    title: str
    first: date
    last: date


class SchoolCalendar(_Part):
    """How the school year is divided and when the bot keeps silent; `days_off` are `MM-DD`."""

    code: str
    title: str
    year: str
    quiet_hours: QuietHours
    days_off: frozenset[str]
    terms: tuple[Stretch, ...]
    holidays: tuple[Stretch, ...]


class ConsentText(_Part):
    """The consent to personal data processing a person is asked for."""

    version: str
    text: str


class Mark(_Part):
    """A mark from 0 to 3 and what its button says."""

    value: int = Field(ge=0, le=3)
    # Room is left for the sign of a mark already chosen.
    button: str = Field(max_length=26)


class ObservedItem(_Part):
    """A competency that can be seen in a lesson, and what to look for."""

    competency: str
    question: str


class MarkedQuestion(_Part):
    """A question answered by one of the marks; `skip` says that nothing was seen, and is no mark."""

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
        """What each mark says."""
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


class ThemeStageText(Titled):
    """A stage of work on one's own theme: what is done in it, and what to show for it."""

    hint: str


class SelfEducation(_Part):
    """Stages of a theme in order, and how many days before attestation a person is reminded of it."""

    stages: tuple[ThemeStageText, ...]
    attestation_reminders: tuple[int, ...]


class Content:
    """Everything in the content folder, read when first asked for and kept."""

    def __init__(self, folder: Path = CONTENT_FOLDER) -> None:
        self._folder = folder
        # Versions read from the database, by code and number: once published, one never changes. None is
        # one that cannot be read.
        self.published: dict[tuple[str, int], Questionnaire | None] = {}

    def read(self, name: str) -> dict[str, Any]:
        """The raw mapping of one file, e.g. `demo_people`."""
        with (self._folder / f"{name}.yaml").open(encoding="utf-8") as file:
            loaded: dict[str, Any] = yaml.load(file, Loader=_Loader)  # noqa: S506 (a safe loader)
        return loaded

    @cached_property
    def levels(self) -> dict[str, Level]:
        """Levels by code, from the lowest."""
        return {level["code"]: Level.model_validate(level) for level in self._framework["levels"]}

    @cached_property
    def groups(self) -> dict[str, CompetencyGroup]:
        """Groups of competencies by code, in the order of the framework."""
        groups = (CompetencyGroup.model_validate(group) for group in self._framework["groups"])
        return {group.code: group for group in sorted(groups, key=lambda group: group.order)}

    @cached_property
    def competencies(self) -> dict[str, Competency]:
        """Competencies by code, in the order of the framework; each knows its group."""
        return {
            competency.code: competency.model_copy(update={"group": group.code})
            for group in self.groups.values()
            for competency in group.competencies
        }

    @cached_property
    def questionnaires(self) -> dict[str, Questionnaire]:
        """The questionnaires of the content files, by code; a newer version may have been published since."""
        names = sorted(path.stem for path in (self._folder / "questionnaires").glob("*.yaml"))
        loaded = (Questionnaire.model_validate(self.read(f"questionnaires/{name}")) for name in names)
        return {questionnaire.code: questionnaire for questionnaire in loaded}

    @cached_property
    def catalog(self) -> RouteCatalog:
        """The steps a route is assembled from, and the rules of assembling."""
        return RouteCatalog.model_validate(self.read("route_catalog"))

    @cached_property
    def mentoring(self) -> MentoringPack:
        """Forms and kinds of mentoring, topics of questions."""
        return MentoringPack.model_validate(self.read("mentoring"))

    @cached_property
    def event_formats(self) -> dict[str, EventFormat]:
        """Formats of events by code."""
        found = {form["code"]: EventFormat.model_validate(form) for form in self.read("events")["formats"]}
        unknown = {form.step_form for form in found.values()} - set(self.catalog.forms_by_code)
        if unknown:
            raise ValueError(f"events: unknown forms of steps {sorted(unknown)}")
        return found

    @cached_property
    def roles(self) -> RolePack:
        """Russian titles of roles, as a staff list writes them."""
        return RolePack.model_validate(self.read("roles"))

    @cached_property
    def calendars(self) -> dict[str, SchoolCalendar]:
        """School calendars by code; an organisation works by one of them."""
        codes = sorted(path.stem for path in (self._folder / "school_calendars").glob("*.yaml"))
        read = {code: self.read(f"school_calendars/{code}") for code in codes}
        return {code: SchoolCalendar.model_validate({**one, "code": code}) for code, one in read.items()}

    def calendar(self, code: str = USUAL_CALENDAR) -> SchoolCalendar:
        """A school calendar; the usual one where a file was taken away while organisations worked by it."""
        return self.calendars.get(code) or self.calendars[USUAL_CALENDAR]

    @cached_property
    def self_education(self) -> SelfEducation:
        """Stages of a theme of one's own; reminders of attestation."""
        return SelfEducation.model_validate(self.read("self_education"))

    @cached_property
    def consent(self) -> ConsentText:
        """The consent in force."""
        return ConsentText.model_validate(self.read("consent"))

    @cached_property
    def lesson_visit(self) -> LessonVisit:
        """What is looked at in a lesson, and asked after training."""
        checklist = LessonVisit.model_validate(self.read("lesson_visit"))
        unknown = {item.competency for item in checklist.items} - set(self.competencies)
        if unknown:
            raise ValueError(f"lesson_visit: unknown competencies {sorted(unknown)}")
        return checklist

    @cached_property
    def _framework(self) -> dict[str, Any]:
        return self.read("competencies")
