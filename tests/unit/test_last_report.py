"""The check of a container: `python -m bot healthy`."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot.config import HEALTH_FILE, Settings
from bot.last_report import STALE_SECONDS
from bot.migrate import PROJECT
from services.db import Database

WELL = '{"is_well": true}'
# What imports of a whole bot would bring.
SLOW = {"aiogram", "aiohttp", "alembic", "prometheus_client", "sqlalchemy"}
CHECK = f"""
import sys
from bot.__main__ import main
sys.argv = ["bot", "healthy"]
code = main()
sys.exit(code or sorted({SLOW!r} & sys.modules.keys()) or None)
"""

UNWATCHED = """
import sys
import bot.app
sys.exit(sorted({"prometheus_client", "bot.metrics", "aiohttp.web"} & sys.modules.keys()) or None)
"""


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file in which a bot tells of its health."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'gorizont.db'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path / HEALTH_FILE


def test_container_is_well_while_the_bot_says_so(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def checked() -> tuple[int, str]:
        return asyncio.run(command_line.healthy()), capsys.readouterr().out.strip()

    unhealthy = command_line.UNHEALTHY.format(report)
    assert checked() == (1, unhealthy), "it has said nothing yet"
    report.write_text(WELL)
    assert checked() == (0, command_line.HEALTHY)
    long_ago = time.time() - STALE_SECONDS - 1
    os.utime(report, (long_ago, long_ago))
    assert checked() == (1, unhealthy), "it says nothing any more"
    for said in ('{"is_well": false}', "[]", '{"is_we'):
        report.write_text(said)
        assert checked() == (1, unhealthy)


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("sqlite+aiosqlite:///data/gorizont.db", "data"),
        ("sqlite+aiosqlite:////srv/bot/town.db?timeout=5", "/srv/bot"),
        ("postgresql+asyncpg://gorizont:secret@database/gorizont", "data"),
    ],
)
def test_the_check_looks_beside_the_database(
    address: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.db.make_private", lambda _: None)
    file = Database(address).file
    beside = (file.parent if file else Path("data")) / HEALTH_FILE
    assert Settings(_env_file=None, database_url=address).health_file == beside == Path(folder) / HEALTH_FILE


def test_the_check_is_quick(report: Path) -> None:
    """A container asks twice a minute: nothing slow is imported."""
    report.write_text(WELL)
    assert told_by(CHECK, report.parent) == command_line.HEALTHY


def test_a_bot_that_nobody_watches_imports_no_metrics(tmp_path: Path) -> None:
    assert told_by(UNWATCHED, tmp_path) == ""


def told_by(program: str, folder: Path) -> str:
    """What a Python program prints, if it ends well."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()
