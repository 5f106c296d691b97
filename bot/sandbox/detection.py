"""Entities that Telegram finds itself in any text: commands, links, mentions, hashtags, addresses."""

from __future__ import annotations

import re

from bot.sandbox.formatting import Entity, length_utf16

_PATTERNS = {
    "url": re.compile(r"(?<![\w@.])(?:https?://|t\.me/)[^\s<>«»\"']*[^\s<>«»\"'.,;:!?)\]]"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<!\w)#\w*[^\W\d]\w*"),
}
_SWALLOWING = frozenset({"code", "pre", "text_link", "text_mention", "url", "email"})


def with_found_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities with those that Telegram finds itself, if these do not collide with the sender's."""
    found = list(entities)
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            offset, length = length_utf16(text[: match.start()]), length_utf16(match.group())
            if not any(_collide(offset, offset + length, other) for other in found):
                found.append({"type": kind, "offset": offset, "length": length})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def _collide(start: int, end: int, other: Entity) -> bool:
    other_start, other_end = other["offset"], other["offset"] + other["length"]
    if end <= other_start or other_end <= start:
        return False
    return other["type"] in _SWALLOWING or not (other_start <= start and end <= other_end)
