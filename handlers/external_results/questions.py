"""What is asked about diagnostics taken elsewhere: three steps to add one, why one is declined, a table."""

from __future__ import annotations

import asyncio
from datetime import date

from handlers.answers import Answer, Question, Reply, asked_again
from handlers.days import DayQuestion
from handlers.external_results import bulk_screens, screens
from handlers.external_results.onward import next_to_decide
from handlers.screen import Screen
from handlers.uploads import Checked, SheetQuestion
from handlers.words import Words, said_by, translator
from services.context import Context
from services.errors import WrongState
from services.external_results import actions, imports, queries, rules
from services.letters import Letter
from services.spreadsheets import writing

# Where the release before kept what the open question is about.
KEPT = "external_result"


class Source(Question, name="ExternalForms:source"):
    """The first step: where it was taken. Only buttons answer it."""

    expected = Words("external-press-button")

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_source()


class Day(DayQuestion, name="ExternalForms:day", was=KEPT):
    """The second step: when."""

    expected = Words("external-day-first")
    source: str

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_day(self.source, ctx.today)

    def check(self, ctx: Context, day: date) -> None:
        rules.check_day(day, ctx.today)

    async def told(self, ctx: Context, day: date) -> Answer:
        """The file is asked for, unless this diagnostic is there already: then the day is asked again."""
        try:
            await queries.refuse_known(ctx, self.source, day)
        except WrongState as error:
            return await asked_again(ctx, self, said_by(error))
        return Proof(source=self.source, day=day)


class Proof(Question, name="ExternalForms:file", was=KEPT):
    """The third step: the photo or PDF that shows it. Of an album the first file is taken."""

    expected = Words("error-external-file-kind")
    takes_files = True
    source: str
    day: date

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_file(self.source, self.day)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        card = await actions.submit(ctx, self.source, self.day, letter)
        return screens.sent(card, from_album=letter.album is not None)


class Reason(Question, name="ExternalForms:reason", was=KEPT):
    """Why a methodist does not confirm one."""

    expected = Words("error-text-empty")
    result_id: int

    async def ask(self, ctx: Context) -> Screen:
        card = await queries.result(ctx, self.result_id)
        if not card.can_decide:
            raise WrongState("error-external-decided")
        return screens.ask_reason(card)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        await actions.decline(ctx, self.result_id, letter.text)
        return Reply(await next_to_decide(ctx), above=[Words("external-declined-done")])


class ResultsTable(SheetQuestion, name="ExternalBulkForms:file"):
    """Many diagnostics as a table."""

    expected = Words("external-bulk-expected")
    back = (bulk_screens.BACK,)

    async def ask(self, ctx: Context) -> Screen:
        await self.require(ctx)
        words = translator(ctx.locale)
        template = await asyncio.to_thread(writing.write, [bulk_screens.template_table(ctx.today, words)])
        return bulk_screens.ask_file(template, words)

    async def require(self, ctx: Context) -> None:
        imports.require_importer(ctx)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        view = await imports.check(ctx, content, name)
        return view, bulk_screens.preview(view)
