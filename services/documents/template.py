"""A `.docx` as a template: checked word by word, compiled once, filled in for each route.

Whoever may replace a template may not run anything by it: only the names of `names.py` are understood, in
`{{ … }}`, `{% for шаг in шаги %}` and `{% if … %}`; the rest is refused before anything is rendered. Slow:
call off the event loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from services.documents import package
from services.documents.names import ROUTE_NAMES, STEP, STEP_NAMES, STEPS, Values, canonical
from services.documents.rules import printable
from services.errors import Invalid

UNKNOWN = "document-name-unknown"
TAGS_LIMIT = 300
_IFS_LIMIT = 20
_LOOPS_LIMIT = 3
# What a document filled in with the longest words may grow to, unpacked.
_FILLED_LIMIT = 8 * 1024 * 1024
_SAMPLE_STEPS = 30
_SHOWN_TAG = 60
_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
# Stands around every value of a trial, to see where in the document it came to lie.
_MARK = "\ue000"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a template, as a key and arguments of the sentence that tells it."""

    key: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template ready to be filled in: parts that stay, and those with words."""

    parts: tuple[tuple[str, bytes], ...]
    worded: Mapping[str, Any]

    def fill(self, values: Values) -> bytes:
        """The document of one route."""
        return package.packed(
            (name, (_HEAD + self.worded[name].render(values)).encode() if name in self.worded else data)
            for name, data in self.parts
        )


@lru_cache(maxsize=8)
def compiled(content: bytes) -> Compiled:
    """A template that was checked before, ready to be filled in. Raises Invalid where it is none."""
    opened = package.opened(content)
    worded = {}
    for name in opened.worded:
        reading = _Reading()
        tree = _parsed(_source(opened.parts[name]), reading)
        if tree is None or reading.mistakes:
            raise Invalid("document-file-broken")
        worded[name] = _made(tree)
    return Compiled(tuple(opened.parts.items()), worded)


def checked(content: bytes) -> tuple[bytes, list[Mistake]]:
    """A template to be kept, and what is wrong with it. Raises Invalid where it is no `.docx` at all."""
    opened = package.opened(content)
    reading = _Reading()
    for name in opened.worded:
        reading.mistakes += _tag_mistakes(opened.parts[name], reading)
    if not reading.mistakes:
        for name in opened.worded:
            _try_out(_source(opened.parts[name]), reading)
    if not reading.mistakes and not reading.names:
        reading.say("document-tag-none")
    return package.packed(opened.parts.items()), list({repr(one): one for one in reading.mistakes}.values())


@dataclass(slots=True)
class _Reading:
    """What has been met so far while a template is read."""

    mistakes: list[Mistake] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    tags: int = 0
    loops: int = 0
    ifs: list[Any] = field(default_factory=list)

    def say(self, key: str, **arguments: Any) -> None:
        self.mistakes.append(Mistake(key, arguments))

    def unknown(self, name: str, known: Sequence[str]) -> None:
        """A name nobody knows, with the one that was probably meant."""
        alike = get_close_matches(name, known, n=1)
        self.say(UNKNOWN, name=name[:_SHOWN_TAG], hint=alike[0] if alike else "none")


# Reading


def _tag_mistakes(part: bytes, reading: _Reading) -> list[Mistake]:
    """Tags that do not end in their paragraph, and too many of them. This comes before any pattern runs."""
    for words in _paragraphs(package.tree_of(part)):
        place = 0
        while met := _OPENING.search(words, place):
            reading.tags += 1
            end = words.find(_CLOSING[met[0]], met.end())
            inner = _OPENING.search(words, met.end())
            if end < 0 or (inner and inner.start() < end):
                return [Mistake("document-tag-open", {"tag": words[met.start() :][:_SHOWN_TAG]})]
            place = end + 2
    if reading.tags > TAGS_LIMIT:
        return [Mistake("document-tag-many", {"limit": TAGS_LIMIT})]
    return []


def _paragraphs(tree: Any) -> Iterator[str]:
    """The words of every paragraph, without those of paragraphs inside it, as text boxes have."""
    words: dict[Any, list[str]] = {}
    for one in tree.iter("{*}t"):
        paragraph = next(one.iterancestors("{*}p"), None)
        words.setdefault(paragraph, []).append(one.text or "")
    for found in words.values():
        yield "".join(found)


def _source(part: bytes) -> str:
    """A part as Jinja reads it: docxtpl gathers tags that Word tore apart, and lifts row tags out of rows."""
    from docxtpl import DocxTemplate
    from lxml import etree

    xml = etree.tostring(package.tree_of(part), encoding="unicode")
    source: str = DocxTemplate(BytesIO()).patch_xml(xml)
    return source


@cache
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_written, keep_trailing_newline=True
    )
    for known in (environment.globals, environment.filters, environment.tests):
        known.clear()
    return environment


def _written(value: Any) -> Any:
    """A value as it stands in the XML of a run: escaped, a new line as Word's own."""
    from markupsafe import Markup, escape

    words = str(escape(printable(str(value))))
    return Markup(words.replace("\n", _BREAK))  # noqa: S704 (escaped the line before)


def _parsed(source: str, reading: _Reading) -> Any:
    """The tree of a part with the names as the program knows them; None where it cannot be read."""
    from jinja2 import TemplateSyntaxError

    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError:
        reading.say("document-tag-broken", tag=_broken_tag(source))
        return None
    _visit(tree.body, reading, inside=False)
    return tree


