"""The domain content a methodist can edit: read from `locales/<language>/content/`, checked, then frozen."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from services.content.calendars import USUAL_CALENDAR, SchoolCalendar
from services.content.catalog import RouteCatalog
from services.content.competencies import Competency, CompetencyGroup, Level
from services.content.events import EventFormat
from services.content.mentoring import MentoringPack
from services.content.observation import LessonVisit
from services.content.people import ConsentText, RolePack
from services.content.questionnaires import Questionnaire
from services.content.self_education import SelfEducation

CONTENT_FOLDER = Path(__file__).parents[2] / "locales" / "ru" / "content"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Content:
    """The content folder; every part is read at its first use and kept."""

    def __init__(self, folder: Path = CONTENT_FOLDER) -> None:
        self._folder = folder
        # Versions read from the database, by code and number: a published version never changes. None stands
        # for a version that cannot be read.
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
        """The questionnaires of the content files, by code; the database may hold newer versions."""
        names = sorted(path.stem for path in (self._folder / "questionnaires").glob("*.yaml"))
        loaded = (Questionnaire.model_validate(self.read(f"questionnaires/{name}")) for name in names)
        return {questionnaire.code: questionnaire for questionnaire in loaded}

    @cached_property
    def catalog(self) -> RouteCatalog:
        """The steps of routes and the rules of assembling routes."""
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
        """School calendars by code; each organisation has one of them."""
        codes = sorted(path.stem for path in (self._folder / "school_calendars").glob("*.yaml"))
        read = {code: self.read(f"school_calendars/{code}") for code in codes}
        return {code: SchoolCalendar.model_validate({**one, "code": code}) for code, one in read.items()}

    def calendar(self, code: str = USUAL_CALENDAR) -> SchoolCalendar:
        """A school calendar; the usual one where the calendar's file was removed."""
        return self.calendars.get(code) or self.calendars[USUAL_CALENDAR]

    @cached_property
    def self_education(self) -> SelfEducation:
        """Stages of a theme of self-education, and reminders of attestation."""
        return SelfEducation.model_validate(self.read("self_education"))

    @cached_property
    def consent(self) -> ConsentText:
        """The text of consent in force."""
        return ConsentText.model_validate(self.read("consent"))

    @cached_property
    def lesson_visit(self) -> LessonVisit:
        """The checklist of a lesson visit, and the question after training."""
        checklist = LessonVisit.model_validate(self.read("lesson_visit"))
        unknown = {item.competency for item in checklist.items} - set(self.competencies)
        if unknown:
            raise ValueError(f"lesson_visit: unknown competencies {sorted(unknown)}")
        return checklist

    @cached_property
    def _framework(self) -> dict[str, Any]:
        return self.read("competencies")
