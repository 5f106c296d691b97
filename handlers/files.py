"""The one way to ask for a file."""

from __future__ import annotations

from typing import ClassVar

from handlers.answers import Answer, Question, Reply
from handlers.screen import Screen
from handlers.words import Words
from services.context import Context
from services.errors import Invalid
from services.letters import Attached, Letter
from services.messenger import MEGABYTE, CannotFetchError


class FileQuestion(Question):
    """Asks for a document. `limit` is in bytes; `too_large` is the key of the words about a larger file.

    The question stays open after an answer (`answered`), so that a corrected file can be sent at once.
    """

    takes_files = True
    expected: ClassVar[Words]
    limit: ClassVar[int]
    too_large: ClassVar[str] = "import-file-large"

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        if letter.file is None or letter.file.kind != "document":
            raise Invalid(self.expected.key, **self.expected.arguments)
        await self.require(ctx)
        async with ctx.aside(), ctx.files.room():
            return await self.read(ctx, await self._fetched(ctx, letter.file), letter.file.name or "")

    async def require(self, ctx: Context) -> None:
        """Check the sender's right before the file is fetched. Raises NotAllowed."""

    async def read(self, ctx: Context, content: bytes, name: str) -> Answer:
        """The answer to a file. Raises Invalid: another file is asked for."""
        raise NotImplementedError

    def answered(self, first: Screen, *then: Screen) -> Reply:
        """The answer to a file, with the question still open."""
        return Reply(first, then=then, asks=self)

    async def _fetched(self, ctx: Context, file: Attached) -> bytes:
        too_large = Invalid(self.too_large, limit=self.limit // MEGABYTE)
        if file.size > self.limit:
            raise too_large
        try:
            return (await ctx.messenger.fetch(file.file_id, self.limit)).data
        except CannotFetchError as error:
            if error.is_too_big:
                raise too_large from error
            raise
