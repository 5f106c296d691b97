"""From the map of schools to an event for people in need; the methodist sees no names."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from services.assessments.models import Assessment, Score
from services.events.models import Event
from services.outbox import Delivery
from services.people.models import Person
from tests import personas
from tests.conftest import Town
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import WAIT, book_of, gets_photo, opens_menu
from tests.integration.stories import unit_of

METHODIST = personas.MUNICIPAL_METHODIST
# Teachers of school 1: all but the last two find it hard to differ their lessons by pupil; the last but one
# does it well, the last has told nothing of it.
IN_NEED, STRONG, UNKNOWN = personas.SCHOOL_TEACHERS[:8], personas.SCIENCE_TEACHER, personas.REVERSE_MENTOR
ELSEWHERE = personas.GYMNASIUM_ENGLISH_TEACHER  # finds it as hard, in another school
COMPETENCY, SCHOOL, TITLE = "met_individual", "Школа № 1", "Один урок, три дорожки"


async def surnames(town: Town, *, but: str) -> list[str]:
    """Everybody's surnames except the reader's own."""
    rows = await town.rows(select(Person.last_name).where(Person.id != town.id_of(but)))
    return [row[0] for row in rows]


def all_words(user: SandboxUser) -> str:
    """Everything the chat shows now: texts and buttons."""
    return "\n".join(f"{message.words} {user.buttons(message)}" for message in user.messages)


@pytest.mark.history
async def test_event_from_a_red_cell_invites_people_in_need(street: Street) -> None:
    town, methodist = street.town, street.of(METHODIST)
    competency = town.content.competencies[COMPETENCY].title
    names = await surnames(town, but=METHODIST)

    async def sees(*fragments: str) -> Message:
        """What the methodist sees must name nobody."""
        message = await methodist.sees(*fragments, within=WAIT)
        assert not [name for name in names if name in all_words(methodist)]
        return message

    async with street.bot():
        await opens_menu(methodist)
        await methodist.presses("Общая картина")
        await sees("Прошли: 20 из 24 (83 %)")
        await methodist.presses("Карта: по школам")
        the_map = await sees("Карта по школам", SCHOOL, "Гимназия № 2", "Ясноозёрская школа")

        # The map as a picture and as a table to take along.
        assert await methodist.presses("Картинкой", the_map) == "Рисуем, секунду…"
        picture = (await gets_photo(methodist)).photo
        assert picture is not None
        assert picture.data.startswith(b"\x89PNG")
        await methodist.presses("Таблицей", the_map)
        book = book_of(await sees("Карта в таблице"))
        rows = list(book["Темы"].values)
        cells = dict(zip(rows[0], next(row for row in rows if row[0] == SCHOOL), strict=True))
        assert cells[competency] == 35
        whole = str([row for sheet in book for row in sheet.values])
        assert not [name for name in names if name in whole]

        # Down to the school, and one tap from the red cell.
        await methodist.presses(SCHOOL, the_map)
        await sees(f"🔴 35 {competency}", "📅 Нажмите")
        await methodist.presses("📅 🔴 Индивидуализация")
        await sees(f"Для учителей: {SCHOOL}", f"Тема: {competency}", "Шаг 1 из 4")
        await methodist.presses("Практикум")
        await methodist.says(TITLE)
        await sees("Когда начало?")
        await methodist.says("26 ноября в 15:00")
        await sees("Где встречаемся?")
        await methodist.says("Школа № 1, кабинет 12")
        await sees(f"Для учителей: {SCHOOL}", "Так увидят приглашение", "получат до 10 учителей")
        await methodist.presses("Опубликовать")
        await sees("Опубликовано")

        # Those who need it are written to and are not told why; the others of the school may come too.
        told = {
            row[0]
            for row in await town.rows(select(Delivery.person_id).where(Delivery.kind == "event_announced"))
        }
        assert told == {town.id_of(code) for code in IN_NEED}
        assert await in_deficit(town) == told, "as their own results say"
        event = (
            await town.rows(
                select(Event.author_id, Event.competencies, Event.target).where(Event.title == TITLE)
            )
        )[0]
        school = await unit_of(town, STRONG)
        target = {"unit_id": school, "competency": COMPETENCY}
        assert tuple(event) == (town.id_of(METHODIST), [COMPETENCY], target)
        for code in IN_NEED:
            invitation = await street.of(code).sees("Приглашаем вас", TITLE, within=WAIT)
            assert competency not in invitation.words
        for code in (STRONG, UNKNOWN):
            colleague = street.of(code)
            await colleague.says("/events")
            await colleague.sees(TITLE, within=WAIT)
            assert "Приглашаем вас" not in all_words(colleague)
        stranger = street.of(ELSEWHERE)
        await stranger.says("/events")
        assert TITLE not in (await stranger.sees("Ближайшие мероприятия", within=WAIT)).words
        await stranger.quiet()
        assert TITLE not in all_words(stranger)


async def in_deficit(town: Town) -> set[int]:
    """Who in school 1 has a deficit there, read from the latest results one by one."""
    rows = await town.rows(
        select(Assessment.person_id, Score.level)
        .join(Score, Score.assessment_id == Assessment.id)
        .join(Person, Person.id == Assessment.person_id)
        .where(Score.subject == COMPETENCY, Person.unit_id == await unit_of(town, STRONG))
        .order_by(Assessment.finished_at)
    )
    latest = dict(map(tuple, rows))
    return {person_id for person_id, level in latest.items() if level in {"critical", "acceptable"}}
