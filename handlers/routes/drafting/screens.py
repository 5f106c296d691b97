"""Beginning a route: its basis, the draft that exists already. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.assessments.links import Questionnaires
from handlers.links import Link
from handlers.listing import confirm, title_button
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.drafting.links import BeginRoute, ChooseBasis, DraftRoute, DropDraft, Redraft
from handlers.routes.links import MyRoute
from handlers.routes.screens import route, summary_lines
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Words, full_day
from services.routes.drafting.queries import Bases
from services.routes.views import RouteView
from services.texts import shorten

# The longest title of a result on a button, beside its sign and day.
RESULT_ROOM = LABEL_LIMIT - len("📊 , 22.11")


def drafted(view: RouteView, assessment_id: int) -> Screen:
    """The answer to «Составить маршрут»: the draft, or the choice to replace a draft from another result."""
    if view.status != "draft" or view.assessment_id == assessment_id:
        return route(view)
    hint = "route-draft-exists-hint-returned" if view.version > 1 else "route-draft-exists-hint"
    return Screen(
        [Words("route-draft-exists"), *summary_lines(view), BLANK, Words(hint)],
        [
            [Button(Words("route-keep-draft"), MyRoute())],
            [Button(Words("route-redraft"), Redraft(assessment_id=assessment_id, draft_id=view.id))],
            [HOME],
        ],
    )


def drop_warning(view: RouteView) -> Screen:
    """The warning before a draft is dropped."""
    warning = "route-drop-warning-returned" if view.version > 1 else "route-drop-warning"
    return confirm([Words(warning), *summary_lines(view)], DropDraft(route_id=view.id, sure=True), MyRoute())


def choose_basis(bases: Bases) -> Screen:
    """Asks for the basis of a new route: one of the newest results; without results, a reason."""
    if not bases.results:
        return choose_reason(bases)
    rows = [
        [
            Button(
                Words("basis-result", title=shorten(one.title, RESULT_ROOM), day=f"{one.day:%d.%m}"),
                DraftRoute(assessment_id=one.assessment_id),
            )
        ]
        for one in bases.results
    ]
    lines = [Words("basis-line", title=one.title, day=full_day(one.day)) for one in bases.results]
    rows.append([Button(Words("basis-plain"), ChooseBasis(plain=True))])
    return Screen(
        [Words("basis-title"), Words("basis-hint"), BLANK, *lines],
        [*rows, back_or_home(MyRoute())],
    )


def choose_reason(bases: Bases) -> Screen:
    """Asks for the reason of a route without a diagnosis."""
    rows = [[title_button(one.button or one.title, BeginRoute(basis=one.code))] for one in bases.reasons]
    back: Link = ChooseBasis() if bases.results else MyRoute()
    if not bases.results:
        rows.append([Button(Words("route-take-questionnaire"), Questionnaires())])
    return Screen(
        [Words("basis-plain-title"), Words("basis-plain-hint")],
        [*rows, back_or_home(back)],
    )
