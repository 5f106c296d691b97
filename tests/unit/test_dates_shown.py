"""Dates are shown in the zone of the person's organisation: across zones, clock changes and year ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from handlers.route_templates.giving_screens import assignment
from handlers.routes.agreement import screens as agreement_screens
from handlers.routes.screens import route
from handlers.routes.steps.screens import step_card
from handlers.screen import Screen
from handlers.words import translator
from services.calendar import is_quiet_day, next_allowed
from services.clock import MovableClock
from services.content.folder import Content
from services.context import Actor, Context, Policy
from services.db import Database
from services.people.queries import PersonView
from services.route_templates.assignments import AssignmentCard
from services.routes.agreement import versions
from services.routes.models import Route, RouteStep, RouteVersion
from services.routes.owners import today_of
from services.routes.rules import spread
from services.routes.step_reading import step_view
from services.routes.views import RouteView, Sight, StepCard, StepView

CONTENT = Content()
WORDS = translator("ru")
DATABASE = Database("sqlite+aiosqlite:///:memory:")
# Russia keeps one time all year, other zones may not: here clocks go back in one zone and on in another.
ZONES = st.sampled_from(
    ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka", "Europe/Berlin",
     "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
).map(ZoneInfo)  # fmt: skip
MOMENTS = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS = st.dates(date(2025, 12, 1), date(2030, 12, 31))
CALENDARS = st.sampled_from(sorted(CONTENT.calendars.values(), key=lambda calendar: calendar.code))
# Clocks in Berlin go back that night; the year begins in Moscow three hours before it begins in UTC.
WHEN_CLOCKS_GO_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
NEW_YEAR_IN_MOSCOW = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)
# Half past eleven in Berlin, before a day of 23 hours.
EVE_OF_A_SHORT_DAY = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
OWNER = PersonView(1, "Калинина Дарья", "Дарья", "Учитель", "Школа № 1")
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября",
    "ноября", "декабря",
)  # fmt: skip
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def at_work(moment: datetime, zone: ZoneInfo) -> Context:
    """The context of a person whose organisation is in the zone."""
    ctx = Context(DATABASE, MovableClock(moment), CONTENT, Policy(zone=ZoneInfo("Europe/Moscow")))
    ctx.actor = Actor(1, "Калинина Дарья", "Дарья", 1, "/1/", zone, "ru")
    return ctx


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """The local time, counted from the offset of the zone to UTC."""
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return moment.replace(tzinfo=None) + offset


def told(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def shown(screen: Screen) -> str:
    return "\n".join(map(WORDS.plain, screen.lines)).replace("\u00a0", " ")


def step_seen(ctx: Context, due: date) -> StepView:
    """A step that began a week before its last day, as the services show it to its owner now."""
    step = RouteStep(
        id=1, route_id=1, position=0, catalog_code=None, event_id=None, competency="met_design", title="Урок",
        form="lesson_visit", education="nonformal", hours=2, starts=due - timedelta(days=7), due=due,
        result="План", status="planned", reason={}, remind_on=None,
    )  # fmt: skip
    return step_view(ctx, step, today_of(ctx, ctx.zone), scores=True)


@given(MOMENTS, ZONES, st.integers(-3, 3))
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"), 0)
@example(NEW_YEAR_IN_MOSCOW, ZoneInfo("Europe/Moscow"), -1)
def test_step_is_late_from_the_local_midnight(moment: datetime, zone: ZoneInfo, ahead: int) -> None:
    ctx, today = at_work(moment, zone), wall(moment, zone).date()
    due = today + timedelta(days=ahead)
    step = step_seen(ctx, due)
    card = shown(step_card(StepCard(step, OWNER, Sight.OWNER, "in_progress", (), ())))
    begun = told(due - timedelta(days=7))
    assert (f"Срок был {told(due)}." in card) is (ahead < 0)
    assert (f"Срок: с {begun} по {told(due)}" in card) is (ahead >= 0)
    view = RouteView(
        id=1, owner=OWNER, sight=Sight.OWNER, status="on_review", version=1, starts=step.starts, ends=due,
        assessment_id=None, basis=None, methodist="Озерова", is_outdated=False, done=0, total=1, overdue=0,
        steps=(step,),
    )  # fmt: skip
    ends = (due - timedelta(days=7), due)
    first, last = (
        told(day) if ends[0].year == ends[1].year else f"{told(day)} {day.year} года" for day in ends
    )
    assert f"1 шаг, с {first} по {last}" in shown(route(view))


@given(MOMENTS, ZONES)
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"))
@example(NEW_YEAR_IN_MOSCOW, ZoneInfo("Europe/Moscow"))
def test_version_was_sent_on_the_local_day(moment: datetime, zone: ZoneInfo) -> None:
    ctx = at_work(moment + timedelta(days=40), zone)
    kept = RouteVersion(route_id=1, version=2, steps=[], sent_at=moment, decision="approved", decided_by_id=7)
    one = versions._version_view(ctx, kept, Route(id=1, status="approved", version=2), {7: "Озерова Нина"})
    said = WORDS.plain(agreement_screens._version_line(one)).replace("\u00a0", " ")
    assert f"отправлена {told(wall(moment, zone).date())}: утверждена" in said


@given(MOMENTS, ZONES, st.integers(0, 24 * 60))
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"), 24 * 60)
@example(EVE_OF_A_SHORT_DAY, ZoneInfo("Europe/Berlin"), 24 * 60)
@example(NEW_YEAR_IN_MOSCOW, ZoneInfo("Europe/Moscow"), 90)
def test_assignment_may_be_undone_until_the_local_hour(
    moment: datetime, zone: ZoneInfo, minutes: int
) -> None:
    ctx, until = at_work(moment, zone), moment + timedelta(minutes=minutes)
    card = AssignmentCard(
        id=1, template_id=1, title="Первый год", unit="Школа № 1", audience="everyone", starts=ctx.today,
        given=3, begun=0, begun_names=(), undo_until=until.astimezone(ctx.zone), is_undone=False,
    )  # fmt: skip
    (said,) = [line for line in shown(assignment(card, ctx.today)).splitlines() if "Отменить можно" in line]
    now, then = wall(moment, zone), wall(until, zone)
    hour = f"{then.hour:02}:{then.minute:02}"
    days = {
        now.date(): f"до {hour} сегодня",
        now.date() + timedelta(days=1): f"до завтра, {hour}",
    }
    # On a day of 23 hours, 24 hours may end on the day after tomorrow.
    expected = days.get(then.date(), f"до {WEEKDAYS[then.weekday()]}, {told(then.date())}, {hour}")
    assert said.endswith(expected)


@given(MOMENTS, ZONES, CALENDARS)
@example(WHEN_CLOCKS_GO_BACK, ZoneInfo("Europe/Berlin"), CONTENT.calendar())
def test_morning_comes_at_eight_local_time(moment: datetime, zone: ZoneInfo, calendar: object) -> None:
    allowed = next_allowed(moment, zone, calendar)  # type: ignore[arg-type]
    if allowed != moment:
        assert (allowed.hour, allowed.minute) == (8, 0)
        assert allowed.astimezone(UTC) > moment


@given(DAYS, CALENDARS, st.lists(st.sampled_from(CONTENT.catalog.steps), min_size=1, max_size=8))
def test_no_step_of_a_draft_is_due_on_a_day_off(start: date, calendar: object, steps: list[object]) -> None:
    dates = spread(steps, start, CONTENT.catalog.assembly_rules, calendar)  # type: ignore[arg-type]
    for begins, due in dates:
        assert start <= begins <= due
        assert not is_quiet_day(due, calendar)  # type: ignore[arg-type]
