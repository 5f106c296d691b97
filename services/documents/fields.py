"""Word's fields in a document: page numbers and dates are allowed, fields that fetch or start are not."""

from __future__ import annotations

import re
from typing import Any

from services.errors import Invalid

# Fields that describe the document itself. All others are refused: there are too many to judge.
_HARMLESS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME", "HYPERLINK", "REF", "TOC", "STYLEREF"}
)
_NAME = re.compile(r"\s*([^\W\d_]+)")
# A program that opens the document may follow one of these branches or another, and so see another field.
_BRANCHES = ("{*}Choice", "{*}Fallback", "{*}ins", "{*}del", "{*}moveFrom", "{*}moveTo")
_TOLD = ("{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}fldSimple", "{*}t", "{*}delText")
_OUTSIDE, _CODE, _RESULT = range(3)


def refuse_active(tree: Any) -> None:
    """Raise Invalid for a field that is not on the short list or is inside another field.

    Word may split a field's words into any number of pieces, so the pieces are joined first.
    """
    place, words, branch = _OUTSIDE, list[str](), None
    for one in tree.iter(*_TOLD):
        kind = one.tag.rpartition("}")[2]
        if kind == "fldSimple":
            _refuse_unless(place == _OUTSIDE and not _within_simple(one))
            for instruction in _values(one, "instr") or [""]:
                _refuse_unless(_is_harmless(instruction))
        elif kind == "fldChar":
            (step,) = _values(one, "fldCharType") or [""]
            if step == "begin":
                _refuse_unless(place == _OUTSIDE and not _within_simple(one))
                place, words, branch = _CODE, [], _branch(one)
                continue
            _refuse_unless(place == _CODE or (place == _RESULT and step == "end"))
            _refuse_unless(step in ("separate", "end") and _branch(one) is branch)
            _refuse_unless(place == _RESULT or _is_harmless("".join(words)))
            place = _RESULT if step == "separate" else _OUTSIDE
        elif kind == "instrText":
            _refuse_unless(place == _CODE and _branch(one) is branch)
            words.append("".join(one.itertext()))
        else:
            # Plain words inside a field's code: programs differ in what they take for the field.
            _refuse_unless(kind != "delInstrText" and (place != _CODE or not (one.text or "").strip()))
    _refuse_unless(place == _OUTSIDE)


def _refuse_unless(fine: bool) -> None:
    if not fine:
        raise Invalid("document-file-active")


def _is_harmless(instruction: str) -> bool:
    name = _NAME.match(instruction)
    return name is not None and name[1].upper() in _HARMLESS


def _values(element: Any, attribute: str) -> list[str]:
    return [value for name, value in element.attrib.items() if name.rpartition("}")[2] == attribute]


def _within_simple(element: Any) -> bool:
    return next(element.iterancestors("{*}fldSimple"), None) is not None


def _branch(element: Any) -> Any:
    return next(element.iterancestors(*_BRANCHES), None)
