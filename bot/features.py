"""Every feature, and the words that are understood as commands."""

from __future__ import annotations

from handlers.conversations.entries import feature as conversations
from handlers.documents.entries import feature as documents
from handlers.features import Features
from handlers.group_results.entries import feature as group_results
from handlers.mentoring.router import feature as mentoring
from handlers.menu.fallback import feature as menu_fallback
from handlers.menu.router import feature as menu
from handlers.questionnaires.entries import feature as questionnaires
from handlers.route_templates.entries import feature as route_templates
from handlers.routes.closing.entries import feature as routes_closing
from handlers.routes.steps.entries import feature as routes_steps
from handlers.wellbeing.router import feature as wellbeing

WORDS = ("menu", "help", "route", "events", "assess", "cancel")
MEMBERS = Features(
    (
        menu,
        menu_fallback,
        wellbeing,
        mentoring,
        questionnaires,
        documents,
        group_results,
        route_templates,
        conversations,
        routes_steps,
        routes_closing,
    ),
    WORDS,
)
STRANGERS = Features(())
