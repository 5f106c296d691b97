"""Harmful templates: slow to read, larger than stated, with fields that start something."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from time import process_time

import pytest

from services.documents import package, template
from services.documents.making import standard
from tests import attacks
from tests.unit.test_document_template import END, FOR, MAIN, read, refused, remade, values, written

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ROOM = 290_000
MOST_SECONDS = 1.5  # of the processor; ten times the usual time, far below the time of backtracking


def with_body(body: str, **more: bytes) -> bytes:
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    assert len(document) < 300 * 1024
    return remade(written(""), lambda name, data: document if name == MAIN else data, **more)


def paragraph(*texts: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{text}</w:t></w:r>' for text in texts)}</w:p>"


def told(content: bytes) -> list[str]:
    return [one.key for one in template.checked(content)[1]]


def field(*pieces: str, between: str = "") -> str:
    runs = between.join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    return "".join(
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            runs,
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>',
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        )
    )


NAME = paragraph("{{ фио }}")
CELLS = "<w:tcPr>x</w:tcPr><w:t>a</w:t>" * (ROOM // 40)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (f"<w:tbl><w:tr><w:tc>{paragraph('{% vm %}')}{CELLS}</w:tc></w:tr></w:tbl>", "forbidden"),
        (f'<w:tbl><w:tr><w:tc w:x="{{% hm %}}">{NAME}{CELLS}</w:tc></w:tr></w:tbl>', "place"),
        (NAME + paragraph("{{tr фио }}") * 250 + "<w:tr/>" * (ROOM // 12), "place"),
        (NAME + paragraph("{", *"{{" * (ROOM // 60)), "open"),
        (NAME + paragraph("{% if " + "x " * (ROOM // 2) + "%}"), "broken"),
        (NAME + "<w:tr>" * 200 + paragraph(FOR, END) + "<a/>" * 40_000 + "</w:tr>" * 200, "place"),
        (paragraph("{%p for шаг in шаги %}") + "<a/>" * 60_000 + paragraph("{%p endfor %}"), "many"),
        ((paragraph("{%p if фио %}") + paragraph("{%p endif %}")) * 21, "many"),
        ((paragraph("{%p if фио %}", "{{ фио }}")) * 3, "place"),
    ],
)  # fmt: skip
def test_slow_template_is_refused_soon(body: str, key: str) -> None:
    content = with_body(body)
    begun = process_time()
    found = told(content)
    assert process_time() - begun < MOST_SECONDS
    assert f"document-tag-{key}" in found


def test_tag_is_read_as_plain_words() -> None:
    assert told(with_body(NAME + '<w:p w:rsidR="{{ фио }}"/>')) == ["document-tag-place"]
    assert told(with_body(NAME + "<w:p><w:x>{% if фио %}</w:x></w:p>")) == ["document-tag-place"]
    notes = {"word/footnotes.xml": f"<w:footnotes {W}>{paragraph('{{', ' фио }}')}</w:footnotes>".encode()}
    assert told(with_body(NAME, **notes)) == ["document-tag-place"]
    large = {"word/notes.xml": b"<a>" + bytes(2 * 1024 * 1024).replace(b"\0", b"x") + b"</a>"}
    assert refused(with_body(NAME, **large)) == "document-file-bomb"

    # Word splits a tag anywhere; braces that are no tag stay as they are.
    torn = "<w:r><w:t>[{</w:t></w:r><w:proofErr/><w:r><w:t>{ Ф</w:t></w:r>"
    rest = "<w:hyperlink><w:r><w:t>ио }</w:t></w:r></w:hyperlink><w:r><w:t>} {а} }}]</w:t></w:r>"
    kept, found = template.checked(with_body(f"<w:p>{torn}{rest}</w:p>"))
    assert found == []
    assert read(template.compiled(kept).fill(values("Громов"))) == "[Громов {а} }}]"


def lying(unpacked: int, written_down: int) -> bytes:
    """A template with a picture longer than its header states."""
    return attacks.lying(standard(), "word/media/x.png", unpacked, written_down)


def test_archive_is_unpacked_to_its_stated_size_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(lying(64 << 20, 1000)) == "document-file-bomb"
    assert refused(lying(1000, 2000)) == "document-file-broken"
    assert package.opened(lying(1000, 1000)).parts["word/media/x.png"] == bytes(1000)

    # Two entries share the same bytes.
    twice = bytearray(remade(standard(), lambda name, data: data, **{"a.png": b"1" * 9, "b.png": b"1" * 9}))
    with zipfile.ZipFile(BytesIO(twice)) as archive:
        first = archive.getinfo("a.png").header_offset
    listed = twice.rindex(b"PK\x01\x02")
    twice[listed + 42 : listed + 46] = struct.pack("<I", first)
    assert refused(bytes(twice)) == "document-file-bomb"


@pytest.mark.parametrize(
    "hidden",
    [
        field("INCLUDEP", 'ICTURE "http://x/y.png"'),
        field("DDEA", "UTO c:\\\\x"),
        field("PAGE ").replace("</w:instrText>", f"</w:instrText>{field('QUOTE x')}"),
        field("PAGE").replace("<w:t>1</w:t>", f"<w:t/>{field('DATE')}"),
        field(" = 1 + 1 "),
        field(""),
        field("MERGEFIELD имя"),
        field("PAGE ", "DDEAUTO x", between="<w:r><w:t>x</w:t></w:r>"),
        field("PAGE ", "DDEAUTO x").replace(
            "<w:r><w:instrText>PAGE </w:instrText></w:r>",
            "<Choice><w:r><w:instrText>PAGE </w:instrText></w:r></Choice>",
        ),
        '<w:fldSimple w:instr="INCLUDETEXT x"/>',
        f'<w:fldSimple w:instr="PAGE">{field("DATE")}</w:fldSimple>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:delInstrText>PAGE</w:delInstrText></w:r>",
    ],
)
def test_only_harmless_fields_are_allowed(hidden: str) -> None:
    fine = f'{field("PA", "GE")}<w:fldSimple w:instr=" NUMPAGES \\* MERGEFORMAT "/>{field(" date ")}'
    assert told(with_body(f"{NAME}<w:p>{fine}</w:p>")) == []
    assert refused(with_body(f"{NAME}<w:p>{hidden}</w:p>")) == "document-file-active"
    # The name of the part does not matter.
    part = f"<w:x {W}>{hidden}</w:x>".encode()
    assert refused(with_body(NAME, **{"word/mysettings.xml": part})) == "document-file-active"


def test_author_and_data_source_of_a_template_are_removed() -> None:
    secret = "Ольхова"

    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    space = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    path = "docProps/custom.xml"
    added = {
        "docProps/core.xml": (
            "</cp:coreProperties>",
            f"<cp:creator>{secret}</cp:creator><cp:lastModifiedBy>{secret}</cp:lastModifiedBy>",
        ),
        MAIN: ("</w:p>", f'<w:ins w:author="{secret}"/>'),
        "word/settings.xml": ("</w:settings>", f'<w:mailMerge><w:query w:val="{secret}"/></w:mailMerge>'),
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/{path}" ContentType="{kind}"/>'),
        "_rels/.rels": ("</Relationships>", f'<Relationship Id="r9" Type="{relation}" Target="{path}"/>'),
    }

    def noted(name: str, data: bytes) -> bytes:
        end, more = added.get(name, ("</nothing>", ""))
        return data.replace(end.encode(), (more + end).encode(), 1)

    custom = f'<Properties xmlns="{space}"><property name="Автор {secret}"/></Properties>'.encode()
    sent = remade(written("{{ фио }}"), noted, **{path: custom})
    with zipfile.ZipFile(BytesIO(sent)) as document:
        assert all(secret.encode() in document.read(name) for name in (*list(added)[:3], path))
    kept, found = template.checked(sent)
    assert found == []
    with zipfile.ZipFile(BytesIO(template.compiled(kept).fill(values("Громов")))) as document:
        parts = {name: document.read(name) for name in document.namelist()}
    assert not [name for name, data in parts.items() if secret.encode() in data or b"custom.xml" in data]
    assert path not in parts and "docProps/core.xml" in parts
