"""Buttons that stand on screens of every feature."""

from handlers.menu.links import Home
from handlers.screen import Button
from handlers.words import Words

HOME = Button(Words("button-home"), Home())
