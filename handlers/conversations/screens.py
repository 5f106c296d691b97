"""The screens of conversations. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.conversations import links
from handlers.links import Link
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.menu.links import Desk
from handlers.names import short_name
from handlers.routes.steps.links import ShowStep
from handlers.screen import BLANK, LABEL_LIMIT, Button, File, Screen, quoted
from handlers.words import Text, Words
from services.content.competencies import Competency
from services.conversations import rules
from services.conversations.actions import Receipt
from services.conversations.queries import Addressee, ConversationView, MessageView, MyQuestion, Subject
from services.routes.views import StepView

BACK = back_to(links.Ask())

MOST_MENTORS = 2
MOST_METHODISTS = 3
MOST_QUESTIONS = 2
# Room in letters: the last message must be readable enough to answer it, earlier ones are reminders.
LAST_ROOM, EARLIER_ROOM = 1500, 180
QUOTE_ROOM = 600
MOST_WHOLE = 3


def whom_to_ask(questions: Sequence[MyQuestion], addressees: Sequence[Addressee]) -> Screen:
    """My open questions, and people I may write to."""
    lines: list[Text] = []
    rows: list[list[Button]] = []
    if questions:
        lines += [Words("talk-mine-title"), *(_question(one) for one in questions[:MOST_QUESTIONS]), BLANK]
        rows += [[_open_question(one)] for one in questions[:MOST_QUESTIONS]]
    choice, buttons = _choice(addressees, lambda person_id: links.AskPerson(person_id=person_id))
    return Screen([*lines, *choice], [*rows, *buttons, [HOME]])


def whom_to_ask_about(competency: Competency, addressees: Sequence[Addressee], back: Link) -> Screen:
    """People I may write to about a competency."""
    choice, buttons = _choice(
        addressees,
        lambda person_id: links.AskPersonAbout(person_id=person_id, competency=competency.code),
        about=[Words("talk-about", topic=competency.title), BLANK],
    )
    return Screen(choice, [*buttons, back_or_home(back)])


def whom_to_ask_about_step(step: StepView, addressees: Sequence[Addressee]) -> Screen:
    """People I may write to about a step of my route."""
    choice, buttons = _choice(
        addressees,
        lambda person_id: links.AskPersonAboutStep(person_id=person_id, step_id=step.id),
        about=[Words("talk-step", title=step.title), BLANK],
    )
    return Screen(choice, [*buttons, back_or_home(ShowStep(step_id=step.id))])


def whom_to_share_with(route_id: int, addressees: Sequence[Addressee], back: Button) -> Screen:
    """Methodists I may tell what works, after a route is done."""
    choice, buttons = _choice(
        addressees,
        lambda person_id: links.ShareWith(person_id=person_id, route_id=route_id),
        ask="talk-share-whom",
    )
    return Screen(choice, [*buttons, [back, HOME]])


def whom_to_send(text: str, message_id: int, addressees: Sequence[Addressee]) -> Screen:
    """People who may get a text typed before."""
    choice, buttons = _choice(
        addressees, lambda person_id: links.SendText(person_id=person_id, message_id=message_id)
    )
    return Screen([*choice, BLANK, quoted(rules.fitted(text, QUOTE_ROOM))], [*buttons, [HOME]])


def _choice(
    addressees: Sequence[Addressee],
    link: Callable[[int], Link],
    *,
    about: Sequence[Text] = (),
    ask: str = "talk-whom",
) -> tuple[list[Text], list[list[Button]]]:
    """The lines and the buttons of a choice of addressees: the mentors first, then the nearest methodists."""
    mentors = [one for one in addressees if one.is_mentor][:MOST_MENTORS]
    nearest = [one for one in addressees if not one.is_mentor][:MOST_METHODISTS]
    shown = [*mentors, *nearest]
    if not shown:
        return [Words("talk-nobody")], []
    lines = [Words("talk-addressee", name=one.person.full_name, role=one.role) for one in shown]
    # The sign in the label distinguishes a new question from one already asked of this person.
    rows = [[Button(Words("talk-to", name=short_name(one.person)), link(one.person.id))] for one in shown]
    return [*about, Words(ask), *lines], rows


def _question(one: MyQuestion) -> Text:
    return Words(f"talk-line-{one.status}", name=one.answerer.full_name)


def _open_question(one: MyQuestion) -> Button:
    label = Words(f"talk-open-{one.status}", name=short_name(one.answerer, LABEL_LIMIT - 2))
    return Button(label, links.ShowConversation(conversation_id=one.conversation_id))


def write_question(
    addressee: Addressee, hint: str, about: Subject | None = None, back: Button | None = None
) -> Screen:
    """Asks for the words of a new question, or for words about one's practice."""
    about = about or Subject()
    key = "talk-write-words" if addressee.is_accompanied else "talk-write-question"
    if about.is_practice:
        key = "talk-write-practice"
    lines: list[Text] = [Words(key, name=addressee.person.full_name), *_about(about)]
    if about.topic is not None and not about.is_practice:
        lines.append(Words("talk-about-private"))
    lines += [Words("talk-what-fits"), BLANK, Words("talk-privacy", text=hint)]
    usual = BACK if about.step_id is None else back_to(ShowStep(step_id=about.step_id))
    return Screen(lines, [[back or usual, HOME]])


def _about(about: Subject) -> list[Text]:
    """What a conversation is about."""
    if about.is_practice:
        return [Words("talk-practice", topic=about.topic)] if about.topic else [Words("talk-practice-alone")]
    lines: list[Text] = [Words("talk-about", topic=about.topic)] if about.topic else []
    return lines + ([Words("talk-step", title=about.step_title)] if about.step_title else [])


