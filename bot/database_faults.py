"""Why a database cannot be used, in a sentence for the operator."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.migrate import HalfMigratedError, NewerDatabaseError

log = logging.getLogger(__name__)

NO_ANSWER = "База данных не отвечает: проверьте DATABASE_URL и запущен ли её сервер."
NO_ROOM = "На диске нет места для базы данных: освободите его и запустите снова. База не изменилась."
NO_RIGHT = (
    "Нет права писать в файл или папку базы данных: проверьте DATABASE_URL, владельца и права. "
    "База не изменилась."
)
NO_FOLDER = "Файл базы данных не открыть: проверьте DATABASE_URL, на месте папки может стоять файл."
BUSY = "Файл базы данных занят другой программой: остановите прежнего бота и запустите снова."
DAMAGED = "Файл базы данных повреждён: верните на его место последнюю копию и запустите снова."
NEWER = "База данных новее этой программы: установите версию не старее той, что работала с базой."
HALF_MIGRATED = (
    "Прежнее обновление базы данных прервалось на полпути: верните на место файла копию, сделанную до него, "
    "и запустите снова."
)
# What SQLite says («Result and Error Codes»), and what it means.
_SIGNS = {
    "disk is full": NO_ROOM,
    "readonly": NO_RIGHT,
    "unable to open": NO_FOLDER,
    "locked": BUSY,
    "not a database": DAMAGED,
    "malformed": DAMAGED,
    "disk i/o error": NO_ROOM,
}
_NUMBERS = {
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EACCES: NO_RIGHT,
    errno.EPERM: NO_RIGHT,
    errno.EROFS: NO_RIGHT,
    errno.ENOTDIR: NO_FOLDER,
    errno.EEXIST: NO_FOLDER,
}


class DatabaseFault(Exception):
    """The database cannot be used; the text is the sentence for the operator."""


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn what the database raises into a DatabaseFault, and write its cause to the log."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, HalfMigratedError, NewerDatabaseError, OSError) as error:
        own = getattr(error, "orig", None) or error
        log.error("the database cannot be used: %s: %s", type(own).__name__, str(own).partition("\n")[0])
        raise DatabaseFault(_sentence(own)) from error


def _sentence(error: BaseException) -> str:
    if isinstance(error, HalfMigratedError):
        return HALF_MIGRATED
    if isinstance(error, NewerDatabaseError):
        return NEWER
    if isinstance(error, sqlite3.Error):
        said = str(error).casefold()
        return next((sentence for sign, sentence in _SIGNS.items() if sign in said), DAMAGED)
    return _NUMBERS.get(getattr(error, "errno", None) or 0, NO_ANSWER)
