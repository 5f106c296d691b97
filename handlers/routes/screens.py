"""Routes on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.assessments.links import Questionnaires
from handlers.menu.links import Desk, Home
from handlers.routes.links import (
    ApproveRoute,
    DraftRoute,
    DropDraft,
    MyRoute,
    ReturnRoute,
    RouteReasons,
    SendToReview,
    ShowRoute,
    ShowStep,
)
from handlers.screen import BLANK, Button, Screen
from handlers.words import Said, Text, Words
from services.routes.models import WORKING_ROUTE
from services.routes.queries import MyPage
from services.routes.views import RouteView, Sight, StepView

HOME = Button(Words("button-home"), Home())
DESK = Button(Words("route-to-desk"), Desk())
LABEL_LIMIT = 28
PAGE = 4


def my_route(mine: MyPage, page: int = 0) -> Screen:
    """My route as it stands, or how to get one."""
    return _no_route(mine) if mine.route is None else route(mine.route, page)


def _no_route(mine: MyPage) -> Screen:
    lines: list[Text] = [Words("route-title"), Words("route-none")]
    rows = [[Button(Words("route-take-questionnaire"), Questionnaires())]]
    if mine.assessment_id is not None:
        lines.append(Words("route-none-ready"))
        rows.insert(0, [Button(Words("route-make-draft"), DraftRoute(assessment_id=mine.assessment_id))])
    else:
        lines.append(Words("route-none-first"))
    if mine.past_route_id is not None:
        rows.append([Button(Words("route-past"), ShowRoute(route_id=mine.past_route_id))])
    return Screen(lines, [*rows, [HOME]])


def route(view: RouteView, page: int = 0) -> Screen:
    """A route for whoever may look at it."""
    if view.sight is Sight.LEADER:
        return Screen([*_heading(view), *_progress(view)], [[HOME]])
    if view.sight is not Sight.OWNER:
        return _route_of_other(view, page)
    if view.status == "draft":
        return _draft(view)
    if view.status == "on_review":
        lines = [Words("route-on-review", name=view.methodist or ""), _summary(view), BLANK]
        return Screen([*lines, *_step_lines(view.steps)], [[_reasons_button(view)], [HOME]])
    if view.status in WORKING_ROUTE:
        return _working(view, page)
    finished = [Words("route-finished"), *_progress(view), BLANK, *_step_lines(view.steps)]
    return Screen(finished, [[_reasons_button(view)], [HOME]])


def drafted(view: RouteView, assessment_id: int) -> Screen:
    """After «Составить маршрут»: the draft, or the choice to replace one drafted from another result."""
    if view.status != "draft" or view.assessment_id == assessment_id:
        return route(view)
    return Screen(
        [Words("route-draft-exists"), _summary(view), BLANK, Words("route-draft-exists-hint")],
        [
            [Button(Words("route-keep-draft"), MyRoute())],
            [Button(Words("route-redraft"), DraftRoute(assessment_id=assessment_id, replace=True))],
            [HOME],
        ],
    )


def _draft(view: RouteView) -> Screen:
    lines: list[Text] = [Words("route-draft-title"), _summary(view)]
    if view.comment:
        lines += [Words("route-returned"), _quoted(view.comment)]
    lines += [BLANK, *_step_lines(view.steps), BLANK, Words("route-draft-hint")]
    rows = [
        [_reasons_button(view)],
        [Button(Words("route-send"), SendToReview(route_id=view.id))],
        [Button(Words("route-drop"), DropDraft(route_id=view.id))],
        [HOME],
    ]
    if view.is_outdated and view.assessment_id is not None:
        afresh = DraftRoute(assessment_id=view.assessment_id, replace=True)
        rows.insert(2, [Button(Words("route-redate"), afresh)])
    return Screen(lines, rows)


def _working(view: RouteView, page: int) -> Screen:
    lines: list[Text] = [Words("route-title"), *_progress(view)]
    following = view.next_step
    if following is not None:
        lines.append(Words("route-next", title=following.title, due=following.due))
    else:
        lines.append(Words("route-all-sent"))
    # Buttons have no room for whole titles and deadlines: the steps of this page stand above them.
    closed = [step for step in view.steps if step.is_closed]
    lines += [BLANK, *_step_lines([*closed, *_page_of(view.steps, page)])]
    walk = [MyRoute(page=page - 1), MyRoute(page=page + 1)]
    return Screen(lines, [*_step_rows(view.steps, page, walk), [_reasons_button(view)], [HOME]])


def _route_of_other(view: RouteView, page: int) -> Screen:
    lines = [*_heading(view), _summary(view)]
    lines.append(Words("route-topics", titles=topics(view)))
    rows: list[Sequence[Button]] = []
    if view.status in WORKING_ROUTE:
        walk = [
            ShowRoute(route_id=view.id, page=page - 1),
            ShowRoute(route_id=view.id, page=page + 1),
        ]
        rows += _step_rows(view.steps, page, walk)
        lines += _progress(view)
    if view.comment and view.status in ("draft", "on_review"):
        lines += [Words("route-words-before"), _quoted(view.comment)]
    lines += [BLANK, *_step_lines(view.steps)]
    rows.append([_reasons_button(view)])
    decides = view.sight is Sight.METHODIST
    if decides and view.status == "on_review":
        rows.append([Button(Words("route-approve"), ApproveRoute(route_id=view.id))])
        rows.append([Button(Words("route-return"), ReturnRoute(route_id=view.id))])
    return Screen(lines, [*rows, [DESK, HOME] if decides else [HOME]])


def drop_warning(view: RouteView) -> Screen:
    """Before a draft is thrown away."""
    return Screen(
        [Words("route-drop-warning"), _summary(view)],
        [
            [Button(Words("button-yes-delete"), DropDraft(route_id=view.id, sure=True))],
            [Button(Words("button-no"), MyRoute())],
        ],
    )


def reasons(view: RouteView) -> Screen:
    """Why each step is in the route."""
    lines: list[Text] = [Words("route-reasons-title")]
    for step in view.steps:
        lines += [BLANK, Words("route-reason-step", number=step.number, title=step.title), _topic(step)]
        lines.append(Words("route-part-first" if step.reason.first else "route-part", part=step.reason.part))
    if view.sight is not Sight.OWNER and any(step.level is None for step in view.steps):
        lines += [BLANK, Words("route-scores-private")]
    return Screen(lines, [[Button(Words("button-back"), way_back(view)), HOME]])


def _topic(step: StepView) -> Text:
    if step.level is None or step.reason.percent is None:
        return Words("route-reason-topic", competency=step.competency.title)
    return Words(
        "route-reason",
        mark=step.level.mark,
        competency=step.competency.title,
        level=step.level.title.lower(),
        percent=step.reason.percent,
    )


def ask_return_words(view: RouteView) -> Screen:
    """What to change in a route that is being returned."""
    back = Button(Words("button-back"), ShowRoute(route_id=view.id))
    return Screen([*_heading(view), Words("route-ask-words")], [[back]])


def words_expected(back: ShowRoute | ShowStep) -> Screen:
    """Something other than words was sent where words were asked for."""
    return Screen([Words("route-words-expected")], [[Button(Words("button-back"), back)]])


def returned(view: RouteView) -> Screen:
    """The methodist returned a route."""
    return Screen([Words("route-return-done", name=view.owner.full_name)], [[DESK, HOME]])


def way_back(view: RouteView) -> MyRoute | ShowRoute:
    """Where a route is looked at by this person."""
    is_live_own = view.sight is Sight.OWNER and view.status not in ("done", "closed")
    return MyRoute() if is_live_own else ShowRoute(route_id=view.id)


def topics(view: RouteView) -> str:
    """Titles of the route's competencies."""
    return "; ".join(dict.fromkeys(step.competency.title for step in view.steps))


