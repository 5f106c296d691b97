"""The ways to join: a deep link, a phone number, or the list of administrators. Consent comes first."""

from __future__ import annotations

from handlers.answers import Answer, Reply
from handlers.features import Feature
from handlers.menu.desk import home_screen
from handlers.people import links, screens
from handlers.people.questions import OwnName
from services.context import Context
from services.errors import Invalid, NotAllowed
from services.letters import Letter
from services.people import actions
from services.people.queries import identify
from services.people.rules import invite_code

feature = Feature("joining")


@feature.command("start")
async def start(ctx: Context, typed: str) -> Answer:
    if typed:
        invitation = await actions.open_invite(ctx, typed)
    elif (ctx.channel, ctx.chat.id) in ctx.policy.admin_ids:
        invitation = await actions.invite_admin(ctx, ctx.chat.id)
    else:
        return screens.welcome()
    return screens.consent(invitation, ctx.content.consent)


@feature.otherwise
async def invite_or_phone(ctx: Context, letter: Letter) -> Answer:
    code = invite_code(letter.text, is_bare=True)
    if code is not None:
        return screens.consent(await actions.open_invite(ctx, code), ctx.content.consent)
    if letter.contact is None:
        return screens.welcome()
    if not letter.contact.is_own:
        raise NotAllowed("error-contact-not-own")
    invitation = await actions.invite_by_phone(ctx, letter.contact.phone)
    return Reply(screens.key_received(), then=[screens.consent(invitation, ctx.content.consent)])


@feature.button(links.GiveConsent)
async def give_consent(ctx: Context, link: links.GiveConsent) -> Answer:
    chat = ctx.chat
    is_newcomer = await actions.join(ctx, link.code, chat.id, chat.first_name, chat.last_name)
    ctx.actor = (await identify(ctx, chat.id)).actor
    return Reply(OwnName() if is_newcomer else await home_screen(ctx), menu=True)


@feature.button(links.RefuseConsent)
async def refuse_consent(ctx: Context, link: links.RefuseConsent) -> Answer:
    return screens.refused()


@feature.unknown
async def any_button(ctx: Context, link: object) -> Answer:
    raise Invalid("error-join-first")
