"""The bot in Prometheus' words: numbers that its parts count anyway, read when they are asked for.

No label holds anything about a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Histogram, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from bot.health import Report
from bot.scheduler import JOBS
from handlers.answers import Work

if TYPE_CHECKING:
    from bot.app import App

__all__ = ["CONTENT_TYPE", "Metrics"]

# Four looks a second see a loop that is held for a quarter of a second, and cost nothing.
LOOK_SECONDS = 0.25
DELAYS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 20)
# What becomes of a delivery; see services/outbox.py. One put back waits for its next try.
OUTCOMES = {
    "sent": "sent",
    "queued": "put_back",
    "expired": "expired",
    "unreachable": "unreachable",
    "failed": "failed",
}


class Metrics(Collector):
    """Reads the parts of the program. The queues come from the report that is given with the question."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._report: Report | None = None
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._delay = Histogram(
            "gorizont_loop_delay_seconds",
            "How late the event loop was.",
            buckets=DELAYS,
            registry=self._registry,
        )
        self._registry.register(self)

    def text(self, report: Report | None) -> bytes:
        """Everything in the text format; None for a report means that the database does not answer."""
        self._report = report
        return generate_latest(self._registry)

    async def measure_loop(self) -> None:
        """Measure how late the event loop is, until cancelled."""
        while True:
            due = monotonic() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            self._delay.observe(max(0.0, monotonic() - due))

    def collect(self) -> Iterator[Metric]:
        """What the parts have counted since the start, and what waits now."""
        app = self._app
        yield _counter("updates_taken", "Updates let in.", app.intake.taken)
        yield _counter("updates_skipped", "Updates that could not be read.", app.intake.fetcher.skipped)
        yield _gauge("keeps_letters", "Whether letters can be kept.", app.intake.keeps_letters)
        yield _gauge(
            "last_poll_seconds", "Since the messenger answered a poll, or since the start.",
            app.health.since_poll(),
        )  # fmt: skip
        yield _counters(
            "errors_shown", "What people were told instead of an answer: a refusal, or an apology for a bug.",
            "kind", {"refusal": app.intake.refusals, "apology": app.intake.apologies},
        )  # fmt: skip
        answers = app.answers.tally
        yield _counters(
            "answers", "Calls that answer people, by what became of them.",
            "outcome", {"said": answers.said, "failed": answers.failed, "unreachable": answers.unreachable},
        )  # fmt: skip
        yield _counter("answers_repeated", "Answers that had to be tried again.", answers.repeated)
        yield _gauge("answers_waiting", "Answers that wait for their turn or next try.", app.answers.waiting)
        outcomes = app.sender.outcomes
        yield _counters(
            "deliveries", "Deliveries of the outbox, by what became of them.",
            "outcome", {label: outcomes[state] for state, label in OUTCOMES.items()},
        )  # fmt: skip
        failed = app.scheduler.failed
        yield _counters("jobs_failed", "Runs of jobs that failed.", "job", {
            job.__name__.strip("_"): failed[job.__name__] for job in JOBS
        })  # fmt: skip
        yield _counter("works_failed", "Slow answers that a fault ended.", app.works.failed)
        works = app.works.under_way()
        yield _gauges("works_under_way", "Slow answers that are being made.", "kind", {
            kind.name.lower(): works[kind] for kind in Work
        })  # fmt: skip
        yield from _queues(self._report)


def _queues(report: Report | None) -> Iterator[Metric]:
    yield _gauge("well", "Whether people are answered.", report is not None and report.is_well)
    yield _gauge("database_answers", "Whether the database answers.", report is not None)
    if report is None:
        return
    yield _gauge("letters_waiting", "Letters taken in and not handled.", report.letters_waiting)
    yield _gauge("oldest_letter_seconds", "The age of the oldest of them.", report.oldest_letter or 0)
    yield _gauges(
        "outbox", "Deliveries that are due, on their way, or wait for their hour.",
        "state", {"due": report.queued, "sending": report.sending, "later": report.later},
    )  # fmt: skip
    yield _gauge("oldest_due_seconds", "For how long the oldest delivery is due.", report.oldest_queued or 0)


def _counter(name: str, what: str, value: int) -> Metric:
    return CounterMetricFamily(f"gorizont_{name}", what, value=value)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"gorizont_{name}", what, value=value)


def _counters(name: str, what: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(f"gorizont_{name}", what, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family


def _gauges(name: str, what: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"gorizont_{name}", what, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
