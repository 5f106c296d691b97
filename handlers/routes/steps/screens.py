"""A step and its proof on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversations.links import AskPersonAboutStep
from handlers.events.links import ShowEvent
from handlers.listing import turns
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.changes.links import MoveStep
from handlers.routes.drafting.editing_screens import draft_rows
from handlers.routes.drafting.work_screens import work_rows
from handlers.routes.links import MyRoute, ShowComment
from handlers.routes.remark_screens import listen_button
from handlers.routes.screens import whose, why
from handlers.routes.steps import links
from handlers.routes.ways import way_to
from handlers.screen import BLANK, LABEL_LIMIT, Button, File, Screen, in_rows, quoted
from handlers.words import Said, Text, Words, whole
from services.content.catalog import ReflectionQuestion
from services.conversations.queries import Addressee
from services.messenger import FETCH_LIMIT, MEGABYTE
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
# The longest comment on the card of a step, in characters.
LAST_WORDS_LIMIT = 200
SHOWN_PROOFS = 8
SHOWN_TEXTS = 3
# People may write longer captions than a bot may send.
PROOF_CAPTION, PROOF_TITLE = 800, 80
TEXT_KINDS = ("text", "link")
# The longest title of a step on the button that takes a loose file, beside a sign and a number.
LOOSE_TITLE = LABEL_LIMIT - len("📎 10. ")


def step_card(card: StepCard) -> Screen:
    """The card of a step: its form, deadline, result, required proof and state."""
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
        lines.insert(0, whose(card.owner))
    lines += [*_event_lines(card), *_standing(card)]
    if card.can_decide:
        lines += [*_sent_lines(card), *_reflection_lines(card.reflections)]
    back = way_to(card.step.route_id, card.sight, card.route_status)
    return Screen(lines, [*_rows(card), back_or_home(back)])


def _form_line(step: StepView) -> Text:
    return Words("step-form", form=step.form.title, hours=whole(step.hours))


def _evidence_line(step: StepView) -> Text:
    """What to attach as proof; a step in its owner's words asks for nothing definite."""
    evidence: str | Words = Words("step-evidence-own") if step.is_own else step.form.evidence
    return Words("step-evidence", evidence=evidence)


def _due(card: StepCard) -> Text:
    """The deadline. The words for the owner of an overdue step contain no reproach."""
    step = card.step
    if step.is_overdue and card.sight is Sight.OWNER and card.route_status not in FINISHED_ROUTE:
        return Words("step-due-passed", due=step.due)
    return _stretch(step)


def _stretch(step: StepView) -> Text:
    if step.starts == step.due:
        return Words("step-due-day", due=step.due)
    return Words("step-due", starts=step.starts, due=step.due)


def _standing(card: StepCard) -> list[Text]:
    """The state of a step, or the change asked for, and the last comment if it still matters."""
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
    """The last comment, if it still matters: the step was returned, or waits for another decision."""
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
    """The buttons of what the reader may do with the step."""
    more: list[Sequence[Button]] = [[Button(Words("step-more"), links.StepDetails(step_id=card.step.id))]]
    if listen := listen_button(_remark_now(card)):
        more.insert(0, listen)
    if card.sight is not Sight.OWNER:
        proofs = _proof_buttons(card.evidence) if card.can_decide else []
        return [*in_rows(proofs[-SHOWN_PROOFS:], 2), *decision_rows(card), *more]
    rows: list[Sequence[Button]] = [*draft_rows(card), *_event_rows(card), *work_rows(card)]
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
    """The buttons that accept and return the step, if the reader may do that."""
    accept = Button(Words("step-accept"), links.AcceptStep(step_id=card.step.id))
    back = Button(Words("step-return"), links.ReturnStep(step_id=card.step.id))
    return [[accept, back]] if card.can_decide else []


