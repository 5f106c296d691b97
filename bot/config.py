"""Settings from the environment and `.env`. README.md documents their names."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services import outside
from services.outside import ChatId

TELEGRAM_API = "https://api.telegram.org"


class Settings(BaseSettings):
    """The operator's settings. All but the token have defaults."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = TELEGRAM_API
    database_url: str = "sqlite+aiosqlite:///data/gorizont.db"
    admin_ids: Annotated[frozenset[ChatId], NoDecode] = frozenset()
    timezone: ZoneInfo = ZoneInfo("Europe/Moscow")
    default_locale: str = "ru"
    send_rate: float = Field(default=28, ge=0, allow_inf_nan=False)
    regional_helpline: str = ""

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Split `123,max:456` into chat ids; a number without a channel is of Telegram."""
        if not isinstance(value, str):
            return value
        return [outside.chat(part) for part in value.replace(" ", "").split(",") if part]
