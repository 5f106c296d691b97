"""Adding a step to a route: from the catalogue, from an event, in its owner's words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from handlers.days import day_rows
from handlers.events.links import ShowEvent
from handlers.events.screens import register_button
from handlers.links import Link
from handlers.listing import listing, title_button
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.drafting import links
from handlers.routes.drafting.editing_screens import OPTIONS, choose_option, crowded
from handlers.routes.drafting.work_screens import work_button
from handlers.routes.links import MyRoute
from handlers.routes.ways import TO_ROUTE
from handlers.screen import BLANK, Button, Screen
from handlers.words import Text, Words, full_day, whole
from services.content.competencies import Competency, CompetencyGroup
from services.events.queries import EventCard, EventLine, EventPage
from services.paging import Page
from services.routes.days import Suggestion
from services.routes.drafting.adding import TITLE_LIMIT, CatalogChoice, EventTopic, Topics
from services.routes.planning import Edited
from services.routes.views import RouteView, StepView

# The values of `OtherTopic.way`: where a new step comes from.
CATALOG, EVENT, OWN = "catalog", "event", "own"
Pick = Callable[[str], Link]


def begun(route: RouteView) -> Screen:
    """A route that was begun without a diagnosis, and the ways to its first step."""
    basis = [Words("route-basis", basis=route.basis)] if route.basis else []
    lines = [Words("route-draft-title"), *basis, Words("add-begun")]
    return Screen(lines, [*_ways(route.id), [TO_ROUTE, HOME]])


def where_from(route_id: int) -> Screen:
    """Asks where another step comes from."""
    return Screen([Words("add-title"), Words("add-hint")], [*_ways(route_id), back_or_home(MyRoute())])


def _ways(route_id: int) -> list[list[Button]]:
    return [
        [Button(Words("add-from-catalog"), links.FromCatalog(route_id=route_id))],
        [Button(Words("add-from-events"), links.FromEvents(route_id=route_id))],
        [Button(Words("add-own"), links.OwnStep(route_id=route_id))],
    ]


def choose_topic(lines: Sequence[Text], known: Topics, other: links.OtherTopic) -> Screen:
    """Asks for the competency of a step: one of the route, or another if there is room.

    A route without competencies begins with their groups.
    """
    rows = _topic_rows(known.topics, other) or _group_rows(known.groups, other)
    hint = [] if known.may_begin else [Words("add-topics-full")]
    if not known.topics:
        hint.append(Words("add-ask-kind"))
    if known.topics and known.may_begin:
        rows.append([Button(Words("add-other-topic"), other)])
    return Screen([*lines, Words("add-ask-topic"), *hint], [*rows, _back_to_ways(known.route_id)])


def topic_link(other: links.OtherTopic) -> Pick:
    """The link of a chosen competency, for a step that comes from the link's `way`."""
    if other.way == OWN:
        return lambda code: links.OwnTopic(competency=code)
    if other.way == CATALOG:
        return lambda code: links.CatalogSteps(route_id=other.route_id, competency=code)
    return lambda code: links.TakeEvent(route_id=other.route_id, event_id=other.event_id, competency=code)


def choose_group(groups: Iterable[CompetencyGroup], link: links.OtherTopic) -> Screen:
    """Asks for the group of another competency."""
    return Screen([Words("add-ask-group")], [*_group_rows(groups, link), _back_to_ways(link.route_id)])


def _group_rows(groups: Iterable[CompetencyGroup], link: links.OtherTopic) -> list[list[Button]]:
    return [[title_button(group.title, link.model_copy(update={"group": group.code}))] for group in groups]


def choose_in_group(group: CompetencyGroup, link: links.OtherTopic) -> Screen:
    """Asks for a competency of a group."""
    back = back_or_home(link.model_copy(update={"group": ""}))
    lines = [Words("add-in-group", group=group.title)]
    return Screen(lines, [*_topic_rows(group.competencies, link), back])


def _topic_rows(topics: Iterable[Competency], link: links.OtherTopic) -> list[list[Button]]:
    pick = topic_link(link)
    return [[title_button(one.title, pick(one.code))] for one in topics]


