"""Every feature, and the words that are understood as commands."""

from __future__ import annotations

from handlers.documents.entries import feature as documents
from handlers.features import Features
from handlers.group_results.entries import feature as group_results
from handlers.mentoring.router import feature as mentoring
from handlers.menu.router import feature as menu
from handlers.questionnaires.entries import feature as questionnaires
from handlers.route_templates.entries import feature as route_templates
from handlers.routes.agreement.entries import feature as routes_agreement
from handlers.routes.changes.entries import feature as routes_changes
from handlers.routes.drafting.adding_entries import feature as routes_adding
from handlers.routes.drafting.entries import feature as routes_drafting
from handlers.routes.entries import feature as routes
from handlers.routes.overview.entries import feature as routes_overview
from handlers.routes.review.entries import feature as routes_review
from handlers.routes.usage.entries import feature as routes_usage
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
        routes,
        routes_usage,
        routes_overview,
        routes_drafting,
        routes_adding,
        routes_agreement,
        routes_changes,
        routes_review,
    ),
    WORDS,
)
STRANGERS = Features(())
