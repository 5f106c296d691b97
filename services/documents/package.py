"""Opening an uploaded `.docx` with care: gives its parts, or an Invalid that tells what is wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from services import unzipping
from services.documents import fields
from services.errors import Invalid
from services.office_files import unreadable_kind

FILE_LIMIT = 1024 * 1024
_UNPACKED_LIMIT = 20 * 1024 * 1024
_PARTS_LIMIT = 200
# In bytes, of one part with words and of all XML together. Styles may take half a megabyte; a document far
# larger than a usual letterhead would keep the checks busy.
_WORDS_LIMIT = 300 * 1024
_XML_LIMIT = 1536 * 1024

_PACKED = ("png", "jpg", "jpeg", "gif")
_XML = ("xml", "rels")
_KNOWN = frozenset({"emf", "wmf", "bmp", "tif", "tiff", "svg", "odttf", *_XML, *_PACKED})
_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN = f"{_WORD}document.main+xml"
_WITH_WORDS = frozenset({_MAIN, f"{_WORD}header+xml", f"{_WORD}footer+xml"})
_XML_KIND, _PICTURE = re.compile(r"[/+]xml", re.IGNORECASE), "image/svg+xml"
_ACTIVE = ("macro", "vba", "oleobject", "activex", "package/2006/relationships/package")
# Relationships by which a document carries or fetches foreign content.
_FOREIGN = ("/aFChunk", "/oleObject", "/package", "/control", "/subDocument", "/frame", "/vbaProject")
_CUSTOM = "/custom-properties"
# Relationships that are dropped: to Word's own template, to lists of addressees, to custom properties.
_FORGOTTEN = ("/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", _CUSTOM)
_SETTINGS = ("attachedTemplate", "mailMerge")
_HYPERLINK = "/hyperlink"
_VML = "{urn:schemas-microsoft-com:vml}*"
# Elements that name the authors of the file and of its notes: other people will get the documents.
_PEOPLE = {"coreProperties": ("creator", "lastModifiedBy"), "Properties": ("Manager",), "people": ("person",)}
_NAMED = "//*[@*[local-name()='author' or local-name()='initials']]"
_MOMENT = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a document by name, in their order; `worded` lists the names of parts with words."""

    parts: dict[str, bytes]
    worded: tuple[str, ...]


