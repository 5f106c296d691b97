"""The screens of external diagnostics: list, card, adding, deciding. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.assessments.links import Questionnaires
from handlers.external_results import links
from handlers.listing import confirm, listing
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.routes.ways import DESK
from handlers.screen import Button, File, Screen, quoted
from handlers.words import Text, Words
from services.external_results.models import CONFIRMED, DECLINED, SOURCES
from services.external_results.queries import ResultCard, ResultLine
from services.paging import Page

STEPS = 3
TO_LIST = Button(Words("external-to-list"), links.ExternalResults())


def results(page: Page[ResultLine]) -> Screen:
    """A page of my external diagnostics."""
    return listing(
        [Words("external-title"), Words("external-legend" if page.items else "external-empty")],
        page,
        lambda number: links.ExternalResults(page=number),
        back_or_home(Questionnaires()),
        row=_line_button,
        counted=True,
        below=[[Button(Words("external-add"), links.AddExternal())]],
    )


def _line_button(one: ResultLine) -> Button:
    label = Words("external-line", status=one.status, source=one.source, day=f"{one.taken_on:%d.%m.%Y}")
    return Button(label, links.ShowExternal(result_id=one.id))


def card(view: ResultCard) -> Screen:
    """A diagnostic. Its owner sees words and a button to the file, a methodist sees the file itself."""
    return _own_card(view) if view.is_mine else _methodist_card(view)


def _own_card(view: ResultCard) -> Screen:
    lines = [*_what(view), Words("external-status", status=view.status)]
    if view.status == DECLINED:
        lines += [Words("external-methodist-writes"), quoted(view.reason)]
    rows: list[list[Button]] = []
    if view.file_id is not None:
        rows.append([Button(Words("external-file"), links.ExternalFile(result_id=view.id))])
    if view.status == DECLINED:
        rows.append([Button(Words("external-send-again"), links.AddExternal())])
    rows.append(
        [Button(Words("external-remove", status=view.status), links.DeleteExternal(result_id=view.id))]
    )
    return Screen(lines, [*rows, [TO_LIST, HOME]])


def _methodist_card(view: ResultCard) -> Screen:
    lines: list[Text] = [
        Words("external-whose", name=view.owner.full_name, unit=view.owner.unit),
        *_what(view),
    ]
    if not view.can_decide:
        lines.append(Words("external-status", status=view.status))
    if view.status == DECLINED:
        lines.append(quoted(view.reason))
    return Screen(lines, [*_decision_rows(view), [DESK, HOME]], file=_file(view))


def _decision_rows(view: ResultCard) -> list[list[Button]]:
    """The buttons of a methodist who may decide."""
    if not view.can_decide:
        return []
    return [
        [Button(Words("external-confirm"), links.ConfirmExternal(result_id=view.id))],
        [Button(Words("external-decline"), links.DeclineExternal(result_id=view.id))],
    ]


def file(view: ResultCard) -> Screen:
    """The photo or PDF of a diagnostic."""
    return Screen(_what(view), [back_or_home(links.ShowExternal(result_id=view.id))], file=_file(view))


def _file(view: ResultCard) -> File | None:
    if view.file_id is None or view.file_kind is None:
        return None
    return File(view.file_kind, file_id=view.file_id, name=view.file_name or "")


def _what(view: ResultCard) -> list[Text]:
    return [
        Words("external-source", source=view.source),
        Words("external-day", day=day_and_year(view.taken_on)),
    ]


def day_and_year(day: date) -> Words:
    """«5 декабря 2026 года»."""
    return Words("external-day-and-year", day=day, year=str(day.year))


def chosen(source: str, taken_on: date) -> Words:
    """Where a diagnostic was taken and on which day."""
    return Words("external-chosen", source=source, day=day_and_year(taken_on))


def ask_source() -> Screen:
    """The first step: where the diagnostic was taken."""
    rows = [
        [Button(Words("external-source-button", source=source), links.ChooseSource(source=source))]
        for source in SOURCES
    ]
    return _ask(1, [Words("external-ask-source"), Words("external-ask-source-hint")], rows, TO_LIST)


def ask_day(source: str, today: date) -> Screen:
    """The second step: the day of the diagnostic."""
    days = {"external-today": today, "external-yesterday": today - timedelta(days=1)}
    rows = [
        [Button(Words(label, day=day), links.ChooseDay(source=source, day=day.isoformat()))]
        for label, day in days.items()
    ]
    back = back_to(links.AddExternal())
    return _ask(2, [Words("external-ask-day"), Words("external-ask-day-hint")], rows, back)


def ask_file(source: str, taken_on: date) -> Screen:
    """The third step: the photo or PDF of the result."""
    lines = [
        chosen(source, taken_on),
        Words("external-ask-file"),
        Words("external-ask-file-hint"),
    ]
    return _ask(3, lines, [], back_to(links.ChooseSource(source=source)))


def _ask(step: int, question: Sequence[Text], rows: Sequence[Sequence[Button]], back: Button) -> Screen:
    return Screen([Words("external-step", step=step, steps=STEPS), *question], [*rows, [back, HOME]])


def sent(view: ResultCard, *, from_album: bool) -> Screen:
    """The diagnostic was sent to the methodist."""
    lines: list[Text] = [Words("external-sent"), *_what(view)]
    if from_album:
        lines.append(Words("external-first-of-album"))
    return Screen([*lines, Words("external-sent-next")], [[TO_LIST, HOME]])


def sure_to_remove(view: ResultCard) -> Screen:
    """The warning before a diagnostic is deleted by its owner."""
    warning = "external-sure-confirmed" if view.status == CONFIRMED else "external-sure"
    title = Words("external-sure-title", source=view.source, day=day_and_year(view.taken_on))
    return confirm(
        [title, Words(warning)],
        links.DeleteExternal(result_id=view.id, sure=True),
        links.ShowExternal(result_id=view.id),
    )


def ask_reason(view: ResultCard) -> Screen:
    """Asks why the diagnostic is not confirmed."""
    whose = Words("external-whose", name=view.owner.full_name, unit=view.owner.unit)
    back = back_or_home(links.ShowExternal(result_id=view.id))
    return Screen([whose, Words("external-ask-reason")], [back])
