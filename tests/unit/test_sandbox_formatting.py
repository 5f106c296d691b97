"""The sandbox reads Telegram HTML as strictly as Telegram."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.detection import with_found_entities
from bot.sandbox.formatting import FormattingError, checked_url, length_utf16, parse_html, trim
from bot.sandbox.safe_html import safe_html

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}


@pytest.mark.parametrize(("tag", "kind"), STYLES.items())
def test_every_tag_of_telegram_becomes_its_entity(tag: str, kind: str) -> None:
    assert parse_html(f"а<{tag}>бв</{tag}>г") == ("абвг", [{"type": kind, "offset": 1, "length": 2}])


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        (
            '<a href="https://edu.ru/?a=1&amp;b=2">сайт</a>',
            "сайт",
            [{"type": "text_link", "offset": 0, "length": 4, "url": "https://edu.ru/?a=1&b=2"}],
        ),
        ("<a>без адреса</a>", "без адреса", []),
        ('<a href="http://localhost">узел без точки</a>', "узел без точки", []),
        (
            '<span class="tg-spoiler">тайна</span>',
            "тайна",
            [{"type": "spoiler", "offset": 0, "length": 5}],
        ),
        (
            "<blockquote expandable>цитата</blockquote>",
            "цитата",
            [{"type": "expandable_blockquote", "offset": 0, "length": 6}],
        ),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
        ),
        ("<code>a<b>b</b></code>", "ab", [{"type": "code", "offset": 0, "length": 2}]),
        ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", []),
        ("<b></b>пусто", "пусто", []),
        ("<B>Я</b>", "Я", [{"type": "bold", "offset": 0, "length": 1}]),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 1}],
        ),
        ("😀<b>я</b>", "😀я", [{"type": "bold", "offset": 2, "length": 1}]),
        ("&lt;&gt;&amp;&quot;&#39;&#x41; &nbsp; & &unknown;", "<>&\"'A &nbsp; & &unknown;", []),
        ("1 > 0", "1 > 0", []),
    ],
)
def test_html_becomes_text_and_entities(html: str, text: str, entities: list[dict[str, object]]) -> None:
    assert parse_html(html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<b>жирный", 'Can\'t find end tag corresponding to start tag "b"'),
        ("текст</b>", "Unexpected end tag at byte offset 10"),
        ("<p>абзац</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("да<br/>нет", 'Unsupported start tag "br/" at byte offset 4'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("я <3", "Unclosed start tag at byte offset 3"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(html: str, complaint: str) -> None:
    with pytest.raises(FormattingError) as caught:
        parse_html(html)
    assert str(caught.value) == complaint


readable = st.text(st.characters(exclude_categories=["Cs"]))


@given(readable)
def test_escaped_text_is_read_back(text: str) -> None:
    assert parse_html(escape(text)) == (text, [])


@given(st.lists(st.tuples(st.sampled_from(sorted(STYLES)), readable), max_size=6), readable)
def test_entities_lie_within_the_text(parts: list[tuple[str, str]], tail: str) -> None:
    html = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts) + escape(tail)
    text, entities = parse_html(html)
    assert text == "".join(part for _, part in parts) + tail
    assert len(entities) == sum(bool(part) for _, part in parts)
    for entity in entities:
        assert entity["offset"] >= 0
        assert entity["length"] > 0
        assert entity["offset"] + entity["length"] <= length_utf16(text)


@given(st.text("<>/abi &;\"'=#1\n", max_size=40))
def test_any_html_is_read_or_refused(rubbish: str) -> None:
    try:
        text, entities = parse_html(rubbish)
    except FormattingError:
        return
    assert "<" not in text or "&" in rubbish
    assert safe_html(text, entities).count("<b>") == safe_html(text, entities).count("</b>")


@given(readable)
def test_length_is_in_utf16_units(text: str) -> None:
    assert length_utf16(text) == len(text.encode("utf-16-le")) // 2


def test_trimming_moves_entities() -> None:
    text, entities = parse_html(" 😀\n<b> слово </b> ")
    assert trim(text, entities) == ("😀\n слово", [{"type": "bold", "offset": 3, "length": 6}])
    assert trim(*parse_html("<b> </b>")) == ("", [])


def test_entities_telegram_finds_itself() -> None:
    text = "/start у @gorizont_bot #школа a@b.ru https://edu.ru/x. и/или 😀 /help"
    found = {entity["type"]: entity for entity in with_found_entities(text, [])}
    assert {kind: _piece(text, entity) for kind, entity in found.items()} == {
        "bot_command": "/help",
        "mention": "@gorizont_bot",
        "hashtag": "#школа",
        "email": "a@b.ru",
        "url": "https://edu.ru/x",
    }
    code = [{"type": "code", "offset": 0, "length": 6}]
    assert with_found_entities("/start", code) == code


def _piece(text: str, entity: dict[str, int]) -> str:
    units = text.encode("utf-16-le")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://edu.ru/a?b=1", "https://edu.ru/a?b=1"),
        ("edu.ru", "http://edu.ru/"),
        ("tg://user?id=1", "tg://user?id=1"),
        ("http://localhost:8080/", None),
        ("javascript:alert(1)", None),
        ("ftp://edu.ru/", None),
        ("", None),
    ],
)
def test_addresses(url: str, kept: str | None) -> None:
    assert checked_url(url) == kept


def test_page_html_is_safe() -> None:
    html = '<b>&lt;script&gt;</b> <a href="https://e.ru/&quot;onclick=">x</a> <tg-spoiler>т\nй</tg-spoiler>'
    assert safe_html(*parse_html(html)) == (
        "<b>&lt;script&gt;</b> "
        '<a href="https://e.ru/&quot;onclick=" target="_blank" rel="noopener noreferrer">x</a> '
        '<span class="spoiler">т\nй</span>'
    )
    evil = [{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}]
    assert safe_html("x", evil) == "x"


def test_crossing_entities_do_not_break_the_page() -> None:
    crossing = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 3},
        {"type": "underline", "offset": 5, "length": 1},
    ]
    assert safe_html("абвгде", crossing) == "<b>абв</b>гд<u>е</u>"
