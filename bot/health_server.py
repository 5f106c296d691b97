"""`/health` and `/metrics` over HTTP on loopback, for those who watch; only where HEALTH_PORT is set."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict

from aiohttp import web

from bot.health import Health, Report
from bot.metrics import CONTENT_TYPE, Metrics
from services.db import UNAVAILABLE

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
# Who watches waits so long for a database that does not answer.
ANSWER_SECONDS = 5.0


class HealthServer:
    """Listens from `start` to `stop`, and meanwhile measures how late the event loop is."""

    def __init__(self, health: Health, metrics: Metrics, port: int) -> None:
        self._health = health
        self._metrics = metrics
        self._port = port
        application = web.Application()
        application.router.add_get("/health", self._tell_health)
        application.router.add_get("/metrics", self._tell_metrics)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        self._measuring: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen. Raises OSError if the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._measuring = asyncio.create_task(self._metrics.measure_loop(), name="loop delay")

    async def stop(self) -> None:
        """Stop listening."""
        if self._measuring is not None:
            self._measuring.cancel()
        await self._runner.cleanup()

    async def _tell_health(self, _: web.Request) -> web.Response:
        """The report: 200 while people are answered, else 503."""
        report = await self._report()
        told = {"is_well": False} if report is None else asdict(report)
        return web.json_response(told, status=200 if told["is_well"] else 503)

    async def _tell_metrics(self, _: web.Request) -> web.Response:
        """Prometheus' text; without the queues where the database does not answer."""
        text = self._metrics.text(await self._report())
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

    async def _report(self) -> Report | None:
        """The report of this moment; None where the database does not answer."""
        try:
            return await asyncio.wait_for(self._health.examine(), ANSWER_SECONDS)
        except UNAVAILABLE as error:  # TimeoutError is an OSError
            log.warning("the health is not known: %s", type(error).__name__)
            return None
