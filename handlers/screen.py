"""Screens: what a person sees, in any messenger. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from handlers.links import Link
from handlers.words import Said, Text, Words

# The longest label that a full-width button shows on a phone, in characters.
LABEL_LIMIT = 28


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what a press does: a link of ours, or a web address."""

    label: Text
    link: Link | str


@dataclass(frozen=True, slots=True)
class File:
    """A file shown with a screen: one that the channel has (`file_id`, an outside id), or new bytes.

    `kind` is one of `services.letters.KINDS`.
    """

    kind: str
    file_id: str | None = None
    data: bytes = b""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines of text and rows of buttons; perhaps a file, or a keyboard key that asks for the phone number."""

    lines: Sequence[Text]
    rows: Sequence[Sequence[Button]] = ()
    file: File | None = None
    phone_key: Text | None = None
    hide_keys: bool = False


BLANK = Said("")
# Renders an outbox message for its recipient. Returns None, or raises NotFound or NotAllowed, if the message
# is no longer true; then it is not sent.
Notice = Callable[..., Awaitable[Screen | None]]


def quoted(text: str) -> Text:
    """A person's words as a quotation."""
    return Words("quoted", text=text)


def under(header: Sequence[Text], screen: Screen) -> Screen:
    """The screen under the lines of a header, if there are any."""
    return replace(screen, lines=[*header, BLANK, *screen.lines]) if header else screen


def in_rows(buttons: Sequence[Button], size: int) -> list[Sequence[Button]]:
    """Short buttons in rows of `size`."""
    return [buttons[place : place + size] for place in range(0, len(buttons), size)]
