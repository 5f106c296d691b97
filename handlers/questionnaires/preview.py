"""A questionnaire as a teacher will see it; its buttons save nothing. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable

from handlers.assessments import screens as assessments
from handlers.assessments.links import AnswerItem, GoToItem, Questionnaires
from handlers.links import Link
from handlers.menu.links import Home
from handlers.questionnaires.links import EditQuestionnaire, LookAtDraftItem, LookAtItem, ShowDraft
from handlers.screen import Button, Screen
from handlers.wellbeing.links import AddStrengthTopic, DeleteCheck
from handlers.words import Words
from services.assessments.queries import Explanation, ItemView, Offer, OpenItemView
from services.content.questionnaires import Questionnaire

# The place of the introduction, before the first item.
INTRO = -1
# No assessment has this id.
_NONE = 0

Look = LookAtItem | LookAtDraftItem


def look(one: Questionnaire, link: Look) -> Screen | None:
    """What a teacher sees at the place of the link; None after the last place."""

    def at(place: int, choice: int = -1) -> Look:
        return link.model_copy(update={"place": place, "choice": choice})

    place, count = link.place, len(one.items)
    if place < 0:
        return _preview(assessments.intro(Offer(one, None, None, None)), link, lambda _: at(0))
    if place < count:
        item = one.items[place]
        if 0 <= link.choice < len(item.options) and item.explain:
            option = item.options[link.choice]
            shown = assessments.explanation(Explanation(_NONE, one, place, item, option.id))
            return _preview(shown, link, lambda to: at(place if isinstance(to, GoToItem) else place + 1))

        def after(to: Link) -> Look:
            if isinstance(to, GoToItem):
                return at(to.place)
            if isinstance(to, AnswerItem) and to.choice >= 0 and item.explain:
                return at(place, to.choice)
            return at(place + 1)

        return _preview(assessments.question(ItemView(_NONE, one, place, item, None)), link, after)
    if place < count + len(one.followup):
        number = place - count
        open_item = assessments.open_item(OpenItemView(_NONE, one.followup[number], number))
        return _preview(open_item, link, lambda _: at(place + 1))
    return None


def _leave(link: Look) -> Link:
    """Where the preview was opened from."""
    if isinstance(link, LookAtDraftItem):
        return ShowDraft(upload_id=link.upload_id)
    return EditQuestionnaire(code=link.code)


def _preview(screen: Screen, link: Look, move: Callable[[Link], Look]) -> Screen:
    """The screen of the teacher, with buttons that lead through the preview and out of it."""
    way_out = Button(Words("edit-leave"), _leave(link))

    def led(button: Button) -> Button:
        if isinstance(button.link, str | Home):
            return button
        if isinstance(button.link, Questionnaires):
            return way_out
        return Button(button.label, move(button.link))

    # A preview has nothing to erase, and adds nothing to the route of the reader.
    absent = DeleteCheck | AddStrengthTopic
    kept = [[button for button in row if not isinstance(button.link, absent)] for row in screen.rows]
    rows = [[led(button) for button in row] for row in kept if row]
    if way_out not in [button for row in rows for button in row]:
        rows.append([way_out])
    return Screen([Words("edit-preview"), *screen.lines], rows)
