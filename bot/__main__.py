"""The command line: run, demo, migrate, doctor, healthy."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot import log

if TYPE_CHECKING:
    from bot.app import App
    from bot.config import Settings

NO_TOKEN = (
    "Нет токена: получите его у @BotFather и впишите в файл .env строку BOT_TOKEN=… "
    "(образец в .env.example). Посмотреть бота без токена: make demo"
)
BAD_TOKEN = "Токен в BOT_TOKEN записан с ошибкой: скопируйте его у @BotFather целиком."
REFUSED_TOKEN = "Telegram не принимает этот токен: проверьте BOT_TOKEN у @BotFather."
NO_NETWORK = "Нет связи с {}: проверьте сеть и BOT_API_URL. Жду и пробую снова."
BAD_ENV = "Файл .env не читается: сохраните его в кодировке UTF-8."
# Seconds between two tries to reach Telegram at the start.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
TOKEN_FORM = re.compile(r"\d+:[A-Za-z0-9_-]+")
OLD_DATABASE = "База данных старой версии: выполните make migrate и запустите снова."
PORT_TAKEN = "Порт {} занять нельзя: освободите его или укажите в HEALTH_PORT другой (0 — не нужен)."
HEALTHY, UNHEALTHY = "Бот отвечает людям.", "Бот не отвечает людям: посмотрите {} и журнал."
BAD_SETTINGS = "Настройки не читаются, проверьте .env: {}"
DEMO_FOLDER = Path("data/demo")


class CannotStartError(Exception):
    """The program cannot start: a sentence for the operator, and the exit code."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code


async def run() -> int:
    """Poll Telegram with the real settings; an SQLite database is migrated first."""
    from bot.config import Settings

    gc.disable()  # imported modules stay anyway: collecting garbage takes a tenth of the start
    settings = Settings()
    _check(settings)  # before the imports below, which take seconds

    app = _make_app(settings)
    try:
        await _prepare_database(app)
        await _listen(app)
        await _greet_telegram(app)
    except CannotStartError:
        await app.close()
        raise
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)  # an update makes thousands of objects, but hardly any cycles
    await app.run()
    return 0


async def migrate() -> int:
    """Bring the configured database to the newest revision."""
    from bot.config import Settings
    from bot.database_faults import DatabaseFault, faults_named
    from bot.migrate import upgrade
    from services.db import Database

    address = Settings().database_url
    _check_database(address)
    try:
        with faults_named():
            database = Database(address)
            try:
                await upgrade(database)
            finally:
                await database.close()
    except DatabaseFault as fault:
        raise CannotStartError(str(fault), code=1) from fault
    print("База данных обновлена.")
    return 0


def _make_app(settings: Settings) -> App:
    """Build the program. Raises CannotStartError if the folder of the database cannot be made."""
    from bot.app import App
    from bot.database_faults import DatabaseFault, faults_named

    try:
        with faults_named():
            return App(settings)
    except DatabaseFault as fault:
        raise CannotStartError(str(fault), code=1) from fault


def _check(settings: Settings) -> None:
    """Raise CannotStartError if a setting is missing or wrong."""
    token = settings.bot_token.get_secret_value()
    if not token:
        raise CannotStartError(NO_TOKEN)
    if not TOKEN_FORM.fullmatch(token):
        raise CannotStartError(BAD_TOKEN)
    _check_database(settings.database_url)


def _check_database(address: str) -> None:
    """Raise CannotStartError if the address is misspelt or names a driver that is not installed."""
    from sqlalchemy.exc import ArgumentError, InvalidRequestError
    from sqlalchemy.ext.asyncio import create_async_engine

    try:
        create_async_engine(address)
    except (ArgumentError, InvalidRequestError, ImportError) as error:
        raise CannotStartError(BAD_SETTINGS.format("DATABASE_URL")) from error


async def _prepare_database(app: App) -> None:
    """Migrate SQLite; the operator migrates PostgreSQL. Raises CannotStartError."""
    from bot.database_faults import DatabaseFault, faults_named
    from bot.migrate import is_newest, upgrade

    try:
        with faults_named():
            if app.settings.database_url.startswith("sqlite"):
                await upgrade(app.database)
            elif not await is_newest(app.database):
                raise CannotStartError(OLD_DATABASE)
    except DatabaseFault as fault:
        raise CannotStartError(str(fault), code=1) from fault


async def _listen(app: App) -> None:
    """Answer those who watch the bot. Raises CannotStartError if the port is taken."""
    try:
        await app.listen()
    except OSError as error:
        raise CannotStartError(PORT_TAKEN.format(app.settings.health_port), code=1) from error


async def _greet_telegram(app: App) -> None:
    """Wait until Telegram knows the bot. Raises CannotStartError if it refuses the token.

    A webhook that an earlier program left is removed: with it the bot would get no updates.
    """
    from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

    from bot.telegram.messenger import UNANSWERED

    pause = FIRST_PAUSE
    while True:
        try:
            await app.bot.me()
            if (await app.bot.get_webhook_info()).url:
                await app.bot.delete_webhook()
                logging.getLogger(__name__).warning("a webhook was set for this bot, and is removed")
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            raise CannotStartError(REFUSED_TOKEN) from error
        except UNANSWERED as error:
            print(NO_NETWORK.format(app.settings.bot_api_url), file=sys.stderr)
            logging.getLogger(__name__).warning("Telegram does not answer: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return


async def healthy() -> int:
    """Say whether the running bot answers people; returns 1 if not. Quick: supervisors ask often."""
    from bot.config import Settings
    from bot.last_report import is_well

    file = Settings().health_file
    well = is_well(file)
    print(HEALTHY if well else UNHEALTHY.format(file))
    return 0 if well else 1


async def doctor() -> int:
    """Say what is wrong and what to do; returns 1 if anything is."""
    from bot.config import Settings

    settings = Settings()
    _check(settings)

    from bot.doctor import examine

    app, is_well = _make_app(settings), True
    try:
        print("✓ Настройки читаются, токен записан верно")
        async for finding in examine(app):
            print(finding)
            is_well = is_well and finding.is_well
    finally:
        await app.close()
    print("Всё в порядке." if is_well else "Есть что поправить.")
    return 0 if is_well else 1


async def demo(port: int) -> int:
    """Run the sandbox, demo people, bot, scheduler and sender in one process."""
    from bot.demo import run_demo

    return await run_demo(port, DEMO_FOLDER)


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:
        raise ValueError
    return port


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Горизонт")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="запустить бота из .env")
    commands.add_parser("migrate", help="обновить базу данных")
    commands.add_parser("doctor", help="проверить, всё ли в порядке, и сказать, что делать")
    commands.add_parser("healthy", help="отвечает ли запущенный бот людям: код 0 или 1")
    demo_parser = commands.add_parser("demo", help="показать бота без токена и сети")
    demo_parser.add_argument("--port", type=_port, default=8080)
    return parser


def main() -> int:
    """Parse the command line and run; returns the exit code."""
    arguments = make_parser().parse_args()
    log.set_up()

    from pydantic import ValidationError

    try:
        if arguments.command == "demo":
            return asyncio.run(demo(arguments.port))
        command = {"run": run, "migrate": migrate, "doctor": doctor, "healthy": healthy}[arguments.command]
        return asyncio.run(command())
    except ValidationError as error:
        names = dict.fromkeys(str(part["loc"][0]).upper() for part in error.errors() if part["loc"])
        print(BAD_SETTINGS.format(", ".join(names)), file=sys.stderr)
        return 2
    except UnicodeDecodeError:
        print(BAD_ENV, file=sys.stderr)
        return 2
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
