"""Comments about a route or a step, typed or spoken. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.menu.buttons import back_or_home
from handlers.routes.links import ShowComment
from handlers.routes.steps.links import ShowStep
from handlers.routes.ways import way_to
from handlers.screen import Button, File, Screen, quoted
from handlers.words import Text, Words
from services.routes.remarks import Comment
from services.routes.views import RemarkView
from services.texts import shorten

# The longest comment under a voice message, in characters: a caption has less room than a message.
CAPTION = 700


def comment(said: Comment) -> Screen:
    """A comment about a route or a step, with the voice message of a spoken one."""
    lines = [Words("remark-title", name=said.author), *remark_lines(said.remark)]
    to_route = way_to(said.route_id, said.sight, said.route_status)
    back = ShowStep(step_id=said.step_id) if said.step_id else to_route
    return Screen(lines, [back_or_home(back)], file=spoken(said.remark))


def listen_button(remark: RemarkView | None) -> list[Button]:
    """The button «🎧 Послушать», if the comment was spoken."""
    if remark is None or remark.file_id is None:
        return []
    return [Button(Words("remark-listen"), ShowComment(comment_id=remark.id))]


def remark_lines(remark: RemarkView) -> list[Text]:
    """The text of a comment as a quotation, shortened to a caption if the comment was spoken."""
    if not remark.text:
        return []
    return [quoted(shorten(remark.text, CAPTION) if remark.file_id else remark.text)]


def spoken(remark: RemarkView) -> File | None:
    """The voice message of a spoken comment, as a file of the channel."""
    if remark.file_id is None:
        return None
    return File(remark.file_kind or "voice", file_id=remark.file_id)
