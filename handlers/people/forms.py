"""What people are asked to type about themselves."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from handlers.menu.home import home_screen
from handlers.people import screens
from handlers.screen import show
from services.context import Context
from services.people import actions
from services.people.queries import identify

router = Router(name="people-forms")


class PeopleForms(StatesGroup):
    """Own full name; what to correct."""

    own_name = State()
    correction = State()


@router.message(PeopleForms.own_name, F.text)
async def own_name(message: Message, ctx: Context, state: FSMContext) -> None:
    await actions.rename_me(ctx, message.text or "")
    await state.set_state(None)
    ctx.actor = (await identify(ctx, message.chat.id)).actor
    await show(message, ctx, await home_screen(ctx))


@router.message(PeopleForms.own_name)
async def own_name_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.ask_name(ctx.me.full_name))


@router.message(PeopleForms.correction, F.text)
async def correction(message: Message, ctx: Context, state: FSMContext) -> None:
    methodist = await actions.ask_correction(ctx, message.text or "")
    await state.set_state(None)
    await show(message, ctx, screens.correction_sent(methodist))


@router.message(PeopleForms.correction)
async def correction_expected(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.ask_correction())
