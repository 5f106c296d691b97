"""A `.docx` as a template: checked, compiled once, filled in for each route.

A template must not run anything: it may use only the names of `names.py`, in `{{ … }}`,
`{% for шаг in шаги %}` and `{% if … %}`; anything else is refused before rendering. Slow: call off the event
loop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

from services.documents import package, tags
from services.documents.names import ROUTE_NAMES, STEP, STEP_NAMES, STEPS, Values, canonical
from services.documents.rules import printable
from services.documents.tags import SHOWN_TAG, TAGS_LIMIT, Mistake, Reading
from services.errors import Invalid

UNKNOWN = "document-name-unknown"
# The largest size in bytes of a part filled in with long words.
_FILLED_LIMIT = 4 * 1024 * 1024
_SAMPLE_STEPS = 30
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template ready to be filled in: all parts, and the Jinja templates of the parts with words."""

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
    """A template, checked before, that is ready to be filled in. Raises Invalid if it cannot be read."""
    opened = package.opened(content)
    worded, reading = {}, Reading()
    for name in opened.worded:
        tree = _parsed(tags.source(opened.parts[name], reading), reading)
        if tree is None or reading.mistakes:
            raise Invalid("document-file-broken")
        worded[name] = _made(tree)
    return Compiled(tuple(opened.parts.items()), worded)


def checked(content: bytes) -> tuple[bytes, list[Mistake]]:
    """A template to be kept, and the mistakes in it. Raises Invalid if it is not a `.docx`."""
    opened = package.opened(content)
    reading = Reading()
    sources = [tags.source(opened.parts[name], reading) for name in opened.worded]
    for name in filter(package.is_xml, opened.parts):
        # Only parts with words are filled in: a tag elsewhere would stay as it is.
        if name not in opened.worded and tags.has_tags(package.tree_of(opened.parts[name])):
            reading.say("document-tag-place")
    for source in sources:
        _try_out(source, reading)
    if not reading.mistakes and not reading.names:
        reading.say("document-tag-none")
    return package.packed(opened.parts.items()), list({repr(one): one for one in reading.mistakes}.values())


# Reading


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
    """A value as XML of a run: escaped, with Word's line breaks."""
    from markupsafe import Markup, escape

    words = str(escape(printable(str(value))))
    return Markup(words.replace("\n", _BREAK))  # noqa: S704 (escaped the line before)


def _parsed(source: str | None, reading: Reading) -> Any:
    """Jinja's tree of a part with canonical names; None if the part cannot be read."""
    from jinja2 import TemplateSyntaxError

    if source is None:
        return None
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError:
        reading.say("document-tag-broken", tag=_broken_tag(source))
        return None
    _visit(tree.body, reading, inside=False)
    return tree


def _broken_tag(source: str) -> str:
    """The first tag that cannot be read on its own; else an example of a loop."""
    from jinja2 import TemplateSyntaxError

    endings = {"for": "{% endfor %}", "if": "{% endif %}"}
    for tag in _TAG.findall(source):
        word = tag.strip("{}% ").split(" ")[0]
        if word in ("else", "endfor", "endif"):
            continue
        try:
            _environment().parse(tag + endings.get(word, ""))
        except TemplateSyntaxError:
            return str(tag)[:SHOWN_TAG]
    return "{%tr for шаг in шаги %} … {%tr endfor %}"


def _visit(found: Sequence[Any], reading: Reading, *, inside: bool) -> None:
    """Add a mistake for every node that is not allowed; `inside` means inside a loop over the steps."""
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
            _visit([*node.body, *node.else_], reading, inside=inside)
        elif isinstance(node, nodes.For) and _is_over_steps(node):
            if inside:
                reading.say("document-tag-nested")
            _visit(node.body, reading, inside=True)
        else:
            reading.say("document-tag-forbidden")


def _condition(test: Any, reading: Reading, *, inside: bool) -> None:
    from jinja2 import nodes

    inner = test.node if isinstance(test, nodes.Not) else test
    if isinstance(inner, nodes.Name | nodes.Getattr):
        _name(inner, reading, inside=inside)
    else:
        reading.say("document-tag-forbidden")


def _name(node: Any, reading: Reading, *, inside: bool) -> None:
    """Check a name and put it into its canonical form."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        node.name = canonical(node.name)
        if node.name not in ROUTE_NAMES:
            _unknown(node.name, ROUTE_NAMES, reading)
        reading.names.add(node.name)
        return
    owner = node.node
    if not isinstance(owner, nodes.Name) or canonical(owner.name) != STEP:
        reading.say("document-tag-forbidden")
        return
    owner.name, node.attr = STEP, canonical(node.attr)
    if node.attr not in STEP_NAMES:
        _unknown(f"{STEP}.{node.attr}", [f"{STEP}.{name}" for name in STEP_NAMES], reading)
    elif not inside:
        reading.say("document-step-outside", name=f"{STEP}.{node.attr}")
    reading.names.add(STEP)


def _unknown(name: str, known: Sequence[str], reading: Reading) -> None:
    """Add a mistake about an unknown name, with the known name that was probably meant."""
    alike = get_close_matches(name, known, n=1)
    reading.say(UNKNOWN, name=name[:SHOWN_TAG], hint=alike[0] if alike else "none")


def _is_over_steps(node: Any) -> bool:
    """Whether the loop is a plain `for шаг in шаги`; its names are put into their canonical form."""
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


def _try_out(source: str | None, reading: Reading) -> None:
    """Fill in a part with many steps, with no steps, and once for each condition, with only this one false.

    If the XML stays valid with each single condition false, it stays valid with any of them false.
    """
    from jinja2 import nodes

    tree = _parsed(source, reading)
    if tree is None or reading.mistakes:
        return
    conditions = list(tree.find_all(nodes.If))
    _trial(tree, conditions, _sample(_SAMPLE_STEPS), None, reading)
    _trial(tree, conditions, _sample(0), None, reading)
    for turned in range(len(conditions)):
        _trial(tree, conditions, _sample(1), turned, reading)


def _trial(
    tree: Any, conditions: Sequence[Any], values: Values, turned: int | None, reading: Reading
) -> None:
    """Fill in once with all conditions true but the one with the number `turned`."""
    from jinja2 import nodes
    from lxml import etree

    told = [node.test for node in conditions]
    for number, node in enumerate(conditions):
        node.test = nodes.Const(number != turned).set_environment(_environment()).set_lineno(node.lineno)
    try:
        filled = _made(tree).render(values).encode()
        if len(filled) > _FILLED_LIMIT:
            reading.say("document-tag-many", limit=TAGS_LIMIT)
        else:
            etree.fromstring(filled)
    except etree.XMLSyntaxError:
        reading.say("document-tag-place")
    finally:
        for node, test in zip(conditions, told, strict=True):
            node.test = test


def _sample(steps: int) -> Values:
    """Long values, each with a line break, for a route of so many steps."""

    def told(names: Sequence[str]) -> dict[str, str]:
        return {name: f"{name * 20}\n{name}" for name in names}

    return {**told(ROUTE_NAMES), STEPS: [told(STEP_NAMES) for _ in range(steps)]}
