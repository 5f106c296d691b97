"""The anonymous picture of a group on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.group_results.links import GroupResults
from handlers.listing import listing, which_page
from handlers.menu.buttons import HOME, back_to
from handlers.screen import BLANK, Screen
from handlers.wellbeing.links import WellbeingOfGroup
from handlers.words import Text, Words
from services.content.competencies import Level
from services.paging import Page
from services.wellbeing.queries import Aggregate, Mean
from services.wellbeing.rules import LEAST_RESPONDENTS

UNITS_ON_PAGE = 12
_BACK = back_to(GroupResults())


def aggregate(view: Aggregate | None, levels: Mapping[str, Level], page: int = 0) -> Screen:
    """Rough means of a group, and of those organisations that are large enough."""
    title = Words("wellbeing-group-title")
    if view is None:
        return Screen([title, Words("wellbeing-group-few", count=LEAST_RESPONDENTS)], [[_BACK, HOME]])
    lines: list[Text] = [title, Words("wellbeing-group-count", count=view.at_least), BLANK]
    lines += [_mean_line(view.total, levels), *(_mean_line(side, levels) for side in view.sides)]
    if view.units:
        lines += [BLANK, Words("wellbeing-group-units")]
    shown = Page.of(view.units, page, UNITS_ON_PAGE)
    return listing(
        lines,
        shown,
        lambda number: WellbeingOfGroup(page=number),
        [_BACK, HOME],
        line=lambda unit: _mean_line(unit, levels),
        after=[*which_page(shown), BLANK, Words("wellbeing-group-hint", count=view.least)],
    )


def _mean_line(mean: Mean, levels: Mapping[str, Level]) -> Text:
    mark = levels[mean.level].mark if mean.level in levels else "▫️"
    return Words("wellbeing-mean", mark=mark, title=mean.title, percent=mean.percent)
