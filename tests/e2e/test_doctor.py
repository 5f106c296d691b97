"""The doctor: what an operator reads when all is well, and when something is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import doctor, migrate
from bot.config import Settings
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services import backups
from services.backups import FOLDER, copy_file
from services.clock import SystemClock
from services.db import Database
from tests.conftest import TOKEN


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """A bot with a migrated file and last night's copy of it, and a Telegram that knows it."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    url = f"sqlite+aiosqlite:///{tmp_path / 'gorizont.db'}"
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()
    copy_file(tmp_path / "gorizont.db", tmp_path / FOLDER / "gorizont-2026-11-22.db")
    sandbox = Sandbox(SystemClock(), TOKEN, [])
    async with SandboxServer(sandbox) as server:
        monkeypatch.setenv("BOT_API_URL", server.url)
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("DATABASE_URL", url)
        yield sandbox


async def told(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code, and what is read."""
    code = await command_line.doctor()
    said = capsys.readouterr().out
    assert TOKEN not in said
    return code, said


@pytest.mark.usefixtures("sandbox")
async def test_healthy_bot_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = await told(capsys)
    assert code == 0, said
    assert said.count("✓") == 9 and "✗" not in said
    assert said.endswith("Всё в порядке.\n")


async def test_webhook_of_another_program_is_named(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.webhook = "https://example.org/hook"
    code, said = await told(capsys)
    assert code == 1 and "чужой вебхук" in said and "Что делать" in said
    assert sandbox.webhook, "the doctor changes nothing"


@pytest.mark.usefixtures("sandbox")
async def test_network_that_is_closed_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:1")
    code, said = await told(capsys)
    assert code == 1 and "✗ Нет связи с http://127.0.0.1:1" in said


@pytest.mark.usefixtures("sandbox")
async def test_refused_token_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", f"{TOKEN[:-1]}x")
    code, said = await told(capsys)
    assert code == 1 and "✗ Telegram не принимает токен" in said


@pytest.mark.usefixtures("sandbox")
async def test_disk_without_room_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LEAST_ROOM", 2**60)
    code, said = await told(capsys)
    assert code == 1 and "освободите место" in said


@pytest.mark.usefixtures("sandbox")
async def test_file_of_an_older_version_and_its_missing_copies_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "newest_revision", lambda: "9999")
    monkeypatch.setattr(backups, "FOLDER", "elsewhere")
    code, said = await told(capsys)
    assert code == 1 and "make migrate" in said and "Ночных копий пока нет" in said


@pytest.mark.usefixtures("sandbox")
async def test_damaged_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    _damage(Path("gorizont.db"))
    code, said = await told(capsys)
    assert code == 1 and "повреждён" in said


def _damage(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(100)
        opened.write(b"\xa5" * 8192)


@pytest.mark.usefixtures("sandbox")
async def test_clock_that_is_wrong_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CLOCK_SECONDS", -1)
    code, said = await told(capsys)
    assert code == 1 and "Часы расходятся" in said