def _heading(view: RouteView) -> list[Text]:
    return [
        Words("route-of", name=view.owner.full_name, unit=view.owner.unit),
        Words("route-status", status=view.status),
    ]


def _summary(view: RouteView) -> Text:
    return Words("route-summary", count=view.total, starts=view.starts, ends=view.ends)


def _progress(view: RouteView) -> list[Text]:
    bar = "▓" * view.done + "░" * (view.total - view.done)
    lines: list[Text] = [Words("route-progress", bar=bar, done=view.done, total=view.total)]
    if view.overdue:
        key = "route-overdue" if view.sight is Sight.OWNER else "route-overdue-count"
        lines.append(Words(key, count=view.overdue))
    return lines


def _step_lines(steps: Sequence[StepView]) -> list[Text]:
    return [
        Words(
            _line_key(step),
            status=step.status,
            number=step.number,
            title=step.title,
            due=step.due,
        )
        for step in steps
    ]


def _line_key(step: StepView) -> str:
    if step.is_closed:  # its deadline concerns nobody any more
        return "step-line-closed"
    return "step-line-overdue" if step.is_overdue else "step-line"


def _step_rows(
    steps: Sequence[StepView], page: int, walk: Sequence[MyRoute | ShowRoute]
) -> list[Sequence[Button]]:
    """A page of buttons of the steps not yet closed, and the buttons of the pages around."""
    page, last = _pages(steps, page)
    rows: list[Sequence[Button]] = [
        [Button(_step_label(step), ShowStep(step_id=step.id))] for step in _page_of(steps, page)
    ]
    turns = []
    if page:
        turns.append(Button(Words("button-previous"), walk[0]))
    if page < last:
        turns.append(Button(Words("button-next"), walk[1]))
    if turns:
        rows.append(turns)
    return rows


def _pages(steps: Sequence[StepView], page: int) -> tuple[int, int]:
    """The page that exists nearest to the asked one, and the last one."""
    last = max(0, (sum(not step.is_closed for step in steps) - 1) // PAGE)
    return min(max(page, 0), last), last


def _page_of(steps: Sequence[StepView], page: int) -> list[StepView]:
    """The steps of a page, of those not yet closed."""
    page, _ = _pages(steps, page)
    return [step for step in steps if not step.is_closed][page * PAGE : (page + 1) * PAGE]


def _step_label(step: StepView) -> Text:
    room = LABEL_LIMIT - len(f"▫️ {step.number}. ")
    return Words("step-button", status=step.status, number=step.number, title=shorten(step.title, room))


def _reasons_button(view: RouteView) -> Button:
    return Button(Words("route-reasons"), RouteReasons(route_id=view.id))


def _quoted(text: str) -> Text:
    return Words("quoted", text=Said(text))


def shorten(text: str, limit: int) -> str:
    """The first words of the text, at most `limit` characters; «…» where something was left out."""
    if len(text) <= limit:
        return text
    whole = text[:limit].rpartition(" ")[0] or text[: limit - 1]
    return f"{whole.rstrip(' ,.:;«(')}…"
