"""Moments as people write them, drafts, the bounds of youth, seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import is_quiet_day
from services.content.folder import Content
from services.errors import Invalid
from services.events import rules
from services.events.rules import Draft, Part
from services.people.rules import is_young_specialist

MOSCOW = ZoneInfo("Europe/Moscow")
CALENDAR = Content().calendar()
# A Sunday.
NOW = datetime(2026, 11, 22, 13, 30, tzinfo=MOSCOW)
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 декабря 15:00", "2026-12-12 15:00"),
        ("12 Декабря, 15:00", "2026-12-12 15:00"),
        ("12 декабря в 15", "2026-12-12 15:00"),
        ("12 декабря 15.00", "2026-12-12 15:00"),
        ("12 дек 9:05", "2026-12-12 09:05"),
        ("завтра в 14:30", "2026-11-23 14:30"),
        ("15:00 завтра", "2026-11-23 15:00"),
        ("завтра в 3 часа дня", "2026-11-23 15:00"),
        ("послезавтра в 9 утра", "2026-11-24 09:00"),
        ("05.12.2026 15:00", "2026-12-05 15:00"),
        ("05.12.26 15:00", "2026-12-05 15:00"),
        ("12.12 15:00", "2026-12-12 15:00"),
        ("10.01 15:00", "2027-01-10 15:00"),
        ("5-го декабря в 15:00", "2026-12-05 15:00"),
        ("1 марта 10:00", "2027-03-01 10:00"),
        ("в пятницу в 15:00", "2026-11-27 15:00"),
        ("воскресенье 15:00", "2026-11-29 15:00"),
        ("через неделю в 15:00", "2026-11-29 15:00"),
        ("сегодня 18:00", "2026-11-22 18:00"),
        ("22 ноября 18:00", "2026-11-22 18:00"),
        ("18:00", "2026-11-22 18:00"),
        ("20 ноября 2027 15:00", "2027-11-20 15:00"),
        ("ср, 25 ноября, 15:00", "2026-11-25 15:00"),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, expected: str) -> None:
    moment = rules.parse_moment(text, NOW, MOSCOW)
    assert f"{moment:%Y-%m-%d %H:%M}" == expected
    assert moment.tzinfo is MOSCOW


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("31 февраля 15:00", "error-day-none"),
        ("32.12.2026 15:00", "error-day-none"),
        ("31.11 15:00", "error-day-none"),
        ("ерунда 15:00", "error-event-when-unclear"),
        ("декабрь 15:00", "error-event-when-unclear"),
        ("5 15:00", "error-event-when-unclear"),
        ("ерунда", "error-event-when-unclear"),
        ("", "error-event-when-no-time"),
        ("завтра", "error-event-when-no-time"),
        ("05.12", "error-event-when-no-time"),
        ("12 декабря", "error-event-when-no-time"),
        ("завтра в 25:00", "error-event-when-no-such-time"),
        ("завтра в 14:75", "error-event-when-no-such-time"),
        ("12:00", "error-event-when-past"),
        ("вчера 15:00", "error-event-when-past"),
        ("5 мая 2024 10:00", "error-event-when-past"),
        ("24 ноября 2027 15:00", "error-event-when-far"),
        ("20 ноября 15:00", "error-event-when-year"),
        ("20.11 15:00", "error-event-when-year"),
    ],
)
def test_wrong_moments_are_refused_with_the_reason(text: str, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.parse_moment(text, NOW, MOSCOW)
    assert caught.value.key == key


@given(
    ahead=st.integers(1, 290),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    style=st.sampled_from(
        ["{d} {month} {h}:{m:02}", "{d:02}.{n:02} {h:02}:{m:02}", "{d}.{n}.{y} в {h}:{m:02}"]
    ),
)
def test_any_day_ahead_is_read_in_every_spelling(ahead: int, hour: int, minute: int, style: str) -> None:
    day = NOW.date() + timedelta(days=ahead)
    text = style.format(d=day.day, month=MONTHS[day.month - 1], n=day.month, y=day.year, h=hour, m=minute)
    moment = rules.parse_moment(text, NOW, MOSCOW)
    assert (moment.date(), moment.hour, moment.minute) == (day, hour, minute)


@given(st.text(max_size=60) | st.from_regex(r"[а-я0-9 .:/-]{0,20} \d?\d[:.]\d\d", fullmatch=True))
def test_any_text_is_a_moment_or_a_clear_refusal(text: str) -> None:
    try:
        moment = rules.parse_moment(text, NOW, MOSCOW)
    except Invalid:
        return
    assert NOW < moment < NOW + timedelta(days=368)


@given(st.integers())
def test_forged_moment_is_refused(seconds: int) -> None:
    try:
        moment = rules.moment_at(seconds, NOW, MOSCOW)
    except Invalid:
        return
    assert NOW < moment < NOW + timedelta(days=368)


@given(st.integers(0, 300 * 24 * 60))
def test_suggested_moments_are_ahead_and_not_on_quiet_days(minutes: int) -> None:
    now = datetime(2026, 8, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    moments = rules.suggested_moments(now, MOSCOW, CALENDAR)
    assert moments
    assert moments == sorted(set(moments))
    for moment in moments:
        assert moment > now
        assert not is_quiet_day(moment.date(), CALENDAR)


DATES = st.dates(date(1960, 1, 1), date(2030, 12, 31))


@given(born=DATES, since=DATES, today=st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_bounds_of_youth_match_the_rule(born: date, since: date, today: date) -> None:
    born_after, since_after = rules.young_bounds(today)
    assert (born > born_after and since > since_after) == is_young_specialist(born, since, today)


@pytest.mark.parametrize(
    "today", [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2026, 11, 23)]
)
def test_bounds_of_youth_are_exact_to_the_day(today: date) -> None:
    born_after, since_after = rules.young_bounds(today)
    for shift in range(-2, 3):
        born, since = born_after + timedelta(days=shift), since_after + timedelta(days=shift)
        expected = is_young_specialist(born, since, today)
        assert (born > born_after and since > since_after) == expected
        assert expected == (shift > 0)


def test_draft_asks_for_what_it_lacks() -> None:
    draft = Draft(id="x1")
    asked = []
    filled = {
        Part.FORMAT: {"format": "webinar"},
        Part.TITLE: {"title": "Вебинар"},
        Part.WHEN: {"starts_at": NOW},
        Part.PLACE: {"place": "Кабинет 1"},
        Part.AUDIENCE: {"audience": "teacher"},
    }
    while (part := draft.missing) is not None:
        asked.append(part)
        draft = replace(draft, **filled[part])
    assert asked == list(rules.OBLIGATORY)


def test_texts_are_cleaned_and_limited() -> None:
    assert rules.clean("  Урок \n за 40   минут ", 200) == "Урок за 40 минут"
    for text in ("", " \n ", "я" * 201):
        with pytest.raises(Invalid):
            rules.clean(text, 200)
    assert rules.clean("я" * 200, 200)


@pytest.mark.parametrize("text", ["0", "1001", "-5", "много", "", "3.5"])
def test_wrong_number_of_seats_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        rules.seats(text)


def test_place_with_a_link_is_online() -> None:
    assert rules.is_online("https://telemost.yandex.ru/j/1")
    assert rules.is_online("Телемост http://t.ru/1")
    assert not rules.is_online("Школа № 1, кабинет 24")
