"""Tags of a template: joined where Word split them, checked, and moved to what they repeat or leave out.

Jinja then sees these tags only: every other brace of the document is written as XML's `&#123;`. Each stage
reads a part's words once; no regular expression runs over the XML.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from services.documents import package

TAGS_LIMIT = 300
_IFS_LIMIT = 20
_LOOPS_LIMIT = 3
SHOWN_TAG = 60
_TAG_LIMIT = 200
_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
# No operators or brackets: a tag must not call, count or compare anything.
_PLAIN = re.compile(r"[\w\s.]*")
_KEYWORDS = ("for", "if", "else", "endfor", "endif")
# `{%tr … %}` replaces its whole row, `tc` a cell, `p` a paragraph. `r` (a run) needs no replacing.
_LIFTS, _IN_PLACE = ("tr", "tc", "p", "r"), ("", "r")
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_TEXTS = tuple(f"{{{one}}}t" for one in _WORD)
_PARAGRAPHS = tuple(f"{{{one}}}p" for one in _WORD)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# `package.tree_of` drops a part's processing instructions, so these are only ours.
_PLACE = "tag"
_PLACES = re.compile(rf"<\?{_PLACE} (\d+)\?>")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a template: the key and arguments of the message about it."""

    key: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Reading:
    """Mistakes, names and counts gathered while a template is read."""

    mistakes: list[Mistake] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    tags: int = 0
    loops: int = 0
    ifs: int = 0

    def say(self, key: str, **arguments: Any) -> None:
        """Add a mistake."""
        self.mistakes.append(Mistake(key, arguments))


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag as Jinja reads it, its place in the words of its paragraph, and the element it replaces."""

    text: str
    begin: int
    end: int
    lift: str


def source(part: bytes, reading: Reading) -> str | None:
    """A part as Jinja reads it; None if its tags are wrong: `reading` gets the mistakes. Raises Invalid."""
    from lxml import etree

    tree = package.tree_of(part)
    if has_tags(tree) and _has_misplaced(tree):
        reading.say("document-tag-place")
        return None
    told: list[str] = []
    lifted: list[tuple[Any, Any]] = []
    for texts in _paragraphs(tree):
        found = _tags("".join(one.text or "" for one in texts), reading)
        if found is None:
            return None
        for tag, place in _placed(texts, found, len(told)):
            told.append(tag.text)
            if tag.lift not in _IN_PLACE:
                lifted.append((place, _whole(place, tag.lift)))
    if not all(_lift(place, whole) for place, whole in lifted):
        reading.say("document-tag-place")
        return None
    xml = etree.tostring(tree, encoding="unicode").replace("{", "&#123;").replace("}", "&#125;")
    return _PLACES.sub(lambda place: told[int(place[1])], xml)


def has_tags(tree: Any) -> bool:
    """Whether anything in a part's words or attributes looks like a tag."""
    from lxml import etree

    written = (etree.tostring(tree, encoding="unicode", method=method) for method in ("xml", "text"))
    return any(_OPENING.search(one) for one in written)


def _has_misplaced(tree: Any) -> bool:
    for one in tree.iter():
        beside = [*one.attrib.values(), one.tail or ""]
        if one.tag not in _TEXTS:
            beside.append(one.text or "")
        if any(map(_OPENING.search, beside)):
            return True
    return False


def _paragraphs(tree: Any) -> list[list[Any]]:
    """The text elements of every paragraph, without those of nested paragraphs (in text boxes)."""
    from lxml import etree

    found: list[list[Any]] = [[]]
    within = [found[0]]
    for event, one in etree.iterwalk(tree, events=("start", "end"), tag=(*_PARAGRAPHS, *_TEXTS)):
        if one.tag in _TEXTS:
            if event == "start":
                within[-1].append(one)
        elif event == "start":
            found.append([])
            within.append(found[-1])
        else:
            within.pop()
    return found


def _tags(words: str, reading: Reading) -> list[_Tag] | None:
    """The tags in the words of a paragraph; None if a wrong tag makes the whole part unreadable."""
    found, place, is_whole = list[_Tag](), 0, True
    while met := _OPENING.search(words, place):
        reading.tags += 1
        end = words.find(_CLOSING[met[0]], met.end())
        inner = _OPENING.search(words, met.end())
        if end < 0 or (inner and inner.start() < end):
            reading.say("document-tag-open", tag=words[met.start() :][:SHOWN_TAG])
            return None
        place = end + 2
        text, lift = _understood(met[0], words[met.end() : end], reading)
        if text is not None:
            found.append(_Tag(text, met.start(), place, lift))
        is_whole = is_whole and (text is not None or met[0] == "{{")
        if reading.tags > TAGS_LIMIT or reading.loops > _LOOPS_LIMIT or reading.ifs > _IFS_LIMIT:
            reading.say("document-tag-many", limit=TAGS_LIMIT)
            return None
    return found if is_whole else None


def _understood(opening: str, inner: str, reading: Reading) -> tuple[str | None, str]:
    """A tag as Jinja reads it, and the element it replaces; None for a tag that is not allowed."""
    words = inner.split()
    if len(inner) > _TAG_LIMIT:
        reading.say("document-tag-broken", tag=f"{opening}{inner}"[:SHOWN_TAG])
    elif opening == "{#" or not _PLAIN.fullmatch(inner):
        reading.say("document-tag-forbidden")
    elif opening == "{{":
        if len(words) < 2 or words[0] not in _LIFTS:
            return f"{{{{ {' '.join(words)} }}}}", ""
        reading.say("document-tag-place")
    else:
        lift = words.pop(0) if words and words[0] in _LIFTS else ""
        if words and words[0] in _KEYWORDS:
            reading.loops += words[0] == "for"
            reading.ifs += words[0] == "if"
            return f"{{% {' '.join(words)} %}}", lift
        reading.say("document-tag-forbidden")
    return None, ""


def _placed(texts: Sequence[Any], tags: Sequence[_Tag], number: int) -> Iterator[tuple[_Tag, Any]]:
    """Put a mark, numbered from `number` on, where each tag begins, and remove the tag's words."""
    from lxml import etree

    left, end = deque(tags), 0
    for one in texts:
        words = one.text or ""
        begin, end = end, end + len(words)
        if not left or left[0].begin >= end:
            continue
        one.set(_SPACE, "preserve")
        at, last, one.text = begin, None, ""
        while left and left[0].begin < end:
            tag = left[0]
            if tag.begin >= begin:
                _write(one, last, words[at - begin : tag.begin - begin])
                last = etree.ProcessingInstruction(_PLACE, str(number))
                number += 1
                one.append(last)
                yield tag, last
            at = min(tag.end, end)
            if tag.end > end:
                break
            left.popleft()
        _write(one, last, words[at - begin :])


def _write(text: Any, last: Any, words: str) -> None:
    """Write words of a text element after the `last` mark in it."""
    if last is None:
        text.text = words
    else:
        last.tail = words


def _whole(place: Any, lift: str) -> Any:
    """The row, cell or paragraph around a mark; None if there is none."""
    return next(place.iterancestors(*(f"{{{one}}}{lift}" for one in _WORD)), None)


def _lift(place: Any, whole: Any) -> bool:
    """Replace the element by the mark. Returns False if other tags would be lost with the element."""
    from lxml import etree

    if whole is None or whole.getparent() is None:
        return False
    if len(list(islice(whole.iter(etree.ProcessingInstruction), 2))) > 1:
        return False
    place.getparent().remove(place)
    place.tail = whole.tail
    whole.getparent().replace(whole, place)
    return True
