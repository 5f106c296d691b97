"""The web page's API: people, chats, actions, files, the clock and faults.

The API is guarded against other sites in the browser: it answers only to loopback host names (DNS
rebinding), and a POST needs the header `X-Sandbox: 1`, which a foreign form cannot send.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web
from yarl import URL

from bot.sandbox import people
from bot.sandbox.errors import SandboxError
from bot.sandbox.events import stream_events
from bot.sandbox.page_view import iso, local, message_for_page
from bot.sandbox.telegram import Chat, Sandbox
from services.clock import MovableClock

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = dict[str, Any]
Action = Callable[[Sandbox, Chat, Body], None]
Value = TypeVar("Value")

SANDBOX = web.AppKey("sandbox", Sandbox)
PAGE = Path(__file__).parent / "page"
MORNING = (8, 5)

_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def add_page_routes(application: web.Application) -> None:
    """Add the page and its API to the application."""
    router = application.router
    router.add_get("/", _guarded(_index))
    router.add_get("/static/{name:.+}", _guarded(_static))
    router.add_get("/sandbox/people", _guarded(_people))
    router.add_get(r"/sandbox/chats/{id:\d+}", _guarded(_chat))
    router.add_get("/sandbox/files/{file_id}", _guarded(_file))
    router.add_get("/sandbox/events", _guarded(_events))
    router.add_get("/sandbox/clock", _guarded(_clock))
    router.add_get("/sandbox/faults", _guarded(_faults))
    router.add_post("/sandbox/clock", _guarded(_move_clock))
    router.add_post("/sandbox/faults", _guarded(_set_faults))
    for name, action in _ACTIONS.items():
        router.add_post(rf"/sandbox/chats/{{id:\d+}}/{name}", _guarded(_acting(action)))


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if _host_name(request) not in _LOOPBACK_NAMES:
            return _error(403, "this page is served on this machine only")
        if request.method == "POST" and request.headers.get("X-Sandbox") != "1":
            return _error(403, "the header X-Sandbox: 1 is missing")
        try:
            return await handler(request)
        except SandboxError as error:
            return _error(400, str(error))

    return guarded


def _host_name(request: web.Request) -> str | None:
    try:
        return URL(f"http://{request.host}").host
    except ValueError:
        return None


def _error(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)


def _json(value: Any) -> web.Response:
    return web.json_response(value, dumps=lambda one: json.dumps(one, ensure_ascii=False), headers=_HEADERS)


# The page itself


async def _index(request: web.Request) -> web.StreamResponse:
    return _page_file("index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    return _page_file(request.match_info["name"])


def _page_file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return _error(404, "not found")
    return web.FileResponse(path, headers=_HEADERS)


# Reading


async def _people(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    name = sandbox.profile.name.get("", sandbox.bot_name)
    return _json(
        {
            "bot": {"name": name, "username": sandbox.bot_username},
            "people": [_person(chat) for chat in sandbox.chats],
        }
    )


def _person(chat: Chat) -> dict[str, Any]:
    person = chat.person
    last = chat.messages[max(chat.messages)] if chat.messages else None
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "title": person.title,
        "hint": person.hint,
        "phone": person.phone,
        "started": chat.started,
        "blocked": chat.blocked,
        "unread": chat.unread,
        "last": {"text": last.summary(), "date": iso(last.date)} if last else None,
    }


async def _chat(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    chat = _chat_of(request)
    messages = [message_for_page(chat.messages, one) for _, one in sorted(chat.messages.items())]
    return _json(
        {
            "messages": messages,
            "reply_keyboard": chat.reply_keyboard,
            "commands": sandbox.profile.commands_for(chat.id, "ru"),
            "blocked": chat.blocked,
        }
    )


async def _file(request: web.Request) -> web.StreamResponse:
    try:
        file = request.app[SANDBOX].file(request.match_info["file_id"])
    except KeyError:
        return _error(404, "no such file")
    if file.mime in _INLINE_TYPES:
        return web.Response(body=file.data, content_type=file.mime, headers=_HEADERS)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return web.Response(
        body=file.data,
        content_type="application/octet-stream",
        headers={**_HEADERS, "Content-Disposition": disposition},
    )


def _chat_of(request: web.Request) -> Chat:
    return request.app[SANDBOX].chat(int(request.match_info["id"]))


async def _body(request: web.Request) -> Body:
    if request.content_type.startswith("multipart/"):
        return dict(await request.post())
    if not request.can_read_body:
        return {}
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise SandboxError("a JSON object is expected")
    return body


def _field(body: Body, name: str, kind: type[Value]) -> Value:
    value = body.get(name)
    if not isinstance(value, kind):
        raise SandboxError(f"{name}: {kind.__name__} is expected")
    return value


# Acting for a person


def _acting(action: Action) -> Handler:
    async def act(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        action(request.app[SANDBOX], _chat_of(request), body)
        return _json({"ok": True})

    return act


def _say(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    reply_to = None if body.get("reply_to") is None else _field(body, "reply_to", int)
    people.say(sandbox, chat, _field(body, "text", str), reply_to)


def _press(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    people.press(sandbox, chat, _field(body, "message_id", int), _field(body, "data", str))


def _share_contact(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    people.share_contact(sandbox, chat)


def _upload(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    file = _field(body, "file", web.FileField)
    is_photo = body.get("as") == "photo" and file.content_type in _INLINE_TYPES
    people.send_file(
        sandbox,
        chat,
        "photo" if is_photo else "document",
        data=file.file.read(),
        name=file.filename or "file",
        mime=file.content_type,
        caption=str(body.get("caption") or "").strip(),
    )


def _block(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    people.block(sandbox, chat, blocked=_field(body, "blocked", bool))


def _read(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    sandbox.set_unread(chat, 0)


def _edit(sandbox: Sandbox, chat: Chat, body: Body) -> None:
    people.edit(sandbox, chat, _field(body, "message_id", int), _field(body, "text", str))


_ACTIONS: dict[str, Action] = {
    "text": _say,
    "press": _press,
    "contact": _share_contact,
    "upload": _upload,
    "block": _block,
    "read": _read,
    "edit": _edit,
}


# Events, the clock and faults


async def _events(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    return await stream_events(request, sandbox, _now(sandbox))


async def _clock(request: web.Request) -> web.StreamResponse:
    return _json(_now(request.app[SANDBOX]))


def _now(sandbox: Sandbox) -> dict[str, str]:
    now = sandbox.clock.now()
    return {"now": iso(now), "local": local(now, sandbox.zone)}


async def _move_clock(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    clock = sandbox.clock
    if not isinstance(clock, MovableClock):
        raise SandboxError("this clock cannot be moved")
    clock.set(_moved(sandbox, str((await _body(request)).get("move"))))
    sandbox.publish({"type": "clock", **_now(sandbox)})
    if sandbox.on_clock_moved is not None:
        await sandbox.on_clock_moved()
    return _json({"ok": True, **_now(sandbox)})


def _moved(sandbox: Sandbox, move: str) -> datetime:
    now = sandbox.clock.now()
    match move:
        case "hour":
            return now + timedelta(hours=1)
        case "week":
            return now + timedelta(days=7)
        case "morning":
            there = now.astimezone(sandbox.zone)
            hour, minute = MORNING
            morning = there.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return morning if morning > there else morning + timedelta(days=1)
    raise SandboxError("move is one of: hour, morning, week")


async def _faults(request: web.Request) -> web.StreamResponse:
    return _json(request.app[SANDBOX].faults.as_json())


async def _set_faults(request: web.Request) -> web.StreamResponse:
    faults = request.app[SANDBOX].faults
    try:
        faults.set(await _body(request))
    except ValueError as error:
        raise SandboxError(str(error)) from None
    return _json({"ok": True, **faults.as_json()})
