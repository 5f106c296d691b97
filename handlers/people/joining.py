"""How a stranger comes in: by a deep link, by their phone, or named by the operator. Consent comes first."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import BaseFilter, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers.menu.commands import set_personal_menu
from handlers.menu.home import home_screen
from handlers.people import screens
from handlers.people.forms import PeopleForms
from handlers.people.links import GiveConsent, RefuseConsent
from handlers.screen import show
from services.context import Context
from services.errors import Invalid, NotAllowed
from services.people import actions
from services.people.queries import identify

router = Router(name="joining")


class Stranger(BaseFilter):
    """The chat belongs to nobody yet."""

    async def __call__(self, event: TelegramObject, ctx: Context) -> bool:
        return ctx.actor is None


router.message.filter(Stranger())
router.callback_query.filter(Stranger())


@router.message(CommandStart(deep_link=True))
async def start_by_invite(message: Message, command: CommandObject, ctx: Context) -> None:
    invitation = await actions.open_invite(ctx, command.args or "")
    await show(message, ctx, screens.consent(invitation, ctx.content.consent))


@router.message(CommandStart())
async def start(message: Message, ctx: Context) -> None:
    if message.chat.id in ctx.policy.admin_ids:
        invitation = await actions.invite_admin(ctx, message.chat.id)
        await show(message, ctx, screens.consent(invitation, ctx.content.consent))
        return
    await show(message, ctx, screens.welcome())


@router.message(F.contact)
async def phone_shared(message: Message, ctx: Context) -> None:
    contact = message.contact
    # Anyone can forward a colleague's card; only one's own number proves who one is (Contact.user_id).
    if contact is None or contact.user_id != message.chat.id:
        raise NotAllowed("error-contact-not-own")
    invitation = await actions.invite_by_phone(ctx, contact.phone_number)
    await show(message, ctx, screens.key_received())
    await show(message, ctx, screens.consent(invitation, ctx.content.consent))


@router.callback_query(GiveConsent.filter())
async def give_consent(
    query: CallbackQuery, callback_data: GiveConsent, ctx: Context, state: FSMContext, bot: Bot
) -> None:
    user = query.from_user
    newcomer = await actions.join(ctx, callback_data.code, user.id, user.first_name, user.last_name or "")
    ctx.actor = (await identify(ctx, user.id)).actor
    if newcomer:
        await state.set_state(PeopleForms.own_name)
        await show(query, ctx, screens.ask_name(ctx.me.full_name))
    else:
        await show(query, ctx, await home_screen(ctx))
    await set_personal_menu(bot, user.id, ctx.me)


@router.callback_query(RefuseConsent.filter())
async def refuse_consent(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, screens.refused())


@router.message()
async def anything_else(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.welcome())


@router.callback_query()
async def any_button(query: CallbackQuery, ctx: Context) -> None:
    raise Invalid("error-join-first")
