"""Files that a person may send to hurt the bot, and functions that hurt a worker; every one is made anew."""

from __future__ import annotations

import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from random import Random

from services.errors import NotFound
from services.people.staff_file import REQUIRED
from services.spreadsheets.writing import Table, write

PERSON = ("Полева", "Анна", "Школа № 1", "Учитель")
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"


@cache
def honest() -> bytes:
    """A list of one person."""
    return write([Table("Люди", REQUIRED, [PERSON])])


def staff(people: int) -> bytes:
    """An honest list of so many people."""
    return write(
        [Table("Люди", REQUIRED, [(*PERSON[:2], f"Школа № {number}", PERSON[3]) for number in range(people)])]
    )


def remade(changes: Mapping[str, Callable[[bytes], bytes]], data: bytes | None = None) -> bytes:
    """A workbook with some of its parts changed."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data or honest())) as right,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as wrong,
    ):
        for name in dict.fromkeys([*right.namelist(), *changes]):
            part = right.read(name) if name in right.namelist() else b""
            wrong.writestr(name, changes[name](part) if name in changes else part)
    return made.getvalue()


def with_rows(xml: bytes) -> bytes:
    """A list with more rows."""
    return remade({SHEET: lambda part: part.replace(b"</sheetData>", xml + b"</sheetData>")})


def giant_row(cells: int = 1_500_000, data: bytes | None = None, sheet: str = SHEET) -> bytes:
    """One row of very many cells."""
    row = b'<row r="3">' + b'<c r="A3"><v>1</v></c>' * cells + b"</row></sheetData>"
    return remade({sheet: lambda part: part.replace(b"</sheetData>", row)}, data)


def many_styles(styles: int = 700_000, data: bytes | None = None) -> bytes:
    """Very many formats of cells."""
    more = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * styles
    return remade({STYLES: lambda part: part.replace(b"</cellXfs>", more + b"</cellXfs>")}, data)


def repeated_text(size: int = 4_000_000, rows: int = 4_000) -> bytes:
    """One text of megabytes that thousands of cells name: it grows each time it is looked at."""
    words = b"<sst><si><t>" + b"a " * (size // 2) + b"</t></si></sst>"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="s" Type="%s" Target="/xl/sharedStrings.xml"/></Relationships>' % kind
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCD")
        + "</row>"
        for row in range(3, rows)
    )
    return remade(
        {
            STRINGS: lambda part: words,
            "xl/_rels/workbook.xml.rels": lambda part: part.replace(b"</Relationships>", link),
            SHEET: lambda part: part.replace(b"</sheetData>", cells.encode() + b"</sheetData>"),
        }
    )


def deep() -> bytes:
    """Elements inside one another."""
    return with_rows(b"<row><c>" * 200_000 + b"</c></row>" * 200_000)


def growing() -> bytes:
    """Entities that grow tenfold nine times («a billion laughs»)."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE worksheet [<!ENTITY e0 "ha">{entities}]>'.encode()
    row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData>'
    return remade({SHEET: lambda part: head + part.replace(b"</sheetData>", row)})


def many_parts(parts: int = 5_000) -> bytes:
    """Very many empty parts."""
    made = BytesIO(honest())
    with zipfile.ZipFile(made, "a") as archive:
        for number in range(parts):
            archive.writestr(f"xl/{number}", b"")
    return made.getvalue()


def lying(data: bytes, name: str, unpacked: int, stated: int) -> bytes:
    """An archive with one more part, larger than its header states; the checksum is of the stated size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(unpacked)) + packer.flush()
    end, part = data.rindex(b"PK\x05\x06"), name.encode()
    count, _, start = struct.unpack("<HII", data[end + 10 : end + 20])
    facts = (20, 0, 8, 0, 0x21, zlib.crc32(bytes(stated)), len(packed), stated, len(part), 0)
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", *facts) + part + packed
    listed = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *facts, 0, 0, 0, 0, start) + part
    listing = data[start:end] + listed
    tail = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(listing), start + len(head), 0
    )
    return data[:start] + head + listing + tail


def noise(size: int) -> bytes:
    """A workbook of so many bytes that cannot be packed smaller."""
    more = Random(1).randbytes(size)  # noqa: S311 (repeatable on purpose)
    made = BytesIO(honest())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/media/image1.png", more)
    return made.getvalue()


# What a worker is asked to do


def takes(megabytes: int) -> int:
    """Fill memory."""
    return len(bytes(megabytes << 20))


def lasts(seconds: float) -> None:
    """Sleep."""
    time.sleep(seconds)


def spins() -> None:
    """Work without end."""
    while True:
        pass


def answers(megabytes: int) -> bytes:
    """Answer at length."""
    return bytes(megabytes << 20)


def refuses(title: str) -> None:
    """Raise an error of the domain."""
    raise NotFound("error-step-gone", title=title)


def fails(words: str) -> None:
    """Raise an error of a program, with somebody's words in it."""
    raise ValueError(words)


def names_a_function() -> object:
    """Answer what must not be read: a function of the standard library."""
    return os.system


def process_of(_words: str) -> int:
    """The id of the worker."""
    return os.getpid()
