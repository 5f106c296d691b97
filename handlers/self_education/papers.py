"""The portfolio as files: its document, and an archive with the proofs fetched from the channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field

from handlers.answers import Sent
from handlers.screen import File, Screen
from handlers.self_education import attestation_screens
from handlers.words import Translator, Words, full_day, translator, whole
from services.context import Context
from services.documents.rules import kept_name
from services.messenger import FETCH_LIMIT, MEGABYTE, CannotFetchError
from services.people.queries import identify_anew
from services.routes.views import EvidenceView
from services.self_education import paper, portfolio
from services.self_education.paper import Paper
from services.self_education.portfolio import PortfolioStep, PortfolioView

log = logging.getLogger(__name__)

ROOM = 45 * MEGABYTE  # a bot may send 50
MOST_FILES = 60
# How long files are fetched while people wait; files that the channel has not given by then stay in the chat.
COLLECT_SECONDS = 120
WIDTHS = (1, 2.6, 6, 4, 4.1, 1.8, 5, 5.9)
COLUMNS = ("number", "day", "title", "competency", "form", "hours", "result", "evidence")


@dataclass(slots=True)
class Fetched:
    """The name and bytes of each file by the id of its evidence; how many files stayed in the chat."""

    files: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    left_in_chat: int = 0

    @property
    def room(self) -> int:
        """How many more bytes the archive has room for."""
        return ROOM - sum(len(data) for _, data in self.files.values())


async def document(ctx: Context) -> AsyncGenerator[Screen, Sent]:
    """The portfolio as a Word document."""
    view, words = await portfolio.mine(ctx), translator(ctx.locale)
    data = await asyncio.to_thread(paper.write, _paper(ctx, view, words, {}))
    yield attestation_screens.document(File("document", data=data, name=words.plain(Words("portfolio-file"))))


async def archive(ctx: Context) -> AsyncGenerator[Screen, Sent]:
    """The document with the files that the archive has room for; it names the others as kept in the chat.

    The archive may be made minutes after the press. Raises NotAllowed if the person has left by then.
    """
    await identify_anew(ctx)
    view = await portfolio.mine(ctx)
    words, fetched = translator(ctx.locale), await _fetch_all(ctx, view)
    names = {evidence_id: name for evidence_id, (name, _) in fetched.files.items()}
    page = _paper(ctx, view, words, names)
    title = words.plain(Words("portfolio-file"))

    def packed() -> bytes:
        return paper.archive([(title, paper.write(page)), *fetched.files.values()])

    data = await asyncio.to_thread(packed)
    file = File("document", data=data, name=words.plain(Words("portfolio-archive-file")))
    yield attestation_screens.archive(file, len(fetched.files), fetched.left_in_chat)


async def _fetch_all(ctx: Context, view: PortfolioView) -> Fetched:
    fetched, clock = Fetched(), asyncio.get_running_loop()
    deadline = clock.time() + COLLECT_SECONDS
    for number, step in enumerate(view.steps, start=1):
        for place, one in enumerate(step.evidence, start=1):
            if one.file_id is None:
                continue
            found = None
            if len(fetched.files) < MOST_FILES and clock.time() < deadline:
                found = await _fetch(ctx, one, f"{number:02}-{place}", min(FETCH_LIMIT, fetched.room))
            if found is None:
                fetched.left_in_chat += 1
            else:
                fetched.files[one.id] = found
    return fetched


async def _fetch(ctx: Context, one: EvidenceView, number: str, room: int) -> tuple[str, bytes] | None:
    """A file and its unique name; None if it is too large, gone, or the channel does not answer."""
    try:
        found = await ctx.messenger.fetch(one.file_id or "", room)
    except CannotFetchError as error:
        log.info("a file of a portfolio stayed in the chat: %s", error)
        return None
    name = one.file_name or f"{one.kind}{found.suffix}"
    return kept_name(f"{number} {name}"), found.data


def _paper(ctx: Context, view: PortfolioView, words: Translator, names: Mapping[int, str]) -> Paper:
    """The contents of the document; `names` are the names of the files beside it, by evidence."""
    lines = [
        Words("portfolio-paper-name", name=view.name),
        Words("portfolio-paper-work", position=view.position or "—", unit=view.unit),
        Words("portfolio-paper-category", category=view.category or "—"),
        Words("portfolio-paper-count", count=len(view.steps), hours=whole(view.hours)),
        Words("portfolio-paper-made", day=full_day(ctx.today)),
    ]
    return Paper(
        title=words.plain(Words("portfolio-paper-title")),
        lines=[words.plain(line) for line in lines],
        headings=[words.plain(Words(f"portfolio-column-{column}")) for column in COLUMNS],
        widths=WIDTHS,
        rows=[_row(words, number, step, names) for number, step in enumerate(view.steps, start=1)],
    )


def _row(words: Translator, number: int, step: PortfolioStep, names: Mapping[int, str]) -> list[str]:
    return [
        str(number),
        f"{step.done_on:%d.%m.%Y}" if step.done_on else "—",
        step.title,
        step.competency,
        step.form,
        f"{whole(step.hours)}".replace(".", ","),
        step.result,
        "\n".join(_shown(words, one, names.get(one.id)) for one in step.evidence) or "—",
    ]


def _shown(words: Translator, one: EvidenceView, name: str | None) -> str:
    """A text or a link in full; a file by its name beside the document, or as kept in the chat."""
    if one.file_id is None:
        return one.text
    key = "portfolio-paper-file" if name else "portfolio-paper-chat"
    called = name or one.file_name or words.plain(Words("portfolio-paper-kind", kind=one.kind))
    said = words.plain(Words(key, name=called))
    return f"{said}\n{one.text}" if one.text else said
