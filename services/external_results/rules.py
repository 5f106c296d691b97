"""Pure rules of diagnostics taken elsewhere: which days, files and words are right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.errors import Invalid, NotFound
from services.external_results.models import FEDERAL, REGIONAL, SOURCES
from services.letters import Attached
from services.spreadsheets.rows import same

FILE_LIMIT = 20 * 1024 * 1024
REASON_LIMIT = 300
OLDEST_YEARS = 5
# As wide as the columns that keep them.
_FILE_ID_LIMIT, _FILE_NAME_LIMIT = 500, 300

PHOTO, DOCUMENT = "photo", "document"
_PDF = "application/pdf"
# A photo sent as a file is as good.
_READABLE = frozenset({_PDF, "image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})

# How people write it in a spreadsheet; compared by `same`.
SOURCE_WORDS: Mapping[str, tuple[str, ...]] = {
    FEDERAL: ("федеральная", "федеральный", "федеральный уровень", "федерация", "фед"),
    REGIONAL: ("региональная", "региональный", "региональный уровень", "регион", "рег", "цнппм"),
}
_SOURCE_OF = {same(word): source for source, words in SOURCE_WORDS.items() for word in words}


def check_source(source: str) -> str:
    """The source a button carried, if there is such. Raises NotFound."""
    if source not in SOURCES:
        raise NotFound
    return source


def source_of(words: str) -> str | None:
    """The source as people write it: «региональная диагностика»; None for an unknown one."""
    return _SOURCE_OF.get(same(words).removesuffix(" диагностика"))


def check_day(day: date, today: date) -> date:
    """The day, if a diagnostic taken then counts. Raises Invalid for one ahead and one too long ago."""
    if day > today:
        raise Invalid("error-day-ahead")
    if day < oldest_day(today):
        raise Invalid("error-external-day-old", years=OLDEST_YEARS)
    return day


def oldest_day(today: date) -> date:
    """The earliest day that counts, give or take two: 29 February has no namesake in most years."""
    return today.replace(year=today.year - OLDEST_YEARS, day=min(today.day, 28))


def day_of(written: str, today: date) -> date:
    """The day a button carried, as `2026-11-23`. Raises NotFound, Invalid where it cannot count."""
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise NotFound from error
    return check_day(day, today)


def check_attachment(one: Attached | None) -> Attached:
    """The attachment, if it is a photo or a PDF of a bearable size. Raises Invalid."""
    if one is None:
        raise Invalid("error-external-file-kind")
    is_pdf = (one.name or "").casefold().endswith(".pdf")
    if one.kind != PHOTO and not (one.kind == DOCUMENT and (is_pdf or one.mime in _READABLE)):
        raise Invalid("error-external-file-kind")
    if one.size > FILE_LIMIT:
        raise Invalid("error-external-file-large", limit=FILE_LIMIT // 1024 // 1024)
    if len(one.file_id) > _FILE_ID_LIMIT:
        raise Invalid
    return one


def kept_name(one: Attached) -> str | None:
    """The file's name, as much of it as is kept."""
    return one.name[:_FILE_NAME_LIMIT] if one.name else None
