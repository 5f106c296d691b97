"""The messages of conversations: typed, sent as files, or sent as replies to the bot's messages."""

from __future__ import annotations

from handlers.answers import Answer, Keepsake, Question, Reply
from handlers.conversations import links, screens
from handlers.menu.buttons import back_to
from handlers.routes.closing.screens import back
from handlers.screen import Button, Screen
from handlers.words import Text, Words
from services.content.competencies import Competency
from services.context import Context
from services.conversations import actions, queries
from services.conversations.actions import Receipt
from services.conversations.queries import Subject
from services.conversations.rules import PRACTICE
from services.errors import NotFound
from services.letters import Letter
from services.routes import step_reading

# A text typed while no question was open, until its writer decides what to do with it.
TEXT = Keepsake("kept_text", Letter)


class ToPerson(Question):
    """Words for a person, perhaps with a file. If they cannot be passed on, only the reason is shown."""

    takes_files = True
    expected = Words("talk-expected")

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return screens.refused(wrong or self.expected)


class Wording(ToPerson, name="Writing:question", was="conversation"):
    """The words of a new question, perhaps about a competency or a step of the asker's own route.

    With the topic PRACTICE the words tell what works, after a route of which `step_id` was done last.
    """

    person_id: int
    topic: str | None = None
    step_id: int | None = None

    async def ask(self, ctx: Context) -> Screen:
        addressee = await queries.addressee(ctx, self.person_id)
        hint = ctx.content.mentoring.request_flow.privacy_hint
        return screens.write_question(addressee, hint, *await self._about(ctx))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return passed_on(await actions.ask(ctx, self.person_id, letter, self.topic, self.step_id))

    async def _about(self, ctx: Context) -> tuple[Subject, Button | None]:
        """What the question is about, and the button back if it is not the usual one."""
        if self.step_id is not None:
            step = await step_reading.my_step_view(ctx, self.step_id)
            if self.topic == PRACTICE:
                return Subject(topic=step.competency.title, is_practice=True), back(step.route_id)
            return Subject(step_id=step.id, step_title=step.title), None
        if self.topic is not None:
            topic = competency(ctx, self.topic)
            return Subject(topic=topic.title), back_to(links.AskAbout(competency=topic.code))
        return Subject(), None


class Answering(ToPerson, name="Writing:reply", was="conversation"):
    """More words for a conversation. The message that is answered stays on the screen."""

    asked_below = True
    conversation_id: int

    async def ask(self, ctx: Context) -> Screen:
        return screens.write_reply(await queries.conversation(ctx, self.conversation_id))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return passed_on(await actions.reply(ctx, self.conversation_id, letter))

    async def rest(self, ctx: Context, letter: Letter) -> Answer:
        if letter.file is not None:
            await actions.reply(ctx, self.conversation_id, letter)
        return None


def passed_on(receipt: Receipt) -> Reply:
    """The words are sent. The other files of an album follow the first one."""
    return Reply(screens.passed_on(receipt), rest=Answering(conversation_id=receipt.conversation_id))


def competency(ctx: Context, code: str) -> Competency:
    """A competency of the content. Raises NotFound."""
    found = ctx.content.competencies.get(code)
    if found is None:
        raise NotFound
    return found
