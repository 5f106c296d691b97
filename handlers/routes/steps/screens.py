"""A step and what was sent for it, on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversations.links import AskPersonAboutStep
from handlers.events.links import ShowEvent
from handlers.listing import turns
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.routes.changes.links import MoveStep
from handlers.routes.drafting.editing_screens import draft_rows
from handlers.routes.drafting.work_screens import work_rows
from handlers.routes.links import MyRoute, ShowComment
from handlers.routes.remark_screens import listen_button
from handlers.routes.screens import why
from handlers.routes.steps import links
from handlers.routes.ways import way_to
from handlers.screen import BLANK, LABEL_LIMIT, Button, File, Screen, in_rows, quoted
from handlers.self_education.papers import FILE_LIMIT, MEGABYTE
from handlers.words import Said, Text, Words, whole
from services.content.catalog import ReflectionQuestion
from services.conversations.queries import Addressee
from services.paging import Page
from services.routes.models import FINISHED_ROUTE, WORKING_ROUTE
from services.routes.views import (
    EvidenceView,
    ReflectionView,
    RemarkView,
    Sight,
    StepCard,
    StepDetails,
    StepEventView,
    StepView,
)
from services.texts import shorten

QUOTED_LIMIT = 300
# The last words stand in one of the card's six lines.
LAST_WORDS_LIMIT = 200
SHOWN_PROOFS = 8
SHOWN_TEXTS = 3
# Some may write captions longer than a bot may.
PROOF_CAPTION, PROOF_TITLE = 800, 80
TEXT_KINDS = ("text", "link")
# Beside a sign and a number.
LOOSE_TITLE = LABEL_LIMIT - len("📎 10. ")


def step_card(card: StepCard) -> Screen:
    """A step in six lines: what it is, by when, what comes of it, what to attach, how it stands."""
    step = card.step
    lines: list[Text] = [
        Words("step-title", title=step.title),
        _form_line(step),
        _due(card),
    ]
    if step.result:
        lines.append(Words("step-result", result=step.result))
    if not step.is_closed:
        lines.append(_evidence_line(step))
    if card.sight is not Sight.OWNER:
        lines.insert(0, Words("route-of", name=card.owner.full_name, unit=card.owner.unit))
    lines += [*event_lines(card), *_standing(card)]
    if card.can_decide:
        lines += [*_sent_lines(card), *_reflection_lines(card.reflections)]
    return Screen(lines, [*_rows(card), _way_out(card)])


def _form_line(step: StepView) -> Text:
    return Words("step-form", form=step.form.title, hours=whole(step.hours))


def _evidence_line(step: StepView) -> Text:
    """What to attach; one's own step asks for nothing definite."""
    evidence: str | Words = Words("step-evidence-own") if step.is_own else step.form.evidence
    return Words("step-evidence", evidence=evidence)


def _due(card: StepCard) -> Text:
    """By when; to its owner no reproach, and none at all once the route is over."""
    step = card.step
    if step.is_overdue and card.sight is Sight.OWNER and card.route_status not in FINISHED_ROUTE:
        return Words("step-due-passed", due=step.due)
    return _stretch(step)


def _stretch(step: StepView) -> Text:
    if step.starts == step.due:
        return Words("step-due-day", due=step.due)
    return Words("step-due", starts=step.starts, due=step.due)


def _standing(card: StepCard) -> list[Text]:
    """How the step stands, in a line: its state, a change that was asked for, the last words about it."""
    step = card.step
    if card.route_status not in WORKING_ROUTE and not step.is_closed:
        return []
    lines: list[Text] = []
    remark = _remark_now(card)
    if step.asked is not None:
        key = "step-asked-move" if step.asked.due else "step-asked-remove"
        if step.asked.is_late:
            key = "step-asked-late"
        lines.append(Words(key, due=step.asked.due or step.due))
    elif remark is None and not card.can_decide:
        sent = len(card.evidence)
        key = "step-status-sent" if sent and step.status == "on_review" else "step-status"
        lines.append(Words(key, status=step.status, count=sent))
    if remark is not None:
        lines.append(Words("route-words-before" if card.can_decide else "step-words"))
        if remark.text:
            lines.append(quoted(shorten(remark.text, LAST_WORDS_LIMIT)))
    return lines


def _remark_now(card: StepCard) -> RemarkView | None:
    """The last words about the step, while they still matter: it was returned, or is decided about again."""
    return card.remark if card.step.status == "returned" or card.can_decide else None


def _sent_lines(card: StepCard) -> list[Text]:
    if not card.evidence:
        return []
    written = [one for one in card.evidence if one.text][-SHOWN_TEXTS:]
    return [
        BLANK,
        Words("step-sent", count=len(card.evidence)),
        *(quoted(shorten(one.text, QUOTED_LIMIT)) for one in written),
    ]


def _reflection_lines(reflections: Sequence[ReflectionView]) -> list[Text]:
    lines: list[Text] = []
    for one in reflections:
        lines += [Words("step-reflection", question=one.question), quoted(one.text)]
    return [BLANK, *lines] if lines else []


