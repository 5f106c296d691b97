"""Server-sent events for the page (HTML standard, "Server-sent events")."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from bot.sandbox.telegram import Sandbox

HEARTBEAT_SECONDS = 15.0


async def stream_events(request: web.Request, sandbox: Sandbox, now: dict[str, str]) -> web.StreamResponse:
    """Send all events until the browser disconnects or the server stops; the first event is the time."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    queue = sandbox.subscribe()
    try:
        await response.prepare(request)
        await response.write(_encode({"type": "clock", **now}))
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return response
            await response.write(_encode(event))
    except ConnectionResetError:
        return response
    finally:
        sandbox.unsubscribe(queue)


def _encode(event: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
