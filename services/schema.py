"""Every table, in one import: for migrations and for tests."""

from services.assessments import models as assessments
from services.conversations import models as conversations
from services.db import Base
from services.events import models as events
from services.mentoring import models as mentoring
from services.outbox import Delivery
from services.people import models as people
from services.reminders import models as reminders
from services.routes import models as routes

__all__ = [
    "Base",
    "Delivery",
    "assessments",
    "conversations",
    "events",
    "mentoring",
    "people",
    "reminders",
    "routes",
]
