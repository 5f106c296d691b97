"""Templates that people upload: allowed words, forbidden actions, strange values."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.documents import package, template
from services.documents.making import standard
from services.documents.names import ROUTE_NAMES, STEP_NAMES, STEPS, Values
from services.documents.rules import file_name, printable, school_year_start, short_name
from services.errors import Invalid

FOR, END = "{%tr for шаг in шаги %}", "{%tr endfor %}"
MAIN = "word/document.xml"


def written(*paragraphs: str, rows: tuple[str, ...] = ()) -> bytes:
    """A `.docx` as a person would write it in Word."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=1)
        for row in rows:
            table.add_row().cells[0].text = row
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def remade(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The archive with its parts changed or left out, and with the parts of `more`."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in more.items():
            new.writestr(name, data)
    return buffer.getvalue()


def values(word: str = "слово", steps: int = 2) -> Values:
    return {
        **dict.fromkeys(ROUTE_NAMES, word),
        STEPS: [dict.fromkeys(STEP_NAMES, f"{word} {number}") for number in range(steps)],
    }


def read(content: bytes) -> str:
    """All words of a document: paragraphs, then cells."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def mistakes(*paragraphs: str, rows: tuple[str, ...] = ()) -> list[str]:
    return [one.key for one in template.checked(written(*paragraphs, rows=rows))[1]]


def refused(content: bytes) -> str:
    with pytest.raises(Invalid) as error:
        template.checked(content)
    return error.value.key


def test_standard_template_uses_known_words_and_is_kept_unchanged() -> None:
    kept, found = template.checked(standard())
    assert found == []
    filled = template.compiled(kept).fill(values())
    assert "{" not in read(filled)
    assert template.compiled(kept).fill(values()) == filled  # the same words make the same file
    assert "слово 0" in read(filled) and "слово 1" in read(filled)


def test_words_of_a_template_are_read_in_every_spelling() -> None:
    content = written(
        "{{ Фио }} и {{УТВЕРДИЛ}}, {{ утверждён }}", rows=(FOR, "{{ Шаг.Срок }}", "{%tr ENDFOR %}".lower())
    )
    kept, found = template.checked(content)
    assert found == []
    assert read(template.compiled(kept).fill(values("да"))).splitlines() == ["да и да, да", "да 0", "да 1"]


def test_condition_shows_its_part_where_the_value_is_known() -> None:
    kept, found = template.checked(
        written(
            "{% if проект %}{{ проект }}{% else %}Готово{% endif %}",
            "{%p if not методист %}",
            "!",
            "{%p endif %}",
        )
    )
    assert found == []
    ready = template.compiled(kept)
    assert read(ready.fill(values("П"))).split() == ["П"]
    assert read(ready.fill({**values("П"), "проект": "", "методист": ""})).split() == ["Готово", "!"]


@pytest.mark.parametrize(
    "attempt",
    [
        "{{ фио.__class__.__mro__ }}",
        "{{ фио|attr('__class__') }}",
        "{{ ''.__class__ }}",
        "{{ self }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum() }}",
        "{{ фио() }}",
        "{{ фио ~ фио }}",
        "{{ фио * 100000000 }}",
        "{{ range(10) }}",
        "{{ 7*7 }}",
        "{{ фио['срок'] }}",
        "{{ шаг.срок.__class__ }}",
        "{% set х = 1 %}",
        "{% include 'x' %}",
        "{% import 'os' as х %}",
        "{% extends 'x' %}",
        "{% macro х() %}{% endmacro %}",
        "{% for х in фио %}{% endfor %}",
        "{% for шаг in шаги if шаг.срок %}{% endfor %}",
        "{% if фио == методист %}{% endif %}",
        "{% if фио.upper() %}{% endif %}",
        "{% filter upper %}{% endfilter %}",
        "{% do фио %}",
        "{{ loop.index }}",
        "{{ шаги }}",
        "{% colspan фио.__class__ %}",
    ],
)
def test_template_runs_no_code(attempt: str) -> None:
    assert mistakes("{{ фио }}", attempt)
    assert mistakes("{{ фио }}", rows=(FOR, attempt, END))
    with pytest.raises(Invalid):
        template.compiled(written(attempt))


@pytest.mark.parametrize(
    ("paragraph", "key"),
    [
        ("{{ фамилия }}", "document-name-unknown"),
        ("{{ всего часов }}", "document-tag-broken"),
        ("{{ фио", "document-tag-open"),
        ("{{ фио {{ должность }}", "document-tag-open"),
        ("{{ шаг.срок }}", "document-step-outside"),
        ("Просто слова", "document-tag-none"),
        ("{{ фио }}" * 301, "document-tag-many"),
        ("{{r фио }}", "document-tag-place"),
        ("{% if фио %}", "document-tag-broken"),
    ],
)
def test_mistake_of_a_template_is_named(paragraph: str, key: str) -> None:
    assert mistakes(paragraph) == [key]


def test_loop_out_of_place_is_told() -> None:
    assert mistakes(rows=(FOR, FOR, "{{ шаг.срок }}", END, END)) == ["document-tag-nested"]
    # A loop begun before the table and ended in it would break the document.
    assert mistakes("{% for шаг in шаги %}", rows=("{{ шаг.срок }} {% endfor %}",)) == ["document-tag-place"]
    found = template.checked(written("{{ утверди }}"))[1]
    assert (found[0].arguments["name"], found[0].arguments["hint"]) == ("утверди", "утвердил")


def test_file_that_is_no_harmless_document_is_refused() -> None:
    good = written("{{ фио }}")

    def types(name: str, data: bytes) -> bytes:
        return (
            data.replace(b"document.main+xml", b"document.macroEnabled.main+xml") if name[0] == "[" else data
        )

    def outside(kind: str) -> bytes:
        link = f'<Relationship Id="r99" Type="http://x/{kind}" Target="http://x/y" TargetMode="External"/>'
        return remade(
            good,
            lambda name, data: (
                data.replace(b"</Relationships>", f"{link}</Relationships>".encode())
                if name == "word/_rels/document.xml.rels"
                else data
            ),
        )

    def with_body(old: bytes, new: bytes) -> bytes:
        return remade(good, lambda name, data: data.replace(old, new) if name == MAIN else data)

    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    field = b'<w:r><w:instrText>DDEAUTO c:\\\\x "y"</w:instrText></w:r>'
    assert refused(b"") == refused(b"%PDF-1.4") == "document-file-kind"
    assert refused(b"PK\x03\x04 and so on") == "document-file-broken"
    assert refused(good + bytes(package.FILE_LIMIT)) == "document-file-large"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "document-file-old"
    assert (
        refused(remade(good, lambda name, data: data, **{"word/vbaProject.bin": b"x"}))
        == "document-file-active"
    )
    assert refused(remade(good, types)) == "document-file-active"
    assert refused(outside("image")) == "document-file-outside"
    assert refused(outside("oleObject")) == "document-file-active"
    assert refused(with_body(b"<w:document", bomb + b"<w:document")) == "document-file-broken"
    assert refused(with_body(b"</w:p>", field + b"</w:p>")) == "document-file-active"
    assert (
        refused(remade(good, lambda name, data: data, **{"word/a.xml": bytes(21 << 20)}))
        == "document-file-bomb"
    )
    assert refused(remade(good, lambda name, data: data, **{"../a.xml": b"<a/>"})) == "document-file-broken"
    assert refused(remade(good, lambda name, data: None if name == MAIN else data)) == "document-file-kind"

    # A link to a site is harmless; the name of the template that Word used is removed.
    assert template.checked(outside("hyperlink"))[1] == []
    kept, found = template.checked(outside("attachedTemplate"))
    assert found == [] and b"http://x/y" not in zipfile.ZipFile(BytesIO(kept)).read(
        "word/_rels/document.xml.rels"
    )


STRANGE = "<w:p>&amp; ]]> {{ фио }} {% endfor %} \"'\\ \u202eעברית العربية 👩‍🏫 \x00\x1b\ufffe"


@settings(max_examples=15, deadline=None)
@example(STRANGE)
@example("длинно " * 5_000)
@example("раз\nдва\r\nтри")
@given(st.text(max_size=60))
def test_any_name_is_plain_words_in_the_document(name: str) -> None:
    said = read(template.compiled(standard()).fill(values(name, steps=1)))
    # Word keeps tabs and new lines; all other words are the name of the person.
    assert _letters(printable(name)) in _letters(said)


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_file_names_are_valid_on_every_disk() -> None:
    taken = {file_name("Громов А. С. — ИОМ 2026-09", "docx").casefold()}
    assert file_name("громов А. С. — ИОМ 2026-09", "docx", taken) == "громов А. С. — ИОМ 2026-09 (2).docx"
    assert file_name("../../etc/пароли\x00: «а» | b?", "docx") == "-..-etc-пароли- «а» - b-.docx"
    assert file_name("\u202egpj. ", "docx") == "gpj.docx"
    assert file_name(" .. ", "zip") == "-.zip"
    assert len(file_name("я" * 500, "docx").encode()) < 255
    assert short_name("Громов", "Алексей", "") == "Громов А."


def test_school_year_begins_in_september() -> None:
    assert school_year_start(date(2026, 8, 31)) == date(2025, 9, 1)
    assert school_year_start(date(2026, 9, 1)) == school_year_start(date(2027, 1, 1)) == date(2026, 9, 1)
