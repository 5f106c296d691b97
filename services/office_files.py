"""What the first bytes of an office file tell before anything opens it."""

from __future__ import annotations

from typing import Literal

# Word and Excel before 2007 begin so, and so does the envelope of a newer file encrypted with a password.
_ENVELOPE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def unreadable_kind(data: bytes) -> Literal["old", "locked"] | None:
    """Why the file cannot be read: it is `old` (.doc, .xls) or `locked` by a password; None for any other."""
    if not data.startswith(_ENVELOPE):
        return None
    return "locked" if _ENCRYPTED in data else "old"
