"""Build the bot, its way in and out and the scheduler; run them; shut them down cleanly."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage
from aiogram.methods.base import Response

from bot.config import Settings
from bot.delivery.answers import Answers
from bot.delivery.line import Line
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.features import MEMBERS, STRANGERS
from bot.health import Health, notify
from bot.intake.fetching import GetRawUpdates
from bot.intake.intake import Intake
from bot.loop_watch import LoopWatch
from bot.scheduler import Scheduler
from bot.telegram.command_menu import set_default_menu
from bot.telegram.messenger import UNANSWERED
from bot.telegram.router import Router
from bot.works import Works
from services import served
from services.clock import Clock, SystemClock
from services.content.folder import Content
from services.context import Context, Policy
from services.db import Database
from services.outside import TELEGRAM
from services.questionnaires import library

if TYPE_CHECKING:
    from bot.health_server import HealthServer

log = logging.getLogger(__name__)

# How long a stop waits for updates under way: they are confirmed, so Telegram will not deliver them again.
STOP_SECONDS = 5.0

# aiogram reads every answer by a generic model, which pydantic builds again (4 ms) unless it is referenced.
_HELD = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]
    for method in (GetRawUpdates, SendMessage, EditMessageText, AnswerCallbackQuery)
)


class App:
    """The whole program without its command line. One bot object is one channel."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, content: Content | None = None
    ) -> None:
        server = TelegramAPIServer.from_base(settings.bot_api_url)
        self.settings = settings
        self.database = Database(settings.database_url)
        self.bot = Bot(
            settings.bot_token.get_secret_value(),
            session=AiohttpSession(api=server, proxy=settings.proxy),
            default=DefaultBotProperties(parse_mode=ParseMode.HTML),
        )
        policy = Policy(
            zone=settings.timezone,
            locale=settings.default_locale,
            admin_ids=settings.admin_ids,
            regional_helpline=settings.regional_helpline.strip(),
            forget_after=timedelta(days=settings.forget_messages_days),
        )
        self.template = Context(self.database, clock or SystemClock(), content or Content(), policy)
        line = Line(self.bot, Pace(settings.send_rate))
        self.template.messenger = line.messenger
        self.answers = Answers({TELEGRAM: line})
        self.works = Works()
        self.sender = Sender({TELEGRAM: line}, self.template)
        self.scheduler = Scheduler(self.template)
        router = Router(MEMBERS, STRANGERS, self.works, self.answers)
        self.intake = Intake(self.bot, self.template, router)
        self.health = Health(self.template, self.intake, settings.health_file)
        self._health_server: HealthServer | None = None
        self._stopping = asyncio.Event()

    async def listen(self) -> None:
        """Answer those who watch the bot, where HEALTH_PORT is set. Raises OSError if the port is taken."""
        if not self.settings.health_port or self._health_server is not None:
            return
        from bot.health_server import HealthServer
        from bot.metrics import Metrics

        self._health_server = HealthServer(self.health, Metrics(self), self.settings.health_port)
        await self._health_server.start()

    async def run(self, *, handle_signals: bool = True) -> None:
        """Take updates in, scan and send until a signal or `stop()`; then finish what is under way and close.

        Raises what ended the intake, and OSError if HEALTH_PORT is taken.
        """
        await self.listen()
        if handle_signals:
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, self._stopping.set)
        await library.register(replace(self.template))
        if await served.serve(replace(self.template), self.bot.id):
            log.warning("another bot than before serves this database")
        intake = asyncio.create_task(self.intake.run(), name="intake")
        stopping = asyncio.create_task(self._stopping.wait(), name="stop")
        others = [
            asyncio.create_task(self.sender.run(), name="sender"),
            asyncio.create_task(self._describe(), name="command menu"),
            asyncio.create_task(self.health.run(), name="health"),
            asyncio.create_task(self.database.checkpoint_apart(), name="checkpoints"),
        ]
        if limit := self.settings.loop_watch_ms:
            others.append(asyncio.create_task(LoopWatch(limit / 1000).run(), name="loop watch"))
        self.scheduler.start()
        log.info("the bot is at work")
        try:
            await asyncio.wait({intake, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            notify("STOPPING=1")
            await _cancel(stopping, intake if not intake.done() else stopping)
            await self.scheduler.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._settle(), STOP_SECONDS)
            await _cancel(*others)
            await self.close()
            log.info("the bot has stopped")
        if not self._stopping.is_set():
            intake.result()  # raises what ended it

    async def _settle(self) -> None:
        await self.intake.settle()
        await self.answers.settle()
        await self.intake.finish()

    async def stop(self) -> None:
        """Make `run` return."""
        self._stopping.set()

    async def close(self) -> None:
        """End the works under way and the processes of workers, and close all connections."""
        if self._health_server is not None:
            await self._health_server.stop()
        await self.intake.close()
        await self.works.close()
        self.intake.give_up()
        self.answers.close()
        await self.template.painter.close()
        await self.template.files.close()
        await self.bot.session.close()
        await self.database.close()

    async def _describe(self) -> None:
        """Set the command menu in Telegram. A failure is only logged."""
        try:
            await set_default_menu(self.bot, self.settings.default_locale)
        except UNANSWERED as error:
            log.warning("the command menu was not set: %s", type(error).__name__)


async def _cancel(*tasks: asyncio.Task[None] | asyncio.Task[bool]) -> None:
    """Cancel tasks and wait for their end; what one of them raises ends nothing else."""
    for task in tasks:
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        except Exception as error:
            log.error("task %s ended by %s", task.get_name(), type(error).__name__)
