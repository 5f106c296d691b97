"""Steps of routes and the rules of assembling routes: `route_catalog.yaml`."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from services.content.parts import Part, Titled


class RouteBasis(Titled):
    """The reason of a route without a diagnosis; `document` is its wording in the document."""

    document: str


class ReflectionQuestion(Part):
    """A question asked after a step was done; it may be skipped."""

    code: str
    text: str


class UsageTexts(Part):
    """The question whether what was learnt is used, asked after each number of days in `after`.

    `used` holds the codes of the answers that mean yes.
    """

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
    """A form of work; `usual_hours` are offered for own steps, the bounds hold for typed hours."""

    code: str
    title: str
    button: str
    education: str
    evidence: str
    usual_hours: tuple[float, ...] = ()
    min_hours: float = 0.5
    max_hours: float = 144


class CatalogStep(Part):
    """A step of the catalogue. `days` are calendar days, `hours` the teacher's hours of work."""

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
    """The usual results of a step in the owner's words and of an event taken as a step."""

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
    # The reason, in the history, of dates that moved because the approval was late.
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
