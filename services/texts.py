"""Texts that people type: checked before use, shortened where room is short."""

from __future__ import annotations

from services.errors import Invalid

# Letters and signs that look like nothing.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def visible(text: str) -> str:
    """The text without signs that cannot be seen or that turn the direction of a line."""
    return "".join(one for one in text if one.isprintable() and one not in _BLANK)


def checked(text: str, limit: int) -> str:
    """The text without spaces around it. Raises Invalid if it shows nothing or is longer than `limit`."""
    words = text.strip()
    if not visible(words).strip():
        raise Invalid("error-text-empty")
    if len(words) > limit:
        raise Invalid("error-text-length", limit=limit)
    return words


def shorten(text: str, limit: int) -> str:
    """The first words of the text, at most `limit` characters; «…» where something was left out."""
    if len(text) <= limit:
        return text
    end = max(text.rfind(" ", 0, limit), text.rfind("\n", 0, limit))
    # A word is cut where leaving it out would waste more than half of the room.
    beginning = text[: end if 2 * end >= limit else limit - 1]
    return beginning.rstrip(" \n,.:;«(") + "…"
