"""Questions of self-education: a theme, words about a stage, the day of attestation."""

from __future__ import annotations

from datetime import date

from handlers.answers import Answer, Question
from handlers.days import DayQuestion
from handlers.screen import Screen
from handlers.self_education import attestation_screens, theme_screens
from handlers.words import Text, Words
from services.context import Context
from services.errors import NotFound, WrongState
from services.letters import Letter
from services.self_education import actions, attestation, queries
from services.self_education.queries import ThemeView
from services.self_education.rules import latest_attestation

# The key under which the release before kept the fields of the open question.
KEPT = "self_education"


class Title(Question, name="SelfEducationForms:title"):
    """Asks for the title of a new theme."""

    expected = Words("theme-title-expected")

    async def ask(self, ctx: Context) -> Screen:
        return theme_screens.ask_title(await queries.suggestions(ctx))

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        await actions.begin(ctx, letter.text)
        return theme_screens.my_theme(await queries.my_themes(ctx))


class NewTitle(Question, name="SelfEducationForms:new_title", was=KEPT):
    """Asks for another title of the present theme."""

    expected = Words("theme-title-expected")
    theme_id: int

    async def ask(self, ctx: Context) -> Screen:
        theme = await queries.my_theme(ctx, self.theme_id)
        if theme.ended_on is not None:
            raise WrongState
        return theme_screens.ask_new_title(theme)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        await actions.rename(ctx, self.theme_id, letter.text)
        return theme_screens.my_theme(await queries.my_themes(ctx))


class StageWords(Question, name="SelfEducationForms:words", was=KEPT):
    """Asks for words about the stage that is being finished."""

    expected = Words("theme-words-expected")
    theme_id: int
    stage: str

    async def ask(self, ctx: Context) -> Screen:
        theme = await queries.my_theme(ctx, self.theme_id)
        stage = theme.stage(self.stage)
        if not stage.is_current:
            raise WrongState
        return theme_screens.ask_words(theme, stage)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        theme = await self._written(ctx, letter)
        if theme.is_finished:
            return theme_screens.finished(theme)
        return theme_screens.my_theme(await queries.my_themes(ctx))

    async def _written(self, ctx: Context, letter: Letter) -> ThemeView:
        return await actions.finish_stage(ctx, self.theme_id, self.stage, letter.text)


class NewWords(StageWords, name="SelfEducationForms:new_words", was=KEPT):
    """Asks for other words about a stage that was done before."""

    async def ask(self, ctx: Context) -> Screen:
        theme = await queries.my_theme(ctx, self.theme_id)
        stage = theme.stage(self.stage)
        if not stage.is_done:
            raise NotFound
        return theme_screens.ask_new_words(theme, stage)

    async def take(self, ctx: Context, letter: Letter) -> Answer:
        return theme_screens.notes(await self._written(ctx, letter))


class AttestationDay(DayQuestion, name="SelfEducationForms:day"):
    """Asks for the day of attestation."""

    async def ask(self, ctx: Context) -> Screen:
        return attestation_screens.ask_day()

    def latest(self, ctx: Context) -> date:
        return latest_attestation(ctx.today)

    def unusable(self, letter: Letter) -> Text | None:
        return None  # the question itself tells what to write

    async def told(self, ctx: Context, day: date) -> Answer:
        return attestation_screens.attestation(await attestation.set_day(ctx, day))
