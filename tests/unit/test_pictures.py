"""Pictures are readable on a phone, whole, and show what was not answered."""

from __future__ import annotations

import io
import warnings
from itertools import combinations

import pytest
from PIL import Image

from services.content.folder import Content
from services.pictures import heat_map, radar
from services.pictures.canvas import GREY, SMALL, WIDTH, Sheet, width_of, wrapped
from services.pictures.charts import Axis, HeatCell, HeatMap, HeatRow
from tests.charts import radar_of

CONTENT = Content()
TITLES = [one.title for one in CONTENT.competencies.values()]
GROUPS = [one.title for one in CONTENT.groups.values()]
RED, YELLOW, GREEN = "#D64545", "#E0A100", "#2E8B57"
# The largest sum of width and height that Telegram accepts for a photo.
TELEGRAM_SIDES = 10_000
# The largest ratio of height to width: a chat shows a taller picture too narrow to be read.
RADAR, CROWDED_RADAR, MAP = 1.3, 1.4, 1.4
TEACHERS_AXES = 18


@pytest.fixture(autouse=True)
def every_letter_is_in_the_font() -> object:
    """A letter missing in the font would be drawn as a box; matplotlib warns of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def seen(png: bytes) -> Image.Image:
    """The picture as a viewer reads it."""
    image = Image.open(io.BytesIO(png))
    image.load()
    assert image.format == "PNG"
    assert image.width == WIDTH
    assert image.width + image.height < TELEGRAM_SIDES
    return image.convert("RGB")


def is_drawn_to_the_edge(image: Image.Image) -> bool:
    """Whether anything touches the frame of the picture, as clipped parts do."""
    right, bottom = image.width - 1, image.height - 1
    paper = image.getpixel((0, 0))
    frame = [(x, y) for x in range(image.width) for y in (0, bottom)]
    frame += [(x, y) for y in range(image.height) for x in (0, right)]
    return any(image.getpixel(place) != paper for place in frame)


def area(image: Image.Image, color: str) -> int:
    """The number of pixels of a colour, or of the nearest colour of the palette."""
    wanted = tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))
    colors = image.getcolors(image.width * image.height) or []
    return sum(
        count
        for count, found in colors
        if isinstance(found, tuple) and max(abs(a - b) for a, b in zip(wanted, found, strict=True)) <= 6
    )


def result(
    count: int, *, percent: int | None = 50, before: int | None = None, **changes: int | None
) -> bytes:
    """The radar of `count` competencies; `at_2` changes one of them."""
    axes = tuple(
        Axis(TITLES[number % len(TITLES)], changes.get(f"at_{number}", percent), before)
        for number in range(count)
    )
    return radar.draw(radar_of("Самодиагностика учителя", axes, "22 ноября", before and "12 марта"))


# A dot, a line, names around the circle, a list of them beside it, a crowd.
@pytest.mark.parametrize(
    ("count", "percent", "before"),
    [(1, 63, 45), (2, None, 100), (3, 5, None), (5, 63, 45), (8, 100, 100), (12, 100, 100), (18, 63, 45),
     (24, 100, 100), (24, None, 100)],
)  # fmt: skip
def test_any_number_of_competencies_gives_a_whole_picture_that_is_not_tall(
    count: int, percent: int | None, before: int | None
) -> None:
    image = seen(result(count, percent=percent, before=before))
    assert not is_drawn_to_the_edge(image)
    assert image.height <= WIDTH * (RADAR if count <= TEACHERS_AXES else CROWDED_RADAR)


@pytest.mark.parametrize(
    ("count", "before"), [(8, None), (12, 100), (13, 100), (18, 100), (19, None), (24, 100)]
)
def test_list_beside_the_circle_names_every_competency_in_full(count: int, before: int | None) -> None:
    axes = tuple(Axis(title, 100, before) for title in TITLES[:count])
    listing = radar._fullest(radar_of("Результат", axes, "стало", "было"), 200)
    entries = [*listing.beside, *listing.under]
    assert [entry.number for entry in entries] == list(range(1, count + 1)), "clockwise"
    for entry in entries:
        said = "".join(entry.lines).replace(" ", "").replace("-", "")
        assert said == entry.axis.label.replace(" ", "").replace("-", "")
        room = radar.COLUMN - 2 * (radar.BADGE + radar.BESIDE_BADGE)
        taken = max(map(width_of, entry.lines)) + width_of(entry.value, radar.FIRM, bold=True)
        assert taken <= room, "a title ends before its percent"


def test_earlier_percents_are_left_out_where_names_need_room() -> None:
    def values(count: int) -> set[str]:
        axes = tuple(Axis(title, 63, 45) for title in TITLES[:count])
        listing = radar._fullest(radar_of("Результат", axes, "стало", "было"), 200)
        return {entry.value for entry in (*listing.beside, *listing.under)}

    assert values(TEACHERS_AXES) == {"45 → 63"}
    assert values(24) == {"63"}, "the dashed line still shows them"


def test_very_long_names_are_cut() -> None:
    axes = (Axis("Очень долгое название компетенции о многих вещах сразу" * 2, 63, 45),) * TEACHERS_AXES
    image = seen(radar.draw(radar_of("Самодиагностика учителя " * 5, axes, "22 ноября", "12 марта")))
    assert image.height <= WIDTH * CROWDED_RADAR
    few = tuple(Axis(f"{title} {title.lower()}", 63, 45) for title in TITLES[:5])
    image = seen(radar.draw(radar_of("Самодиагностика учителя " * 5, few, "22 ноября", "12 марта")))
    assert image.height <= WIDTH * RADAR


@pytest.mark.parametrize("titles", [GROUPS[:4], GROUPS, TITLES[:5], TITLES[19:24], TITLES[24:], TITLES[:3]])
def test_labels_around_the_circle_touch_neither_each_other_nor_the_frame(titles: list[str]) -> None:
    chart = radar_of("Результат", tuple(Axis(title, 100, 100) for title in titles), "стало", "было")
    radius, labels = radar._laid_around(chart)
    assert labels
    assert radius >= radar.NARROWEST_RADIUS
    assert not any(one.overlaps(other) for one, other in combinations(labels, 2))
    for label in labels:
        assert label.left >= -WIDTH / 2 and label.left + label.width <= WIDTH / 2
        assert "".join(label.lines).replace(" ", "") == label.axis.label.replace(" ", ""), (
            "the title is whole"
        )
        corners = [
            (x, y)
            for x in (label.left, label.left + label.width)
            for y in (label.top, label.top + label.height)
        ]
        assert min(x * x + y * y for x, y in corners) > radius * radius, "the label is outside of the circle"


def test_groups_keep_their_names_around_the_circle() -> None:
    for titles in (GROUPS[:4], GROUPS):
        chart = radar_of("Результат", tuple(Axis(title, 50) for title in titles), "22 ноября")
        assert radar._laid_around(chart)[1], "a teacher's first picture needs no list"


def test_letter_missing_in_the_font_is_noticed() -> None:
    with pytest.raises(UserWarning, match="missing"):
        radar.draw(radar_of("\N{LARGE RED CIRCLE}", (Axis("Диалог", 50),), "22 ноября"))


def test_cyrillic_words_differ() -> None:
    one, other = (
        radar.draw(radar_of(title, (Axis("Диалог", 50),) * 3, "22 ноября")) for title in ("Жук", "Щит")
    )
    assert one != other


def test_each_level_has_its_colour() -> None:
    for percent, color in ((39, RED), (40, YELLOW), (69, YELLOW), (70, GREEN)):
        image = seen(result(5, percent=percent))
        found = {level: area(image, level) for level in (RED, YELLOW, GREEN)}
        assert max(found, key=lambda level: found[level]) == color, percent


def test_unanswered_competency_is_a_gap_and_not_a_zero() -> None:
    """A zero has a red point and line to the middle; a gap has nothing."""
    blue = radar.NOW
    whole, zero, gap = (seen(result(6, percent=90, at_2=value)) for value in (90, 0, None))
    assert area(whole, RED) == 0 < area(zero, RED)
    assert area(gap, RED) == 0
    assert area(gap, blue) < area(whole, blue), "the line is interrupted"
    assert area(seen(result(6, percent=None)), blue) < 1000, "only the line of the legend is left"
    spots = [(0.0, 0.0), None, (1.0, 0.0), (2.0, 0.0), None, (3.0, 0.0)]
    assert list(radar._runs(spots)) == [[(1.0, 0.0), (2.0, 0.0)], [(3.0, 0.0), (0.0, 0.0)]]


def test_earlier_result_is_shown_beside_the_new_one() -> None:
    alone, compared = result(6, percent=80), result(6, percent=80, before=30)
    assert seen(alone).getpixel((0, 0)) == seen(compared).getpixel((0, 0))
    assert area(seen(compared), radar.BEFORE) > area(seen(alone), radar.BEFORE) + 500
    assert radar._value_words(Axis("Диалог", 63, 45)) == "45 → 63"
    assert radar._value_words(Axis("Диалог", None, 45)) == "45 → —"


def table(rows: int, columns: int, cell: HeatCell, label: str = "") -> HeatMap:
    return HeatMap(
        "Компетенции по школам: Дубравинский муниципальный округ",
        tuple(f"Школа № {number}" for number in range(1, columns + 1)),
        tuple(HeatRow(label or TITLES[number % len(TITLES)], (cell,) * columns) for number in range(rows)),
        ((RED, "до 39"), (YELLOW, "от 40"), (GREEN, "от 70")),
    )


NUMBER, FEW = HeatCell(100, GREEN, "100"), HeatCell(None, GREY, "мало")


@pytest.mark.parametrize(
    ("rows", "columns", "cell"), [(0, 0, FEW), (1, 1, FEW), (19, 4, FEW), (6, 12, NUMBER), (40, 20, NUMBER)]
)
def test_table_of_any_size_is_drawn_whole(rows: int, columns: int, cell: HeatCell) -> None:
    assert not is_drawn_to_the_edge(seen(heat_map.draw(table(rows, columns, cell))))


SHORT, LONG = "Школа № 1", "Школа № 14 с углублённым изучением отдельных предметов"


@pytest.mark.parametrize(
    ("titles", "rows", "label"),
    [(GROUPS[:2], 1, SHORT), (GROUPS[:5], 15, LONG), (GROUPS, 15, LONG), (TITLES[4:9], 15, LONG),
     (TITLES[19:24], 15, LONG), (TITLES[19:24], 1, SHORT)],
)  # fmt: skip
def test_map_of_schools_is_not_tall(titles: list[str], rows: int, label: str) -> None:
    cells = tuple(HeatCell(None if not place % 3 else 100, RED, "мало") for place in range(len(titles)))
    chart = HeatMap(
        "Карта по школам: психолого-педагогическая",
        tuple(titles),
        (HeatRow(label, cells),) * rows,
        ((RED, "Критический"), (YELLOW, "Допустимый"), (GREEN, "Оптимальный"), (GREY, "Мало ответов")),
    )
    image = seen(heat_map.draw(chart))
    assert image.height <= WIDTH * MAP
    assert not is_drawn_to_the_edge(image)


def test_titles_of_a_few_columns_are_level() -> None:
    for titles in (GROUPS[:5], TITLES[:5], TITLES[19:24], TITLES[9:13]):
        rows = (HeatRow("Гимназия № 2", (HeatCell(100, GREEN, "100"),) * len(titles)),)
        chart = HeatMap("Карта", tuple(titles), rows, ())
        grid = heat_map._grid(chart)
        header = heat_map._header(chart, grid)
        assert not header.is_turned
        for title, lines in zip(titles, header.titles, strict=True):
            said = "".join(lines).replace(" ", "").replace("-", "")
            assert said == title.replace(" ", "").replace("-", ""), "the title is whole"
            assert max(width_of(line, header.letters) for line in lines) <= grid.cell


def test_many_schools_keep_their_names() -> None:
    """A map too long for a chat is opened on the whole screen, so that nothing is cut."""
    label = "Школа № 14 с изучением экономики"
    chart = table(25, 5, HeatCell(50, YELLOW, "50"), label)
    assert all(not lines[-1].endswith("…") for lines in heat_map._layout(chart).labels)


def test_cell_has_its_colour_with_and_without_a_number() -> None:
    red = seen(heat_map.draw(table(10, 5, HeatCell(20, RED, "20"))))
    assert area(red, RED) > 50 * 56 * 64 / 2 > area(red, GREEN)
    few = seen(heat_map.draw(table(10, 5, HeatCell(None, GREY, "мало"))))
    assert area(few, GREY) > 50 * 56 * 64 / 2 > area(few, RED)


def test_numbers_stay_readable() -> None:
    """Two digits have eleven pixels on a phone in the widest table."""
    grid = heat_map._grid(table(24, 20, HeatCell(88, GREEN, "88")))
    assert (heat_map._size(HeatCell(88, GREEN, "88"), grid.cell) or 0) >= SMALL
    assert heat_map._size(HeatCell(100, GREEN, "100"), grid.cell), "a number is never left out"


def test_word_too_wide_for_its_cell_is_explained_above() -> None:
    chart = table(3, 20, HeatCell(None, GREY, "мало"))
    grid = heat_map._grid(chart)
    assert heat_map._size(chart.rows[0].cells[0], grid.cell) is None
    assert (GREY, "мало") in [entry for line in heat_map._legend(chart, grid) for entry in line]


def test_long_texts_are_wrapped_without_loss() -> None:
    assert wrapped("Психолого-педагогическая", 300) == ["Психолого-", "педагогическая"]
    assert wrapped("Сложные задания, ВПР и ГИА", 270) == ["Сложные", "задания, ВПР и", "ГИА"]
    assert wrapped("  Лишние \n пробелы ", 900) == ["Лишние пробелы"]
    assert wrapped("", 300) == [""]
    assert wrapped("Коммуникативная", 180) == ["Коммуни-", "кативная"], "by syllables"
    assert wrapped("Районная", 120)[0] == "Район-", "й stays with the vowel before it"
    assert wrapped("Анализ урока и рефлексия", 260, most=1) == ["Анализ урока…"]
    assert wrapped("Гимназия № 2 имени А. С. Пушкина", 300, most=2) == ["Гимназия № 2", "имени…"]
    assert wrapped("Школа № 14 с углублённым изучением", 270, most=1) == ["Школа № 14…"]
    endless = wrapped("щ" * 60, 200)
    assert len(endless) == 4 and endless[-1].endswith("…")
    for words in TITLES:
        for line in wrapped(words, 260, most=9):
            assert width_of(line) <= 260


def test_dollar_and_backslash_are_plain_letters() -> None:
    sheet = Sheet(200)
    sheet.paragraph((20, 20), [r"Клуб $\frac{1}{0}$ и «100 $»"])
    assert area(seen(sheet.png()), "#22303C") > 100
