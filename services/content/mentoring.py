"""Forms of mentoring, and questions to a mentor: `mentoring.yaml`."""

from __future__ import annotations

from services.content.parts import Part, Titled


class RequestTopic(Titled):
    competencies: tuple[str, ...] = ()


class RequestFlow(Part):
    response_days: int
    max_text: int
    privacy_hint: str


class MentoringPack(Part):
    forms: tuple[Titled, ...]
    kinds: tuple[Titled, ...]
    request_topics: tuple[RequestTopic, ...]
    request_flow: RequestFlow
