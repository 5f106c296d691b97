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
from bot.delivery.sender import Sender
from bot.errors import on_error
from bot.features import MEMBERS, STRANGERS
from bot.middlewares import ContextMiddleware
from bot.scheduler import Scheduler
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.router import router_of
from bot.works import Works
from handlers.assessments.forms import router as assessments_forms
from handlers.assessments.router import router as assessments
from handlers.conversations.forms import router as conversations_forms
from handlers.conversations.router import router as conversations
from handlers.documents.exports import Exports
from handlers.external_results.forms import router as external_results_forms
from handlers.external_results.router import router as external_results
from handlers.menu import commands
from handlers.menu.fallback import router as fallback
from handlers.routes.agreement.router import router as routes_agreement
from handlers.routes.changes.forms import router as routes_changes_forms
from handlers.routes.changes.router import router as routes_changes
from handlers.routes.closing.router import router as routes_closing
from handlers.routes.drafting.forms import router as routes_drafting_forms
from handlers.routes.drafting.router import router as routes_drafting
from handlers.routes.overview.router import router as routes_overview
from handlers.routes.review.forms import router as routes_review_forms
from handlers.routes.review.router import router as routes_review
from handlers.routes.router import router as routes
from handlers.routes.steps.forms import router as routes_steps_forms
from handlers.routes.steps.router import router as routes_steps
from handlers.routes.usage.forms import router as routes_usage_forms
from handlers.routes.usage.router import router as routes_usage
from handlers.self_education.forms import router as self_education_forms
from handlers.self_education.router import router as self_education
from handlers.skill_views.forms import router as skill_views_forms
from handlers.skill_views.router import router as skill_views
from services.clock import Clock, SystemClock
from services.content.folder import Content
from services.context import Context, Policy
from services.db import Database
from services.questionnaires import library

log = logging.getLogger(__name__)

# A polling loop without a bound starved the database of connections when 2,000 people tapped at once.
UPDATES_AT_ONCE = 100

# What a stop waits for the presses under way: polling has confirmed them, nobody would deliver them again.
STOP_SECONDS = 5.0

# aiogram reads every answer by a generic model, which pydantic makes anew (4 ms) unless someone holds it.
_HELD = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]
    for method in (GetUpdates, SendMessage, EditMessageText, AnswerCallbackQuery)
)

# Commands and buttons of every feature; then forms, which take any text; then what is left.
ROUTERS = (
    assessments,
    skill_views,
    external_results,
    routes,
    routes_agreement,
    routes_changes,
    routes_review,
    routes_steps,
    routes_drafting,
    routes_closing,
    routes_usage,
    routes_overview,
    self_education,
    conversations,
    conversations_forms,  # a swipe on someone's words is an answer to them, whatever else is being asked
    assessments_forms,
    skill_views_forms,
    external_results_forms,
    routes_review_forms,
    routes_changes_forms,
    routes_steps_forms,
    routes_drafting_forms,
    routes_usage_forms,
    self_education_forms,
    fallback,
)


class App:
    """The whole program but its command line. One bot object is one channel."""

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
        self.sender = Sender(self.bot, self.template, settings.send_rate)
        self.scheduler = Scheduler(self.template)
        self.updates = ContextMiddleware(self.template)
        self.works = Works()
        self.exports = Exports()
        self.dispatcher = self._make_dispatcher()

    def _make_dispatcher(self) -> Dispatcher:
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher["painter"] = self.template.painter
        dispatcher["exports"] = self.exports
        dispatcher.update.outer_middleware(self.updates)
        dispatcher.errors.register(on_error)
        dispatcher.include_router(router_of(MEMBERS, STRANGERS, self.works))
        for router in ROUTERS:
            dispatcher.include_router(router)
        return dispatcher

    async def run(self, *, handle_signals: bool = True) -> None:
        """Poll, scan and send until stopped by a signal or `stop()`; then let what is under way finish."""
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
        """Close connections, and end the drawing process and the archives under way."""
        await self.works.close()
        await self.exports.close()
        await self.template.painter.close()
        await self.bot.session.close()
        await self.database.close()

    async def _describe(self) -> None:
        """Tell Telegram the command menu; not worth stopping for."""
        try:
            await commands.set_default_menu(self.bot, self.settings.default_locale)
        except TelegramAPIError as error:
            log.warning("the command menu was not set: %s", error)
