"""The question of documents: a unit's own template."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.documents import screens
from handlers.documents.wording import sample, wording
from handlers.files import FileQuestion
from handlers.screen import Screen
from handlers.words import Text, Words, translator
from services.context import Context
from services.documents import actions, making, units
from services.documents.package import FILE_LIMIT


class Template(FileQuestion, name="TemplateForm:file", was={"unit_id": "document_unit"}):
    """Asks for the template of a unit's documents."""

    expected = Words("document-template-expected")
    limit = FILE_LIMIT
    too_large = "document-file-large"
    unit_id: int

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_template(await units.view(ctx, self.unit_id))

    async def ask_again(self, ctx: Context, wrong: Text | None) -> Screen:
        return screens.template_expected(self.unit_id, wrong or self.expected)

    async def read(self, ctx: Context, content: bytes, name: str) -> Answer:
        done = await actions.replace_template(ctx, self.unit_id, content, name)
        if done.content is None:
            return self.answered(screens.mistakes(done.unit, done.mistakes))
        words = translator(ctx.locale)
        example = sample(ctx.content, words, ctx.today, done.unit.title)
        data = await making.filled(done.content, example, wording(words))
        return self.answered(screens.template_kept(done.unit, data, words))
