"""Screens: what a person sees, in any messenger. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from handlers.links import Link
from handlers.words import Said, Text, Words

# What a phone shows of a button as wide as the screen.
LABEL_LIMIT = 28


@dataclass(frozen=True, slots=True)
class Button:
    """A label and where it leads: typed callback data, or an address."""

    label: Text
    link: Link | str


@dataclass(frozen=True, slots=True)
class File:
    """A file shown with a screen: one the channel already has (`file_id`, an outside id), or fresh bytes.

    `kind` is `photo`, `document`, `voice` or `video`.
    """

    kind: str
    file_id: str | None = None
    data: bytes = b""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines of text and rows of buttons; perhaps a file, or a key that asks for the phone."""

    lines: Sequence[Text]
    rows: Sequence[Sequence[Button]] = ()
    file: File | None = None
    phone_key: Text | None = None
    hide_keys: bool = False


BLANK = Said("")
# What renders an outbox message for its recipient; None, NotFound or NotAllowed where it is no longer true.
Notice = Callable[..., Awaitable[Screen | None]]


def quoted(text: str) -> Text:
    """Somebody's words as a quotation."""
    return Words("quoted", text=text)


def under(header: Sequence[Text], screen: Screen) -> Screen:
    """The screen under a header, if there is one."""
    return replace(screen, lines=[*header, BLANK, *screen.lines]) if header else screen


def in_rows(buttons: Sequence[Button], size: int) -> list[Sequence[Button]]:
    """Short buttons, so many a row."""
    return [buttons[place : place + size] for place in range(0, len(buttons), size)]
