"""The outbox messages of conversations.

They have no button to the menu: pressing it would replace a person's words by the menu.
"""

from __future__ import annotations

from handlers.conversations import screens
from handlers.conversations.links import ShowConversation
from handlers.screen import Button, Notice, Screen
from handlers.words import Words
from services.context import Context
from services.conversations import actions, queries, rules
from services.conversations.queries import MessageView


async def conversation_message(ctx: Context, message_id: int, part: int = 0) -> Screen | None:
    """For the other side: a question, an answer or more words. A long message comes in parts."""
    view = await _message(ctx, message_id, part)
    if view is None:
        return None
    key = "notice-conversation-answer" if view.i_asked else "notice-conversation-question"
    header = Words(key, name=view.author.full_name, unit=view.author.unit)
    return screens.message(view, header, part)


async def conversation_edited(ctx: Context, message_id: int, edits: int, part: int = 0) -> Screen | None:
    """For the other side: the words were corrected. Skipped if they were corrected again since."""
    view = await _message(ctx, message_id, part)
    if view is None or view.edits != edits:
        return None
    header = Words("notice-conversation-edited", name=view.author.full_name)
    return screens.message(view, header, part)


async def conversation_closed(ctx: Context, conversation_id: int) -> Screen | None:
    """For the answerer: the answer helped. Skipped if the asker has written again."""
    view = await queries.conversation(ctx, conversation_id)
    if view.status != "closed":
        return None
    return Screen(
        [Words("notice-conversation-closed", name=view.other.full_name)],
        [[Button(Words("button-look"), ShowConversation(conversation_id=conversation_id))]],
    )


async def conversation_file(ctx: Context, message_id: int, how: str) -> Screen:
    """For the author of a message: its file did not reach the other side, or came in another form."""
    view = await queries.message(ctx, message_id)
    talk = await queries.conversation(ctx, view.conversation_id)
    return Screen(
        [Words(f"notice-conversation-{how}", name=talk.other.full_name)],
        [[Button(Words("button-look"), ShowConversation(conversation_id=talk.id))]],
    )


async def file_lost(ctx: Context, how: str, message_id: int, **_: object) -> None:
    """Tell the author of a relayed message what became of its file."""
    await actions.tell_file_lost(ctx, message_id, how)


async def _message(ctx: Context, message_id: int, part: int) -> MessageView | None:
    """The message; None if it was corrected and no longer has this part. Raises NotFound."""
    view = await queries.message(ctx, message_id)
    pieces = rules.parts(view.text, under_file=view.file_id is not None)
    return view if part < len(pieces) else None


NOTICES: tuple[Notice, ...] = (
    conversation_message,
    conversation_edited,
    conversation_closed,
    conversation_file,
)
# What is done about a file of these notices that the reader's messenger refused.
FILE_LOST = {one.__name__: file_lost for one in (conversation_message, conversation_edited)}
