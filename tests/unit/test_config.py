"""The settings an operator writes into the environment or `.env`, and those that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config import TELEGRAM_API, Settings
from services.outside import ChatId

NAMES = (
    "BOT_TOKEN",
    "BOT_API_URL",
    "DATABASE_URL",
    "ADMIN_IDS",
    "TIMEZONE",
    "DEFAULT_LOCALE",
    "SEND_RATE",
)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_token_is_the_only_required_setting() -> None:
    settings = Settings()
    assert settings.bot_token.get_secret_value() == ""
    assert settings.bot_api_url == TELEGRAM_API
    assert settings.database_url == "sqlite+aiosqlite:///data/gorizont.db"
    assert settings.admin_ids == frozenset()
    assert settings.timezone.key == "Europe/Moscow"
    assert settings.default_locale == "ru"
    assert settings.send_rate == 28


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("", set()),
        ("  ", set()),
        ("17", {("telegram", 17)}),
        ("17,18", {("telegram", 17), ("telegram", 18)}),
        (" 17 , 18 ,", {("telegram", 17), ("telegram", 18)}),
        ("17,17", {("telegram", 17)}),
        ("5000000000", {("telegram", 5_000_000_000)}),
        ("17,max:17", {("telegram", 17), ("max", 17)}),
        ("telegram:17, MAX:18", {("telegram", 17), ("max", 18)}),
    ],
)
def test_admins_are_listed_with_commas(
    monkeypatch: pytest.MonkeyPatch, written: str, understood: set[ChatId]
) -> None:
    monkeypatch.setenv("ADMIN_IDS", written)
    assert Settings().admin_ids == understood


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_IDS", "@director"),
        ("ADMIN_IDS", "17;18"),
        ("ADMIN_IDS", "17,x"),
        ("ADMIN_IDS", "icq:17"),
        ("ADMIN_IDS", "max:"),
        ("SEND_RATE", "быстро"),
        ("SEND_RATE", "-1"),
        ("SEND_RATE", "nan"),
        ("SEND_RATE", "inf"),
        ("TIMEZONE", "Марс/Олимп"),
    ],
)
def test_wrong_setting_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert {str(error["loc"][0]).upper() for error in refused.value.errors()} == {name}


def test_environment_overrides_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("BOT_TOKEN=1:file\nSEND_RATE=5\nTIMEZONE=Asia/Omsk\nСТРАННОЕ=1\n", "utf-8")
    monkeypatch.setenv("SEND_RATE", "0")
    settings = Settings()
    assert settings.bot_token.get_secret_value() == "1:file"
    assert settings.send_rate == 0
    assert settings.timezone.key == "Asia/Omsk"


def test_token_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:very-secret")
    assert "very-secret" not in f"{Settings()!r} {Settings()!s} {Settings().model_dump_json()}"
