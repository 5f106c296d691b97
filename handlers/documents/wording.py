"""The words of a route in a document and in a calendar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.words import Said, Translator, Words
from services.content.folder import Content
from services.documents.calendar_file import Deadline
from services.documents.making import Wording
from services.documents.names import STEPS, Values
from services.documents.papers import PaperStep, RoutePaper
from services.documents.queries import CalendarStep
from services.documents.rules import short_name
from services.routes.models import ON_DIAGNOSIS, ON_TEMPLATE
from services.routes.rules import part_of

# The statuses of a route not approved yet, which the document says at its top.
_PROJECT = ("draft", "on_review")
_SAMPLE_STEPS = 3
_ONE_YEAR = timedelta(days=365)


def wording(words: Translator) -> Wording:
    """The function that words a route in one language."""
    return lambda paper: values(paper, words)


def values(paper: RoutePaper, words: Translator) -> Values:
    """The value of each name of a template. An unknown value is a dash, so that no line stays empty."""
    none = words.plain(Words("document-none"))
    period = Words("document-period", starts=_day(paper.starts), ends=_day(paper.ends))
    return {
        "фио": paper.full_name,
        "фио_кратко": paper.short_name,
        "должность": paper.position or none,
        "предметы": ", ".join(paper.subjects) or none,
        "организация": paper.unit,
        "категория": paper.category or words.plain(Words("document-no-category")),
        "педстаж": _experience(paper.experience, words),
        "период": words.plain(period),
        "начало": _day(paper.starts),
        "окончание": _day(paper.ends),
        "основание": _basis(paper, words) or none,
        "проект": words.plain(Words("document-project")) if paper.status in _PROJECT else "",
        "всего_часов": _hours(sum(step.hours for step in paper.steps if step.status != "cancelled")),
        "методист": paper.methodist or none,
        "методист_кратко": paper.methodist_short,
        "утвердил": paper.approved_by if paper.approved_on else "",
        "утвержден": _day(paper.approved_on) if paper.approved_on else "",
        "версия": str(paper.version),
        "сегодня": _day(paper.today),
        STEPS: [_step(number, step, words) for number, step in enumerate(paper.steps, start=1)],
    }


def _step(number: int, step: PaperStep, words: Translator) -> dict[str, str]:
    none = words.plain(Words("document-none"))
    return {
        "номер": str(number),
        "дефицит": step.competency or none,
        "задача": words.plain(Words("document-task", part=step.part)),
        "мероприятие": step.title,
        "форма": step.form or none,
        "вид": step.education or none,
        "часы": _hours(step.hours),
        "начало": _day(step.starts),
        "срок": _day(step.due),
        "результат": step.result or none,
        "отметка": _mark(step, words),
    }


def _mark(step: PaperStep, words: Translator) -> str:
    if step.status == "done":
        day = _day(step.done_on) if step.done_on else "none"
        return words.plain(Words("document-mark-done", day=day))
    if step.status == "on_review":
        return words.plain(Words("document-mark-review"))
    return words.plain(Words("document-mark-cancelled")) if step.status == "cancelled" else ""


def _basis(paper: RoutePaper, words: Translator) -> str:
    if paper.basis == ON_DIAGNOSIS:
        if not paper.questionnaire or paper.diagnosed_on is None:
            return words.plain(Words("document-basis-own"))
        title, day = paper.questionnaire, _day(paper.diagnosed_on)
        # The title «Комплексная самодиагностика…» already contains the kind of basis.
        says_it = words.plain(Words("document-basis-own")).lower() in title.lower()
        key = "document-basis-diagnosis-itself" if says_it else "document-basis-diagnosis"
        return words.plain(Words(key, title=title, day=day))
    return words.plain(Words("document-basis-template")) if paper.basis == ON_TEMPLATE else paper.reason


def _experience(years: int | None, words: Translator) -> str:
    if years is None:
        return words.plain(Words("document-experience-unknown"))
    return words.plain(Words("document-experience", count=years))


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _hours(hours: float) -> str:
    return f"{hours:g}".replace(".", ",")


def title(paper: RoutePaper, words: Translator) -> str:
    """The title of a document for its file name: «Громов А. С. — ИОМ 2026-09»."""
    return words.plain(Words("document-title", name=paper.short_name, month=f"{paper.starts:%Y-%m}"))


def deadlines(steps: Sequence[CalendarStep], words: Translator) -> list[Deadline]:
    """Open steps as days of a calendar. A step keeps its `uid`, or a moved step would stand there twice."""
    return [
        Deadline(
            uid=f"route-step-{step.step_id}@gorizont",
            day=step.due,
            title=words.plain(Words("document-calendar-step", title=step.title)),
            details=words.plain(
                Words("document-calendar-details", evidence=step.evidence, result=Said(step.result))
            ),
            moves=step.moves,
        )
        for step in steps
    ]


def sample(content: Content, words: Translator, today: date, unit: str) -> RoutePaper:
    """An invented route, to show a template with."""
    last, first, middle, *_ = (part.strip() for part in words.plain(Words("sheet-staff-example")).split("|"))
    chosen = content.catalog.steps[:_SAMPLE_STEPS]
    steps = tuple(
        PaperStep(
            competency=content.competencies[step.competency].title,
            part=part_of(step.form),
            title=step.title,
            form=content.catalog.forms_by_code[step.form].title,
            education=content.catalog.education_types[step.education].title,
            hours=step.hours,
            starts=today,
            due=today + timedelta(days=step.days),
            result=step.result,
            status="done" if place == 0 else "planned",
            done_on=today if place == 0 else None,
        )
        for place, step in enumerate(chosen)
    )
    return RoutePaper(
        route_id=0,
        last_name=last,
        first_name=first,
        middle_name=middle,
        position=words.plain(Words("document-sample-position")),
        subjects=(words.plain(Words("document-sample-subject")),),
        unit=unit,
        unit_path="",
        category="",
        experience=5,
        basis=content.catalog.bases[0].code,
        reason=content.catalog.bases[0].document,
        questionnaire="",
        diagnosed_on=None,
        starts=today,
        ends=today + _ONE_YEAR,
        status="approved",
        version=1,
        methodist=f"{last} {first} {middle}",
        methodist_short=short_name(last, first, middle),
        approved_by=f"{last} {first} {middle}",
        approved_on=today,
        today=today,
        steps=steps,
    )
