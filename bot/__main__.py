"""The command line: run, demo, migrate."""

from __future__ import annotations

import argparse
import asyncio
import gc
import re
import sys
from pathlib import Path

from bot import log

NO_TOKEN = (
    "Нет токена: получите его у @BotFather и впишите в файл .env строку BOT_TOKEN=… "
    "(образец в .env.example). Посмотреть бота без токена: make demo"
)
BAD_TOKEN = "Токен в BOT_TOKEN записан с ошибкой: скопируйте его у @BotFather целиком."
REFUSED_TOKEN = "Telegram не принимает этот токен: проверьте BOT_TOKEN у @BotFather."
NO_NETWORK = "Нет связи с {}: проверьте сеть и BOT_API_URL."
TOKEN_FORM = re.compile(r"\d+:[A-Za-z0-9_-]+")
BAD_SETTINGS = "Настройки не читаются, проверьте .env: {}"
DEMO_FOLDER = Path("data/demo")


class BadSettingError(Exception):
    """A setting that reads well and cannot work; its name."""


async def run() -> int:
    """Poll Telegram with the real settings; an SQLite database is migrated first."""
    from bot.config import Settings

    gc.disable()  # what is imported stays: looking it through for garbage is a tenth of the start
    # What can be checked is checked before the imports below, which take seconds.
    settings = Settings()
    token = settings.bot_token.get_secret_value()
    if not token:
        print(NO_TOKEN, file=sys.stderr)
        return 2
    if not TOKEN_FORM.fullmatch(token):
        print(BAD_TOKEN, file=sys.stderr)
        return 2
    _check_database(settings.database_url)

    from aiogram.exceptions import TelegramNetworkError, TelegramNotFound, TelegramUnauthorizedError

    from bot.app import App
    from bot.migrate import upgrade

    app = App(settings)
    try:
        await app.bot.me()
    except (TelegramUnauthorizedError, TelegramNotFound):
        print(REFUSED_TOKEN, file=sys.stderr)
        await app.close()
        return 2
    except TelegramNetworkError:
        print(NO_NETWORK.format(settings.bot_api_url), file=sys.stderr)
        await app.close()
        return 1
    if settings.database_url.startswith("sqlite"):
        await upgrade(app.database)
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)  # an update makes thousands of objects, and nearly none in cycles
    await app.run()
    return 0


async def migrate() -> int:
    """Bring the configured database to the newest revision."""
    from bot.config import Settings
    from bot.migrate import upgrade
    from services.db import Database

    address = Settings().database_url
    _check_database(address)
    database = Database(address)
    try:
        await upgrade(database)
    finally:
        await database.close()
    print("База данных обновлена.")
    return 0


def _check_database(address: str) -> None:
    """Raises BadSettingError where the address is misspelt or names a driver we do not have."""
    from sqlalchemy.exc import ArgumentError, InvalidRequestError
    from sqlalchemy.ext.asyncio import create_async_engine

    try:
        create_async_engine(address)
    except (ArgumentError, InvalidRequestError, ImportError) as error:
        raise BadSettingError("DATABASE_URL") from error


async def demo(port: int) -> int:
    """Sandbox, demo people, bot, scheduler and sender in one process."""
    from bot.demo import run_demo

    return await run_demo(port, DEMO_FOLDER)


def main() -> int:
    """Parse the command line and run; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Горизонт")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="запустить бота из .env")
    commands.add_parser("migrate", help="обновить базу данных")
    demo_parser = commands.add_parser("demo", help="показать бота без токена и сети")
    demo_parser.add_argument("--port", type=int, default=8080)
    arguments = parser.parse_args()
    log.set_up()

    from pydantic import ValidationError

    try:
        if arguments.command == "demo":
            return asyncio.run(demo(arguments.port))
        return asyncio.run(run() if arguments.command == "run" else migrate())
    except ValidationError as error:
        names = dict.fromkeys(str(part["loc"][0]).upper() for part in error.errors() if part["loc"])
        print(BAD_SETTINGS.format(", ".join(names)), file=sys.stderr)
        return 2
    except BadSettingError as error:
        print(BAD_SETTINGS.format(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
