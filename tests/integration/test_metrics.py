"""What the bot tells those who watch it: `/health` and `/metrics`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from bot import health_server, migrate
from bot.app import App
from bot.health import DEAF_SECONDS
from handlers.assessments.links import ShowPicture
from handlers.routes.links import ShowRoute
from services import backups
from services.calendar import next_allowed
from services.db import Database
from services.people import queries as people
from services.pictures.painter import CannotDrawError, Painter
from tests.conftest import CONTENT, MOSCOW, TOKEN, Phones, free_port
from tests.integration.stories import ON_SQLITE, announce, taken
from tests.personas import TEACHER, YOUNG_SPECIALIST

pytestmark = ON_SQLITE

# Everything that may stand in a label: nothing of it is about a person.
LABELS = {
    "le": None,
    "kind": {"refusal", "apology", "archive", "document", "portfolio", "picture"},
    "outcome": {"said", "sent", "put_back", "expired", "failed", "unreachable"},
    "state": {"due", "sending", "later"},
    "job": {
        "scan_morning",
        "scan_events_soon",
        "scan_after_training",
        "scan_methodists",
        "forget_messages",
        "forget_undecided",
        "forget_letters",
        "make_nightly",
    },
}


@dataclass
class Watcher:
    """Who watches the bot over HTTP."""

    http: aiohttp.ClientSession
    url: str

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with self.http.get(f"{self.url}/health") as response:
            return response.status, await response.json()

    async def text(self) -> str:
        async with self.http.get(f"{self.url}/metrics") as response:
            assert response.status == 200 and response.content_type == "text/plain"
            return await response.text()

    async def reads(self) -> dict[str, float]:
        """The numbers by name, with the only label's value in brackets: `deliveries_total[sent]`."""
        found = {}
        for family in text_string_to_metric_families(await self.text()):
            for sample in family.samples:
                for label, value in sample.labels.items():
                    allowed = LABELS[label]
                    assert allowed is None or value in allowed, sample
                label = f"[{next(iter(sample.labels.values()))}]" if sample.labels else ""
                found[sample.name.removeprefix("gorizont_") + label] = sample.value
        return found

    async def sees(self, name: str, is_so: Callable[[float], bool]) -> None:
        """Wait until a number is so."""
        async with asyncio.timeout(5):
            while not is_so((await self.reads())[name]):
                await asyncio.sleep(0.05)


@pytest.fixture
async def watcher(phones: Phones) -> AsyncIterator[Watcher]:
    phones.settings.health_port = free_port()
    await phones.app.listen()
    async with aiohttp.ClientSession() as http:
        yield Watcher(http, f"http://127.0.0.1:{phones.settings.health_port}")


def raising(error: Exception) -> Any:
    async def fails(*_: Any, **__: Any) -> None:
        raise error

    return fails


async def test_well_bot_is_told_with_its_numbers(phones: Phones, watcher: Watcher) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await watcher.sees("answers_total[said]", lambda said: said > 0)
    status, report = await watcher.health()
    assert status == 200 and report["is_well"] and report["updates"] == 1
    read = await watcher.reads()
    assert read["well"] == read["database_answers"] == read["updates_taken_total"] == 1
    assert read["last_poll_seconds"] < DEAF_SECONDS
    assert read["process_resident_memory_bytes"] > 2**20
    assert read["process_start_time_seconds"] <= time.time()
    text = await watcher.text()
    for secret in (teacher.person.first_name, teacher.person.last_name, str(teacher.id), TOKEN):
        assert secret not in text


async def test_deaf_bot_is_told_so(phones: Phones, watcher: Watcher) -> None:
    phones.app.intake.fetcher.polled_at = monotonic() - DEAF_SECONDS - 1
    status, report = await watcher.health()
    assert status == 503 and not report["is_well"] and report["last_poll"] > DEAF_SECONDS
    read = await watcher.reads()
    assert read["well"] == 0 and read["last_poll_seconds"] > DEAF_SECONDS


