"""Steps of a route and what was sent for them, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.menu.buttons import HOME
from handlers.routes.links import AcceptStep, MyRoute, ReturnStep, ShowEvidence, ShowRoute, ShowStep, StepDone
from handlers.routes.screens import DESK
from handlers.screen import BLANK, Button, File, Screen, quoted
from handlers.words import Said, Text, Words
from services.routes.views import EvidenceView, Sight, StepCard
from services.texts import shorten

QUOTED_LIMIT = 300
SHOWN_PROOFS = 8
SHOWN_TEXTS = 3
TEXT_KINDS = ("text", "link")


def step_card(card: StepCard) -> Screen:
    """A step: what it is, by when, what to attach, how it stands."""
    step = card.step
    overdue = step.is_overdue and card.sight is Sight.OWNER
    lines: list[Text] = [
        Words("step-title", title=step.title),
        Words("step-form", form=step.form.title, hours=_whole(step.hours)),
        Words("step-due-passed" if overdue else "step-due", starts=step.starts, due=step.due),
        Words("step-result", result=step.result),
        Words("step-evidence", evidence=step.form.evidence),
    ]
    if card.sight is not Sight.OWNER:
        lines.insert(0, Words("route-of", name=card.owner.full_name, unit=card.owner.unit))
    if not card.can_decide:
        lines.append(Words("step-status", status=step.status))
    if card.comment and not step.is_closed:
        lines += [BLANK, Words("step-words"), quoted(shorten(card.comment, QUOTED_LIMIT))]
    return Screen([*lines, *_sent_lines(card)], [*_proof_rows(card), *decision_rows(card), _way_out(card)])


def _sent_lines(card: StepCard) -> list[Text]:
    if not card.evidence:
        return []
    written = [one for one in card.evidence if one.text][-SHOWN_TEXTS:]
    return [
        BLANK,
        Words("step-sent", count=len(card.evidence)),
        *(quoted(shorten(one.text, QUOTED_LIMIT)) for one in written),
    ]


def _proof_rows(card: StepCard) -> list[Sequence[Button]]:
    """Two short buttons a row; the latest where there are many."""
    first = max(0, len(card.evidence) - SHOWN_PROOFS)
    buttons = [
        Button(Words("step-proof-button", kind=one.kind, number=number), ShowEvidence(evidence_id=one.id))
        for number, one in enumerate(card.evidence[first:], start=first + 1)
    ]
    return [buttons[place : place + 2] for place in range(0, len(buttons), 2)]


def decision_rows(card: StepCard) -> list[Sequence[Button]]:
    """What this person may do with the step."""
    step = card.step
    if card.can_decide:
        return [
            [
                Button(Words("step-accept"), AcceptStep(step_id=step.id)),
                Button(Words("step-return"), ReturnStep(step_id=step.id)),
            ]
        ]
    if card.can_submit:
        return [[Button(Words("step-done" if step.is_open else "step-add"), StepDone(step_id=step.id))]]
    return []


def _way_out(card: StepCard) -> list[Button]:
    own = card.sight is Sight.OWNER and card.route_status != "done"
    back = MyRoute() if own else ShowRoute(route_id=card.step.route_id)
    return [Button(Words("button-back"), back), HOME]


PROOF_CAPTION = 900


def proof(one: EvidenceView) -> Screen:
    """One thing that was sent."""
    rows = [[Button(Words("button-back"), ShowStep(step_id=one.step_id)), HOME]]
    if one.kind in TEXT_KINDS or one.file_id is None:
        return Screen([Words("step-proof"), BLANK, Said(one.text)], rows)
    # Some may write captions longer than a bot may.
    lines: list[Text] = [Said(shorten(one.text, PROOF_CAPTION)) if one.text else Words("step-proof")]
    return Screen(lines, rows, file=File(one.kind, file_id=one.file_id, name=one.file_name or ""))


def ask_proof(card: StepCard) -> Screen:
    """What to send to show that a step is done."""
    return Screen(
        [
            Words("step-title", title=card.step.title),
            Words("step-ask-proof"),
            Words("step-evidence", evidence=card.step.form.evidence),
        ],
        [[Button(Words("button-back"), ShowStep(step_id=card.step.id))]],
    )


def proof_expected(step_id: int) -> Screen:
    """Something was sent that cannot be kept as proof."""
    return Screen([Words("step-proof-expected")], [[Button(Words("button-back"), ShowStep(step_id=step_id))]])


def submitted(card: StepCard) -> Screen:
    """The proof is saved and the step went to review."""
    return Screen(
        [Words("step-title", title=card.step.title), Words("step-submitted")],
        [
            [Button(Words("step-add"), StepDone(step_id=card.step.id))],
            [Button(Words("step-to-route"), MyRoute()), HOME],
        ],
    )


def ask_return_words(card: StepCard) -> Screen:
    """What is missing in a step that is being returned."""
    return Screen(
        [
            Words("route-of", name=card.owner.full_name, unit=card.owner.unit),
            Words("step-title", title=card.step.title),
            Words("step-ask-words"),
        ],
        [[Button(Words("button-back"), ShowStep(step_id=card.step.id))]],
    )


def returned(card: StepCard) -> Screen:
    """The methodist returned a step."""
    return Screen([Words("step-return-done", name=card.owner.full_name)], [[DESK, HOME]])


def _whole(hours: float) -> float:
    """Whole hours as a whole number, so that the plural is right."""
    return int(hours) if hours == int(hours) else hours
