"""Agreeing on a route: choosing a methodist, versions, returning a route. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.listing import listing
from handlers.menu.buttons import back_or_home, back_to
from handlers.names import initials
from handlers.routes.agreement.links import ChooseMethodist, RouteVersions, SendToReview, ShowVersion
from handlers.routes.links import MyRoute, RouteMore, ShowRoute
from handlers.routes.screens import heading, whose
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Text, Words, whole
from services.paging import Page
from services.routes.agreement.queries import Methodist
from services.routes.agreement.versions import VersionCard, VersionStep, VersionView
from services.routes.views import RouteView, Sight

PAGE = 6
SHOWN_VERSIONS = 6


def choose_methodist(route_id: int, there: Sequence[Methodist], page: int) -> Screen:
    """The methodists that a draft may be sent to."""

    def row(one: Methodist) -> Button:
        label = Words("methodists-button", name=initials(one.person, LABEL_LIMIT - 3))
        return Button(label, SendToReview(route_id=route_id, methodist_id=one.person.id))

    return listing(
        [Words("methodists-title"), BLANK],
        Page.of(there, page, PAGE),
        lambda number: ChooseMethodist(route_id=route_id, page=number),
        back_or_home(MyRoute()),
        line=_methodist_line,
        row=row,
    )


def _methodist_line(one: Methodist) -> Text:
    key = "methodists-one-before" if one.was_before else "methodists-one"
    if not one.has_joined:
        key = "methodists-one-absent"
    return Words(key, name=one.person.full_name, position=one.person.position, unit=one.person.unit)


def versions(view: RouteView, found: Sequence[VersionView]) -> Screen:
    """The versions that were sent to the methodist, the newest first."""
    lines: list[Text] = [Words("versions-title")]
    if view.sight is not Sight.OWNER:
        lines.append(whose(view.owner))
    if not found:
        lines.append(Words("versions-none"))
    shown = found[:SHOWN_VERSIONS]
    lines += [_version_line(one) for one in shown]
    rows = [
        [
            Button(
                Words("versions-button", version=str(one.version), day=one.sent_on),
                ShowVersion(route_id=view.id, version=one.version),
            )
        ]
        for one in shown
    ]
    return Screen(lines, [*rows, back_or_home(RouteMore(route_id=view.id))])


def version(card: VersionCard) -> Screen:
    """A version of a route, with its changes since the version before."""
    lines: list[Text] = [] if card.sight is Sight.OWNER else [whose(card.owner)]
    lines += [_version_line(card.version), BLANK]
    for number, step in enumerate(card.steps, start=1):
        lines += [_step_line(number, step), *_work_lines(step)]
    lines += [Words("version-gone", title=title) for title in card.gone]
    if card.earlier is not None and not _differs(card):
        lines += [BLANK, Words("version-same")]
    beside = [
        Button(Words(key, version=str(number)), ShowVersion(route_id=card.route_id, version=number))
        for key, number in (("version-earlier", card.earlier), ("version-later", card.later))
        if number is not None
    ]
    return Screen(lines, [beside, back_or_home(RouteVersions(route_id=card.route_id))])


def _version_line(one: VersionView) -> Text:
    if one.is_waiting:
        return Words("version-waiting", version=str(one.version), day=one.sent_on)
    return Words(
        "version-line",
        version=str(one.version),
        day=one.sent_on,
        decision=one.decision or "recalled",
        name=one.decided_by or "",
    )


def _step_line(number: int, step: VersionStep) -> Text:
    if step.is_new:
        return Words("version-step-new", number=number, title=step.title, due=step.due)
    if step.due_before is not None:
        return Words(
            "version-step-moved", number=number, title=step.title, due=step.due, before=step.due_before
        )
    return Words("version-step", number=number, title=step.title, due=step.due)


def _work_lines(step: VersionStep) -> list[Text]:
    """The changed form and hours of an own step, in the words of a step's history."""
    changed = []
    if step.forms is not None:
        changed.append(Words("step-event-form", old=step.forms[0], new=step.forms[1]))
    if step.hours is not None:
        changed.append(Words("step-event-hours", old=whole(step.hours[0]), new=whole(step.hours[1])))
    return [Words("version-step-work", what=one) for one in changed]


def _differs(card: VersionCard) -> bool:
    return bool(card.gone) or any(step.is_changed for step in card.steps)


def ask_return_words(view: RouteView) -> Screen:
    """Asks what to change in a route that is being returned."""
    back = back_to(ShowRoute(route_id=view.id))
    return Screen([*heading(view), Words("route-ask-words")], [[back]])