def opened(content: bytes) -> Package:
    """The parts of a `.docx` without its authors' names. Raises Invalid, also for active content."""
    if len(content) > FILE_LIMIT:
        raise Invalid("document-file-large", limit=FILE_LIMIT // 1024 // 1024)
    if kind := unreadable_kind(content):
        raise Invalid(f"document-file-{kind}")
    if not content.startswith(b"PK"):
        raise Invalid("document-file-kind")
    try:
        return _checked(_unpacked(content))
    except (Invalid, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the readers of archives and XML raise many errors
        raise Invalid("document-file-broken") from error


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A `.docx` of the parts; equal parts give equal bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        for name, data in parts:
            how = zipfile.ZIP_STORED if _extension(name) in _PACKED else zipfile.ZIP_DEFLATED
            written.writestr(zipfile.ZipInfo(name, _MOMENT), data, how)
    return buffer.getvalue()


def tree_of(part: bytes) -> Any:
    """A part's XML as a tree of elements; nothing is fetched or expanded. Raises Invalid."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    tree = etree.fromstring(part, parser)
    if tree.getroottree().docinfo.doctype:
        raise Invalid("document-file-broken")
    return tree


def is_xml(name: str) -> bool:
    """Whether a part holds XML."""
    return _extension(name) in _XML


def _unpacked(content: bytes) -> dict[str, bytes]:
    parts = unzipping.entries(
        content, keys="document-file", unpacked_limit=_UNPACKED_LIMIT, entries_limit=_PARTS_LIMIT
    )
    if _TYPES not in parts:
        raise Invalid("document-file-kind")
    if len({name.casefold() for name in parts}) < len(parts) or not all(map(_is_plain, parts)):
        raise Invalid("document-file-broken")
    if any(_extension(name) not in _KNOWN for name in parts):
        raise Invalid("document-file-active")
    if sum(len(data) for name, data in parts.items() if is_xml(name)) > _XML_LIMIT:
        raise Invalid("document-file-bomb")
    return parts


def _checked(parts: dict[str, bytes]) -> Package:
    trees = {name: tree_of(data) for name, data in parts.items() if is_xml(name)}
    kinds = _kinds(trees[_TYPES])
    if any(mark in kind for kind in kinds.values() for mark in _ACTIVE):
        raise Invalid("document-file-active")
    worded = tuple(name for name in parts if kinds.get(name.casefold()) in _WITH_WORDS)
    if sum(kinds[name.casefold()] == _MAIN for name in worded) != 1:
        raise Invalid("document-file-kind")
    if any(len(parts[name]) > _WORDS_LIMIT for name in worded):
        raise Invalid("document-file-bomb")
    custom = {name for name, tree in trees.items() if _namespace(tree).endswith(_CUSTOM)}
    dropped = {f"/{name}".casefold() for name in custom}
    for name, tree in trees.items():
        if _extension(name) == "rels":
            _clean_relations(tree)
        elif name == _TYPES:
            _remove(tree, lambda one: one.get("PartName", "").casefold() in dropped)
        else:
            _clean(tree)
    kept = {name: _written(trees[name]) if name in trees else data for name, data in parts.items()}
    return Package({name: data for name, data in kept.items() if name not in custom}, worded)


def _kinds(types: Any) -> dict[str, str]:
    """Content types by the name of a part in lower case; those of extensions by `.extension`."""
    found: dict[str, str] = {}
    for one in types:
        name, kind = one.get("PartName"), one.get("ContentType", "")
        key = name.lstrip("/").casefold() if name else f".{one.get('Extension', '').casefold()}"
        if _XML_KIND.search(kind) and _extension(key) not in _XML and kind != _PICTURE:
            raise Invalid("document-file-active")  # Word would read the part as XML that nobody has checked
        found[key] = kind if kind.startswith(_WORD) else kind.casefold()
    return found


def _clean_relations(tree: Any) -> None:
    """Remove relationships that nobody needs. Raises Invalid for foreign content."""
    _remove(tree, lambda one: one.get("Type", "").endswith(_FORGOTTEN))
    for one in tree:
        kind = one.get("Type", "")
        if kind.endswith(_FOREIGN):
            raise Invalid("document-file-active")
        if one.get("TargetMode", "").strip().casefold() == "external" and not kind.endswith(_HYPERLINK):
            raise Invalid("document-file-outside")


def _clean(tree: Any) -> None:
    """Remove a part's authors and origin. Raises Invalid for content that starts or fetches things."""
    fields.refuse_active(tree)
    if any(one.get("src") for one in tree.iter(_VML)):
        raise Invalid("document-file-outside")
    root = _local(tree)
    if root == "settings":
        _remove(tree, lambda one: _local(one) in _SETTINGS)
    _remove(tree, lambda one: _local(one) in _PEOPLE.get(root, ()))
    for one in tree.xpath(_NAMED):
        for name in list(one.attrib):
            if name.rpartition("}")[2] in ("author", "initials"):
                one.set(name, "")


def _remove(tree: Any, is_unwanted: Callable[[Any], bool]) -> None:
    for one in list(tree):
        if is_unwanted(one):
            tree.remove(one)


def _written(tree: Any) -> bytes:
    from lxml import etree

    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _local(element: Any) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _namespace(element: Any) -> str:
    return str(element.tag).rpartition("}")[0]


def _extension(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def _is_plain(name: str) -> bool:
    """Whether a part's name cannot lead out of the package."""
    return not name.startswith("/") and "\\" not in name and ".." not in name.split("/")
