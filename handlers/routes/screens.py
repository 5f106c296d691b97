"""A route on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.assessments.links import Questionnaires
from handlers.conversations.links import AskPerson
from handlers.documents.links import RouteDocuments
from handlers.listing import turns
from handlers.menu.buttons import HOME, back_or_home, told
from handlers.route_templates.links import SaveTemplate
from handlers.routes.agreement.links import (
    ApproveRoute,
    RecallRoute,
    ReturnRoute,
    RouteVersions,
    SendToReview,
)
from handlers.routes.closing.links import RouteSummary
from handlers.routes.drafting.links import (
    AddStep,
    ChooseBasis,
    DraftReasons,
    DraftRoute,
    DropDraft,
    SpreadAnew,
)
from handlers.routes.links import MyRoute, RouteMore, RouteReasons, ShowRoute
from handlers.routes.remark_screens import listen_button, remark_lines
from handlers.routes.steps.links import ShowStep
from handlers.routes.ways import DESK, way_back
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen
from handlers.words import Text, Words, full_day
from services.paging import Page
from services.people.queries import PersonView
from services.routes.models import FINISHED_ROUTE, WORKING_ROUTE
from services.routes.views import MyPage, RouteView, Sight, StepView
from services.self_education.queries import ThemeNudge
from services.texts import shorten

PAGE = 4
# The buttons of a decision leave room for fewer steps.
DECIDED_PAGE = 3
# The longest title of a step in a list, in characters; the card of the step shows the whole title.
TITLE_SHOWN = 100


def my_route(mine: MyPage, page: int = 0) -> Screen:
    """My route as it stands, or how to get one."""
    return _no_route(mine) if mine.route is None else route(mine.route, page)


def _no_route(mine: MyPage) -> Screen:
    lines: list[Text] = [Words("route-title"), Words("route-none")]
    other = [Button(Words("route-other-basis"), ChooseBasis())]
    if mine.assessment_id is not None:
        lines.append(Words("route-none-ready"))
        rows = [[Button(Words("route-make-draft"), DraftRoute(assessment_id=mine.assessment_id))], other]
    else:
        lines.append(Words("route-none-first"))
        rows = [[Button(Words("route-take-questionnaire"), Questionnaires())], other]
    if mine.past_route_id is not None:
        rows.append([Button(Words("route-past"), ShowRoute(route_id=mine.past_route_id))])
    return Screen(lines, [*rows, [HOME]])


def route(view: RouteView, page: int = 0) -> Screen:
    """A route, as the reader may see it."""
    if view.sight is Sight.LEADER:
        return told(*heading(view), *_progress(view))
    if view.sight is not Sight.OWNER:
        return _route_of_other(view, page)
    if view.status == "draft":
        return _draft(view, page)
    if view.status == "on_review":
        named = view.methodist  # empty if the methodist has left and the route has no other one yet
        title = Words("route-on-review", name=named) if named else Words("route-on-review-anew")
        shown = _ahead(view, page)
        recall = Button(Words("route-recall"), RecallRoute(route_id=view.id))
        return Screen(
            [title, *summary_lines(view), BLANK, *_step_lines(shown.items)],
            [*_step_rows(shown, _my_page), [recall], [_more_button(view)], [HOME]],
        )
    if view.status in WORKING_ROUTE:
        return _working(view, page)
    key = "route-finished" if view.status == "done" else "route-closed"
    finished: list[Text] = [Words(key), *_progress(view)]
    words = view.remark if view.status == "closed" else None
    if words is not None:  # it was returned and put away; its owner may not have read the answer
        finished += [Words("route-words-before"), *remark_lines(words)]
    finished += [BLANK, *_step_lines(view.steps)]
    return Screen(finished, [[_summary_button(view)], [_more_button(view)], [*listen_button(words), HOME]])


def _draft(view: RouteView, page: int) -> Screen:
    lines: list[Text] = [Words("route-draft-title"), *summary_lines(view)]
    if view.remark is not None:
        lines += [Words("route-returned"), *remark_lines(view.remark)]
    elif view.version > 1:  # the person who returned it withdrew consent, and the words went too
        lines.append(Words("route-returned-wordless"))
    way_out = [*listen_button(view.remark), HOME]
    add = _add_row(view)
    if not view.steps:
        return Screen([*lines, BLANK, Words("route-draft-empty")], [add, [_more_button(view)], way_out])
    hint = Words("route-draft-hint" if view.assessment_id is None else "route-draft-hint-result")
    shown = _ahead(view, page)
    lines += [BLANK, *_step_lines(shown.items), BLANK, hint]
    why_these = Button(Words("route-draft-reasons"), DraftReasons(route_id=view.id))
    return Screen(
        lines,
        [
            *_step_rows(shown, _my_page),
            [*add, why_these, _more_button(view)],
            [Button(Words("route-send"), SendToReview(route_id=view.id))],
            way_out,
        ],
    )


def _working(view: RouteView, page: int) -> Screen:
    lines: list[Text] = [Words("route-title"), *_progress(view)]
    following = view.next_step
    lines.append(_next_line(following) if following is not None else Words("route-all-sent"))
    # Buttons have no room for whole titles and deadlines, so the text lists the steps of this page, with the
    # next step above the others.
    shown = _ahead(view, page)
    others = [*_step_lines([step for step in shown.items if step is not following]), *_behind(view)]
    if others:
        lines += [BLANK, *others]
    return Screen(lines, [*_step_rows(shown, _my_page), [*_add_row(view), _more_button(view)], [HOME]])


def _my_page(number: int) -> MyRoute:
    return MyRoute(page=number)


def _add_row(view: RouteView) -> list[Button]:
    """The button that adds a step, if the route has room for one."""
    return [Button(Words("route-add-step"), AddStep(route_id=view.id))] if view.has_room else []


def _next_line(step: StepView) -> Text:
    """The next step and its deadline, and whether it was returned or its event cancelled."""
    if step.event_off:
        state = "off"
    elif step.status == "returned":
        state = "returned_late" if step.is_overdue else "returned"
    else:
        state = "late" if step.is_overdue else "ahead"
    title = shorten(step.title, TITLE_SHOWN)
    return Words("route-next", number=step.number, title=title, due=step.due, state=state)


def _behind(view: RouteView) -> list[Text]:
    """One line with the numbers of the accepted steps."""
    done = [str(step.number) for step in view.steps if step.status == "done"]
    return [Words("route-behind", count=len(done), numbers=", ".join(done))] if done else []


def _route_of_other(view: RouteView, page: int) -> Screen:
    lines = [*heading(view), *summary_lines(view)]
    lines.append(Words("route-topics", titles=topics(view)))
    rows: list[Sequence[Button]] = []
    listed: Sequence[StepView] = view.steps
    decides = view.sight is Sight.METHODIST
    shown = _ahead(view, page, DECIDED_PAGE if decides and view.status == "on_review" else PAGE)
    if view.status in ("on_review", *WORKING_ROUTE):
        rows += _step_rows(shown, lambda number: ShowRoute(route_id=view.id, page=number))
    if view.status in WORKING_ROUTE:
        # Closed steps stand on the first page only.
        listed = [step for step in view.steps if step in shown.items or (step.is_closed and not shown.number)]
        lines += _progress(view)
    if view.remark is not None and view.remark.text and view.status in ("draft", "on_review", "closed"):
        lines += [Words("route-words-before"), *remark_lines(view.remark)]
    lines += [BLANK, *_step_lines(listed)]
    if view.status in FINISHED_ROUTE:
        rows.append([_summary_button(view)])
    rows.append([Button(Words("route-write"), AskPerson(person_id=view.owner.id)), _more_button(view)])
    if decides and view.status == "on_review":
        rows.append([Button(Words("route-approve"), ApproveRoute(route_id=view.id, sent_id=view.sent_id))])
        rows.append([Button(Words("route-return"), ReturnRoute(route_id=view.id, sent_id=view.sent_id))])
    return Screen(lines, [*rows, [DESK, HOME] if decides else [HOME]])


def more(view: RouteView, *, may_keep_template: bool, theme: ThemeNudge | None = None) -> Screen:
    """The rare actions with a route; `theme` is its owner's theme of self-education, for a methodist."""
    rows = [[Button(Words("route-documents"), RouteDocuments(route_id=view.id))]]
    # The screen of a draft has this button itself.
    if view.steps and not (view.sight is Sight.OWNER and view.status == "draft"):
        rows.insert(0, [Button(Words("route-reasons"), RouteReasons(route_id=view.id))])
    if view.version > 1 or view.status not in ("draft", "on_review"):
        rows.append([Button(Words("route-versions"), RouteVersions(route_id=view.id))])
    if may_keep_template:
        rows.append([Button(Words("route-keep-template"), SaveTemplate(route_id=view.id))])
    if view.sight is Sight.OWNER and view.status == "draft":
        if view.is_outdated and view.steps:
            rows.append([Button(Words("route-redate"), SpreadAnew(route_id=view.id))])
        rows.append([Button(Words("route-drop"), DropDraft(route_id=view.id))])
    own_title = Words("route-draft-title" if view.status == "draft" else "route-title")
    lines = [*([own_title] if view.sight is Sight.OWNER else heading(view)), *summary_lines(view)]
    if theme is not None:
        lines.append(Words("route-theme", title=theme.title, stage=theme.stage or "none"))
    return Screen(lines, [*rows, back_or_home(way_back(view))])


