"""The steps routes are assembled from, and the rules of assembling: `route_catalog.yaml`."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from services.content.parts import Part, Titled


class RouteBasis(Titled):
    """Why there is a route without a diagnosis; `document` is how the document names it."""

    document: str


class ReflectionQuestion(Part):
    """Asked after a step was done; may be skipped."""

    code: str
    text: str


class UsageTexts(Part):
    """Asked once after each of `after` days: is what was learnt used? `used` are the answers that count."""

    after: tuple[int, ...]
    forms: frozenset[str]
    question: str
    example: str
    answers: tuple[Titled, ...]
    used: frozenset[str]


class EducationType(Part):
    """Formal, nonformal or informal (content/glossary.yaml, terms 45-47)."""

    title: str


class StepForm(Part):
    """A form of work, and the hours it takes: the usual ones, offered for an own step, and the bounds."""

    code: str
    title: str
    button: str
    education: str
    evidence: str
    usual_hours: tuple[float, ...] = ()
    min_hours: float = 0.5
    max_hours: float = 144


class CatalogStep(Part):
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


class AddedTexts(Part):
    """What a step results in where nobody said: one in its owner's words, an event taken as a step."""

    own: str
    event: str


class AssemblyRules(Part):
    max_competencies_per_route: int
    steps_per_competency: dict[str, int]
    max_steps_per_route: int
    max_hours_per_week: float
    typical_route_days: dict[str, int]
    critical_first: tuple[str, ...]
    acceptable_first: tuple[str, ...]
    leave_out_auto: tuple[str, ...]


class RouteCatalog(Part):
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
    usage: UsageTexts = Field(alias="transfer")
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