async def test_silent_database_is_told_in_time(
    phones: Phones, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs() -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(health_server, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(phones.app.health, "examine", hangs)
    assert await watcher.health() == (503, {"is_well": False})
    read = await watcher.reads()
    assert read["well"] == read["database_answers"] == 0 and "letters_waiting" not in read
    assert read["updates_taken_total"] == 0


async def test_letters_and_skipped_updates_are_counted(
    phones: Phones, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = asyncio.Event()
    real = people.my_profile

    async def slow(*arguments: Any) -> Any:
        await may_go_on.wait()
        return await real(*arguments)

    monkeypatch.setattr(people, "my_profile", slow)
    phones.sandbox.updates.add("message", {"chat": "нет"})
    await phones.of(TEACHER).says("/mydata")
    await watcher.sees("letters_waiting", lambda waiting: waiting == 1)
    phones.town.clock.move(timedelta(seconds=30))
    read = await watcher.reads()
    assert read["oldest_letter_seconds"] >= 30 and read["updates_skipped_total"] == 1
    may_go_on.set()
    await watcher.sees("letters_waiting", lambda waiting: waiting == 0)


async def test_answers_are_counted_by_what_became_of_them(phones: Phones, watcher: Watcher) -> None:
    teacher, faults = phones.of(TEACHER), phones.sandbox.faults
    faults.methods = frozenset({"sendMessage"})
    faults.server_error.probability = 1.0
    await teacher.says("/menu")
    await watcher.sees("answers_repeated_total", lambda repeated: repeated > 0)
    assert (await watcher.reads())["answers_waiting"] == 1
    faults.clear()
    await teacher.sees("Чем займёмся")
    await watcher.sees("answers_waiting", lambda waiting: waiting == 0)
    assert (await watcher.reads())["answers_total[said]"] > 0

    faults.methods = frozenset({"sendMessage"})
    faults.bad_request.next = 2  # as it is meant, and plain
    await teacher.says("/help")
    await watcher.sees("answers_total[failed]", lambda failed: failed == 1)
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    faults.server_error.next = 1
    await teacher.says("/help")
    await teacher.blocks()
    await watcher.sees("answers_total[unreachable]", lambda gone: gone == 1)


async def test_outbox_is_counted_by_what_waits_and_what_became_of_it(
    phones: Phones, watcher: Watcher
) -> None:
    town, faults = phones.town, phones.sandbox.faults
    faults.methods = frozenset({"sendMessage"})
    faults.too_many.probability, faults.retry_after = 1.0, 1
    queued = await announce(town)
    await watcher.sees("deliveries_total[put_back]", lambda back: back > 0)
    read = await watcher.reads()
    assert read["outbox[due]"] + read["outbox[sending]"] + read["outbox[later]"] == queued
    town.clock.move(timedelta(seconds=30))
    read = await watcher.reads()
    assert read["outbox[due]"] + read["outbox[sending]"] == queued and read["oldest_due_seconds"] > 20
    assert read["deliveries_total[failed]"] == read["deliveries_total[sent]"] == 0

    faults.clear()
    faults.methods = frozenset({"sendMessage"})
    faults.bad_request.next = 2
    await watcher.sees("deliveries_total[sent]", lambda sent: sent > 0)
    await watcher.sees("deliveries_total[failed]", lambda failed: failed > 0)

    evening = town.clock.now().replace(hour=21)
    town.clock.set(evening)
    assert next_allowed(evening, MOSCOW, CONTENT.calendar()) > evening
    await announce(town, "Круглый стол")
    await watcher.sees("outbox[later]", lambda later: later == queued)


async def test_what_people_are_told_instead_of_an_answer_is_counted(
    phones: Phones, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = phones.of(TEACHER)
    monkeypatch.setattr(people, "my_profile", raising(ValueError("x")))
    await teacher.says("/mydata")
    await teacher.sees("простите")
    await teacher.presses_data(ShowRoute(route_id=987_654).pack())
    await watcher.sees("errors_shown_total[refusal]", lambda refusals: refusals == 1)
    assert (await watcher.reads())["errors_shown_total[apology]"] == 1


async def test_failed_jobs_are_counted_by_their_names(
    phones: Phones, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_make", lambda *_: 1 / 0)
    await phones.app.scheduler.scan()
    read = await watcher.reads()
    assert read["jobs_failed_total[make_nightly]"] == 1 and read["jobs_failed_total[scan_morning]"] == 0


async def test_slow_answers_are_counted_while_they_are_made_and_when_they_fail(
    phones: Phones, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, novice = phones.town, phones.of(YOUNG_SPECIALIST)
    assessment_id = await taken(await town.acting(YOUNG_SPECIALIST), "novice_first_year")
    may_fail = asyncio.Event()

    async def draw(*_: Any) -> bytes:
        await may_fail.wait()
        raise CannotDrawError("on purpose")

    monkeypatch.setattr(Painter, "draw", draw)
    await novice.says("/menu")
    await novice.sees("Чем займёмся")
    await novice.presses_data(ShowPicture(assessment_id=assessment_id).pack())
    await watcher.sees("works_under_way[picture]", lambda works: works == 1)
    may_fail.set()
    await watcher.sees("works_failed_total", lambda failed: failed == 1)
    await watcher.sees("works_under_way[picture]", lambda works: works == 0)


async def test_held_loop_is_measured(watcher: Watcher) -> None:
    time.sleep(0.6)  # noqa: ASYNC251 (on purpose)
    await watcher.sees("loop_delay_seconds_count", lambda looks: looks >= 1)
    read = await watcher.reads()
    assert read["loop_delay_seconds_count"] > read["loop_delay_seconds_bucket[0.25]"]


async def test_looking_reads_only_what_waits(tmp_path: Path, phones: Phones) -> None:
    """What was handled and sent long ago must not make a look slow."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'plan.db'}")
    await migrate.upgrade(database)
    statements: list[tuple[str, Any]] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, parameters, *_: statements.append((statement, parameters)),
    )
    app = App(phones.settings.model_copy(update={"database_url": str(database.engine.url)}), None, CONTENT)
    await app.database.close()
    app.template.database = database
    await app.health.examine()
    assert len(statements) == 2
    async with database.engine.connect() as connection:
        plans = [
            str(tuple(step)[-1])
            for statement, parameters in tuple(statements)
            for step in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters))
        ]
    await app.close()
    assert plans == [
        "SCAN inbox USING INDEX ix_inbox_waiting",
        "SCAN deliveries USING INDEX ix_deliveries_queue",
    ]
