"""A proxy to the messenger: everything goes through it, and its password is never shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.app import App
from bot.config import Settings
from bot.migrate import upgrade
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services.clock import SystemClock
from tests.conftest import TOKEN

PASSWORD = "pAssw0rd-of-the-proxy"


@asynccontextmanager
async def http_proxy() -> AsyncIterator[tuple[int, list[str]]]:
    """A proxy that knows CONNECT; its port, and the addresses that were asked for."""
    asked: list[str] = []

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        target.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        asked.append(address)
        host, _, port = address.rpartition(":")
        there, out = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(copy(reader, out), copy(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], asked
    finally:
        server.close()


async def test_updates_and_answers_go_through_the_proxy(tmp_path: Path) -> None:
    sandbox = Sandbox(SystemClock(), TOKEN, [SandboxPerson(17, "Анна", "Новикова", None, "Учитель")])
    async with SandboxServer(sandbox) as server, http_proxy() as (port, asked):
        settings = Settings(
            _env_file=None,
            bot_token=TOKEN,
            bot_api_url=server.url,
            proxy_url=f"http://bot:{PASSWORD}@127.0.0.1:{port}",
            database_url=f"sqlite+aiosqlite:///{tmp_path / 'gorizont.db'}",
        )
        app = App(settings)
        await upgrade(app.database)
        running = asyncio.create_task(app.run(handle_signals=False))
        newcomer = sandbox.user(17)
        await newcomer.says("/start")
        await newcomer.sees("Здравствуйте", within=20)
        await app.stop()
        await running
        assert set(asked) == {server.url.removeprefix("http://")} and len(asked) >= 2
    assert PASSWORD not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.school:3128"}, "http://proxy.school:3128"),
        ({"https_proxy": "http://proxy.school:3128", "no_proxy": "telegram.org"}, None),
        ({"https_proxy": "http://a:1", "PROXY_URL": "socks5://b:2"}, "socks5://b:2"),
        ({"PROXY_URL": "https://b:2"}, "http://b:2"),
    ],
)
def test_usual_variables_name_a_proxy_too(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], proxy: str | None
) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy", "proxy_url"):
        for one in (name, name.upper()):
            monkeypatch.delenv(one, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings(_env_file=None, bot_token=TOKEN).proxy == proxy


def test_telegram_on_this_machine_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.school:3128")
    assert Settings(_env_file=None, bot_api_url="http://127.0.0.1:8081").proxy is None


@pytest.mark.parametrize("address", ["proxy.school:3128", "ftp://a:1", "socks5://host", "http://:80"])
def test_wrong_address_of_a_proxy_is_refused(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, proxy_url=address)
    assert refused.value.errors()[0]["loc"] == ("proxy_url",)