def _proof_buttons(evidence: Sequence[EvidenceView]) -> list[Button]:
    return [
        Button(
            Words("step-proof-button", kind=one.kind, number=number), links.ShowEvidence(evidence_id=one.id)
        )
        for number, one in enumerate(evidence, start=1)
    ]


def details(
    seen: StepDetails, page: int = 0, *, has_events: bool = False, mentor: Addressee | None = None
) -> Screen:
    """Everything about a step: its reason, proof, answers, comments and history.

    `has_events` adds the way to events for a step of this kind; `mentor` adds the way to write to them.
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
    """The way to the events or to the mentor that an open step may be done with."""
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
    """A line of a step's history: what changed, who changed it and why."""
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
    """One proof of a step: a text or a file."""
    rows = [back_or_home(links.ShowStep(step_id=one.step_id))]
    title = shorten(one.step_title, PROOF_TITLE)
    of = Words("step-proof-of" if one.owner else "step-proof", name=one.owner or "", title=title)
    if one.kind in TEXT_KINDS or one.file_id is None:
        return Screen([of, BLANK, Said(one.text)], rows)
    lines: list[Text] = [of, *([Said(shorten(one.text, PROOF_CAPTION))] if one.text else [])]
    return Screen(lines, rows, file=File(one.kind, file_id=one.file_id, name=one.file_name or ""))


def ask_proof(card: StepCard) -> Screen:
    """Asks for the proof of a step."""
    lines = [Words("step-title", title=card.step.title), Words("step-ask-proof"), _evidence_line(card.step)]
    return Screen(lines, [back_or_home(links.ShowStep(step_id=card.step.id))])


def proof_expected(step_id: int, expected: Text) -> Screen:
    """Says that the letter cannot be kept as proof."""
    return Screen([expected], [back_or_home(links.ShowStep(step_id=step_id))])


def saved(mentors: Sequence[str]) -> Text:
    """Says that the proof is saved and who decides: the mentors by name, otherwise the methodist."""
    return Words("step-saved-mentor", names=", ".join(mentors)) if mentors else Words("step-saved")


def too_big() -> Text:
    """Says that a file was kept, but is too large for the portfolio."""
    return Words("step-too-big", limit=FETCH_LIMIT // MEGABYTE)


def submitted(card: StepCard, sent: Text, notes: Sequence[Text] = ()) -> Screen:
    """Says that the proof is saved and the step is on review; `sent` names who decides."""
    return Screen(
        [Words("step-title", title=card.step.title), Words("step-submitted", sent=sent), *notes],
        [
            [Button(Words("step-add"), links.StepDone(step_id=card.step.id))],
            [Button(Words("step-to-route"), MyRoute()), HOME],
        ],
    )


def questions_left(sent: Text, count: int) -> Text:
    """Says that the proof is saved and how many short questions follow."""
    return Words("step-questions", sent=sent, count=count)


def added(card: StepCard) -> Text:
    """Says that one more proof was added while a question about the step is open."""
    return Words("step-added", count=len(card.evidence))


def loose_file(steps: Sequence[StepView], message_id: int) -> Screen:
    """Asks which step a file belongs to that nobody asked for. The file completes an open step."""
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
    """A short question about a step that was done, with the earlier answer if there is one."""
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
    """Asks what is missing in a step that is being returned."""
    lines = [whose(card.owner), Words("step-title", title=card.step.title), Words("step-ask-words")]
    return Screen(lines, [back_or_home(links.ShowStep(step_id=card.step.id))])


def _event_rows(card: StepCard) -> list[Sequence[Button]]:
    """The way to the event that the owner takes as a step."""
    if card.sight is not Sight.OWNER or card.step.event_id is None or card.event_off:
        return []
    return [[Button(Words("draft-to-event"), ShowEvent(event_id=card.step.event_id))]]


def _event_lines(card: StepCard) -> list[Text]:
    """Says that the event taken as a step was cancelled."""
    return [Words("draft-event-off")] if card.event_off and not card.step.is_closed else []
