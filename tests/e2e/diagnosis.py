"""What the journeys through the diagnosis share: a power cut, a questionnaire step, a spreadsheet edited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO

from openpyxl import Workbook, load_workbook

from bot.sandbox.messages import Message
from bot.sandbox.user import SandboxUser
from tests.e2e.conftest import Street
from tests.e2e.test_crash import until

# A bot that has just been started takes a while to answer.
WAIT = 20.0
# The scans record every day they have run, whatever people do meanwhile.
BY_ITSELF = ("scan_records",)


@asynccontextmanager
async def bot_until_power_cut(street: Street) -> AsyncIterator[None]:
    """A bot that ends as in a power cut: it writes nothing down and says goodbye to nobody."""
    process = street.start_bot()
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def opens_menu(user: SandboxUser) -> Message:
    await user.says("/menu")
    return await user.sees("Чем займёмся", within=WAIT)


async def answers(user: SandboxUser, place: int, of: int, label: str) -> None:
    """Answer the question on the screen, which must be this one (from 1)."""
    await user.presses(label, await user.sees(f"{place} из {of}", within=WAIT), within=WAIT)


async def answers_all(
    user: SandboxUser, places: range, of: int, labels: Mapping[int, str], otherwise: str
) -> None:
    """Answer question after question by the buttons' labels."""
    for place in places:
        await answers(user, place, of, labels.get(place, otherwise))


async def gets_photo(user: SandboxUser, after: Message | None = None) -> Message:
    """Wait for a picture, later than another message."""

    def pictures() -> list[Message]:
        beyond = 0 if after is None else after.message_id
        return [one for one in user.messages if one.from_bot and one.photo and one.message_id > beyond]

    await until(lambda: bool(pictures()))
    return pictures()[-1]


def book_of(message: Message) -> Workbook:
    """The spreadsheet a message brought."""
    assert message.document is not None, message
    return load_workbook(BytesIO(message.document.data))


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
