"""A portfolio on paper: a Word document and an archive with the files. Slow: call off the event loop."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from services.documents.rules import printable

_MARGIN_MM = 15
_FONT, _FONT_POINTS = "Times New Roman", 10


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: a title, lines under it, one table. `widths` are the columns' shares of the page."""

    title: str
    lines: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]


def write(paper: Paper) -> bytes:
    """The paper as a `.docx` in landscape format; the table's heading is repeated on every page."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_FONT_POINTS)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    title = document.add_paragraph()
    run = title.add_run(printable(paper.title))
    run.bold, run.font.size = True, Pt(_FONT_POINTS + 4)
    for place, line in enumerate(paper.lines, start=1):
        space = Pt(2 if place < len(paper.lines) else _FONT_POINTS)
        document.add_paragraph(printable(line)).paragraph_format.space_after = space
    table = document.add_table(rows=1, cols=len(paper.headings))
    table.style, table.autofit = "Table Grid", False
    room = (297 - 2 * _MARGIN_MM) / sum(paper.widths)
    widths = [Mm(share * room) for share in paper.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for cell, heading, width in zip(table.rows[0].cells, paper.headings, widths, strict=True):
        cell.paragraphs[0].add_run(printable(heading)).bold = True
        cell.width = width
    _repeat(table.rows[0])
    for row in paper.rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.text, cell.width = printable(text), width
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _repeat(row: Any) -> None:
    """Repeat a table's row at the top of every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def archive(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A `.zip` of files by name; the names must differ."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files:
            folder.writestr(name, data)
    return buffer.getvalue()
