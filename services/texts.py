"""What people type, before it is used."""

from __future__ import annotations

from services.errors import Invalid


def checked(text: str, limit: int) -> str:
    """The text without space around it. Raises Invalid where it is empty or longer than `limit`."""
    words = text.strip()
    if not words:
        raise Invalid("error-text-empty")
    if len(words) > limit:
        raise Invalid("error-text-length", limit=limit)
    return words