def _broken_tag(source: str) -> str:
    """The first tag that cannot be read by itself; else what a loop looks like."""
    from jinja2 import TemplateSyntaxError

    endings = {"for": "{% endfor %}", "if": "{% endif %}"}
    for tag in _TAG.findall(source):
        word = tag.strip("{}% ").split(" ")[0]
        if word in ("else", "endfor", "endif"):
            continue
        try:
            _environment().parse(tag + endings.get(word, ""))
        except TemplateSyntaxError:
            return str(tag)[:_SHOWN_TAG]
    return "{%tr for шаг in шаги %} … {%tr endfor %}"


def _visit(found: Sequence[Any], reading: _Reading, *, inside: bool) -> None:
    """Refuse whatever is not on the short list; `inside` a loop over the steps."""
    from jinja2 import nodes

    for node in found:
        if isinstance(node, nodes.TemplateData):
            continue
        if isinstance(node, nodes.Output):
            _visit(node.nodes, reading, inside=inside)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            _name(node, reading, inside=inside)
        elif isinstance(node, nodes.If) and not node.elif_:
            _condition(node.test, reading, inside=inside)
            reading.ifs.append(node)
            _visit([*node.body, *node.else_], reading, inside=inside)
        elif isinstance(node, nodes.For) and _is_over_steps(node):
            if inside:
                reading.say("document-tag-nested")
            reading.loops += 1
            _visit(node.body, reading, inside=True)
        else:
            reading.say("document-tag-forbidden")
    if reading.loops > _LOOPS_LIMIT or len(reading.ifs) > _IFS_LIMIT:
        reading.say("document-tag-many", limit=TAGS_LIMIT)


def _condition(test: Any, reading: _Reading, *, inside: bool) -> None:
    from jinja2 import nodes

    inner = test.node if isinstance(test, nodes.Not) else test
    if isinstance(inner, nodes.Name | nodes.Getattr):
        _name(inner, reading, inside=inside)
    else:
        reading.say("document-tag-forbidden")


def _name(node: Any, reading: _Reading, *, inside: bool) -> None:
    """Check a name, and write it as the program knows it."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        node.name = canonical(node.name)
        if node.name not in ROUTE_NAMES:
            reading.unknown(node.name, ROUTE_NAMES)
        reading.names.add(node.name)
        return
    owner = node.node
    if not isinstance(owner, nodes.Name) or canonical(owner.name) != STEP:
        reading.say("document-tag-forbidden")
        return
    owner.name, node.attr = STEP, canonical(node.attr)
    if node.attr not in STEP_NAMES:
        reading.unknown(f"{STEP}.{node.attr}", [f"{STEP}.{name}" for name in STEP_NAMES])
    elif not inside:
        reading.say("document-step-outside", name=f"{STEP}.{node.attr}")
    reading.names.add(STEP)


def _is_over_steps(node: Any) -> bool:
    """Whether it is `for шаг in шаги` and nothing more; the names become those the program knows."""
    from jinja2 import nodes

    if not isinstance(node.target, nodes.Name) or not isinstance(node.iter, nodes.Name):
        return False
    node.target.name, node.iter.name = canonical(node.target.name), canonical(node.iter.name)
    plain = node.test is None and not node.else_ and not node.recursive
    return plain and (node.target.name, node.iter.name) == (STEP, STEPS)


def _made(tree: Any) -> Any:
    from jinja2 import Template

    environment = _environment()
    return Template.from_code(environment, environment.compile(tree), {})


# Trying out


def _try_out(source: str, reading: _Reading) -> None:
    """Fill a part in: with everything, with nothing, and with each condition turned the other way.

    Each turn alone leaves the XML whole, so all of them together do.
    """
    before = len(reading.ifs)
    tree = _parsed(source, reading)
    if tree is None or reading.mistakes:
        return
    conditions = reading.ifs[before:]
    _trial(tree, conditions, _sample(_SAMPLE_STEPS), None, reading)
    _trial(tree, conditions, _sample(0), None, reading)
    for turned in range(len(conditions)):
        _trial(tree, conditions, _sample(1), turned, reading)


def _trial(
    tree: Any, conditions: Sequence[Any], values: Values, turned: int | None, reading: _Reading
) -> None:
    """Fill in once, with all conditions held but the one `turned`."""
    from jinja2 import nodes
    from lxml import etree

    told = [node.test for node in conditions]
    for number, node in enumerate(conditions):
        node.test = nodes.Const(number != turned).set_environment(_environment()).set_lineno(node.lineno)
    try:
        filled = _made(tree).render(values).encode()
        if len(filled) > _FILLED_LIMIT:
            reading.say("document-tag-many", limit=TAGS_LIMIT)
            return
        for one in etree.fromstring(filled).iter():
            held = [*one.attrib.values(), one.tail or ""]
            if not isinstance(one.tag, str) or not one.tag.endswith("}t"):
                held.append(one.text or "")
            if any(_MARK in words for words in held):
                reading.say("document-tag-place")
                return
    except etree.XMLSyntaxError:
        reading.say("document-tag-place")
    finally:
        for node, test in zip(conditions, told, strict=True):
            node.test = test


def _sample(steps: int) -> Values:
    """Long values with a mark around each and a new line in each."""

    def told(names: Sequence[str]) -> dict[str, str]:
        return {name: f"{_MARK}{name * 20}\n{name}{_MARK}" for name in names}

    return {**told(ROUTE_NAMES), STEPS: [told(STEP_NAMES) for _ in range(steps)]}
