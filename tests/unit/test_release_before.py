"""Chats and buttons of the release before are read by this release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.features import MEMBERS, STRANGERS
from handlers.answers import Question
from handlers.conversations.questions import TEXT
from handlers.routes.steps.loose import LOOSE
from services.clock import SystemClock
from services.context import Context, Policy
from services.db import Database
from services.errors import WrongState
from services.letters import Attached
from services.messenger import FETCH_LIMIT
from tests.conftest import CONTENT, MOSCOW

FOLDER = Path(__file__).parent.parent / "data" / "release_before"
QUESTIONS: list[dict[str, Any]] = json.loads((FOLDER / "questions.json").read_text(encoding="utf-8"))
BUTTONS: list[dict[str, Any]] = json.loads((FOLDER / "buttons.json").read_text(encoding="utf-8"))


def keeping(data: dict[str, Any]) -> Context:
    ctx = Context(Database("sqlite+aiosqlite://"), SystemClock(), CONTENT, Policy(MOSCOW))
    ctx.kept.data = data
    return ctx


@pytest.mark.parametrize("row", QUESTIONS, ids=str)
def test_open_questions_are_read(row: dict[str, Any]) -> None:
    """Each field of the question has the kept value; a question without a required value is not asked."""
    kind, data = Question.every[row["state"]], row["data"]
    if isinstance(kind.was, str):
        told = {key: value for key, value in (data.get(kind.was) or {}).items() if key in kind.model_fields}
    else:
        told = {field: data[key] for field, key in kind.was.items() if data.get(key) is not None}
    if any(field.is_required() and name not in told for name, field in kind.model_fields.items()):
        with pytest.raises(WrongState):
            kind.revived(data)
    else:
        assert kind.revived(data).model_dump(mode="json", exclude_unset=True) == told


def test_buttons_are_read() -> None:
    for row in BUTTONS:
        link = MEMBERS.link_of(row["packed"]) or STRANGERS.link_of(row["packed"])
        assert link is not None, row
        assert (link.pack(), link.model_dump()) == (row["packed"], row["fields"])


def test_loose_texts_and_files_are_read() -> None:
    texts = [TEXT.of(keeping(one["data"])) for one in QUESTIONS if one["data"].get("kept_text")]
    assert [one.text for one in texts if one and one.number == 5] and len(texts) > 3
    row = next(one for one in QUESTIONS if "loose_files" in one["data"])
    photo, plan = LOOSE.of(keeping(row["data"])) or []
    assert (photo.step_id, photo.adds, photo.letter.file) == (1, True, Attached("photo", "PHOTO-000002"))
    assert (plan.step_id, plan.adds, plan.letter.number) == (2, False, 4)
    assert plan.letter.file == Attached("document", "DOCUMENT-000003", "план.pdf")
    proof = {**row["data"]["loose_files"][0]["proof"], "album": "77"}
    waiting = {"message_id": 1, "proof": proof, "is_big": True}
    (big,) = LOOSE.of(keeping({"loose_files": [waiting]})) or []
    assert big.step_id is None and big.letter.album == "77"
    assert big.letter.file is not None and big.letter.file.size > FETCH_LIMIT
