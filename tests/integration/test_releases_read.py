"""The people of an earlier release go on with this one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.migrate import upgrade
from handlers.assessments.links import ShowResult
from handlers.people.entries import export_file
from handlers.people.links import ApplyImport, LoadStaffList
from handlers.routes.links import MyRoute
from services.assessments.models import Assessment, Score
from services.conversations.models import ConversationMessage
from services.db import Database
from services.people.models import Person
from services.routes.models import Route, RouteStep
from services.spreadsheets.uploads import Upload
from tests.conftest import Phones, Town
from tests.integration.releases import REVISIONS, put_back
from tests.personas import ADMIN, GYMNASIUM_YOUNG_SPECIALIST, MUNICIPAL_METHODIST, YOUNG_SPECIALIST

# Numbers of messages and updates go on from where the release left them: a number met again is a repeat.
SINCE = 1000


@pytest.fixture(params=REVISIONS)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The district of a release, upgraded."""
    url = put_back(request.param, tmp_path / "gorizont.db")
    database = Database(url)
    await upgrade(database)
    await database.close()
    yield url


async def test_person_finds_data_route_and_results(town: Town) -> None:
    visit, person_id = town.visit(YOUNG_SPECIALIST), town.id_of(YOUNG_SPECIALIST)
    assert "Калинина" in await visit.says("/mydata")
    book = load_workbook(BytesIO(await export_file(await town.acting(YOUNG_SPECIALIST))))
    exported = {str(cell) for sheet in book for row in sheet.values for cell in row}
    mine = select(RouteStep.title).join(Route, Route.id == RouteStep.route_id)
    titles = {step.title for step in await town.rows(mine.where(Route.person_id == person_id))}
    assert titles and titles <= exported
    shown = await visit.follows(MyRoute())
    assert any(title in shown for title in titles)

    levels = await town.rows(
        select(Score.assessment_id, Score.percent)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(Assessment.person_id == person_id, Score.is_group, Score.percent.is_not(None))
    )
    assert levels
    for level in levels:
        shown = await visit.follows(ShowResult(assessment_id=level.assessment_id))
        assert f": {level.percent} %" in shown or f"стало {level.percent}\n" in shown


async def test_what_was_begun_goes_on(phones: Phones) -> None:
    """A question was open, an event half made, a list waited, a questionnaire was at its sixth item."""
    town, novice = phones.town, phones.of(GYMNASIUM_YOUNG_SPECIALIST)
    phones.sandbox.updates._next_id += SINCE
    for chat in phones.sandbox.chats:
        chat.last_id += SINCE
    words = "Как закончить урок?"
    await novice.says(words)
    await novice.sees("Передано")
    assert (words,) in await town.rows(select(ConversationMessage.text))
    await novice.says("/assess")
    await novice.presses("Продолжить")
    await novice.sees("6 из")

    methodist, admin = phones.of(MUNICIPAL_METHODIST), phones.of(ADMIN)
    await methodist.says("Практикум")
    await methodist.sees("Как называется?")

    (waiting,) = await town.rows(select(Upload.id).where(Upload.kind == "staff_list"))
    load = LoadStaffList(upload_id=waiting.id, apply=True)
    was_a_list = waiting.id < 0  # its button, of an earlier release, holds its own number
    former = ApplyImport(import_id=-waiting.id, apply=True)
    await admin.says("/menu")
    await admin.sees("Чем займёмся")
    await admin.presses_data((former if was_a_list else load).pack())
    await admin.sees("Готово: 1 человек")
    assert await town.one(select(func.count()).where(Person.last_name == "Полева")) == 1
