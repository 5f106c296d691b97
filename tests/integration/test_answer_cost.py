"""What the most frequent press, an answer to an item, costs the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from handlers.assessments.links import AnswerItem
from services.assessments import actions
from services.db import Database
from tests.conftest import Phones, Town
from tests.integration.stories import ON_SQLITE, answered, statements
from tests.personas import YOUNG_SPECIALIST

FIRST_YEAR, FULL = "novice_first_year", "teacher_full"


@contextmanager
def commits(database: Database) -> Iterator[list[None]]:
    """The transactions committed inside the block."""
    heard: list[None] = []

    def hear(_connection: Any) -> None:
        heard.append(None)

    event.listen(database.engine.sync_engine, "commit", hear)
    try:
        yield heard
    finally:
        event.remove(database.engine.sync_engine, "commit", hear)


def writes(heard: list[str]) -> list[str]:
    """The statements that change something."""
    return [one for one in heard if not one.lstrip().upper().startswith(("SELECT", "WITH"))]


@pytest.mark.parametrize("code", [FIRST_YEAR, FULL])
async def test_answer_to_an_item_is_at_most_two_writes_in_one_transaction(town: Town, code: str) -> None:
    """So for scales and situations, for changed and skipped answers; the last item writes the result, too."""
    ctx = await town.acting(YOUNG_SPECIALIST)
    view = await actions.begin(ctx, code)
    last = len(view.questionnaire.items) - 1
    for place, item in enumerate(view.questionnaire.items[:last]):
        choices = (1, 2, -1) if view.questionnaire.may_skip(item) else (1, 2)
        for choice in choices:
            with statements(town.database) as heard, commits(town.database) as ended:
                await answered(ctx, view.assessment_id, place, choice)
            assert 1 <= len(writes(heard)) <= 2, (item.id, choice, heard)
        if item.explain:
            continue  # the button of its explanation reads once more
        with statements(town.database) as heard, commits(town.database) as ended:
            await actions.answer(ctx, view.assessment_id, place, 0)
        assert len(writes(heard)) == len(ended) == 1, (item.id, heard)


@ON_SQLITE
async def test_whole_press_writes_no_more(phones: Phones) -> None:
    """The middleware writes nothing where no question is open."""
    view = await actions.begin(await phones.town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    user, database = phones.of(YOUNG_SPECIALIST), phones.app.database
    await user.says("/assess")
    await user.sees("Самодиагностика")
    await user.presses_data(AnswerItem(assessment_id=view.assessment_id, place=0, choice=0).pack())
    with statements(database) as heard:
        await user.presses_data(AnswerItem(assessment_id=view.assessment_id, place=1, choice=0).pack())
    assert len(writes(heard)) == 1, heard
