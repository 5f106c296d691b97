"""Another bot takes the place of the one before: its chats count messages anew, and no words are lost."""

from __future__ import annotations

from sqlalchemy import func, select

from services.conversations import actions as conversations
from services.conversations.models import ConversationMessage
from services.letters import Letter
from services.outbox import Delivery
from services.people.models import KeptState
from services.routes.models import Evidence
from services.routes.steps import actions as step_actions
from services.served import serve
from tests.conftest import Town
from tests.integration.route_stories import approved
from tests.personas import GYMNASIUM_TEACHER, MENTOR, YOUNG_SPECIALIST

FORMER, NEW = 111, 222
SEVENTH = "telegram:100009:7"


async def ask(town: Town, text: str) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    await conversations.ask(ctx, town.id_of(MENTOR), Letter(SEVENTH, text))


async def test_first_bot_and_its_next_starts_change_nothing(town: Town) -> None:
    assert not await serve(town.nobody, FORMER)
    await ask(town, "Как начать урок?")
    assert not await serve(town.nobody, FORMER)
    assert await town.one(select(ConversationMessage.source)) == SEVENTH


async def test_message_with_a_number_of_the_former_bot_is_a_new_message(town: Town) -> None:
    await serve(town.nobody, FORMER)
    await ask(town, "Как начать урок?")
    assert await serve(town.nobody, NEW)
    await ask(town, "Как кончить урок?")
    texts = select(ConversationMessage.text).order_by(ConversationMessage.id)
    assert [row[0] for row in await town.rows(texts)] == ["Как начать урок?", "Как кончить урок?"]


async def test_proof_with_a_number_of_the_former_bot_is_kept(town: Town) -> None:
    step_id, teacher = (await approved(town)).steps[0].id, await town.acting(GYMNASIUM_TEACHER)
    await serve(town.nobody, FORMER)
    await step_actions.submit(teacher, step_id, Letter(SEVENTH, "Дети спорили"))
    await serve(town.nobody, NEW)
    await step_actions.submit(teacher, step_id, Letter(SEVENTH, "И помирились"))
    assert await town.one(select(func.count()).select_from(Evidence)) == 2


async def test_reply_in_a_new_chat_finds_no_message_of_the_former_bot(town: Town) -> None:
    await serve(town.nobody, FORMER)
    await ask(town, "Как начать урок?")
    async with town.database.transaction() as db:
        for delivery in await db.scalars(select(Delivery)):
            delivery.message_id, delivery.channel = 7, "telegram"
        db.add(KeptState(channel="telegram", chat_id=100008, state="x", data={}, updated_at=town.clock.now()))
    await serve(town.nobody, NEW)
    assert {row[0] for row in await town.rows(select(Delivery.message_id))} == {None}
    assert not await town.rows(select(KeptState.chat_id))
