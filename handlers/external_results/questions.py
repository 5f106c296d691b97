"""The questions about external diagnostics: three steps to add one, a reason to decline one, a table."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answer, Question, Reply, asked_again
from handlers.days import DayQuestion
from handlers.external_results import bulk_screens, screens
from handlers.menu import desk
from handlers.screen import BLANK, Screen
from handlers.uploads import Checked, SheetQuestion
from handlers.words import Translator, Words, said_by
from services.context import Context
from services.errors import WrongState
from services.external_results import actions, imports, queries, rules
from services.letters import Letter
from services.spreadsheets.writing import Table

# The key under which the release before kept the fields of these questions.
KEPT = "external_result"


class Source(Question, name="ExternalForms:source"):
    """The first step: where the diagnostic was taken. Only buttons answer it."""

    expected = Words("external-press-button")

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_source()


class Day(DayQuestion, name="ExternalForms:day", was=KEPT):
    """The second step: the day of the diagnostic."""

    expected = Words("external-day-first")
    source: str

    async def ask(self, ctx: Context) -> Screen:
        return screens.ask_day(self.source, ctx.today)

    def check(self, ctx: Context, day: date) -> None:
        rules.check_day(day, ctx.today)

    async def told(self, ctx: Context, day: date) -> Answer:
        """Ask for the file; if this diagnostic was added before, ask for the day again."""
        try:
            await queries.refuse_known(ctx, self.source, day)
        except WrongState as error:
            return await asked_again(ctx, self, said_by(error))
        return Proof(source=self.source, day=day)


class Proof(Question, name="ExternalForms:file", was=KEPT):
    """The third step: the photo or PDF of the result. Only the first file of an album is taken."""

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
    """The reason why a methodist does not confirm a diagnostic."""

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
    """A table of many diagnostics."""

    expected = Words("external-bulk-expected")
    back = (bulk_screens.BACK,)
    how = (
        Words("external-bulk-title"),
        BLANK,
        Words("external-bulk-how"),
        Words("external-bulk-columns"),
        Words("external-bulk-safe"),
    )
    example_name = Words("external-sheet-file")

    def example(self, ctx: Context, words: Translator) -> Table:
        return bulk_screens.example_table(ctx.today, words)

    async def require(self, ctx: Context) -> None:
        imports.require_importer(ctx)

    async def check(self, ctx: Context, content: bytes, name: str) -> tuple[Checked, Screen]:
        view = await imports.check(ctx, content, name)
        return view, bulk_screens.preview(view)


async def next_to_decide(ctx: Context) -> Screen:
    """The next diagnostic that waits for the acting methodist; if there is none, the desk."""
    waiting = await queries.waiting_for_me(ctx)
    if not waiting.items:
        return desk.screen(await desk.waiting(ctx))
    return screens.card(await queries.result(ctx, waiting.items[0].result_id))
