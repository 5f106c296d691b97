"""Every feature, and the words that are understood as commands."""

from __future__ import annotations

from handlers.assessments.entries import feature as assessments
from handlers.documents.entries import feature as documents
from handlers.external_results.entries import feature as external_results
from handlers.features import Features
from handlers.group_results.entries import feature as group_results
from handlers.mentoring.router import feature as mentoring
from handlers.menu.router import feature as menu
from handlers.questionnaires.entries import feature as questionnaires
from handlers.route_templates.entries import feature as route_templates
from handlers.self_education.entries import feature as self_education
from handlers.skill_views.entries import feature as skill_views
from handlers.wellbeing.router import feature as wellbeing

WORDS = ("menu", "help", "route", "events", "assess", "cancel")
MEMBERS = Features(
    (
        menu,
        assessments,
        wellbeing,
        skill_views,
        external_results,
        group_results,
        questionnaires,
        route_templates,
        documents,
        self_education,
        mentoring,
    ),
    WORDS,
)
STRANGERS = Features(())
