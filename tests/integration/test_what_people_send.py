"""Whatever people send is read: every kind of file, albums, corrections, pasted invites, service messages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.sandbox import people as hands
from bot.sandbox.media import tiny_png
from bot.sandbox.user import SandboxUser
from services.conversations.models import ConversationMessage
from services.errors import Invalid, WrongState
from services.letters import Attached, Letter
from services.people import rules
from services.people.actions import invite_person, rename_me
from services.people.models import Account
from services.routes.models import Evidence
from services.routes.steps import actions as step_actions
from services.routes.steps.actions import Remark
from services.texts import checked
from tests.conftest import Phones, Town
from tests.integration.route_stories import approved
from tests.integration.stories import ON_SQLITE, asks_mentor
from tests.personas import (
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    MENTOR,
    NOT_JOINED,
    SCHOOL_METHODIST,
    TEACHER,
)


def replaces_photo(phones: Phones, user: SandboxUser, message_id: int) -> str:
    """The person puts another photo in place of one they sent; returns the file id of the new one."""
    sent = user._chat.messages[message_id]
    photo = phones.sandbox.store_photo(tiny_png(), "other.png")
    changed = phones.sandbox.change_message(user._chat, sent, media=photo)
    phones.sandbox.updates.add("edited_message", phones.sandbox.as_telegram(changed))
    return photo.file_id


@ON_SQLITE
@pytest.mark.parametrize("kind", ["audio", "video_note"])
async def test_sound_and_round_videos_reach_the_other_side(phones: Phones, kind: str) -> None:
    young, mentor = await asks_mentor(phones), phones.of(MENTOR)
    await (young.sends_audio() if kind == "audio" else young.sends_video_note())
    await young.sees("Передано")
    await mentor.sees("Калинина")
    assert any(one.media and one.media.kind == kind for one in mentor.messages)


@ON_SQLITE
async def test_album_is_answered_with_the_number_of_files_kept(phones: Phones) -> None:
    young = await asks_mentor(phones)
    for number in range(3):
        photo = phones.sandbox.store_photo(tiny_png(), f"{number}.png")
        hands._send(phones.sandbox, young._chat, media=photo, entities=(), album="77")
    await young.sees("Все файлы приняты: 3")
    assert await phones.town.one(select(func.count()).select_from(ConversationMessage)) == 3


@ON_SQLITE
async def test_replaced_photo_of_a_conversation_is_relayed(phones: Phones) -> None:
    young, mentor = await asks_mentor(phones), phones.of(MENTOR)
    message = await young.sends_photo(caption="Доска")
    await mentor.sees("Доска")
    file_id = replaces_photo(phones, young, message.message_id)
    await mentor.sees("исправлено")
    assert any(one.media and one.media.file_id == file_id for one in mentor.messages)


@ON_SQLITE
async def test_correction_that_comes_too_late_is_said(phones: Phones) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/mydata")
    await teacher.presses("Исправить данные")
    await teacher.sees("Что исправить?")
    message = await teacher.says("Отчество другое")
    await teacher.sees("Передали")
    await teacher.edits(message, "Отчество другое: Петрович")
    await teacher.sees("Правка не учтена")


async def test_corrected_proof_is_kept_until_the_decision(town: Town) -> None:
    step_id, teacher = (await approved(town)).steps[0].id, await town.acting(GYMNASIUM_TEACHER)
    proof = Letter("100023:5", "Дети спорили")
    await step_actions.submit(teacher, step_id, proof)
    assert await step_actions.correct(teacher, replace(proof, text="Дети спорили о дробях"))
    assert await town.one(select(Evidence.text)) == "Дети спорили о дробях"

    photo = Attached("photo", "telegram:other")
    assert await step_actions.correct(teacher, replace(proof, text="", file=photo))
    (row,) = await town.rows(select(Evidence.kind, Evidence.file_id))
    assert tuple(row) == ("photo", "telegram:other")

    await step_actions.return_step(await town.acting(GYMNASIUM_METHODIST), step_id, Remark("Нужен план"))
    with pytest.raises(WrongState, match="error-proof-corrected-late"):
        await step_actions.correct(teacher, replace(proof, text="Вот план"))


async def test_proof_is_corrected_by_its_author_only(town: Town) -> None:
    step_id, teacher = (await approved(town)).steps[0].id, await town.acting(GYMNASIUM_TEACHER)
    proof = Letter("100023:5", "Дети спорили")
    await step_actions.submit(teacher, step_id, proof)
    assert not await step_actions.correct(await town.acting(SCHOOL_METHODIST), replace(proof, text="Нет"))
    assert await town.one(select(Evidence.text)) == "Дети спорили"


@ON_SQLITE
@pytest.mark.parametrize("pasted", ["https://t.me/gorizont_demo_bot?start={}", "{}", "/Start {}"])
async def test_invite_is_taken_as_a_pasted_link_or_code(phones: Phones, pasted: str) -> None:
    ctx = await phones.town.acting(GYMNASIUM_METHODIST)
    code = await invite_person(ctx, phones.town.id_of(NOT_JOINED))
    newcomer = phones.of(NOT_JOINED)
    await newcomer.says(pasted.format(code))
    await newcomer.presses("Согласен")
    await newcomer.sees("Чем займёмся")
    person_id = phones.town.id_of(NOT_JOINED)
    assert await phones.town.one(select(func.count()).where(Account.person_id == person_id)) == 1


@ON_SQLITE
@pytest.mark.parametrize("pasted", ["/start {}", "https://t.me/gorizont_demo_bot?start={}"])
async def test_member_who_opens_an_invite_is_told_that_it_is_needless(phones: Phones, pasted: str) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says(pasted.format("A" * 16))
    await teacher.sees("Вы уже с нами", "Чем займёмся")


NOTHING_TO_SEE = ("\u200b\u2060", "\u3164", "\u2800 \u2800", "\u202e\u202c")


@pytest.mark.parametrize("text", NOTHING_TO_SEE)
def test_text_that_shows_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="error-text-empty"):
        checked(text, 100)


@pytest.mark.parametrize(
    "name", ["Ка\u200bлинина Дарья", "\u202eаниналаК Дарья", "Калинина \u3164\u3164", "\u2067Калинина Дарья"]
)
def test_name_with_signs_that_cannot_be_seen_is_no_name(name: str) -> None:
    assert rules.split_full_name(name) is None


async def test_name_that_cannot_be_seen_is_refused_with_the_reason(town: Town) -> None:
    with pytest.raises(Invalid, match="error-full-name"):
        await rename_me(await town.acting(TEACHER), "\u3164\u3164 \u3164\u3164")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://t.me/gorizont_bot?start=AbC-12", "AbC-12"),
        ("Вот урок: https://youtu.be/x?t=1&start=30", None),
        ("Кто хочет: https://t.me/gorizont_bot?start=AbC-12", None),
    ],
)
def test_only_a_link_of_the_bot_alone_is_an_invite(text: str, code: str | None) -> None:
    assert rules.invite_code(text) == code


@ON_SQLITE
async def test_question_that_takes_one_file_counts_no_others(phones: Phones) -> None:
    teacher = phones.of(TEACHER)
    await teacher.says("/mydata")
    await teacher.presses("Исправить данные")
    await teacher.sees("Что исправить?")
    for number in range(2):
        photo = phones.sandbox.store_photo(tiny_png(), f"{number}.png")
        hands._send(phones.sandbox, teacher._chat, media=photo, entities=(), album="5")
    await teacher.quiet(0.6)
    assert not any("Все файлы приняты" in one.words for one in teacher.messages)
