"""What nothing else takes: loose texts and files, unknown commands, stale buttons."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.conversations.questions import TEXT
from handlers.conversations.screens import whom_to_send
from handlers.features import Feature
from handlers.menu import links, screens
from handlers.menu.buttons import told
from handlers.menu.desk import home_screen
from handlers.routes.steps.loose import offer_steps
from handlers.words import Words
from services.context import Context
from services.conversations.queries import addressees
from services.conversations.rules import check
from services.errors import NotFound
from services.letters import Letter
from services.people.rules import invite_code

feature = Feature("menu-fallback")
# Files that cannot be added to a step.
OTHER_FILES = ("animation",)


@feature.otherwise
async def otherwise(ctx: Context, letter: Letter) -> Answer:
    """An unknown command, or something sent while no question is open."""
    if letter.command is not None:
        return told(Words("unknown-command"))
    if letter.file is not None:
        return await offer_steps(ctx, letter)
    if invite_code(letter.text) is not None:
        return Reply(await home_screen(ctx), above=[Words("invite-needless")])
    if letter.text:
        check(letter, ctx.content.mentoring.request_flow.max_text)
        TEXT.keep(ctx, letter)
        return screens.loose_text(letter.text, letter.number)
    return screens.loose_file() if letter.other in OTHER_FILES else told(Words("unknown-thing"))


@feature.button(links.LooseText)
async def loose_text_decided(ctx: Context, link: links.LooseText) -> Answer:
    kept = TEXT.of(ctx)
    # The buttons are about one text; another text may have been sent since.
    if kept is None or kept.number != link.message_id:
        raise NotFound
    if link.what == "ask":
        return whom_to_send(kept.text, kept.number, await addressees(ctx))
    TEXT.keep(ctx, None)
    return Reply(await home_screen(ctx), toast=Words("loose-dropped"))


@feature.unknown
async def stale_button(ctx: Context, link: object) -> Answer:
    """A button of an earlier release, or forged data."""
    return Reply(await home_screen(ctx), toast=Words("toast-stale"))
