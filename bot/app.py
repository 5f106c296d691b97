"""Build the bot, the dispatcher, the scheduler and the sender; run them; shut them down cleanly."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendMessage
from aiogram.methods.base import Response

from bot.config import Settings
from bot.delivery.pace import Pace
from bot.delivery.sender import Line, Sender
from bot.errors import on_error
from bot.features import MEMBERS, STRANGERS
from bot.middlewares import ContextMiddleware
from bot.scheduler import Scheduler
from bot.telegram.command_menu import set_default_menu
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.router import router_of
from bot.works import Works
from services.clock import Clock, SystemClock
from services.content.folder import Content
from services.context import Context, Policy
from services.db import Database
from services.outside import TELEGRAM
from services.questionnaires import library

log = logging.getLogger(__name__)

# Without a limit, polling left the database without connections when 2,000 people tapped at once.
UPDATES_AT_ONCE = 100

# How long a stop waits for updates under way: they are confirmed, so Telegram will not deliver them again.
STOP_SECONDS = 5.0

# aiogram reads every answer by a generic model, which pydantic builds again (4 ms) unless it is referenced.
_HELD = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]
    for method in (GetUpdates, SendMessage, EditMessageText, AnswerCallbackQuery)
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
            session=AiohttpSession(api=server),
            default=DefaultBotProperties(parse_mode=ParseMode.HTML),
        )
        policy = Policy(
            zone=settings.timezone,
            locale=settings.default_locale,
            admin_ids=settings.admin_ids,
            regional_helpline=settings.regional_helpline.strip(),
        )
        self.template = Context(self.database, clock or SystemClock(), content or Content(), policy)
        self.template.messenger = TelegramMessenger(self.bot)
        self.sender = Sender({TELEGRAM: Line(self.bot, Pace(settings.send_rate))}, self.template)
        self.scheduler = Scheduler(self.template)
        self.updates = ContextMiddleware({self.bot: self.template})
        self.works = Works()
        self.dispatcher = self._make_dispatcher()

    def _make_dispatcher(self) -> Dispatcher:
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.update.outer_middleware(self.updates)
        dispatcher.errors.register(on_error)
        dispatcher.include_router(router_of(MEMBERS, STRANGERS, self.works))
        return dispatcher

    async def run(self, *, handle_signals: bool = True) -> None:
        """Poll, scan and send until a signal or `stop()`; then finish the work under way and close."""
        await library.register(replace(self.template))
        sending = asyncio.create_task(self.sender.run(), name="sender")
        describing = asyncio.create_task(self._describe(), name="command menu")
        self.scheduler.start()
        try:
            await self.dispatcher.start_polling(
                self.bot,
                handle_signals=handle_signals,
                tasks_concurrency_limit=UPDATES_AT_ONCE,
                close_bot_session=False,
            )
        finally:
            await self.scheduler.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.updates.settle(), STOP_SECONDS)
            for task in (sending, describing):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await self.close()

    async def stop(self) -> None:
        """Make `run` return."""
        await self.dispatcher.stop_polling()

    async def close(self) -> None:
        """End the works under way and the drawing process, and close all connections."""
        await self.works.close()
        await self.template.painter.close()
        await self.bot.session.close()
        await self.database.close()

    async def _describe(self) -> None:
        """Set the command menu in Telegram. A failure is only logged."""
        try:
            await set_default_menu(self.bot, self.settings.default_locale)
        except TelegramAPIError as error:
            log.warning("the command menu was not set: %s", error)
