"""What ships for operators fits the program."""

from __future__ import annotations

import configparser
from pathlib import Path

from bot import health
from bot.health import DEAF_SECONDS


def test_unit_of_systemd_waits_longer_than_a_deaf_bot_needs_to_say_so() -> None:
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(Path(__file__).parents[2] / "deploy" / "gorizont.service")
    service = unit["Service"]
    assert service["Type"] == "notify" and service["ExecStart"].endswith("-m bot run")
    assert int(service["WatchdogSec"]) > DEAF_SECONDS + health.TICK_SECONDS
