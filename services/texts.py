"""Texts that people type: checked before use, shortened where room is short."""

from __future__ import annotations

from services.errors import Invalid


def checked(text: str, limit: int) -> str:
    """The text without spaces around it. Raises Invalid where it is empty or has over `limit` characters."""
    words = text.strip()
    if not words:
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
