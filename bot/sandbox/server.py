"""The HTTP server: the Bot API for the bot and the page for people, on the loopback interface only."""

from __future__ import annotations

import asyncio
import json
import logging
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.sandbox.errors import ApiError, bad_request, too_many_requests
from bot.sandbox.faults import Fault
from bot.sandbox.methods import call
from bot.sandbox.page_api import SANDBOX, add_page_routes
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.telegram import Sandbox

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
MAX_REQUEST_BYTES = 64 * 2**20
SHUTDOWN_SECONDS = 1.0


def make_application(sandbox: Sandbox) -> web.Application:
    """The aiohttp application with the Bot API and the page."""
    application = web.Application(client_max_size=MAX_REQUEST_BYTES)
    application[SANDBOX] = sandbox
    application.router.add_get("/bot{token}/{method}", _bot_api, allow_head=False)
    application.router.add_post("/bot{token}/{method}", _bot_api)
    application.router.add_get("/file/bot{token}/{path:.+}", _bot_file)
    add_page_routes(application)
    application.on_shutdown.append(_release_waiting)
    return application


class SandboxServer:
    """Runs the application: `async with SandboxServer(sandbox) as server: server.url`.

    Port 0 takes any free one. Raises OSError on entering if the port is taken.
    """

    def __init__(self, sandbox: Sandbox, port: int = 0) -> None:
        self.sandbox = sandbox
        self.port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Begin to listen. Raises OSError if the port is taken."""
        runner = web.AppRunner(
            make_application(self.sandbox),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, self.port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and end the requests that still wait."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


async def _release_waiting(application: web.Application) -> None:
    application[SANDBOX].close_listeners()


async def _bot_api(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[SANDBOX]
    method = request.match_info["method"]
    try:
        _require_token(sandbox, request)
        parameters = await read_parameters(request)
        if sandbox.faults.latency and sandbox.faults.concerns(method):
            await asyncio.sleep(sandbox.faults.latency)
        fault = sandbox.faults.strike(method, parameters.integer("chat_id"))
        if fault is Fault.DROPPED:
            return _break_off(request)
        result = await _perform(sandbox, method, parameters, fault)
        if fault is Fault.LOST_ANSWER:
            return _break_off(request)
        answer, status = {"ok": True, "result": result}, 200
    except ApiError as error:
        answer, status = _refusal(error), error.code
    except Exception:
        # Otherwise the bot would get aiohttp's HTML page instead of an answer of the Bot API.
        logger.exception("the sandbox failed in %s", method)
        answer, status = _refusal(ApiError(500, "Internal Server Error")), 500
    return web.json_response(answer, status=status, dumps=_dumps)


async def _perform(sandbox: Sandbox, method: str, parameters: Parameters, fault: Fault | None) -> Any:
    match fault:
        case Fault.TOO_MANY:
            raise too_many_requests(sandbox.faults.retry_after)
        case Fault.BAD_REQUEST:
            raise bad_request("MESSAGE_ID_INVALID")
        case Fault.SERVER_ERROR:
            raise ApiError(500, "Internal Server Error")
    return await call(sandbox, method, parameters)


def _break_off(request: web.Request) -> web.StreamResponse:
    """Abort the client's connection; the returned response is for aiohttp only and is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refusal(error: ApiError) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is not None:
        answer["parameters"] = {"retry_after": error.retry_after}
    return answer


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _require_token(sandbox: Sandbox, request: web.Request) -> None:
    if request.match_info["token"] != sandbox.token:
        raise ApiError(401, "Unauthorized")


async def _bot_file(request: web.Request) -> web.Response:
    sandbox = request.app[SANDBOX]
    try:
        _require_token(sandbox, request)
        file = sandbox.file_at(request.match_info["path"])
    except ApiError as error:
        return web.json_response(_refusal(error), status=error.code)
    except KeyError:
        return web.json_response(_refusal(ApiError(404, "Not Found")), status=404)
    return web.Response(body=file.data, content_type="application/octet-stream")
