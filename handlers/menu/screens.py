"""The main menu, help, and answers to what nobody asked for."""

from __future__ import annotations

from handlers.assessments.links import Questionnaires
from handlers.conversations.links import Ask
from handlers.events.links import Events
from handlers.mentoring.links import Mentoring
from handlers.menu.links import Desk, Home, LooseText
from handlers.people.links import MyData, People
from handlers.routes.links import MyRoute
from handlers.screen import BLANK, Button, Screen
from handlers.words import Said, Text, Words
from services.context import Actor
from services.roles import LEADERS, METHODISTS, STAFF, Role


def way_home() -> Button:
    """The button every screen has."""
    return Button(Words("button-home"), Home())


def home(actor: Actor, waiting: int) -> Screen:
    """The main menu; `waiting` is how many things wait for this person's decision or answer."""
    rows = [
        [Button(Words("button-assess"), Questionnaires())],
        [Button(Words("button-route"), MyRoute())],
        [Button(Words("button-ask"), Ask()), Button(Words("button-mentor"), Mentoring())],
        [Button(Words("button-events"), Events())],
        [Button(Words("button-mydata"), MyData())],
    ]
    if actor.has(*STAFF, Role.MENTOR) or waiting:
        rows.insert(0, [Button(Words("button-desk", count=waiting), Desk())])
    if actor.has(*STAFF):
        rows.insert(1, [Button(Words("button-people"), People(page=0))])
    return Screen([Words("home-title", name=actor.address), Words("home-hint")], rows)


def help_page(actor: Actor) -> Screen:
    """What the bot can do for this person."""
    lines: list[Text] = [Words("help-title"), BLANK, Words("help-teacher")]
    if actor.has(Role.MENTOR):
        lines.append(Words("help-mentor"))
    if actor.has(*METHODISTS, Role.ADMIN):
        lines += [BLANK, Words("help-methodist")]
    if actor.has(*LEADERS):
        lines += [BLANK, Words("help-leader")]
    lines += [BLANK, Words("help-privacy")]
    return Screen(lines, [[way_home()]])


def cancelled(*, was_typing: bool) -> Screen:
    """The answer to /cancel."""
    return Screen([Words("cancelled-form" if was_typing else "cancelled-nothing")], [[way_home()]])


def unknown_command() -> Screen:
    """A command the bot does not have."""
    return Screen([Words("unknown-command")], [[way_home()]])


def unknown_thing() -> Screen:
    """A sticker, a place, a contact: nothing the bot can use."""
    return Screen([Words("unknown-thing")], [[way_home()]])


def loose_text(text: str) -> Screen:
    """A text outside any form: offer to send it to someone who can answer."""
    quoted = text if len(text) <= 300 else f"{text[:300]}…"
    return Screen(
        [Words("loose-text"), BLANK, Words("quoted", text=Said(quoted))],
        [
            [Button(Words("button-loose-ask"), LooseText(what="ask"))],
            [Button(Words("button-loose-drop"), LooseText(what="drop"))],
        ],
    )


def loose_file() -> Screen:
    """A file nobody asked for."""
    return Screen([Words("loose-file")], [[Button(Words("button-route"), MyRoute())], [way_home()]])
