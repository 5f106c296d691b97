"""Rules of diagnostics taken elsewhere: which days, files and words are right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.errors import Invalid, NotFound
from services.external_results.models import FEDERAL, REGIONAL, SOURCES
from services.letters import Attached
from services.messenger import FETCH_LIMIT, MEGABYTE
from services.spreadsheets.rows import same

REASON_LIMIT = 300
OLDEST_YEARS = 5
# The widths of the columns that keep them.
_FILE_ID_LIMIT, _FILE_NAME_LIMIT = 500, 300

PHOTO, DOCUMENT = "photo", "document"
_PDF = "application/pdf"
# A photo may also be sent as a file.
_READABLE = frozenset({_PDF, "image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})

# How people write the sources in a spreadsheet; compared by `same`.
SOURCE_WORDS: Mapping[str, tuple[str, ...]] = {
    FEDERAL: ("федеральная", "федеральный", "федеральный уровень", "федерация", "фед"),
    REGIONAL: ("региональная", "региональный", "региональный уровень", "регион", "рег", "цнппм"),
}
_SOURCE_OF = {same(word): source for source, words in SOURCE_WORDS.items() for word in words}


def check_source(source: str) -> str:
    """The source in a button. Raises NotFound for an unknown one."""
    if source not in SOURCES:
        raise NotFound
    return source


def source_of(words: str) -> str | None:
    """The source that people's words name, as «региональная диагностика»; None for an unknown one."""
    return _SOURCE_OF.get(same(words).removesuffix(" диагностика"))


def check_day(day: date, today: date) -> date:
    """The day, if a diagnostic taken on it counts. Raises Invalid for a day ahead or too long ago."""
    if day > today:
        raise Invalid("error-day-ahead")
    if day < oldest_day(today):
        raise Invalid("error-external-day-old", years=OLDEST_YEARS)
    return day


def oldest_day(today: date) -> date:
    """The earliest day that counts; the 28th in place of later days, since February may end with it."""
    return today.replace(year=today.year - OLDEST_YEARS, day=min(today.day, 28))


def day_of(written: str, today: date) -> date:
    """The day in a button, as `2026-11-23`. Raises NotFound for other text, Invalid if it does not count."""
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise NotFound from error
    return check_day(day, today)


def check_attachment(one: Attached | None) -> Attached:
    """The attachment, if it is a photo or a PDF of at most FETCH_LIMIT bytes. Raises Invalid."""
    if one is None:
        raise Invalid("error-external-file-kind")
    is_pdf = (one.name or "").casefold().endswith(".pdf")
    if one.kind != PHOTO and not (one.kind == DOCUMENT and (is_pdf or one.mime in _READABLE)):
        raise Invalid("error-external-file-kind")
    if one.size > FETCH_LIMIT:
        raise Invalid("error-external-file-large", limit=FETCH_LIMIT // MEGABYTE)
    if len(one.file_id) > _FILE_ID_LIMIT:
        raise Invalid
    return one


def kept_name(one: Attached) -> str | None:
    """The beginning of the file's name that is kept."""
    return one.name[:_FILE_NAME_LIMIT] if one.name else None