def write_reply(view: ConversationView) -> Screen:
    """Asks for an answer or for more words; the last message of the other side is quoted."""
    heard = next((one for one in reversed(view.messages) if not one.is_mine), None)
    key = "talk-write-more" if view.i_asked else "talk-write-reply"
    lines: list[Text] = [Words(key, name=view.other.full_name)]
    if heard is not None:
        lines += _words_of(heard, QUOTE_ROOM)
    lines += [BLANK, Words("talk-what-fits")]
    return Screen(lines, [[_back_to(view.id), HOME]])


def refused(why: Text) -> Screen:
    """Why the message cannot be passed on; the question stays open."""
    return Screen([why], [[BACK, HOME]])


def passed_on(receipt: Receipt) -> Screen:
    """The words were sent."""
    lines: list[Text] = [Words("talk-passed", name=receipt.to.full_name)]
    if receipt.presence != "here":
        lines.append(Words(f"talk-{receipt.presence}", name=receipt.to.full_name))
    elif receipt.answer_within is not None:
        lines.append(Words("talk-answer-within", days=receipt.answer_within))
    more = Button(Words("talk-add"), links.Reply(conversation_id=receipt.conversation_id))
    return Screen(lines, [[more], [_back_to(receipt.conversation_id, Words("talk-whole")), HOME]])


def conversation(view: ConversationView) -> Screen:
    """The last messages of both sides, the newest last."""
    lines: list[Text] = [Words("talk-with", name=view.other.full_name, unit=view.other.unit)]
    lines += _about(view.about)
    if view.status == "closed":
        lines.append(Words("talk-is-closed"))
    if view.has_earlier:
        lines.append(Words("talk-earlier"))
    for place, one in enumerate(view.messages, start=1):
        room = LAST_ROOM if place == len(view.messages) else EARLIER_ROOM
        lines += [BLANK, _who(one), *_words_of(one, room)]
    rows = [
        [
            Button(
                Words("talk-reply" if not view.i_asked else "talk-add"), links.Reply(conversation_id=view.id)
            )
        ]
    ]
    if view.i_asked and view.status == "answered":
        rows.append([Button(Words("talk-close"), links.CloseConversation(conversation_id=view.id))])
    rows += [[_show_whole(one)] for one in _cut(view)[-MOST_WHOLE:]]
    if view.about.step_id is not None:
        rows.append([Button(Words("talk-open-step"), ShowStep(step_id=view.about.step_id))])
    back = BACK if view.i_asked else back_to(Desk())
    return Screen(lines, [*rows, [back, HOME]])


def _who(one: MessageView) -> Text:
    if one.is_mine:
        return Words("talk-you", at=one.at)
    return Words("talk-they", name=one.author.address, at=one.at)


def _words_of(one: MessageView, room: int) -> list[Text]:
    lines: list[Text] = []
    if one.file_kind is not None:
        lines.append(Words("talk-file", kind=one.file_kind))
    if one.text:
        lines.append(quoted(rules.fitted(one.text, room)))
    return lines


def _cut(view: ConversationView) -> list[MessageView]:
    """The messages that do not fit in full on the screen of the conversation."""
    last = view.messages[-1].id if view.messages else 0
    return [
        one
        for one in view.messages
        if one.file_id or rules.fitted(one.text, LAST_ROOM if one.id == last else EARLIER_ROOM) != one.text
    ]


def _show_whole(one: MessageView) -> Button:
    label = Words("talk-show-whole", kind=one.file_kind or "text", day=one.at.date())
    return Button(label, links.ShowMessage(message_id=one.id))


def _back_to(conversation_id: int, label: Text | None = None) -> Button:
    return Button(label or Words("button-back"), links.ShowConversation(conversation_id=conversation_id))


def message(view: MessageView, header: Text, part: int = 0) -> Screen:
    """A part of a relayed message: its file stands with the first part, its buttons with the last."""
    pieces = rules.parts(view.text, under_file=view.file_id is not None)
    lines: list[Text] = [header if part == 0 else Words("talk-continued", name=view.author.full_name)]
    if part == 0 and view.i_asked == view.is_mine:
        lines += _about(view.about)
    if pieces[part]:
        lines.append(quoted(pieces[part]))
    file = None
    if part == 0 and view.file_kind is not None and view.file_id is not None:
        file = File(view.file_kind, view.file_id)
    return Screen(lines, _message_rows(view) if part == len(pieces) - 1 else (), file)


def _message_rows(view: MessageView) -> list[list[Button]]:
    """The buttons of a message: answer the other side's words; the asker may say that they helped."""
    label, talk_id = Words("talk-add" if view.is_mine else "talk-reply"), view.conversation_id
    rows = [[Button(label, links.Reply(conversation_id=talk_id))]]
    if view.about.step_id is not None and not view.i_asked and not view.is_mine:
        # The step opens below, so the question stays on the screen.
        rows.append([Button(Words("talk-open-step"), links.ShowAskedStep(step_id=view.about.step_id))])
    if view.i_asked and not view.is_mine:
        rows.append([Button(Words("talk-close"), links.CloseConversation(conversation_id=talk_id))])
    return rows


def whole_message(view: MessageView, part: int) -> Screen:
    """A part of a message that a person opened in full."""
    return message(view, _who(view), part)


def closed() -> Screen:
    """The conversation is closed: the asker has an answer."""
    return Screen([Words("talk-closed")], [[Button(Words("talk-ask-more"), links.Ask())], [HOME]])
