"""A log never has the token, the password of the database or words of people."""

from __future__ import annotations

import asyncio
import gc
import logging
import string
import sys
import threading

import pytest
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest
from aiogram.methods import GetMe
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.log import SafeFormatter, set_up

TOKEN = "7000000001:AAH-x_0123456789abcdefghijklmnopqrs"
# A stack shows lines of the program, so the words must not stand in the line that fails.
WORDS = "Иванова плачет"
FORMATTER = SafeFormatter("%(levelname)s %(name)s: %(message)s")


def logged(message: str, *arguments: object, error: BaseException | None = None) -> str:
    """A record as a line of the log."""
    info = (type(error), error, error.__traceback__) if error else None
    return FORMATTER.format(logging.LogRecord("bot", logging.ERROR, __file__, 1, message, arguments, info))


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    """The error with its stack, as it is when caught."""
    try:
        raise error from cause
    except BaseException:
        caught = sys.exc_info()[1]
        assert caught is not None
        return caught


@pytest.mark.parametrize(
    "text",
    [
        f"https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg",
        f"BOT_TOKEN={TOKEN}",
        f"Settings(bot_token='{TOKEN}')",
    ],
)
def test_token_is_never_logged(text: str) -> None:
    secret = TOKEN.split(":")[1]
    for line in (
        logged(text),
        logged("failed: %s", text),
        logged("failed", error=raised(RuntimeError(text))),
        logged("failed", error=raised(RuntimeError("later"), cause=OSError(text))),
    ):
        assert secret not in line
        assert "***" in line


@given(password=st.text(string.ascii_letters + string.digits + "%!$&'()*+,;=-._~:/", min_size=3, max_size=40))
def test_database_password_is_never_logged(password: str) -> None:
    secret = f"{password}Zq7"
    for user in ("gorizont", ""):
        url = f"postgresql+asyncpg://{user}:{secret}@db.example:5432/gorizont"
        for line in (logged(url), logged("x %s", url), logged("x", error=raised(OSError(url)))):
            assert secret not in line
            assert "db.example:5432/gorizont" in line, "the address of the database may be logged"


def test_stack_of_an_error_is_logged() -> None:
    error = raised(RuntimeError("no transaction under way"), cause=raised(ValueError("Иванова плачет")))
    line = logged("delivery %s failed", 7, error=error)
    assert "delivery 7 failed" in line
    assert "test_log.py" in line
    assert line.endswith("RuntimeError: no transaction under way")
    assert "ValueError" in line
    assert "плачет" not in line


@pytest.mark.parametrize(
    "error",
    [
        ValueError("invalid literal for int(): 'Иванова плачет'"),
        KeyError("Иванова плачет"),
        UnicodeEncodeError("ascii", "Иванова плачет", 0, 1, "Иванова плачет"),
        ClientDecodeError("cannot read", ValueError(), {"text": "Иванова плачет"}),
        IntegrityError(
            "INSERT", {"name": "Иванова плачет"}, Exception("duplicate\nDETAIL: (Иванова плачет)")
        ),
    ],
    ids=lambda error: type(error).__name__,
)
def test_words_of_people_in_an_error_are_not_logged(error: Exception) -> None:
    for line in (
        logged("failed", error=raised(error)),
        logged("failed", error=raised(RuntimeError("later"), cause=raised(error))),
    ):
        assert "плачет" not in line
        assert type(error).__name__ in line


def test_answer_of_telegram_is_logged() -> None:
    error = raised(TelegramBadRequest(GetMe(), "Bad Request: message text is empty"))
    assert "Bad Request: message text is empty" in logged("failed", error=error)


def test_error_text_of_another_log_handler_is_not_reused() -> None:
    error = raised(ValueError("Иванова плачет"))
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None))
    assert "плачет" in logging.Formatter().format(record)
    assert "плачет" not in FORMATTER.format(record)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("invalid input for query argument $2: 'Иванова плачет' (an integer is required)", "argument"),
        ('invalid input syntax for type integer: "Иванова плачет"', "syntax for type integer"),
        ('duplicate key violates unique constraint "uq_people"\nDETAIL: (Иванова плачет)', '"uq_people"'),
        ("UNIQUE constraint failed: people.phone", "people.phone"),
    ],
)
def test_database_error_is_logged_without_values(said: str, kept: str) -> None:
    line = logged("failed", error=raised(IntegrityError("INSERT", {}, Exception(said))))
    assert "плачет" not in line
    assert kept in line


def of_library(message: object, *arguments: object) -> str:
    """What a library's logger makes of a message, as a line of the log."""
    return FORMATTER.format(
        logging.LogRecord("asyncio", logging.ERROR, __file__, 1, message, arguments, None)
    )


def test_library_is_logged_without_what_it_quotes() -> None:
    line = of_library("Cannot handle update %s of %s", {"text": "Иванова плачет"}, "Иванова")
    assert "Иванова" not in line
    assert "Cannot handle update %s of %s" in line
    assert "test_log" in line, "the place of the message is told"


@pytest.mark.parametrize(
    "message",
    [
        "Task exception was never retrieved\nfuture: <Task exception=ValueError('Иванова плачет')>",
        "Cannot parse 'Иванова плачет'",
        "Bad value: Иванова плачет",
        ValueError("Иванова плачет"),
    ],
)
def test_message_that_a_library_has_put_together_is_cut_where_it_quotes(message: object) -> None:
    assert "Иванова" not in of_library(message)


async def test_forgotten_task_is_logged_without_the_words_of_its_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    set_up()
    try:

        async def fails() -> None:
            raise ValueError(WORDS)

        forgotten = asyncio.create_task(fails())
        await asyncio.sleep(0)
        del forgotten
        gc.collect()
        thread = threading.Thread(target=lambda: int(WORDS))
        thread.start()
        thread.join()
    finally:
        root.handlers, root.level = handlers, level
    said = capfd.readouterr().err
    assert "Task exception was never retrieved" in said
    assert "a thread ended" in said
    assert "плачет" not in said
