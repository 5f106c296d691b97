"""Group results: coverage, who has finished, maps. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.events.links import NewEventFor
from handlers.external_results.links import ExternalImport
from handlers.group_results import links
from handlers.group_results.files import PICTURE_ROWS
from handlers.links import Link
from handlers.listing import listing, title_button, which_page
from handlers.menu.buttons import HOME, back_or_home
from handlers.questionnaires.links import EditQuestionnaires
from handlers.routes.usage.links import UsageShare
from handlers.screen import BLANK, LABEL_LIMIT, Button, File, Screen
from handlers.wellbeing.links import WellbeingOfGroup
from handlers.words import Said, Text, Words
from services.content.folder import Content
from services.group_results.maps import Cell, HeatTable, MapRow
from services.group_results.queries import CoveragePage, Overview, TeacherLine, TeacherPage, UnitCoverage
from services.group_results.rules import Axis
from services.paging import Page
from services.texts import shorten

ROWS_PAGE = 4
EVENTS_PAGE = 5
# The lowest competencies of a school shown first: as many as there is room for buttons.
IN_NEED = 6
HIDDEN = "⚪"
VOWELS = "аеёиоуыэюя"
BACK = back_or_home(links.GroupResults())


def overview(view: Overview) -> Screen:
    """How many teachers have taken a diagnostic, and the ways to the other group results."""
    rows = [
        [Button(Words("group-map-by-unit"), links.GroupMap(axis=Axis.UNITS))],
        [Button(Words("group-map-by-subject"), links.GroupMap(axis=Axis.SUBJECTS))],
        [Button(Words("group-wellbeing"), WellbeingOfGroup())],
        [Button(Words("group-transfer"), UsageShare())],
    ]
    if view.sees_who:
        rows.insert(0, [Button(Words("group-who"), links.GroupUnits())])
        rows.append([Button(Words("group-external"), ExternalImport())])
    if view.edits_questionnaires:
        rows.append([Button(Words("group-edit"), EditQuestionnaires())])
    return Screen(
        [
            Words("group-title"),
            BLANK,
            _coverage(view.finished, view.teachers),
            Words("group-coverage-hint"),
        ],
        [*rows, [HOME]],
    )


def _coverage(finished: int, teachers: int) -> Text:
    if not teachers:
        return Words("group-nobody")
    percent = (200 * finished + teachers) // (2 * teachers)  # half up
    return Words("group-coverage", finished=finished, teachers=teachers, percent=percent)


def units(page: CoveragePage) -> Screen:
    """How many teachers of each school have finished."""
    lines = [Words("group-who-title"), _coverage(page.finished, page.teachers)]
    return listing(
        lines, page.units, lambda number: links.GroupUnits(page=number), BACK, row=_unit, counted=True
    )


def _unit(one: UnitCoverage) -> Button:
    numbers = f": {one.finished}/{one.teachers}"
    label = Said(shorten(one.title, LABEL_LIMIT - len(numbers)) + numbers)
    return Button(label, links.GroupPeople(unit_id=one.unit_id))


def teachers(page: TeacherPage) -> Screen:
    """The teachers of a unit by progress: finished, in progress, not started. Shows no results."""
    names = page.names
    what = Words("group-missing-count", count=names.total) if page.missing else Words("group-who-legend")
    other = links.GroupPeople(unit_id=page.unit_id, missing=not page.missing)
    label = Words("group-show-all" if page.missing else "group-show-missing")
    return listing(
        [Words("group-who-unit", unit=page.title), what, *([BLANK] if names.items else [])],
        names,
        lambda number: links.GroupPeople(unit_id=page.unit_id, page=number, missing=page.missing),
        BACK if page.is_only_unit else back_or_home(links.GroupUnits()),
        line=_teacher,
        after=which_page(names, apart=True),
        below=[[Button(label, other)]],
    )


def _teacher(one: TeacherLine) -> Text:
    if one.finished:
        return Words("group-line-finished", name=one.name, day=one.finished)
    return Words("group-line-begun" if one.is_begun else "group-line-not", name=one.name)


def heat_map(table: HeatTable, content: Content, page: int) -> Screen:
    """Schools or subjects by groups of competencies. Rows without numbers to show are only counted."""
    if not table.whole.competencies:
        return Screen([_map_title(table), Words("group-map-empty")], [BACK])
    shown = Page.of(table.told, page, ROWS_PAGE)
    lines: list[Text] = [_map_title(table), Words("group-map-hint")]
    if table.axis == Axis.SUBJECTS:
        lines.append(Words("group-by-first-subject"))
    after: list[Text] = []
    untold = len(table.rows) - len(table.told)
    if untold and shown.number == shown.count - 1:
        after += [BLANK, _untold(table, untold)]
    if len(table.rows) > 1:
        after += [BLANK, Words("group-whole"), _cells(table.groups, table.whole, content)]
    below = [[Button(Words("group-sheet"), links.MapSheet(axis=table.axis))]]
    if table.told:
        below[0].insert(0, Button(Words("group-picture"), links.MapPicture(axis=table.axis)))
        below.insert(0, [Button(Words("group-topics"), links.GroupTopics(axis=table.axis))])
    return listing(
        lines,
        shown,
        lambda number: links.GroupMap(axis=table.axis, page=number),
        BACK,
        line=lambda one: [BLANK, Words("group-row", title=one.title), _cells(table.groups, one, content)],
        row=lambda one: title_button(one.title, links.GroupRow(axis=table.axis, row=one.key)),
        after=[*after, *which_page(shown, apart=True)],
        below=below,
    )


def _map_title(table: HeatTable) -> Text:
    return Words("group-map-title-unit" if table.axis == Axis.UNITS else "group-map-title-subject")


def _untold(table: HeatTable, untold: int) -> Text:
    kind = "units" if table.axis == Axis.UNITS else "subjects"
    return Words(f"group-untold-{kind}" if table.told else f"group-all-untold-{kind}", count=untold)


def _cells(groups: Sequence[str], row: MapRow, content: Content) -> Text:
    """The cells of a row in one line: «🟡 предм. 65 · ⚪ метод.»"""
    return Said(
        " · ".join(
            f"{cell.mark} {name} {cell.percent}" if cell else f"{HIDDEN} {name}"
            for cell, name in ((row.groups.get(code), _brief(content.groups[code].title)) for code in groups)
        )
    )


def _brief(title: str) -> str:
    """The first letters of a title, ending with a consonant: «метод.», «психол.»"""
    beginning = title.lower()[:6]
    return beginning[: 6 if beginning[4:5] in VOWELS else 5] + "."


def _short(cell: Cell | None) -> str:
    return f"{cell.mark} {cell.percent}" if cell else HIDDEN


def row(table: HeatTable, key: str, content: Content) -> Screen:
    """One school or subject: its groups, and its lowest competencies in deficit. Raises NotFound."""
    shown = table.row(key)
    back = back_or_home(links.GroupMap(axis=table.axis))
    title = Words("group-row", title=shown.title)
    if not shown.competencies:
        return Screen([title, Words("group-row-empty")], [back])
    lines: list[Text] = [title, Words("group-map-hint"), BLANK]
    lines += [Said(f"{_short(shown.groups.get(code))} {content.groups[code].title}") for code in table.groups]
    in_need = _in_need(shown)
    lowest = in_need[:IN_NEED]
    lines += [BLANK, Words("group-in-need" if in_need else "group-nothing-in-need")]
    lines += [_competency_line(shown, code, content) for code in lowest]
    if len(in_need) > len(lowest):
        lines.append(Words("group-more-in-need", count=len(in_need) - len(lowest)))
    rows = [[button] for button in _event_buttons(table, shown, lowest, content)]
    if rows:
        lines += [BLANK, Words("group-event-hint")]
    rows.append([Button(Words("group-in-full"), links.GroupRowInFull(axis=table.axis, row=key))])
    return Screen(lines, [*rows, back])


def row_in_full(table: HeatTable, key: str, content: Content, page: int) -> Screen:
    """One school or subject with all its competencies; pages of event buttons from 0. Raises NotFound."""
    shown = table.row(key)
    lines: list[Text] = [Words("group-row", title=shown.title), Words("group-map-hint")]
    for group in table.groups:
        cell, title = _short(shown.groups.get(group)), content.groups[group].title
        lines += [BLANK, Words("group-line-group", title=title, cell=cell)]
        lines += [
            _competency_line(shown, code, content)
            for code in table.competencies
            if content.competencies[code].group == group
        ]
    buttons = _event_buttons(table, shown, _in_need(shown), content)
    return listing(
        lines,
        Page.of(buttons, page, EVENTS_PAGE),
        lambda number: links.GroupRowInFull(axis=table.axis, row=key, page=number),
        back_or_home(links.GroupRow(axis=table.axis, row=key)),
        row=lambda button: button,
        after=[BLANK, Words("group-event-hint")] if buttons else [],
    )


def _in_need(shown: MapRow) -> list[str]:
    """The competencies in deficit, the lowest first."""
    cells = sorted(shown.competencies.items(), key=lambda item: item[1].percent)
    return [code for code, cell in cells if cell.is_deficit]


def _competency_line(shown: MapRow, code: str, content: Content) -> Text:
    return Said(f"{_short(shown.competencies.get(code))} {content.competencies[code].title}")


def _event_buttons(table: HeatTable, shown: MapRow, codes: Sequence[str], content: Content) -> list[Button]:
    if not shown.may_announce:
        return []
    return [
        _event_button(shown.competencies[code], content.competencies[code].title, table, shown.key, code)
        for code in codes
    ]


def _event_button(cell: Cell, name: str, table: HeatTable, key: str, competency: str) -> Button:
    link = NewEventFor(axis=table.axis, row=key, competency=competency)
    return title_button(f"📅 {cell.mark} {name}", link)


def topics(table: HeatTable, content: Content) -> Screen:
    """Asks for a group of competencies; the marks are those of all teachers together."""
    whole = table.whole.groups
    rows = [
        [
            _topic_button(
                whole.get(code), content.groups[code].title, links.GroupTopics(axis=table.axis, group=code)
            )
        ]
        for code in table.groups
    ]
    lines = [_map_title(table), Words("group-choose-group")]
    return Screen(lines, [*rows, back_or_home(links.GroupMap(axis=table.axis))])


def topics_of(table: HeatTable, group: str, content: Content) -> Screen:
    """The competencies of a group, for all teachers together."""
    codes = [code for code in table.competencies if content.competencies[code].group == group]
    whole = table.whole.competencies
    lines: list[Text] = [
        Words("group-row", title=content.groups[group].title),
        Words("group-map-hint"),
        BLANK,
    ]
    lines += [Said(f"{_short(whole.get(code))} {content.competencies[code].title}") for code in codes]
    rows = []
    for code in codes:
        link = links.GroupTopic(axis=table.axis, competency=code)
        rows.append([_topic_button(whole.get(code), content.competencies[code].title, link)])
    if codes:
        rows.append([Button(Words("group-picture"), links.MapPicture(axis=table.axis, group=group))])
    return Screen(lines, [*rows, back_or_home(links.GroupTopics(axis=table.axis))])


def _topic_button(cell: Cell | None, title: str, link: Link) -> Button:
    return title_button(f"{cell.mark if cell else HIDDEN} {title}", link)


def topic(table: HeatTable, competency: str, content: Content, page: int) -> Screen:
    """One competency in every school or subject, the lowest first."""
    found = sorted(
        table.told,
        key=lambda one: one.competencies[competency].percent if competency in one.competencies else 101,
    )
    shown = Page.of(found, page, EVENTS_PAGE)
    known = content.competencies[competency]

    def row(one: MapRow) -> Button | None:
        cell = one.competencies.get(competency)
        if cell is None or not cell.is_deficit or not one.may_announce:
            return None
        return _event_button(cell, one.title, table, one.key, competency)

    hint: list[Text] = [BLANK, Words("group-event-hint")] if any(map(row, shown.items)) else []
    return listing(
        [Words("group-row", title=known.title), Words("group-map-hint"), BLANK],
        shown,
        lambda number: links.GroupTopic(axis=table.axis, competency=competency, page=number),
        back_or_home(links.GroupTopics(axis=table.axis, group=known.group)),
        line=lambda one: Said(f"{_short(one.competencies.get(competency))} {one.title}"),
        row=row,
        after=[*hint, *which_page(shown, apart=True)],
    )


def picture(table: HeatTable, group: str, file: File) -> Screen:
    """The map as a picture; if it has no room for all rows, with their number."""
    lines: list[Text] = [_map_title(table), Words("group-picture-hint")]
    if len(table.told) > PICTURE_ROWS:
        lines.append(Words("group-picture-part", shown=PICTURE_ROWS, rows=len(table.told)))
    return Screen(lines, [_back_from_picture(table, group)], file=file)


def not_drawn(table: HeatTable, group: str) -> Screen:
    """Says that drawing the picture failed."""
    return Screen([Words("group-not-drawn")], [_back_from_picture(table, group)])


def _back_from_picture(table: HeatTable, group: str) -> list[Button]:
    back = links.GroupTopics(axis=table.axis, group=group) if group else links.GroupMap(axis=table.axis)
    return back_or_home(back)


def sheet(table: HeatTable, file: File) -> Screen:
    """The map as a spreadsheet."""
    return Screen([Words("group-sheet-ready")], [back_or_home(links.GroupMap(axis=table.axis))], file)
