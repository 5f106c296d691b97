"""Documents on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.documents import links
from handlers.documents.wording import title
from handlers.links import Link
from handlers.listing import choose_unit, confirm
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.links import RouteMore
from handlers.routes.overview.links import RoutesOverview
from handlers.screen import BLANK, Button, File, Screen
from handlers.spreadsheets import SHOWN_ERRORS
from handlers.words import Said, Text, Translator, Words, said_by
from services.documents.making import Archive
from services.documents.names import ROUTE_NAMES, STEP, STEP_NAMES
from services.documents.package import FILE_LIMIT
from services.documents.papers import RoutePaper
from services.documents.queries import CalendarSteps, DocumentsOfRoute
from services.documents.rules import file_name
from services.documents.tags import Mistake
from services.documents.template import UNKNOWN
from services.documents.units import TemplateInForce, UnitsToPrint, UnitView

TO_ROUTES = back_or_home(RoutesOverview())


def of_route(view: DocumentsOfRoute) -> Screen:
    """The files that can be made of a route."""
    lines: list[Text] = [Words("document-route")]
    if not view.is_mine:
        lines.append(Said(view.owner))
    lines += [BLANK, Words("document-route-word")]
    if view.status in ("draft", "on_review"):
        lines.append(Words("document-route-project"))
    rows = [[Button(Words("document-word"), links.RouteInWord(route_id=view.route_id))]]
    if view.has_calendar:
        lines.append(Words("document-route-calendar"))
        rows.append([Button(Words("document-calendar"), links.RouteCalendar(route_id=view.route_id))])
    return Screen(lines, [*rows, back_or_home(RouteMore(route_id=view.route_id))])


def paper(made: RoutePaper, data: bytes, words: Translator) -> Screen:
    """The document of a route."""
    file = File("document", data=data, name=file_name(title(made, words), "docx"))
    return Screen([Words("document-ready", name=made.full_name)], [_to_documents(made.route_id)], file)


def calendar(route_id: int, steps: CalendarSteps, data: bytes, words: Translator) -> Screen:
    """The calendar file; past deadlines are not in it."""
    name = file_name(words.plain(Words("document-calendar-title")), "ics")
    passed = [Words("document-calendar-passed", count=steps.passed)] if steps.passed else []
    return Screen(
        [Words("document-calendar-ready", count=len(steps.ahead)), *passed, Words("document-calendar-how")],
        [_to_documents(route_id)],
        File("document", data=data, name=name),
    )


def nothing_ahead(route_id: int, steps: CalendarSteps) -> Screen:
    """Says that a calendar would be empty: all steps are done, or their deadlines have passed."""
    key = "document-calendar-all-passed" if steps.passed else "document-calendar-empty"
    return Screen([Words(key)], [_to_documents(route_id)])


def _to_documents(route_id: int) -> list[Button]:
    return back_or_home(links.RouteDocuments(route_id=route_id))


# Units


def units(found: UnitsToPrint) -> Screen:
    """Asks for a unit: one of the reader's own units, or one inside another unit."""
    inside = found.inside
    title = Words("document-units") if inside is None else Words("document-units-inside", unit=inside.title)

    def turn(page: int) -> Link:
        if inside is None:
            return links.UnitDocuments(page=page)
        return links.UnitsInside(unit_id=inside.id, page=page)

    back = TO_ROUTES if inside is None else _to_unit(inside.id)
    return choose_unit([title, Words("document-units-hint")], found.page, _papers_of, turn, back)


def _papers_of(unit_id: int) -> links.UnitPapers:
    return links.UnitPapers(unit_id=unit_id)


def unit(view: UnitView) -> Screen:
    """One unit: the number of its routes, and the template of their documents."""
    lines: list[Text] = [
        Words("document-unit", unit=view.title),
        BLANK,
        Words("document-unit-routes", count=view.routes),
        _in_force(view.template),
    ]
    rows: list[list[Button]] = []
    if view.routes:
        rows.append([Button(Words("document-archive"), links.UnitArchive(unit_id=view.unit_id))])
    rows.append([Button(Words("document-template"), links.UnitTemplate(unit_id=view.unit_id))])
    if view.has_units:
        rows.append([Button(Words("document-inside"), links.UnitsInside(unit_id=view.unit_id))])
    if view.is_only:
        return Screen(lines, [*rows, TO_ROUTES])
    up = links.UnitDocuments() if view.parent_id is None else links.UnitsInside(unit_id=view.parent_id)
    return Screen(lines, [*rows, back_or_home(up)])


def _in_force(one: TemplateInForce) -> Text:
    if one.unit_id is None or one.replaced_on is None:
        return Words("document-template-standard")
    said = {"name": one.author or "—", "day": one.replaced_on}
    if one.is_own:
        return Words("document-template-own", **said)
    return Words("document-template-above", unit=one.unit, **said)


