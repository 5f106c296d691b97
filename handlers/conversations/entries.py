"""Conversations: choosing whom to ask, reading, replies and corrections."""

from __future__ import annotations

from handlers.answers import Answer, Question, Reply
from handlers.assessments.links import Questionnaires
from handlers.conversations import links, screens
from handlers.conversations.questions import TEXT, Answering, Wording, competency, passed_on
from handlers.features import Feature
from handlers.routes.steps.screens import step_card
from services import outside
from services.context import Context
from services.conversations import actions, queries, rules
from services.letters import Letter
from services.routes import step_reading

feature = Feature("conversations")
feature.asks(links.AskPerson, Wording)
feature.asks(links.Reply, Answering)
feature.shows(links.ShowConversation, queries.conversation, screens.conversation)


@feature.button(links.Ask, command="ask")
async def ask(ctx: Context, link: links.Ask) -> Answer:
    return screens.whom_to_ask(await queries.my_questions(ctx), await queries.addressees(ctx))


@feature.button(links.AskAbout)
async def ask_about(ctx: Context, link: links.AskAbout) -> Answer:
    topic = competency(ctx, link.competency)
    return screens.whom_to_ask_about(topic, await queries.addressees(ctx), back=Questionnaires())


@feature.button(links.AskPersonAbout)
async def ask_person_about(ctx: Context, link: links.AskPersonAbout) -> Answer:
    return Wording(person_id=link.person_id, topic=link.competency)


@feature.button(links.SendText)
async def send_text(ctx: Context, link: links.SendText) -> Answer:
    kept = TEXT.of(ctx)
    if kept is not None and kept.number == link.message_id:
        receipt = await actions.ask(ctx, link.person_id, kept)
        TEXT.keep(ctx, None)
        return passed_on(receipt)
    sent = await queries.conversation_behind(ctx, ctx.chat.id, link.message_id)
    if sent is not None:  # a second tap
        return screens.conversation(await queries.conversation(ctx, sent))
    # The person typed another text since then, so this one is no longer kept and must be sent again.
    return Wording(person_id=link.person_id)


@feature.button(links.ShowMessage)
async def show_message(ctx: Context, link: links.ShowMessage) -> Answer:
    view = await queries.message(ctx, link.message_id)
    pieces = rules.parts(view.text, under_file=view.file_id is not None)
    first, *others = (screens.whole_message(view, part) for part in range(len(pieces)))
    return Reply(first, below=True, then=others)


@feature.button(links.CloseConversation)
async def close_conversation(ctx: Context, link: links.CloseConversation) -> Answer:
    await actions.close(ctx, link.conversation_id)
    return Reply(screens.closed(), below=True)


@feature.button(links.ShowAskedStep)
async def show_asked_step(ctx: Context, link: links.ShowAskedStep) -> Answer:
    return Reply(step_card(await step_reading.step_card(ctx, link.step_id)), below=True)


@feature.swipe
async def swiped(ctx: Context, letter: Letter) -> Question | None:
    """A reply to a message of a conversation answers that conversation, whatever question is open."""
    number = outside.message_id(letter.replies_to or "")
    found = await queries.conversation_behind(ctx, ctx.chat.id, number)
    return None if found is None else Answering(conversation_id=found)


@feature.edit
async def corrected(ctx: Context, letter: Letter) -> bool:
    """Send the corrected words to the other side."""
    return not letter.is_blank and await actions.edit(ctx, letter)
