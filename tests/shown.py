"""What a person sees, without a phone: a press and a message are function calls."""

from __future__ import annotations

from itertools import count

from bot.features import MEMBERS
from bot.telegram.display import TEXT_LIMIT
from handlers.answers import Answer, Later, close_question, opened, reply_of
from handlers.links import Link
from handlers.screen import Screen
from handlers.understanding import understand
from handlers.words import translator
from services.context import Context
from services.letters import Letter

# The widest button and the longest keyboard that a phone shows whole.
LABEL_LIMIT, ROWS_LIMIT = 28, 8
_numbers = count(1)


async def presses(ctx: Context, link: Link) -> str:
    """What is seen after a press of a button; a question in it is open in the context from now on.

    Raises DomainError, which the bot would say in a toast.
    """
    close_question(ctx)
    return await seen(ctx, await MEMBERS.press(ctx, link))


async def sends(ctx: Context, letter: Letter | str) -> str:
    """What is seen after a message, given as a letter or as its text. Raises DomainError."""
    if isinstance(letter, str):
        letter = Letter(f"{ctx.me.person_id}:{next(_numbers)}", letter)
    return await seen(ctx, await understand(ctx, letter, MEMBERS))


async def seen(ctx: Context, answer: Answer) -> str:
    """The toast of an answer, its screen and those that follow, as the person reads them."""
    assert not isinstance(answer, Later)
    reply = reply_of(answer)
    screen = await opened(ctx, reply)
    toast = [translator("ru").plain(reply.toast)] if reply.toast else []
    return "\n".join([*toast, *(read(one) for one in (screen, *reply.then) if one)])


def read(screen: Screen) -> str:
    """The screen as the person reads it; renders every word of it and checks that a phone can show it."""
    said = translator("ru")
    labels = [said.plain(button.label) for row in screen.rows for button in row]
    assert len(screen.rows) <= ROWS_LIMIT
    assert all(len(label) <= LABEL_LIMIT for label in labels), labels
    for row in screen.rows:
        for button in row:
            assert isinstance(button.link, str) or len(button.link.pack().encode()) <= 64
    text = "\n".join(said.html(line) for line in screen.lines)
    assert len(text) <= TEXT_LIMIT
    return "\n".join([text, *labels])
