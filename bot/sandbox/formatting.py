"""Telegram's HTML, read as strictly as Telegram reads it (Bot API, "Formatting options").

Offsets and lengths of entities count UTF-16 code units; offsets in error texts count bytes of UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \\t\\r\\n\\0\\v"

_MARKUP = re.compile("[<&]")
_SPACES = re.compile(f"[{_SPACE}]*")
_TAG_NAME = re.compile(f"[^{_SPACE}>]*")
_ATTRIBUTE_NAME = re.compile(f"[^{_SPACE}=>/\"']*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_CHARACTER = re.compile(r"&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![A-Za-z]));?")


class FormattingError(ValueError):
    """The text is not Telegram HTML; the message is Telegram's own, without "can't parse entities: "."""


def length_utf16(text: str) -> int:
    """Length of `text` in UTF-16 code units, the unit of Telegram's limits and offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Split Telegram HTML into plain text and entities. Raises FormattingError."""
    return _HtmlReader(text).read()


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip blank edges, as Telegram does before it measures a text, and fit the entities to the rest."""
    kept = text.strip()
    lead = length_utf16(text[: len(text) - len(text.lstrip())])
    total = length_utf16(kept)
    fitted = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], total)
        if end > start:
            fitted.append({**entity, "offset": start, "length": end - start})
    return kept, fitted


def decode_characters(text: str) -> str:
    """Replace the character references that Telegram knows; leave the others as they are."""
    return _CHARACTER.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED_CHARACTERS[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    is_surrogate = 0xD800 <= code <= 0xDFFF
    return chr(code) if 0 < code < 0x10FFFF and not is_surrogate else match.group()


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    text_start: int


class _HtmlReader:
    """Reads the source in one pass; `_position` is where it reads next."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._plain = ""
        self._units = 0
        self._open_tags: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self._position < len(self._source):
            markup = _MARKUP.search(self._source, self._position)
            self._add(self._source[self._position : markup.start() if markup else None])
            if markup is None:
                break
            self._position = markup.start()
            if markup.group() == "&":
                self._read_character()
            elif self._source.startswith("</", self._position):
                self._read_end_tag()
            else:
                self._read_start_tag()
        if self._open_tags:
            name = self._open_tags[-1].name
            raise FormattingError(f'Can\'t find end tag corresponding to start tag "{name}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self._plain, _without_nested_in_code(self._entities)

    def _add(self, text: str) -> None:
        self._plain += text
        self._units += length_utf16(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._position)
        if match is None:
            return ""
        self._position = match.end()
        return match.group()

    def _next(self) -> str:
        """The character at the position; empty at the end."""
        return self._source[self._position : self._position + 1]

    def _bytes_before(self, position: int) -> int:
        return len(self._source[:position].encode())

    def _read_character(self) -> None:
        match = _CHARACTER.match(self._source, self._position)
        self._add(_character(match) if match else "&")
        self._position = match.end() if match else self._position + 1

    def _read_start_tag(self) -> None:
        begin = self._bytes_before(self._position)
        self._position += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            raise FormattingError(f"Unclosed start tag at byte offset {begin}")
        if name not in _STYLES:
            raise FormattingError(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = ""
        while True:
            self._take(_SPACES)
            if self._next() == ">":
                break
            attribute, value = self._read_attribute(name, begin)
            argument = _argument(name, attribute, value) or argument
        if name == "span" and argument != "spoiler":
            raise FormattingError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._position += 1
        self._open_tags.append(_OpenTag(name, argument, self._units, len(self._plain)))

    def _read_attribute(self, tag: str, begin: int) -> tuple[str, str]:
        attribute = self._take(_ATTRIBUTE_NAME)
        if not attribute:
            raise FormattingError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._take(_SPACES)
        if not self._next():
            raise FormattingError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if self._next() != "=":
            return attribute, ""
        self._position += 1
        self._take(_SPACES)
        quote = self._next()
        if not quote:
            raise FormattingError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._read_quoted(quote) if quote in "\"'" else self._read_name_token()
        if not self._next():
            raise FormattingError(f"Unclosed start tag at byte offset {begin}")
        return attribute, value

    def _read_quoted(self, quote: str) -> str:
        end = self._source.find(quote, self._position + 1)
        if end < 0:
            end = len(self._source)
        value = self._source[self._position + 1 : end]
        self._position = end + 1
        return decode_characters(value)

    def _read_name_token(self) -> str:
        begin = self._position
        value = self._take(_NAME_TOKEN).lower()
        if self._next() and self._next() not in " \t\r\n\0\v>":
            raise FormattingError(f"Unexpected end of name token at byte offset {self._bytes_before(begin)}")
        return value

    def _read_end_tag(self) -> None:
        begin = self._bytes_before(self._position)
        if not self._open_tags:
            raise FormattingError(f"Unexpected end tag at byte offset {begin}")
        self._position += 2
        found = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if self._next() != ">":
            raise FormattingError(f"Unclosed end tag at byte offset {begin}")
        self._position += 1
        tag = self._open_tags.pop()
        if found not in ("", tag.name):
            raise FormattingError(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{found}>"'
            )
        if self._units > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity: Entity = {"type": _STYLES[tag.name], "offset": tag.offset, "length": self._units - tag.offset}
        if tag.name == "a":
            url = checked_url(tag.argument or self._plain[tag.text_start :])
            if url is None:
                return  # Telegram shows a link with a wrong address as plain text
            entity["url"] = url
        elif tag.name == "tg-emoji":
            return  # Telegram shows ordinary emoji if the bot has no paid username
        elif tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "code" and tag.argument:
            entity["language"] = tag.argument
        elif tag.name == "pre":
            self._take_language(entity)
        self._entities.append(entity)

    def _take_language(self, pre: Entity) -> None:
        """Merge `<pre><code class="language-x">` into one block with a language."""
        inner = self._entities[-1] if self._entities else None
        if inner and (inner["type"], inner["offset"], inner["length"]) == (
            "code",
            pre["offset"],
            pre["length"],
        ):
            self._entities.pop()
            if "language" in inner:
                pre["language"] = inner["language"]


def _argument(tag: str, attribute: str, value: str) -> str:
    """The value of an attribute for the entity; empty if Telegram ignores the attribute."""
    match tag, attribute:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "1"
    return ""


def _without_nested_in_code(entities: list[Entity]) -> list[Entity]:
    """The entities without those inside code and pre; only pre keeps its language."""
    kept: list[Entity] = []
    code_end = 0
    for entity in entities:
        if entity["offset"] < code_end:
            continue
        if entity["type"] in ("code", "pre"):
            code_end = entity["offset"] + entity["length"]
            if entity["type"] == "code":
                entity.pop("language", None)
        kept.append(entity)
    return kept


def checked_url(url: str) -> str | None:
    """The address as Telegram keeps it; None if Telegram refuses it, for example a host without a dot."""
    scheme, separator, rest = url.strip().partition("://")
    if not separator:
        scheme, rest = "http", url.strip()
    scheme = scheme.lower()
    if scheme in ("tg", "ton", "tonsite"):
        return f"{scheme}://{rest}"
    host = re.split("[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    if scheme not in ("http", "https") or "." not in host.strip(".") or re.search(r"\s", rest):
        return None
    return f"{scheme}://{rest}" + ("" if re.search("[/?#]", rest) else "/")
