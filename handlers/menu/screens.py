"""The main menu, help, and answers to unexpected messages. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.assessments.links import Questionnaires
from handlers.conversations.links import Ask
from handlers.events.links import Events
from handlers.group_results.links import GroupResults
from handlers.mentoring.links import Mentoring
from handlers.menu.buttons import HOME, told
from handlers.menu.links import Desk, LooseText
from handlers.people.links import MyData, People
from handlers.questionnaires.links import EditQuestionnaires
from handlers.routes.links import MyRoute
from handlers.routes.overview.links import RoutesOverview
from handlers.screen import BLANK, Button, Screen, quoted
from handlers.self_education.links import Attestation, MyTheme
from handlers.words import Text, Words
from services.context import Actor
from services.roles import LEADERS, METHODISTS, STAFF, Role
from services.texts import shorten

QUOTED_LIMIT = 300


def home(actor: Actor, waiting: int) -> Screen:
    """The main menu; `waiting` is the number of things that wait on the desk of this person."""
    duties: list[list[Button]] = []
    if actor.has(*STAFF, Role.MENTOR) or waiting:
        duties.append([Button(Words("button-desk", count=waiting), Desk())])
    people = Button(Words("button-people"), People())
    routes = Button(Words("button-routes"), RoutesOverview())
    if actor.has(*STAFF):
        duties.append([people, routes] if actor.has(*METHODISTS) else [people])
    if actor.has(*METHODISTS, *LEADERS):
        duties.append([Button(Words("button-group"), GroupResults())])
    elif actor.has(Role.ADMIN):
        duties.append([Button(Words("button-questionnaires"), EditQuestionnaires())])
    own = [
        [Button(Words("button-assess"), Questionnaires())],
        [Button(Words("button-route"), MyRoute())],
        [Button(Words("button-ask"), Ask()), Button(Words("button-mentor"), Mentoring())],
        [Button(Words("button-theme"), MyTheme()), Button(Words("button-attestation"), Attestation())],
        [Button(Words("button-events"), Events()), Button(Words("button-mydata"), MyData())],
    ]
    return Screen([Words("home-title", name=actor.address), Words("home-hint")], [*duties, *own])


def help_page(actor: Actor) -> Screen:
    """What the bot can do for a person with these roles."""
    lines: list[Text] = [Words("help-title"), BLANK, Words("help-teacher")]
    if actor.has(Role.MENTOR):
        lines.append(Words("help-mentor"))
    if actor.has(*METHODISTS, Role.ADMIN):
        lines += [BLANK, Words("help-methodist")]
    if actor.has(*LEADERS):
        lines += [BLANK, Words("help-leader")]
    lines += [BLANK, Words("help-privacy")]
    return told(*lines)


def loose_text(text: str, message_id: int) -> Screen:
    """A text sent while no question was open: offers to send it to a person who can answer."""
    return Screen(
        [Words("loose-text"), BLANK, quoted(shorten(text, QUOTED_LIMIT))],
        [
            [Button(Words("button-loose-ask"), LooseText(what="ask", message_id=message_id))],
            [Button(Words("button-loose-drop"), LooseText(what="drop", message_id=message_id))],
        ],
    )


def loose_file() -> Screen:
    """A file sent while no question was open."""
    return Screen([Words("loose-file")], [[Button(Words("button-route"), MyRoute())], [HOME]])