def reasons(view: RouteView, *, from_draft: bool = False) -> Screen:
    """Why each step is in the route, topic by topic."""
    by_topic: dict[str, list[StepView]] = {}
    for step in view.steps:
        by_topic.setdefault(step.competency.code, []).append(step)
    lines: list[Text] = [Words("route-reasons-title")]
    for steps in by_topic.values():
        # A step from an event or the catalogue may have no score: a step with a score names the topic.
        lines += [BLANK, _topic(next((one for one in steps if one.level is not None), steps[0]))]
        for step in steps:
            lines += [Words("route-reason-step", number=step.number, title=step.title), _part(step)]
    if view.sight is not Sight.OWNER and any(step.level is None for step in view.steps):
        lines += [BLANK, Words("route-scores-private")]
    back = way_back(view) if from_draft else RouteMore(route_id=view.id)
    return Screen(lines, [back_or_home(back)])


def why(step: StepView) -> list[Text]:
    """Why a step is in the route: its topic and its part."""
    return [_topic(step), _part(step)]


def _part(step: StepView) -> Text:
    return Words("route-part-first" if step.reason.first else "route-part", part=step.reason.part)


def _topic(step: StepView) -> Text:
    if step.level is None or step.reason.percent is None:
        return Words("route-reason-topic", competency=step.competency.title)
    return Words(
        "route-reason",
        mark=step.level.mark,
        competency=step.competency.title,
        level=step.level.code,
        percent=step.reason.percent,
    )


