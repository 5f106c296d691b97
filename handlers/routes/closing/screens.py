"""The results of a route on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.assessments.links import Begin, Intro
from handlers.menu.buttons import back_or_home, back_to
from handlers.routes.closing.links import RouteSummary, SharePractice
from handlers.routes.links import MyRoute, ShowRoute
from handlers.routes.screens import whose
from handlers.screen import BLANK, Button, Screen
from handlers.words import Text, Words, whole
from services.assessments.queries import Offer
from services.routes.closing.queries import Summary
from services.routes.views import Sight

NEW = Button(Words("summary-new"), MyRoute())


def summary(seen: Summary) -> Screen:
    """The results of a finished route, and the next actions."""
    own = seen.sight is Sight.OWNER
    title = Words("route-finished" if seen.status == "done" else "route-closed")
    lines: list[Text] = [title, *outcome(seen)]
    if not own:
        lines.insert(0, whose(seen.owner))
    rows: list[Sequence[Button]] = []
    if own:
        rows += again(seen)
        if seen.status == "done":
            lines += [BLANK, Words("summary-thanks")]
            rows.append([share(seen.route_id)])
        rows.append([NEW])
    return Screen(lines, [*rows, back_or_home(ShowRoute(route_id=seen.route_id))])


def outcome(seen: Summary) -> list[Text]:
    """The steps done, their topics, and the change of results if the reader may see it."""
    if not seen.done:
        return [Words("summary-closed-hint")] if seen.sight is Sight.OWNER else []
    lines: list[Text] = [Words("summary-done", count=seen.done, hours=whole(seen.hours))]
    if seen.topics:
        lines.append(Words("route-topics", titles="; ".join(seen.topics)))
    if seen.change is not None:
        lines += [BLANK, Words("summary-change", before=seen.change.before, after=seen.change.after)]
        lines += [
            Words("summary-topic", topic=one.title, before=one.before, now=one.after)
            for one in seen.change.topics
        ]
    if seen.repeat is not None:
        lines += [BLANK, _repeat_words(seen.repeat)]
    return lines


def _repeat_words(offer: Offer) -> Text:
    title = offer.questionnaire.short_title
    if offer.repeat_from is not None:
        return Words("summary-repeat-from", title=title, day=offer.repeat_from)
    return Words("summary-repeat", title=title)


def again(seen: Summary) -> list[Sequence[Button]]:
    """The button that takes the questionnaire again, if that is already possible."""
    offer = seen.repeat
    if offer is None or offer.repeat_from is not None:
        return []
    code = offer.questionnaire.code
    link = Intro(code=code) if offer.continue_from is None else Begin(code=code)
    return [[Button(Words("summary-take-again"), link)]]


def share(route_id: int) -> Button:
    """The button that invites the owner to share a practice."""
    return Button(Words("summary-share"), SharePractice(route_id=route_id))


def back(route_id: int) -> Button:
    """The button that leads back to the results of a route."""
    return back_to(RouteSummary(route_id=route_id))
