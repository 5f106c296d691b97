"""The API of the sandbox's web page: reading, acting, events, guards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import BotCommand, BufferedInputFile, KeyboardButton, ReplyKeyboardMarkup

from bot.sandbox.media import tiny_png
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from services.clock import MovableClock, SystemClock
from tests.integration.sandbox.sandbox_kit import ANNA, BORIS, PNG, STRANGER, keyboard

CHAT = f"/sandbox/chats/{ANNA}"


@pytest.fixture
async def page(server: SandboxServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url, headers={"X-Sandbox": "1"}) as session:
        yield session


async def get(page: aiohttp.ClientSession, path: str) -> Any:
    async with page.get(path) as response:
        assert response.status == 200
        return await response.json()


async def post(page: aiohttp.ClientSession, path: str, body: Any) -> tuple[int, Any]:
    async with page.post(path, json=body) as response:
        return response.status, await response.json()


async def test_page_lists_the_people(page: aiohttp.ClientSession, bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(ANNA, "Здравствуйте")
    answer = await get(page, "/sandbox/people")
    assert answer["bot"] == {"name": "Горизонт", "username": "gorizont_demo_bot"}
    anna, boris = answer["people"]
    assert anna == {
        "id": ANNA,
        "first_name": "Анна",
        "last_name": "Иванова",
        "title": "учитель",
        "hint": "",
        "phone": "+7 900 123-45-67",
        "started": True,
        "blocked": False,
        "unread": 1,
        "last": {"text": "Здравствуйте", "date": anna["last"]["date"]},
    }
    assert datetime.fromisoformat(anna["last"]["date"]) == sandbox.clock.now().replace(microsecond=0)
    assert (boris["started"], boris["last"], boris["phone"]) == (False, None, None)


async def test_page_shows_a_chat(page: aiohttp.ClientSession, bot: Bot, sandbox: Sandbox) -> None:
    await bot.set_my_commands([BotCommand(command="menu", description="Меню")])
    question = await sandbox.user(ANNA).says("<вопрос>")
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Мой телефон", request_contact=True)]])
    await bot.send_message(ANNA, "ключи", reply_markup=keys)
    await bot.send_message(
        ANNA,
        "<b>да</b>\nнет",
        parse_mode="HTML",
        reply_markup=keyboard("a"),
        reply_to_message_id=question.message_id,
    )
    await bot.send_photo(ANNA, PNG, caption="рост")
    await bot.send_document(ANNA, BufferedInputFile(b"12", "план.txt"))
    await sandbox.user(ANNA).shares_contact()
    await sandbox.user(ANNA).sends_voice()
    answer = await get(page, CHAT)
    asked, _, text, photo, document, contact, voice = answer["messages"]
    assert answer["commands"] == [{"command": "menu", "description": "Меню"}]
    assert answer["blocked"] is False
    assert answer["reply_keyboard"] == {
        "keyboard": [[{"text": "Мой телефон", "request_contact": True}]],
        "resize": False,
        "one_time": False,
        "placeholder": None,
    }
    assert (asked["html"], asked["text"], asked["from_bot"]) == ("&lt;вопрос&gt;", "<вопрос>", False)
    assert text == {
        "id": 3,
        "from_bot": True,
        "date": text["date"],
        "edited": False,
        "html": "<b>да</b>\nнет",
        "text": "да\nнет",
        "buttons": [[{"text": "a", "data": "a", "url": None}]],
        "photo": None,
        "document": None,
        "voice": None,
        "contact": None,
        "reply_to": {"id": question.message_id, "text": "<вопрос>"},
    }
    assert (photo["photo"]["width"], photo["photo"]["height"], photo["text"]) == (640, 480, "рост")
    assert document["document"] | {"url": ""} == {
        "url": "",
        "name": "план.txt",
        "size": 2,
        "mime": "text/plain",
    }
    assert contact["contact"] == {"name": "Анна Иванова", "phone": "79001234567"}
    assert voice["voice"]["url"].startswith("/sandbox/files/")


async def test_page_acts_for_a_person(page: aiohttp.ClientSession, bot: Bot, sandbox: Sandbox) -> None:
    anna = sandbox.user(ANNA)
    shown = await bot.send_message(ANNA, "x", reply_markup=keyboard("a", "b"))
    await bot.edit_message_reply_markup(chat_id=ANNA, message_id=shown.message_id, reply_markup=keyboard("b"))
    for path, body in (
        ("text", {"text": "привет", "reply_to": shown.message_id}),
        ("edit", {"message_id": 2, "text": "здравствуйте"}),
        ("press", {"message_id": shown.message_id, "data": "b"}),
        ("press", {"message_id": shown.message_id, "data": "a"}),
        ("contact", {}),
        ("block", {"blocked": True}),
        ("block", {"blocked": False}),
        ("read", {}),
    ):
        assert await post(page, f"{CHAT}/{path}", body) == (200, {"ok": True})
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == [
        *("message", "edited_message", "callback_query", "callback_query", "message"),
        *("my_chat_member", "my_chat_member"),
    ]
    assert anna.messages[1].text == "здравствуйте"
    assert anna.messages[1].reply_to == shown.message_id
    assert (await get(page, "/sandbox/people"))["people"][0]["unread"] == 0


async def test_page_refuses_impossible_actions(
    page: aiohttp.ClientSession, bot: Bot, sandbox: Sandbox
) -> None:
    shown = await bot.send_message(ANNA, "x", reply_markup=keyboard("a"))
    for path, body in (
        (f"{CHAT}/press", {"message_id": shown.message_id, "data": "подделка"}),
        (f"{CHAT}/text", {"text": "  "}),
        (f"{CHAT}/text", {"text": 5}),
        (f"{CHAT}/text", {"text": "x", "reply_to": 777}),
        (f"{CHAT}/text", ["x"]),
        (f"{CHAT}/edit", {"message_id": shown.message_id, "text": "чужое"}),
        (f"{CHAT}/upload", {"file": "x"}),
        (f"/sandbox/chats/{BORIS}/contact", {}),
        (f"/sandbox/chats/{STRANGER}/text", {"text": "x"}),
        ("/sandbox/clock", {"move": "year"}),
        ("/sandbox/faults", {"latency": -1}),
        ("/sandbox/faults", {"rain": 1}),
    ):
        status, answer = await post(page, path, body)
        assert status == 400, path
        assert answer["error"]
    assert await bot.get_updates() == []


async def test_page_uploads_and_serves_files(page: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    for name, kind, data, mime in (
        ("рост.png", "photo", tiny_png(30, 20), "image/png"),
        ("опасно.html", "document", b"<script>", "text/html"),
        ("не картинка.svg", "photo", b"<svg/>", "image/svg+xml"),
    ):
        form = aiohttp.FormData({"caption": "подпись", "as": kind})
        form.add_field("file", data, filename=name, content_type=mime)
        async with page.post(f"{CHAT}/upload", data=form) as response:
            assert (response.status, await response.json()) == (200, {"ok": True})
    photo, html, drawing = (await get(page, CHAT))["messages"]
    assert (photo["photo"]["width"], photo["photo"]["height"], photo["text"]) == (30, 20, "подпись")
    async with page.get(photo["photo"]["url"]) as response:
        assert response.content_type == "image/png"
        assert await response.read() == tiny_png(30, 20)
    for message in (html, drawing):
        async with page.get(message["document"]["url"]) as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with page.get("/sandbox/files/none") as response:
        assert response.status == 404


async def test_page_moves_the_clock(
    page: aiohttp.ClientSession, sandbox: Sandbox, clock: MovableClock
) -> None:
    moved = 0

    async def count() -> None:
        nonlocal moved
        moved += 1

    sandbox.on_clock_moved = count
    assert (await get(page, "/sandbox/clock"))["local"] == "пн, 23 ноября, 10:00"
    for move, expected in (
        ("hour", "пн, 23 ноября, 11:00"),
        ("morning", "вт, 24 ноября, 08:05"),
        ("week", "вт, 1 декабря, 08:05"),
    ):
        status, answer = await post(page, "/sandbox/clock", {"move": move})
        assert (status, answer["local"]) == (200, expected)
    assert moved == 3
    clock.set(
        datetime(2026, 12, 1, 22, 30, tzinfo=UTC)
    )  # half past one in Moscow, before the morning of that day
    assert (await post(page, "/sandbox/clock", {"move": "morning"}))[1]["local"] == "ср, 2 декабря, 08:05"
    sandbox.clock = SystemClock()
    assert (await post(page, "/sandbox/clock", {"move": "hour"}))[0] == 400


async def test_faults_are_set_from_the_page(page: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    status, answer = await post(page, "/sandbox/faults", {"latency": 0.5, "server_error": {"next": 2}})
    assert (status, answer["latency"], answer["server_error"]["next"]) == (200, 0.5, 2)
    assert sandbox.faults.server_error.next == 2
    assert (await get(page, "/sandbox/faults"))["latency"] == 0.5


async def test_page_hears_events(page: aiohttp.ClientSession, bot: Bot, sandbox: Sandbox) -> None:
    async with page.get("/sandbox/events") as stream:
        assert stream.content_type == "text/event-stream"
        first = await next_event(stream)
        assert first == {"type": "clock", "now": first["now"], "local": "пн, 23 ноября, 10:00"}
        message = await bot.send_message(ANNA, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard("a"))
        sent = [await next_event(stream) for _ in range(2)]
        assert {one["type"] for one in sent} == {"message", "unread"}
        shown = next(one for one in sent if one["type"] == "message")
        assert (shown["chat"], shown["message"]["html"]) == (ANNA, "<b>x</b>")
        await bot.edit_message_text(
            "y", chat_id=ANNA, message_id=message.message_id, reply_markup=keyboard("a")
        )
        edited = await next_event(stream)
        assert (edited["type"], edited["message"]["edited"]) == ("edited", True)
        await bot.send_chat_action(ANNA, "typing")
        assert await next_event(stream) == {"type": "typing", "chat": ANNA}
        await bot.set_my_commands([BotCommand(command="menu", description="Меню")])
        assert await next_event(stream) == {"type": "commands", "chat": None}
        pressing = asyncio.create_task(sandbox.user(ANNA).presses("a"))
        query = (await bot.get_updates(timeout=5))[0].callback_query
        assert query is not None
        await bot.answer_callback_query(query.id, "тост", show_alert=True)
        assert await pressing == "тост"
        assert await next_event(stream) == {"type": "toast", "chat": ANNA, "text": "тост", "alert": True}
        assert await next_event(stream) == {
            "type": "answered",
            "chat": ANNA,
            "message_id": message.message_id,
        }
        await bot.delete_message(ANNA, message.message_id)
        deleted = await next_event(stream)
        assert deleted == {"type": "deleted", "chat": ANNA, "message_id": message.message_id}
        await post(page, f"{CHAT}/read", {})
        assert await next_event(stream) == {"type": "unread", "chat": ANNA, "unread": 0}
        await post(page, "/sandbox/clock", {"move": "hour"})
        assert (await next_event(stream))["local"] == "пн, 23 ноября, 11:00"


async def next_event(stream: aiohttp.ClientResponse) -> dict[str, Any]:
    line = await asyncio.wait_for(stream.content.readline(), 5)
    assert await stream.content.readline() == b"\n"
    event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return event


async def test_heartbeat_keeps_the_stream_of_events(
    page: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.events.HEARTBEAT_SECONDS", 0.05)
    async with page.get("/sandbox/events") as stream:
        await next_event(stream)
        assert (await asyncio.wait_for(stream.content.readline(), 5)).startswith(b":")


async def test_closed_page_is_forgotten(page: aiohttp.ClientSession, sandbox: Sandbox) -> None:
    async with page.get("/sandbox/events") as stream:
        await next_event(stream)
        assert sandbox.has_listeners
    for _ in range(100):
        if not sandbox.has_listeners:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the subscription outlived the page")


async def test_page_is_guarded_from_other_sites(
    page: aiohttp.ClientSession, server: SandboxServer, sandbox: Sandbox
) -> None:
    for path in ("/", "/sandbox/people", CHAT, "/sandbox/events", "/static/page.js"):
        async with page.get(path, headers={"Host": "evil.example"}) as response:
            assert response.status == 403, path
    async with page.get("/sandbox/people", headers={"Host": f"localhost:{server.port}"}) as response:
        assert response.status == 200
    async with aiohttp.ClientSession(server.url) as foreign:
        for path in (f"{CHAT}/text", "/sandbox/clock", "/sandbox/faults"):
            async with foreign.post(path, json={"text": "x", "move": "hour"}) as response:
                assert response.status == 403, path
    assert sandbox.user(ANNA).messages == []
    assert server.url.startswith("http://127.0.0.1:")


async def test_static_files_stay_in_their_folder(page: aiohttp.ClientSession, server: SandboxServer) -> None:
    async with page.get("/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    for path in ("/static/%2e%2e/server.py", "/static/../server.py", "/static/none.js", "/static/"):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        assert (await reader.readline()).split()[1] == b"404", path
        writer.close()
