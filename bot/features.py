"""Every feature, and the words that are understood as commands."""

from __future__ import annotations

from handlers.documents.entries import feature as documents
from handlers.events.drafting import feature as new_events
from handlers.events.entries import feature as events
from handlers.features import Features
from handlers.group_results.entries import feature as group_results
from handlers.mentoring.router import feature as mentoring
from handlers.menu.router import feature as menu
from handlers.people.calendars import feature as calendars
from handlers.people.entries import feature as people
from handlers.people.imports import feature as imports
from handlers.people.joining import feature as joining
from handlers.questionnaires.entries import feature as questionnaires
from handlers.route_templates.entries import feature as route_templates
from handlers.wellbeing.router import feature as wellbeing

WORDS = ("menu", "help", "route", "events", "assess", "cancel")
MEMBERS = Features(
    (
        menu,
        wellbeing,
        mentoring,
        questionnaires,
        documents,
        group_results,
        route_templates,
        new_events,
        events,
        people,
        calendars,
        imports,
    ),
    WORDS,
)
STRANGERS = Features((joining,))
