"""Working on one's own theme: choosing it, finishing its stages, leaving it.

A use case locks the theme's row before it changes the theme: two presses at once change it once.
"""

from __future__ import annotations

from sqlalchemy import update

from services.context import Context
from services.db import upsert
from services.errors import WrongState
from services.self_education import rules
from services.self_education.models import Theme, ThemeStage
from services.self_education.queries import ThemeView, live_theme, load_mine, view, words_by_stage
from services.texts import checked


def checked_title(text: str) -> str:
    """A theme's title as one line. Raises Invalid where it is empty or too long."""
    return checked(" ".join(text.split()), rules.TITLE_LIMIT)


async def begin(ctx: Context, title: str) -> ThemeView:
    """Begin the acting person's own theme. A second call with the same title changes nothing.

    Raises Invalid, and WrongState if the person works on another theme.
    """
    title = checked_title(title)
    async with ctx.transaction() as db:
        await db.execute(
            upsert(db, Theme)
            .values(
                person_id=ctx.me.person_id,
                title=title,
                stage=ctx.content.self_education.stages[0].code,
                begun_on=ctx.today,
                is_finished=False,
            )
            .on_conflict_do_nothing()
        )
        live = await live_theme(ctx, ctx.me.person_id)
        if live is None or live.title != title:
            raise WrongState("error-theme-live")
        return await view(ctx, live)


async def rename(ctx: Context, theme_id: int, title: str) -> ThemeView:
    """Rename the acting person's theme under way. Raises Invalid, NotFound, WrongState."""
    title = checked_title(title)
    async with ctx.transaction():
        theme = await load_mine(ctx, theme_id, lock=True)
        if theme.ended_on is not None:
            raise WrongState
        theme.title = title
        return await view(ctx, theme)


async def finish_stage(ctx: Context, theme_id: int, stage: str, words: str | None = None) -> ThemeView:
    """Finish the stage under way, with or without the acting person's words; the last stage ends the theme.

    A stage finished before only gets its new words, so a second press changes nothing. Raises NotFound,
    Invalid for words that are empty or too long, WrongState for a stage that is still ahead.
    """
    said = None if words is None else checked(words, rules.WORDS_LIMIT)
    async with ctx.transaction() as db:
        theme = await load_mine(ctx, theme_id, lock=True)
        done = await words_by_stage(ctx, theme.id)
        if stage in done:
            if said is not None:
                await db.execute(
                    update(ThemeStage)
                    .where(ThemeStage.theme_id == theme.id, ThemeStage.stage == stage)
                    .values(words=said)
                )
            return await view(ctx, theme)
        stages = ctx.content.self_education.stages
        current = rules.stage_under_way(stages, theme.stage, done)
        if theme.ended_on is not None or current is None or current.code != stage:
            raise WrongState
        db.add(ThemeStage(theme_id=theme.id, stage=stage, words=said or "", done_at=ctx.now))
        following = rules.stage_after(stages, stage, {*done, stage})
        if following is not None:
            theme.stage = following.code
        else:
            theme.ended_on, theme.is_finished = ctx.today, True
        await db.flush()
        return await view(ctx, theme)


async def leave(ctx: Context, theme_id: int) -> ThemeView:
    """Stop working on the acting person's theme; the written words stay. A second call changes nothing.

    Raises NotFound, and WrongState if the theme was finished.
    """
    async with ctx.transaction():
        theme = await load_mine(ctx, theme_id, lock=True)
        if theme.is_finished:
            raise WrongState
        theme.ended_on = theme.ended_on or ctx.today
        return await view(ctx, theme)
