"""Buttons that stand on the screens of every feature."""

from __future__ import annotations

from handlers.links import Link
from handlers.menu.links import Home
from handlers.screen import Button, Screen
from handlers.words import Text, Words

HOME = Button(Words("button-home"), Home())


def back_to(link: Link) -> Button:
    """The button back."""
    return Button(Words("button-back"), link)


def back_or_home(link: Link) -> list[Button]:
    """The last row of a screen: back, or home."""
    return [back_to(link), HOME]


def told(*lines: Text) -> Screen:
    """Lines that need no decision: the only button leads home."""
    return Screen(lines, [[HOME]])
