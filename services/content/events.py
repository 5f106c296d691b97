"""Formats of events: `events.yaml`."""

from __future__ import annotations

from services.content.parts import Titled


class EventFormat(Titled):
    """A format of events; `step_form` is the form of work of such an event taken as a step of a route."""

    step_form: str