def from_catalog(choice: CatalogChoice, page: int) -> Screen:
    """Asks for a step of the catalogue for a competency."""
    route_id, code = choice.route_id, choice.competency.code
    back = back_or_home(links.FromCatalog(route_id=route_id))
    title = Words("step-title", title=choice.competency.title)
    if not choice.options:
        return Screen([title, Words("add-catalog-none")], [*_ways(route_id)[1:], back])
    return choose_option(
        [title],
        Page.of(choice.options, page, OPTIONS),
        lambda one: links.TakeStep(route_id=route_id, code=one.code),
        lambda number: links.CatalogSteps(route_id=route_id, competency=code, page=number),
        back,
    )


def from_events(page: EventPage, route_id: int) -> Screen:
    """Asks which coming event becomes a step."""
    lines: list[Text] = [Words("add-events-title")]
    if not page.events.items:
        lines.append(Words("add-events-none"))
    return listing(
        lines,
        page.events,
        lambda number: links.FromEvents(route_id=route_id, page=number),
        _back_to_ways(route_id),
        line=lambda event: [BLANK, Words("event-line", moment=event.starts_at, title=event.title)],
        row=lambda event: _event_button(event, route_id),
    )


def _event_button(event: EventLine, route_id: int) -> Button:
    link = links.TakeEvent(route_id=route_id, event_id=event.id)
    return title_button(f"{event.starts_at:%d.%m} {event.title}", link)


def event_topic(offer: EventTopic) -> Screen:
    """Asks for the competency of an event that does not name one."""
    other = links.OtherTopic(way=EVENT, route_id=offer.topics.route_id, event_id=offer.event.id)
    return choose_topic([Words("step-title", title=offer.event.title)], offer.topics, other)


def added(edited: Edited, step: StepView, event: EventCard | None = None) -> Screen:
    """Says that a step was added, and its deadline; of an own step also its form and hours.

    Taking an event as a step registers nobody, so that a reader without a place is told to register.
    """
    route = edited.route
    lines: list[Text] = [Words("add-done", title=step.title, due=full_day(step.due))]
    rows = [[TO_ROUTE, HOME]]
    if route.has_room:
        rows.insert(0, [Button(Words("add-another"), links.AddStep(route_id=route.id))])
    if event is not None:
        may_register = event.mine is None and event.state == "open" and event.may_register
        if may_register:
            lines.append(Words("add-event-register"))
        to_event = Button(Words("draft-to-event"), ShowEvent(event_id=event.id))
        rows.insert(0, [register_button(event) if may_register else to_event])
    if step.is_own:
        lines.append(Words("step-form", form=step.form.title, hours=whole(step.hours)))
        rows.insert(0, [work_button(step.id)])
    return crowded(Screen(lines, rows), edited)


def ask_title(route_id: int) -> Screen:
    """Asks for the title of an own step."""
    hint = Words("own-ask-title-hint", limit=TITLE_LIMIT)
    return Screen([Words("own-ask-title"), hint], [_back_to_ways(route_id)])


def ask_topic(known: Topics, title: str) -> Screen:
    """Asks for the competency of an own step."""
    other = links.OtherTopic(way=OWN, route_id=known.route_id)
    screen = choose_topic([Words("step-title", title=title)], known, other)
    return Screen(screen.lines, [*screen.rows[:-1], *_own_last_rows(known.route_id)])


def ask_when(route_id: int, title: str, suggested: Sequence[Suggestion]) -> Screen:
    """Asks for the deadline of an own step."""
    rows = day_rows(suggested, lambda day: links.OwnDay(day=day.toordinal()))
    lines = [Words("step-title", title=title), Words("draft-date-title"), Words("draft-date-hint")]
    return Screen(lines, [*rows, *_own_last_rows(route_id)])


def ask_result(route_id: int, title: str, due: date) -> Screen:
    """Asks for the expected result of an own step, which may be left out."""
    skip = Button(Words("own-skip"), links.OwnNoResult())
    lines = [Words("step-title", title=title), Words("own-due", due=full_day(due)), Words("own-ask-result")]
    return Screen(lines, [[skip], *_own_last_rows(route_id)])


def _own_last_rows(route_id: int) -> list[list[Button]]:
    afresh = Button(Words("own-afresh"), links.OwnStep(route_id=route_id, afresh=True))
    return [[afresh], _back_to_ways(route_id)]


def _back_to_ways(route_id: int) -> list[Button]:
    return back_or_home(links.AddStep(route_id=route_id))
