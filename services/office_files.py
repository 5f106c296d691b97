"""Recognising office files that cannot be read, by their first bytes."""

from __future__ import annotations

from typing import Literal

# The first bytes of files of Word and Excel before 2007, and of newer files encrypted with a password.
_ENVELOPE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def unreadable_kind(data: bytes) -> Literal["old", "locked"] | None:
    """Why the file cannot be read: it is `old` (.doc, .xls) or `locked` by a password; else None."""
    if not data.startswith(_ENVELOPE):
        return None
    return "locked" if _ENCRYPTED in data else "old"
