"""Words of the interface: Fluent messages of `locales/<language>/`. Texts from people are escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource, resolver

# Fluent refuses arguments of more than 2,500 characters, as a guard against expanding entities. The longest
# message of a person must pass, escaped.
resolver.MAX_PART_LENGTH = 40_000

# A number and its sign stay on one line.
_PERCENT = re.compile(r"(?<=\d) %")

LOCALES_FOLDER = Path(__file__).parent.parent / "locales"


class Words:
    """A text that is not formatted yet: a Fluent key and its arguments.

    Arguments may be strings (escaped), numbers, dates, moments in the reader's time zone, or other `Words`.
    """

    __slots__ = ("arguments", "key")

    def __init__(self, key: str, **arguments: Any) -> None:
        self.key = key
        self.arguments = arguments

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and (self.key, self.arguments) == (other.key, other.arguments)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Words({self.key!r}, {self.arguments!r})"


@dataclass(frozen=True, slots=True)
class Said:
    """A ready text, from the content or from a person. Escaped when shown."""

    text: str


Text = Words | Said


def full_day(day: date) -> Words:
    """«5 декабря 2026 года», for days that may be of another year."""
    return Words("day-and-year", day=day, year=str(day.year))


def counted(counts: Mapping[str, int]) -> list[Text]:
    """A line with its count for each key, except the keys whose count is zero."""
    return [Words(key, count=count) for key, count in counts.items() if count]


def whole(hours: float) -> float:
    """Whole hours as an integer, so that Fluent chooses the right plural."""
    return int(hours) if hours == int(hours) else hours


class Reason(Protocol):
    """Why something cannot be done, in terms of the domain: a `DomainError` or a mistake in a list."""

    @property
    def key(self) -> str: ...

    @property
    def arguments(self) -> Mapping[str, Any]: ...


def said_by(reason: Reason) -> Words:
    """The words of a reason."""
    return Words(reason.key, **reason.arguments)


class Translator:
    """Formats `Words` in one language."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._bundle = FluentBundle([locale], use_isolating=False)
        for path in sorted((LOCALES_FOLDER / locale).rglob("*.ftl")):
            self._bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))

    def html(self, text: Text) -> str:
        """The text as Telegram HTML, with arguments escaped."""
        if isinstance(text, Said):
            return html.escape(text.text, quote=False)
        return self._format(text.key, text.arguments, escaped=True)

    def plain(self, text: Text) -> str:
        """The text without escaping, for buttons, toasts and file names."""
        if isinstance(text, Said):
            return text.text
        return self._format(text.key, text.arguments, escaped=False)

    def _format(self, key: str, arguments: Mapping[str, Any], *, escaped: bool) -> str:
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        filled = {name: self._argument(value, escaped=escaped) for name, value in arguments.items()}
        said, errors = self._bundle.format_pattern(pattern, filled)
        if errors:
            raise ValueError(f"{key}: {errors[0]}")
        return _quotes_within_quotes(_PERCENT.sub("\u00a0%", str(said)), filled.values())

    def _argument(self, value: Any, *, escaped: bool) -> Any:
        if isinstance(value, Words | Said):
            return self.html(value) if escaped else self.plain(value)
        if isinstance(value, str):
            return html.escape(value, quote=False) if escaped else value
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        return value

    def day(self, value: date) -> str:
        """«5 декабря», with a non-breaking space."""
        return format_date(value, "d\u00a0MMMM", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """«ср, 25 ноября, 15:00», in the time zone of the moment."""
        day = format_date(value, "EEE, d\u00a0MMMM", locale=self.locale)
        return f"{day}, {value:%H:%M}"


def _quotes_within_quotes(said: str, arguments: Iterable[Any]) -> str:
    """«Курс „Чтение“»: changes the quotes of an argument that itself stands in quotes."""
    for one in arguments:
        if isinstance(one, str) and ("«" in one or "»" in one):
            said = said.replace(f"«{one}»", f"«{one.replace('«', '„').replace('»', '“')}»")
    return said


@cache
def translator(locale: str) -> Translator:
    """The translator of a language; the Russian one if the language has no words yet."""
    return Translator(locale if (LOCALES_FOLDER / locale).is_dir() else "ru")
