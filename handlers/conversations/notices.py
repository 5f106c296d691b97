"""The outbox messages of conversations.

They have no button to the menu: pressing it would replace a person's words by the menu.
"""

from __future__ import annotations

from handlers.conversations import screens
from handlers.conversations.links import ShowConversation
from handlers.screen import Button, Notice, Screen
from handlers.words import Words
from services.context import Context
from services.conversations import queries, rules
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


async def _message(ctx: Context, message_id: int, part: int) -> MessageView | None:
    """The message; None if it was corrected and no longer has this part. Raises NotFound."""
    view = await queries.message(ctx, message_id)
    pieces = rules.parts(view.text, under_file=view.file_id is not None)
    return view if part < len(pieces) else None


NOTICES: tuple[Notice, ...] = (conversation_message, conversation_edited, conversation_closed)