def _rows(card: StepCard) -> list[Sequence[Button]]:
    """What this person may do with the step."""
    more: list[Sequence[Button]] = [[Button(Words("step-more"), links.StepDetails(step_id=card.step.id))]]
    if listen := listen_button(_remark_now(card)):
        more.insert(0, listen)
    if card.sight is not Sight.OWNER:
        proofs = _proof_buttons(card.evidence) if card.can_decide else []
        return [*in_rows(proofs[-SHOWN_PROOFS:], 2), *decision_rows(card), *more]
    rows: list[Sequence[Button]] = [*draft_rows(card), *event_rows(card), *work_rows(card)]
    if card.can_submit:
        rows = [*_doing_rows(card), *rows]
    if not card.step.is_closed and card.route_status not in FINISHED_ROUTE:
        rows.append([Button(Words("step-help"), links.StepHelp(step_id=card.step.id))])
    return [*rows, *more]


def _doing_rows(card: StepCard) -> list[Sequence[Button]]:
    step_id = card.step.id
    if card.step.is_open:
        done = Button(Words("step-done"), links.StepDone(step_id=step_id))
        return [[done, Button(Words("step-move"), MoveStep(step_id=step_id))]]
    return [
        [Button(Words("step-add"), links.StepDone(step_id=step_id))],
        [Button(Words("step-reflect"), links.Reflect(step_id=step_id))],
    ]


def decision_rows(card: StepCard) -> list[Sequence[Button]]:
    """The buttons of whoever is to accept or return the step."""
    if not card.can_decide:
        return []
    return [
        [
            Button(Words("step-accept"), links.AcceptStep(step_id=card.step.id)),
            Button(Words("step-return"), links.ReturnStep(step_id=card.step.id)),
        ]
    ]


def _proof_buttons(evidence: Sequence[EvidenceView]) -> list[Button]:
    return [
        Button(
            Words("step-proof-button", kind=one.kind, number=number), links.ShowEvidence(evidence_id=one.id)
        )
        for number, one in enumerate(evidence, start=1)
    ]


def _way_out(card: StepCard) -> list[Button]:
    back = way_to(card.step.route_id, card.sight, card.route_status)
    return back_or_home(back)


def details(
    seen: StepDetails, page: int = 0, *, has_events: bool = False, mentor: Addressee | None = None
) -> Screen:
    """Everything about a step: why it is there, what was sent, written and said, what happened to it.

    Where it may be an event (`has_events`), or work with one's `mentor`, this leads there.
    """
    card = seen.card
    step = card.step
    lines: list[Text] = [
        Words("step-title", title=step.title),
        BLANK,
        Words("step-why"),
        *why(step),
        _stretch(step),
    ]
    if card.sight is not Sight.OWNER and step.level is None and step.reason.percent is None:
        lines.append(Words("step-scores-private"))
    if step.remind_on is not None and card.sight is Sight.OWNER:
        lines.append(Words("step-remind-on", day=step.remind_on))
    lines += [*_sent_lines(card), *_reflection_lines(card.reflections)]
    for one in seen.remarks:
        author = Words("step-said-by", name=one.author) if one.author else Words("step-said-by-you")
        lines += [BLANK, author]
        lines.append(quoted(shorten(one.text, QUOTED_LIMIT)) if one.text else Words("step-spoken"))
    if seen.events:
        lines += [BLANK, Words("step-history"), *(_event(one) for one in seen.events)]
    spoken = [
        Button(Words("step-spoken-button", number=number), ShowComment(comment_id=one.id))
        for number, one in enumerate((one for one in seen.remarks if one.is_spoken), start=1)
    ]
    things = [*_proof_buttons(card.evidence), *spoken]
    shown = Page.of(things, page, SHOWN_PROOFS)
    rows = in_rows(shown.items, 2)
    rows += turns(shown, lambda number: links.StepDetails(step_id=step.id, page=number))
    if card.can_reflect:
        rows.append([Button(Words("step-reflect"), links.Reflect(step_id=step.id))])
    rows += _where_rows(card, has_events, mentor)
    return Screen(lines, [*rows, back_or_home(links.ShowStep(step_id=step.id))])


def _where_rows(card: StepCard, has_events: bool, mentor: Addressee | None) -> list[list[Button]]:
    """Where, or with whom, a step that is still to be done may be done."""
    step = card.step
    if card.sight is not Sight.OWNER or not step.is_open or card.route_status in FINISHED_ROUTE:
        return []
    if mentor is not None:
        link = AskPersonAboutStep(person_id=mentor.person.id, step_id=step.id)
        return [[Button(Words("step-write-mentor"), link)]]
    if has_events and step.event_id is None:
        return [[Button(Words("step-find-event"), links.StepEvents(step_id=step.id))]]
    return []


def _event(one: StepEventView) -> Text:
    """A change of a step, with who made it and why."""
    if one.forms is not None:
        changed = Words("step-event-form", old=one.forms[0], new=one.forms[1])
    elif one.hours is not None:
        changed = Words("step-event-hours", old=whole(one.hours[0]), new=whole(one.hours[1]))
    elif one.status is None:
        changed = Words("step-event-date", old=one.old_due, new=one.new_due)
    else:
        changed = Words("step-event", status=one.status)
    who = Words("step-event-by", name=one.actor) if one.actor else Words("step-event-by-you")
    if one.why:
        return Words("step-event-line-why", day=one.day, what=changed, who=who, why=one.why)
    return Words("step-event-line", day=one.day, what=changed, who=who)


