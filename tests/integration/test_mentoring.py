"""A mentor pair works only with the consent of both."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from services.assessments import actions as assessments
from services.assessments import queries as results
from services.conversations import actions as conversations
from services.errors import NotAllowed
from services.letters import Letter
from services.mentoring.models import MentorPair
from services.mentoring.queries import my_mentoring
from services.routes import reading
from services.routes.agreement import actions as agreement
from services.routes.drafting import actions as drafting
from tests.conftest import Town
from tests.integration.stories import finish
from tests.personas import MENTOR, YOUNG_SPECIALIST


@pytest.mark.parametrize("consent", ["mentor_consented_at", "mentee_consented_at"])
async def test_a_pair_without_consent_gives_no_rights(town: Town, consent: str) -> None:
    young = await town.acting(YOUNG_SPECIALIST)
    result_id = await finish(young, "novice_first_year")
    route_id = (await drafting.draft(young, result_id)).id
    await agreement.send_to_review(young, route_id)
    await assessments.share(young, result_id, town.id_of(MENTOR))
    assert await results.result(await town.acting(MENTOR), result_id)
    assert await reading.route_of(await town.acting(MENTOR), route_id)

    async with young.transaction() as db:
        await db.execute(update(MentorPair).values({consent: None}))

    assert not (await my_mentoring(young)).mentors
    assert not (await my_mentoring(await town.acting(MENTOR))).mentees
    with pytest.raises(NotAllowed):
        await conversations.ask(young, town.id_of(MENTOR), Letter("100009:1", "Как начать урок?"))
    assert town.id_of(MENTOR) not in {one.id for one in await results.viewers(young, result_id)}
    with pytest.raises(NotAllowed):
        await assessments.share(young, result_id, town.id_of(MENTOR))
    with pytest.raises(NotAllowed):
        await results.result(await town.acting(MENTOR), result_id)
    with pytest.raises(NotAllowed):
        await reading.route_of(await town.acting(MENTOR), route_id)
