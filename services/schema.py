"""All tables in one import, for migrations and tests."""

from services.assessments import models as assessments
from services.conversations import models as conversations
from services.db import Base
from services.documents import models as documents
from services.events import models as events
from services.external_results import models as external_results
from services.inbox import InboxEntry
from services.mailings import Mailing
from services.mentoring import models as mentoring
from services.outbox import Delivery
from services.people import models as people
from services.questionnaires import models as questionnaires
from services.reminders import models as reminders
from services.route_templates import models as route_templates
from services.routes import models as routes
from services.self_education import models as self_education
from services.served import ServedBot
from services.skill_views import models as skill_views
from services.spreadsheets.uploads import Upload

__all__ = [
    "Base",
    "Delivery",
    "InboxEntry",
    "Mailing",
    "ServedBot",
    "Upload",
    "assessments",
    "conversations",
    "documents",
    "events",
    "external_results",
    "mentoring",
    "people",
    "questionnaires",
    "reminders",
    "route_templates",
    "routes",
    "self_education",
    "skill_views",
]
