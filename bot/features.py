"""All features, and the words that are understood as commands."""

from __future__ import annotations

from handlers.assessments.entries import feature as assessments
from handlers.conversations.entries import feature as conversations
from handlers.documents.entries import feature as documents
from handlers.events.drafting import feature as new_events
from handlers.events.entries import feature as events
from handlers.external_results.entries import feature as external_results
from handlers.features import Features
from handlers.group_results.entries import feature as group_results
from handlers.mentoring.entries import feature as mentoring
from handlers.menu.entries import feature as menu
from handlers.menu.fallback import feature as menu_fallback
from handlers.people.calendars import feature as calendars
from handlers.people.entries import feature as people
from handlers.people.joining import feature as joining
from handlers.questionnaires.entries import feature as questionnaires
from handlers.route_templates.entries import feature as route_templates
from handlers.routes.agreement.entries import feature as routes_agreement
from handlers.routes.changes.entries import feature as routes_changes
from handlers.routes.closing.entries import feature as routes_closing
from handlers.routes.drafting.entries import feature as routes_drafting
from handlers.routes.entries import feature as routes
from handlers.routes.overview.entries import feature as routes_overview
from handlers.routes.review.entries import feature as routes_review
from handlers.routes.steps.entries import feature as routes_steps
from handlers.routes.usage.entries import feature as routes_usage
from handlers.self_education.entries import feature as self_education
from handlers.skill_views.entries import feature as skill_views
from handlers.wellbeing.entries import feature as wellbeing

# Commands that people may also type as a word.
WORDS = ("menu", "help", "route", "events", "assess", "cancel")
# The features for people who have joined; `STRANGERS` are those for others.
MEMBERS = Features(
    (
        menu,
        people,
        calendars,
        assessments,
        wellbeing,
        skill_views,
        external_results,
        group_results,
        questionnaires,
        routes,
        routes_drafting,
        routes_agreement,
        routes_steps,
        routes_changes,
        routes_review,
        routes_closing,
        routes_usage,
        routes_overview,
        route_templates,
        documents,
        self_education,
        mentoring,
        conversations,
        events,
        new_events,
        menu_fallback,
    ),
    WORDS,
)
STRANGERS = Features((joining,))
