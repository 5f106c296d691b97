"""Putting a step off, and asking for a change of it. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.days import day_rows
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.changes import links
from handlers.routes.screens import whose
from handlers.routes.steps.links import ShowStep, StepHelp
from handlers.routes.ways import DESK
from handlers.screen import Button, Screen
from handlers.words import Said, Text, Words
from services.content.parts import Titled
from services.routes.changes.queries import ChangeCard
from services.routes.changes.rules import SNOOZES
from services.routes.days import Suggestion
from services.routes.models import ASKED, MOVE, REMOVE
from services.routes.views import ChangeView, Sight, StepCard, StepView

OWN = "own"
NEED_HELP = "need_help"


def put_off(card: StepCard) -> Screen:
    """«Перенести»: offers a later reminder or a change of the step."""
    step = card.step
    lines: list[Text] = [_title(step), Words("move-due", due=step.due)]
    if step.remind_on is not None:
        lines.append(Words("move-reminds", day=step.remind_on))
    lines.append(Words("move-hint"))
    rows = [
        [Button(Words("move-snooze", days=days), links.SnoozeStep(step_id=step.id, days=days))]
        for days in SNOOZES
    ]
    if step.asked is not None:
        lines += [_waits(step.asked), _why(step.asked)]
        rows.append([Button(Words("change-withdraw"), links.WithdrawChange(change_id=step.asked.id))])
    if step.asked is None or step.asked.is_late:
        rows.append([_ask_to_move(step)])
        rows.append([Button(Words("move-remove"), links.AskChange(step_id=step.id, kind=REMOVE))])
    return Screen(lines, [*rows, back_or_home(ShowStep(step_id=step.id))])


def ask_why(card: StepCard, kind: str, reasons: Sequence[Titled]) -> Screen:
    """Asks for the reason of moving or removing a step."""
    step = card.step
    ask = Words("change-why-move") if kind == MOVE else Words("change-why-remove", count=len(card.evidence))
    lines: list[Text] = [_title(step), ask]
    rows = [
        [Button(Said(one.button or one.title), links.AskChange(step_id=step.id, kind=kind, why=one.code))]
        for one in reasons
    ]
    rows.append([Button(Words("change-own-words"), links.TypeChange(step_id=step.id, kind=kind))])
    return Screen(lines, [*rows, _back_to_move(step)])


def ask_day(card: StepCard, why: str, days: Sequence[Suggestion]) -> Screen:
    """Asks for the new day of a step."""
    step = card.step
    lines = [_title(step), Words("move-due", due=step.due)]
    rows = day_rows(days, lambda day: _ask_for(step, why, day), is_later=True)
    rows.append([Button(Words("change-other-day"), links.TypeChange(step_id=step.id, kind=MOVE, why=why))])
    return Screen([*lines, Words("change-when")], [*rows, _back_to_move(step)])


def type_why(card: StepCard, kind: str) -> Screen:
    """Asks to type the reason of a change."""
    back = links.AskChange(step_id=card.step.id, kind=kind)
    return Screen([_title(card.step), Words("change-type-why")], [back_or_home(back)])


def type_day(card: StepCard, why: str) -> Screen:
    """Asks to type the new day of a step."""
    lines = [_title(card.step), Words("move-due", due=card.step.due), Words("change-type-day")]
    return Screen(lines, [back_or_home(links.AskChange(step_id=card.step.id, kind=MOVE, why=why))])


def change(card: ChangeCard, why: str = "") -> Screen:
    """A request for a change, for its author or for the person who decides."""
    step, asked = card.card.step, card.change
    to_step = Button(Words("step-open"), ShowStep(step_id=step.id))
    if card.card.sight is not Sight.OWNER:
        lines = [whose(card.card.owner), *wish_lines(card)]
        return Screen(lines, [[to_step], *decision_rows(card), [DESK, HOME]])
    if card.status != ASKED:
        return Screen([*wish_lines(card)], [[to_step, HOME]])
    rows = [[Button(Words("change-withdraw"), links.WithdrawChange(change_id=asked.id))], [to_step, HOME]]
    if asked.is_late:
        return Screen([*wish_lines(card), Words("change-late-own")], [[_ask_to_move(step)], *rows])
    if why == NEED_HELP:
        rows.insert(0, [Button(Words("change-help"), StepHelp(step_id=step.id))])
    return Screen([Words("change-sent"), *wish_lines(card), Words("change-until-then")], rows)


def wish_lines(card: ChangeCard) -> list[Text]:
    """The step of a request, the change asked for, its reason and its outcome."""
    step, asked = card.card.step, card.change
    if asked.kind == MOVE and asked.due is not None:
        wish = Words("change-move", before=step.due, due=asked.due)
        if card.status != ASKED:
            wish = Words("change-moved", due=asked.due)
    else:
        wish = Words("change-remove", count=len(card.card.evidence))
    lines: list[Text] = [_title(step), wish, _why(asked)]
    if card.status != ASKED:
        lines.append(Words("change-status", status=card.status, name=card.decided_by or ""))
    elif card.can_decide and asked.is_late:
        lines.append(Words("change-late"))
    return lines


def decision_rows(card: ChangeCard) -> list[Sequence[Button]]:
    """The buttons that decide about a request, if the reader may do that."""
    if not card.can_decide:
        return []
    number = card.change.id
    agree = Button(Words("change-agree"), links.AgreeToChange(change_id=number))
    if card.nearest is not None:
        day = links.AgreeToDay(change_id=number, day=card.nearest.isoformat())
        agree = Button(Words("change-agree-day", day=card.nearest), day)
    return [
        [
            agree,
            Button(Words("change-refuse", kind=card.change.kind), links.RefuseChange(change_id=number)),
        ],
        [Button(Words("change-refuse-words"), links.RefuseChange(change_id=number, words=True))],
    ]


def ask_refusal(card: ChangeCard) -> Screen:
    """Asks for the words with which a change is refused."""
    lines = [whose(card.card.owner), _title(card.card.step), Words("change-ask-refusal")]
    return Screen(lines, [back_or_home(ShowStep(step_id=card.card.step.id))])


def _waits(asked: ChangeView) -> Text:
    if asked.due is None:
        return Words("change-waits-remove")
    if asked.is_late:
        return Words("change-waits-late", due=asked.due)
    return Words("change-waits-move", due=asked.due)


def _ask_to_move(step: StepView) -> Button:
    return Button(Words("move-ask"), links.AskChange(step_id=step.id, kind=MOVE))


def _why(asked: ChangeView) -> Text:
    return Words("change-why", why=asked.why)


def _title(step: StepView) -> Text:
    return Words("step-title", title=step.title)


def _ask_for(step: StepView, why: str, day: date) -> links.AskChange:
    return links.AskChange(step_id=step.id, kind=MOVE, why=why, day=day.isoformat())


def _back_to_move(step: StepView) -> list[Button]:
    return back_or_home(links.MoveStep(step_id=step.id))


def snoozed(card: StepCard) -> Screen:
    """Says when the bot reminds of a step again, and that its deadline stays."""
    step = card.step
    return Screen(
        [_title(step), Words("step-snoozed", day=step.remind_on, due=step.due)],
        [[Button(Words("step-open"), ShowStep(step_id=step.id)), HOME]],
    )
