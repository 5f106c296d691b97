"""Settings from the environment and `.env`. README.md documents their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services import outside
from services.outside import ChatId

TELEGRAM_API = "https://api.telegram.org"
PROXIES = ("http", "https", "socks4", "socks5")
HEALTH_FILE = "health.json"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Settings(BaseSettings):
    """The operator's settings. All but the token have defaults."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    bot_token: SecretStr = SecretStr("")
    bot_api_url: str = TELEGRAM_API
    proxy_url: SecretStr = SecretStr("")
    database_url: str = "sqlite+aiosqlite:///data/gorizont.db"
    admin_ids: Annotated[frozenset[ChatId], NoDecode] = frozenset()
    timezone: ZoneInfo = ZoneInfo("Europe/Moscow")
    default_locale: str = "ru"
    send_rate: float = Field(default=28, ge=0, allow_inf_nan=False)
    regional_helpline: str = ""
    forget_messages_days: int = Field(default=30, ge=1, le=3650)
    loop_watch_ms: int = Field(default=0, ge=0)
    health_port: int = Field(default=0, ge=0, le=65_535)

    @property
    def proxy(self) -> str | None:
        """The proxy to the messenger: `PROXY_URL`, else what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say."""
        address = self.proxy_url.get_secret_value().strip()
        if not address:
            server = urlsplit(self.bot_api_url)
            host = server.hostname or ""
            if host in LOOPBACK or proxy_bypass(host):
                return None
            address = getproxies().get(server.scheme, "")
        # The way to a proxy is not encrypted; what goes through it to Telegram is.
        return address.replace("https://", "http://", 1) or None

    @property
    def health_file(self) -> Path:
        """Where the bot's health is written: beside the file of SQLite, for PostgreSQL in `data`."""
        driver, _, place = self.database_url.partition(":///")
        file = place.partition("?")[0]
        is_file = driver.startswith("sqlite") and file not in ("", ":memory:")
        return (Path(file).parent if is_file else Path("data")) / HEALTH_FILE

    @field_validator("proxy_url")
    @classmethod
    def _check_proxy(cls, value: SecretStr) -> SecretStr:
        """Raises ValueError for an address without one of the known kinds, a host and a port."""
        address = value.get_secret_value().strip()
        parts = urlsplit(address)
        if address and not (parts.scheme in PROXIES and parts.hostname and parts.port):
            raise ValueError("not the address of a proxy")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Split `123,max:456` into chat ids; a number without a channel is of Telegram."""
        if not isinstance(value, str):
            return value
        return [outside.chat(part) for part in value.replace(" ", "").split(",") if part]
