"""Loose files: files that nobody asked for, until their sender chooses a step for them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, model_validator

from handlers.answers import Answer, Keepsake, Reply
from handlers.menu import screens as menu_screens
from handlers.routes.steps import screens
from handlers.routes.steps.questions import joined, proved
from handlers.words import said_by
from services.context import Context
from services.errors import NotFound, WrongState
from services.letters import Letter
from services.messenger import FETCH_LIMIT
from services.routes import step_reading
from services.routes.steps import actions, queries

# How many of the latest loose files are kept.
MOST_LOOSE = 10


class LooseFile(BaseModel):
    """A loose file and the step chosen for it; `adds` if that step was on review already."""

    letter: Letter
    step_id: int | None = None
    adds: bool = False

    @model_validator(mode="before")
    @classmethod
    def _read_kept_by_release_before(cls, kept: dict[str, Any]) -> dict[str, Any]:
        """The release before kept a proof, and whether its file was too large for the portfolio."""
        if "proof" not in kept:
            return kept
        proof, size = kept["proof"], FETCH_LIMIT + 1 if kept["is_big"] else 0
        file = {"kind": proof["kind"], "file_id": proof["file_id"], "name": proof["file_name"], "size": size}
        letter = {"source": proof["source"], "text": proof["text"], "album": proof["album"], "file": file}
        return {**{key: kept[key] for key in ("step_id", "adds") if key in kept}, "letter": letter}

    def is_with(self, other: LooseFile) -> bool:
        """Whether both files came in one album, or are the same file."""
        album = self.letter.album
        return self.letter == other.letter or (album is not None and album == other.letter.album)


LOOSE = Keepsake("loose_files", list[LooseFile])


async def offer_steps(ctx: Context, letter: Letter) -> Answer:
    """Add a loose file to the step of its album; if there is none, ask its sender to choose a step."""
    if await actions.add_to_album(ctx, letter):
        return joined(letter)
    steps = await queries.taking_proof(ctx)
    if not steps:
        return menu_screens.loose_file()
    # A letter taken up again after a crash is the same letter.
    kept = [one for one in LOOSE.of(ctx) or [] if one.letter.source != letter.source]
    file = LooseFile(letter=letter)
    LOOSE.keep(ctx, [*kept, file][-MOST_LOOSE:])
    if any(one.is_with(file) for one in kept):  # one more of an album that was asked about
        return None
    return screens.loose_file(steps, letter.number)


async def attach(ctx: Context, step_id: int, number: int) -> Reply:
    """Take the loose file of message `number`, and the other files of its album, as proof of a step.

    The first choice of a step stands. Raises NotFound if the file is no longer kept.
    """
    kept = LOOSE.of(ctx) or []
    file = next((one for one in kept if one.letter.number == number), None)
    if file is None:
        raise NotFound("error-loose-file-gone")
    chosen = {"step_id": file.step_id, "adds": file.adds}
    if file.step_id is None:
        card = await step_reading.step_card(ctx, step_id)
        chosen = {"step_id": step_id, "adds": not card.step.is_open}
    try:
        for one in (one for one in kept if one.is_with(file)):
            card, mentors = await actions.submit(ctx, file.step_id or step_id, one.letter)
    except WrongState as error:
        if file.step_id is not None:
            raise
        # The step was closed meanwhile: the file is still kept for another step.
        steps = await queries.taking_proof(ctx)
        return Reply(screens.loose_file(steps, number), above=[said_by(error)])
    LOOSE.keep(ctx, [one.model_copy(update=chosen) if one.is_with(file) else one for one in kept])
    return proved(ctx, card, mentors, file.letter, adds=bool(chosen["adds"]))