def nothing_to_pack(view: UnitView) -> Screen:
    """Says that the unit has no routes for an archive."""
    return Screen([Words("document-archive-empty", unit=view.title)], [_to_unit(view.unit_id)])


def packing(view: UnitView, count: int) -> Screen:
    """Says that an archive is being made."""
    lines = [Words("document-archive-begun", count=count), Words("document-archive-wait")]
    return Screen(lines, [_to_unit(view.unit_id)])


def archive(view: UnitView, one: Archive, words: Translator) -> Screen:
    """An archive, or a part of a long one."""
    key = "document-archive-title" if one.number == 1 and one.is_last else "document-archive-part"
    name = words.plain(Words(key, unit=view.title, number=str(one.number)))
    lines: list[Text] = [Words("document-archive-ready", unit=view.title, count=one.count)]
    if not one.is_last:
        lines.append(Words("document-archive-more"))
    to_unit = Button(Words("document-to-unit"), _papers_of(view.unit_id))
    file = File("document", data=one.data, name=file_name(name, "zip"))
    return Screen(lines, [[to_unit, HOME]] if one.is_last else (), file)


def archive_failed(view: UnitView) -> Screen:
    """Says that making an archive failed."""
    again = Button(Words("document-archive-again"), links.UnitArchive(unit_id=view.unit_id))
    return Screen([Words("document-archive-failed", unit=view.title)], [[again], [HOME]])


# The template


def template(view: UnitView) -> Screen:
    """The template in force for a unit, and the actions with it."""
    rows = [
        [Button(Words("document-template-download"), links.DownloadTemplate(unit_id=view.unit_id))],
        [Button(Words("document-template-send"), links.SendTemplate(unit_id=view.unit_id))],
    ]
    if view.template.is_own:
        rows.append([Button(Words("document-template-remove"), links.RemoveTemplate(unit_id=view.unit_id))])
    return Screen(
        [
            Words("document-template-title", unit=view.title),
            _in_force(view.template),
            BLANK,
            Words("document-template-hint"),
        ],
        [*rows, _to_unit(view.unit_id)],
    )


def template_file(view: UnitView, data: bytes, words: Translator) -> Screen:
    """The template under its own file name, and how to edit it."""
    stem = view.template.file_name.removesuffix(".docx") or words.plain(Words("document-template-file"))
    file = File("document", data=data, name=file_name(stem, "docx"))
    lines = [Words("document-template-how"), Words("document-template-keep")]
    return Screen(lines, [[_to_template(view.unit_id)]], file)


def ask_template(view: UnitView) -> Screen:
    """Asks for a template."""
    return Screen(
        [
            Words("document-template-ask", unit=view.title),
            BLANK,
            Words("document-template-ask-how", limit=FILE_LIMIT // 1024 // 1024),
        ],
        [[_to_template(view.unit_id), HOME]],
    )


def template_expected(unit_id: int, wrong: Text) -> Screen:
    """Says why a letter is no template."""
    return Screen([wrong], [[_to_template(unit_id), HOME]])


def mistakes(view: UnitView, found: Sequence[Mistake]) -> Screen:
    """The mistakes that keep a template from being used, and the names that a template may use."""
    lines: list[Text] = [Words("document-template-wrong"), BLANK]
    lines += [Words("document-mistake", why=said_by(one)) for one in found[:SHOWN_ERRORS]]
    if any(one.key == UNKNOWN for one in found):
        names = ", ".join(ROUTE_NAMES)
        steps = ", ".join(f"{STEP}.{name}" for name in STEP_NAMES)
        lines += [BLANK, Words("document-names", names=names), Words("document-step-names", names=steps)]
    return Screen(
        [*lines, BLANK, Words("document-template-mend")],
        [
            [Button(Words("document-template-download"), links.DownloadTemplate(unit_id=view.unit_id))],
            [_to_template(view.unit_id), HOME],
        ],
    )


def template_kept(view: UnitView, data: bytes, words: Translator) -> Screen:
    """Says that a template is in force, and shows a sample document made by it."""
    file = File("document", data=data, name=file_name(words.plain(Words("document-sample")), "docx"))
    lines = [Words("document-template-done", unit=view.title), Words("document-template-look")]
    return Screen(lines, [[_to_template(view.unit_id), HOME]], file)


def sure_to_remove(view: UnitView) -> Screen:
    """The warning before a unit's own template is removed."""
    return confirm(
        [Words("document-template-sure", unit=view.title), Words("document-template-sure-hint")],
        links.RemoveTemplate(unit_id=view.unit_id, sure=True),
        links.UnitTemplate(unit_id=view.unit_id),
    )


def _to_unit(unit_id: int) -> list[Button]:
    return back_or_home(_papers_of(unit_id))


def _to_template(unit_id: int) -> Button:
    return Button(Words("document-to-template"), links.UnitTemplate(unit_id=unit_id))