def topics(view: RouteView) -> str:
    """The titles of the route's competencies, separated by semicolons."""
    return "; ".join(dict.fromkeys(step.competency.title for step in view.steps))


def whose(owner: PersonView) -> Text:
    """The line that names the owner of a route and their organisation."""
    return Words("route-of", name=owner.full_name, unit=owner.unit)


def heading(view: RouteView) -> list[Text]:
    """Whose route this is, and its status."""
    return [whose(view.owner), Words("route-status", status=view.status)]


def summary_lines(view: RouteView) -> list[Text]:
    """What the route is based on, its number of steps and its days."""
    lines: list[Text] = [Words("route-basis", basis=view.basis)] if view.basis else []
    if view.total:
        lines.append(extent(view))
    return lines


def extent(view: RouteView) -> Text:
    """The number of steps of a route, its first and last day; with years if the route spans two."""
    days = (view.starts, view.ends)
    starts, ends = days if view.starts.year == view.ends.year else map(full_day, days)
    return Words("route-summary", count=view.total, starts=starts, ends=ends)


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
            title=shorten(step.title, TITLE_SHOWN),
            due=step.due,
        )
        for step in steps
    ]


def _line_key(step: StepView) -> str:
    if step.is_closed:  # its deadline no longer matters
        return "step-line-closed"
    if step.event_off and step.is_open:
        return "step-line-off"
    return "step-line-overdue" if step.is_overdue else "step-line"


def _step_rows(page: Page[StepView], link: Callable[[int], MyRoute | ShowRoute]) -> list[list[Button]]:
    """The buttons of the steps of a page, and those that turn pages."""
    rows = [[Button(_step_label(step), ShowStep(step_id=step.id))] for step in page.items]
    return [*rows, *turns(page, link, ("route-steps-before", "route-steps-more"))]


def _ahead(view: RouteView, number: int, size: int = PAGE) -> Page[StepView]:
    """A page of the steps that are not closed."""
    return Page.of([step for step in view.steps if not step.is_closed], number, size)


def _step_label(step: StepView) -> Text:
    room = LABEL_LIMIT - len(f"▫️ {step.number}. ")
    return Words("step-button", status=step.status, number=step.number, title=shorten(step.title, room))


def _summary_button(view: RouteView) -> Button:
    return Button(Words("route-summary-button"), RouteSummary(route_id=view.id))


def _more_button(view: RouteView) -> Button:
    return Button(Words("route-more"), RouteMore(route_id=view.id))
