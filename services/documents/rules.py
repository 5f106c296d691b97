"""Printable text, names of files and people, the school year. Pure."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from itertools import count

# The month and day on which a school year begins.
_YEAR_BEGINS = (9, 1)
# In characters: most disks take 255 bytes in a name, and a Russian letter is two bytes.
_NAME_LIMIT = 90
_ENDING_LIMIT = 8
# Characters that XML cannot hold, and those that change the direction of the words around them.
_NOT_IN_WORDS = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NEW_LINE = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\ufeff]")
_NOT_ON_DISKS = re.compile(r'[\\/:*?"<>|]+')


def school_year_start(today: date) -> date:
    """1 September of the school year that includes `today`."""
    return date(today.year - ((today.month, today.day) < _YEAR_BEGINS), *_YEAR_BEGINS)


def short_name(last: str, first: str, middle: str) -> str:
    """«Громов А. С.»"""
    letters = [f"{part[0]}." for part in (first.strip(), middle.strip()) if part]
    return " ".join([last.strip(), *letters]).strip()


def printable(text: str) -> str:
    """The text without characters that a document cannot hold; every line ends with `\\n`."""
    return _NOT_IN_WORDS.sub("", _NEW_LINE.sub("\n", text))


def file_name(title: str, extension: str, taken: Container[str] = ()) -> str:
    """A file name that every disk takes. Gets a number, as «… (2).docx», if it is in `taken` (lower case)."""
    stem = _safe(title)[:_NAME_LIMIT].strip(" .") or "-"
    name = f"{stem}.{extension}"
    for number in count(2):
        if name.casefold() not in taken:
            break
        name = f"{stem} ({number}).{extension}"
    return name


def kept_name(name: str) -> str:
    """The name of an uploaded file in a form that every disk takes; a long name keeps its extension."""
    safe = _safe(name)
    stem, _, ending = safe.rpartition(".")
    return file_name(stem, ending) if stem and len(ending) <= _ENDING_LIMIT else safe[:_NAME_LIMIT]


def _safe(name: str) -> str:
    return " ".join(_NOT_ON_DISKS.sub("-", _INVISIBLE.sub("", printable(name))).split()).strip(" .")
