"""What may be printed, names of files and people, the school year. Pure."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from itertools import count

# September: what was finished earlier belongs to another school year.
_YEAR_BEGINS = (9, 1)
# A name in an archive is at most 255 bytes on most disks, a Russian letter is two.
_NAME_LIMIT = 90
_ENDING_LIMIT = 8
# Characters no XML can hold, and those that would turn the words around them.
_NOT_IN_WORDS = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NEW_LINE = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\ufeff]")
_NOT_ON_DISKS = re.compile(r'[\\/:*?"<>|]+')


def school_year_start(today: date) -> date:
    """The first of September of the school year that `today` lies in."""
    return date(today.year - ((today.month, today.day) < _YEAR_BEGINS), *_YEAR_BEGINS)


def short_name(last: str, first: str, middle: str) -> str:
    """«Громов А. С.»"""
    letters = [f"{part[0]}." for part in (first.strip(), middle.strip()) if part]
    return " ".join([last.strip(), *letters]).strip()


def printable(text: str) -> str:
    """The text without characters that a document cannot hold; a line ends with `\\n` alone."""
    return _NOT_IN_WORDS.sub("", _NEW_LINE.sub("\n", text))


def file_name(title: str, extension: str, taken: Container[str] = ()) -> str:
    """A name every disk takes, which is not in `taken` (in lower case): «… (2).docx» where it would be."""
    stem = _safe(title)[:_NAME_LIMIT].strip(" .") or "-"
    name = f"{stem}.{extension}"
    for number in count(2):
        if name.casefold() not in taken:
            break
        name = f"{stem} ({number}).{extension}"
    return name


def kept_name(name: str) -> str:
    """The name of a file somebody sent as every disk takes it; its ending stays where it is too long."""
    safe = _safe(name)
    stem, _, ending = safe.rpartition(".")
    return file_name(stem, ending) if stem and len(ending) <= _ENDING_LIMIT else safe[:_NAME_LIMIT]


def _safe(name: str) -> str:
    return " ".join(_NOT_ON_DISKS.sub("-", _INVISIBLE.sub("", printable(name))).split()).strip(" .")
