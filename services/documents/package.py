"""A `.docx` somebody sent, opened with care: its parts, or one clear sentence about what is wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from services.errors import Invalid

FILE_LIMIT = 1024 * 1024
_UNPACKED_LIMIT = 20 * 1024 * 1024
# Of a part with words: what is far above a letterhead is not one, and would keep the checks busy.
_WORDS_LIMIT = 1024 * 1024
_PARTS_LIMIT = 200
_ENCRYPTED_FLAG = 0x1
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old Word, and also the envelope of an encrypted new one
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_PACKED = ("png", "jpg", "jpeg", "gif")
_KNOWN = frozenset({"xml", "rels", "emf", "wmf", "bmp", "tif", "tiff", "svg", "odttf", *_PACKED})
_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN = f"{_WORD}document.main+xml"
_WITH_WORDS = frozenset({_MAIN, f"{_WORD}header+xml", f"{_WORD}footer+xml"})
_ACTIVE = ("macro", "vba", "oleobject", "activex", "package/2006/relationships/package")
# Relationships by which a document would carry or fetch something that is not itself.
_FOREIGN = ("/aFChunk", "/oleObject", "/package", "/control", "/subDocument", "/frame", "/vbaProject")
_ATTACHED = "/attachedTemplate"
_HYPERLINK = "/hyperlink"
# Fields by which Word would fetch or start something.
_FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|MACROBUTTON|DATABASE)\b", re.I)
_MOMENT = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a document by name, in their order; `worded` names those that hold words."""

    parts: dict[str, bytes]
    worded: tuple[str, ...]


def opened(content: bytes) -> Package:
    """The parts of a `.docx` without anything active. Raises Invalid."""
    if len(content) > FILE_LIMIT:
        raise Invalid("document-file-large", limit=FILE_LIMIT // 1024 // 1024)
    if content.startswith(_OLE):
        raise Invalid("document-file-locked" if _ENCRYPTED in content else "document-file-old")
    if not content.startswith(b"PK"):
        raise Invalid("document-file-kind")
    try:
        return _checked(_unpacked(content))
    except Invalid:
        raise
    except Exception as error:  # a damaged file makes readers of archives and XML stumble in many ways
        raise Invalid("document-file-broken") from error


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Parts as a `.docx`; the same parts give the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts:
            how = zipfile.ZIP_STORED if _extension(name) in _PACKED else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data, how)
    return buffer.getvalue()


def tree_of(part: bytes) -> Any:
    """A part's XML as a tree: nothing is fetched, no entity is expanded. Raises Invalid."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(part, parser)
    if tree.getroottree().docinfo.doctype:
        raise Invalid("document-file-broken")
    return tree


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
            raise Invalid("document-file-locked")
        if len(entries) > _PARTS_LIMIT or sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
            raise Invalid("document-file-bomb")
        names = [entry.filename for entry in entries]
        if _TYPES not in names:
            raise Invalid("document-file-kind")
        if len({name.casefold() for name in names}) < len(names) or not all(map(_is_plain, names)):
            raise Invalid("document-file-broken")
        if any(_extension(name) not in _KNOWN for name in names):
            raise Invalid("document-file-active")
        # A size written smaller than the truth makes reading fail: nothing unpacks beyond what was counted.
        return {entry.filename: archive.read(entry) for entry in entries}


def _checked(parts: dict[str, bytes]) -> Package:
    kinds = _kinds(parts[_TYPES])
    if any(mark in kind for kind in kinds.values() for mark in _ACTIVE):
        raise Invalid("document-file-active")
    worded = tuple(name for name in parts if kinds.get(name.casefold()) in _WITH_WORDS)
    if sum(kinds[name.casefold()] == _MAIN for name in worded) != 1:
        raise Invalid("document-file-kind")
    if any(len(parts[name]) > _WORDS_LIMIT for name in worded):
        raise Invalid("document-file-bomb")
    kept = dict(parts)
    for name, data in parts.items():
        if _extension(name) == "rels":
            kept[name] = _without_attached(data)
        elif name.endswith("settings.xml"):
            kept[name] = _without(data, "attachedTemplate")
        elif _extension(name) == "xml":
            _refuse_fields(tree_of(data))
    return Package(kept, worded)


def _kinds(types: bytes) -> dict[str, str]:
    """Content types of named parts, in lower case; those of extensions under `.extension`."""
    found: dict[str, str] = {}
    for one in tree_of(types):
        name, kind = one.get("PartName"), one.get("ContentType", "")
        key = name.lstrip("/").casefold() if name else f".{one.get('Extension', '').casefold()}"
        found[key] = kind if kind.startswith(_WORD) else kind.casefold()
    return found


def _without_attached(rels: bytes) -> bytes:
    """Relationships without that to the template Word began with. Raises Invalid for foreign ones."""
    tree = tree_of(rels)
    for one in list(tree):
        kind = one.get("Type", "")
        if kind.endswith(_ATTACHED):
            tree.remove(one)
        elif kind.endswith(_FOREIGN):
            raise Invalid("document-file-active")
        elif one.get("TargetMode", "").casefold() == "external" and not kind.endswith(_HYPERLINK):
            raise Invalid("document-file-outside")
    return _written(tree)


def _without(part: bytes, tag: str) -> bytes:
    tree = tree_of(part)
    for one in list(tree):
        if _local(one) == tag:
            tree.remove(one)
    return _written(tree)


def _refuse_fields(tree: Any) -> None:
    for one in tree.iter():
        words = one.text if _local(one) == "instrText" else None
        if _local(one) == "fldSimple":
            words = " ".join(one.attrib.values())
        if words and _FIELDS.search(words):
            raise Invalid("document-file-active")


def _written(tree: Any) -> bytes:
    from lxml import etree

    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _local(element: Any) -> str:
    """The tag without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _extension(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def _is_plain(name: str) -> bool:
    """Whether a part's name stays within the package."""
    return not name.startswith("/") and "\\" not in name and ".." not in name.split("/")
