"""Questions that the release before left open in people's chats are answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.features import MEMBERS
from handlers.answers import Later, opened, reply_of
from handlers.understanding import understand
from services.errors import DomainError
from services.kept import Kept
from services.letters import Attached, Letter
from services.messenger import Fetched, NoMessenger
from tests.conftest import Town
from tests.integration.stories import ON_SQLITE
from tests.personas import MUNICIPAL_METHODIST, YOUNG_SPECIALIST

DATA = Path(__file__).parent.parent / "data" / "release_before"
QUESTIONS: list[dict[str, Any]] = json.loads((DATA / "questions.json").read_text(encoding="utf-8"))


SENT = {
    "words": Letter("1:1", "Двадцать пятого"),
    "a document": Letter("1:2", file=Attached("document", "no", "план.pdf")),
    "a voice message": Letter("1:3", file=Attached("voice", "no")),
    "a sticker": Letter("1:4", other="sticker"),
}


class NoWorkbooks(NoMessenger):
    """A messenger that fetches files the bot cannot read."""

    async def fetch(self, file_id: str, limit: int) -> Fetched:
        return Fetched(b"nothing")


@ON_SQLITE
@pytest.mark.history
@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("code", [YOUNG_SPECIALIST, MUNICIPAL_METHODIST])
async def test_every_open_question_gets_an_answer(town: Town, code: str, sent: str) -> None:
    """An answer, the question once more, or a reason in words: never silence, never an accident."""
    for kept in QUESTIONS:
        ctx = await town.acting(code)
        ctx.kept, ctx.messenger = Kept(kept["state"], kept["data"]), NoWorkbooks()
        try:
            answer = await understand(ctx, SENT[sent], MEMBERS)
            assert not isinstance(answer, Later)
            screen = await opened(ctx, reply_of(answer))
        except DomainError:
            continue
        assert screen is not None, kept