def proof(one: EvidenceView) -> Screen:
    """One thing that was sent."""
    rows = [back_or_home(links.ShowStep(step_id=one.step_id))]
    title = shorten(one.step_title, PROOF_TITLE)
    of = Words("step-proof-of" if one.owner else "step-proof", name=one.owner or "", title=title)
    if one.kind in TEXT_KINDS or one.file_id is None:
        return Screen([of, BLANK, Said(one.text)], rows)
    lines: list[Text] = [of, *([Said(shorten(one.text, PROOF_CAPTION))] if one.text else [])]
    return Screen(lines, rows, file=File(one.kind, file_id=one.file_id, name=one.file_name or ""))


def ask_proof(card: StepCard) -> Screen:
    """What to send to show that a step is done."""
    lines = [Words("step-title", title=card.step.title), Words("step-ask-proof"), _evidence_line(card.step)]
    return Screen(lines, [[_back_to(card.step.id), HOME]])


def proof_expected(step_id: int, expected: Text) -> Screen:
    """Something was sent that cannot be kept as proof."""
    return Screen([expected], [[_back_to(step_id), HOME]])


def saved(mentors: Sequence[str]) -> Text:
    """What was sent is saved, and to whom it went: the mentors by name, else the methodist."""
    return Words("step-saved-mentor", names=", ".join(mentors)) if mentors else Words("step-saved")


def too_big() -> Text:
    """A file was kept that the portfolio will not be able to take along."""
    return Words("step-too-big", limit=FILE_LIMIT // MEGABYTE)


def submitted(card: StepCard, sent: Text, notes: Sequence[Text] = ()) -> Screen:
    """The proof is saved and the step went to review; `sent` tells to whom."""
    return Screen(
        [Words("step-title", title=card.step.title), Words("step-submitted", sent=sent), *notes],
        [
            [Button(Words("step-add"), links.StepDone(step_id=card.step.id))],
            [Button(Words("step-to-route"), MyRoute()), HOME],
        ],
    )


def questions_left(sent: Text, count: int) -> Text:
    """The proof is saved, and so many short questions follow."""
    return Words("step-questions", sent=sent, count=count)


def added(card: StepCard) -> Text:
    """One more proof, while a question about the step is open."""
    return Words("step-added", count=len(card.evidence))


def loose_file(steps: Sequence[StepView], message_id: int) -> Screen:
    """A file was sent unasked: to which of the steps does it belong? An open one would be done with it."""
    rows = [
        [
            Button(
                Words(
                    "step-loose-done" if one.is_open else "step-loose-to",
                    number=one.number,
                    title=shorten(one.title, LOOSE_TITLE),
                ),
                links.AttachFile(step_id=one.id, message_id=message_id),
            )
        ]
        for one in steps
    ]
    lines: list[Text] = [Words("step-loose-file")]
    if any(one.is_open for one in steps):
        lines.append(Words("step-loose-done-hint"))
    return Screen(lines, [*rows, [Button(Words("step-to-route"), MyRoute()), HOME]])


def ask_reflection(card: StepCard, questions: Sequence[ReflectionQuestion], place: int) -> Screen:
    """A short question about a step that was done, with what was answered the time before."""
    asked = questions[place]
    lines: list[Text] = [Words("step-question", question=asked.text)]
    before = next((one.text for one in card.reflections if one.code == asked.code), None)
    if before:
        lines += [Words("step-question-before"), quoted(before)]
    skip = links.Reflect(step_id=card.step.id, place=place + 1)
    rows: list[Sequence[Button]] = [[Button(Words("step-question-skip"), skip)]]
    if len(questions) - place > 1:
        skip_all = links.Reflect(step_id=card.step.id, place=len(questions))
        rows.append([Button(Words("step-question-skip-all"), skip_all)])
    return Screen(lines, [*rows, [HOME]])


def ask_return_words(card: StepCard) -> Screen:
    """What is missing in a step that is being returned."""
    return Screen(
        [
            Words("route-of", name=card.owner.full_name, unit=card.owner.unit),
            Words("step-title", title=card.step.title),
            Words("step-ask-words"),
        ],
        [[_back_to(card.step.id), HOME]],
    )


def _back_to(step_id: int) -> Button:
    return back_to(links.ShowStep(step_id=step_id))


def event_rows(card: StepCard) -> list[Sequence[Button]]:
    """The way to the event a step is, for who may come to it."""
    if card.sight is not Sight.OWNER or card.step.event_id is None or card.event_off:
        return []
    return [[Button(Words("draft-to-event"), ShowEvent(event_id=card.step.event_id))]]


def event_lines(card: StepCard) -> list[Text]:
    """That the event a step is was cancelled."""
    return [Words("draft-event-off")] if card.event_off and not card.step.is_closed else []
