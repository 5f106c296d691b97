"""Turning a text and its entities into HTML that is safe on the page: fixed tags, all else escaped."""

from __future__ import annotations

from html import escape

from bot.sandbox.formatting import Entity

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SAFE_SCHEMES = ("http://", "https://", "tg://")


def safe_html(text: str, entities: list[Entity]) -> str:
    """The text as HTML with b, i, u, s, code, pre, a, blockquote and span.spoiler; line breaks stay."""
    units = text.encode("utf-16-le")
    opening: dict[int, list[tuple[int, str, str]]] = {}
    for start, end, entity in _well_nested(entities):
        tags = _tags(entity, _cut(units, start, end))
        if tags:
            opening.setdefault(start, []).append((end, *tags))
    html: list[str] = []
    stack: list[tuple[int, str]] = []
    position = 0
    ends = {end for group in opening.values() for end, _, _ in group}
    for boundary in sorted({*opening, *ends, len(units) // 2}):
        html.append(escape(_cut(units, position, boundary)))
        position = boundary
        while stack and stack[-1][0] == boundary:
            html.append(stack.pop()[1])
        for end, start_tag, end_tag in opening.get(boundary, []):
            html.append(start_tag)
            stack.append((end, end_tag))
    return "".join(html)


def _cut(units: bytes, start: int, end: int) -> str:
    return units[start * 2 : end * 2].decode("utf-16-le", errors="replace")


def _well_nested(entities: list[Entity]) -> list[tuple[int, int, Entity]]:
    """Spans of the entities, outer before inner; an entity that crosses another one is left out."""
    spans = [(one["offset"], one["offset"] + one["length"], one) for one in entities]
    kept: list[tuple[int, int, Entity]] = []
    enclosing: list[int] = []
    for start, end, entity in sorted(spans, key=lambda span: (span[0], -span[1])):
        while enclosing and enclosing[-1] <= start:
            enclosing.pop()
        if not enclosing or end <= enclosing[-1]:
            enclosing.append(end)
            kept.append((start, end, entity))
    return kept


def _tags(entity: Entity, text: str) -> tuple[str, str] | None:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    if kind == "spoiler":
        return '<span class="spoiler">', "</span>"
    if kind in ("text_link", "url"):
        url = entity.get("url") or (text if "://" in text else f"https://{text}")
        if url.lower().startswith(_SAFE_SCHEMES):
            return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"
    return None
