"""Rules of conversations: which letters may be sent, and how a text is cut to fit a chat. Pure."""

from __future__ import annotations

from services.errors import Invalid
from services.letters import Letter
from services.texts import visible

# The most characters in one message and under a file; the rest of the message names the two sides.
ROOM = 3500
ROOM_UNDER_FILE = 800
# The topic of a conversation in which a teacher shares their practice after a route.
PRACTICE = "practice"
_ESCAPED = frozenset("&<>")


def check(letter: Letter, limit: int) -> None:
    """Raises Invalid for a letter that shows nothing and for a text of more than `limit` characters."""
    if not visible(letter.text).strip() and letter.file is None:
        raise Invalid("error-talk-empty")
    excess = len(letter.text) - limit
    if excess > 0:
        raise Invalid("error-talk-too-long", limit=limit, excess=excess)


def parts(text: str, *, under_file: bool) -> list[str]:
    """The pieces in which a text is delivered, at least one.

    A text that fits stands under the file; a longer text follows the file.
    """
    if under_file and cut(text, ROOM_UNDER_FILE) == text:
        return [text]
    pieces = [""] if under_file else []
    while text:
        piece = cut(text, ROOM)
        pieces.append(piece)
        text = text[len(piece) :]
    return pieces or [""]


def cut(text: str, room: int) -> str:
    """The longest beginning of a text that fits, up to the end of a word where that is near."""
    taken = 0
    for place, char in enumerate(text):
        taken += _weight(char)
        if taken > room:
            end = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1
            return text[: end if end > place // 2 else place]
    return text


def fitted(text: str, room: int) -> str:
    """The text where it fits, else its beginning with an ellipsis."""
    beginning = cut(text, room)
    return text if beginning == text else f"{cut(text, room - 1).rstrip()}…"


def _weight(char: str) -> int:
    """The most that a character can take: an escaped one counts as its longest escape, an emoji as two."""
    if char in _ESCAPED:
        return 5
    return 2 if ord(char) > 0xFFFF else 1
