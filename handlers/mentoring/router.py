"""Updates about mentoring: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.mentoring import screens
from handlers.mentoring.links import Mentoring
from handlers.screen import show
from services.context import Context
from services.mentoring import queries

router = Router(name="mentoring")


@router.message(Command("mentor"))
async def mentor_command(message: Message, ctx: Context) -> None:
    await show(message, ctx, screens.my_mentoring(await queries.my_mentoring(ctx)))


@router.callback_query(Mentoring.filter())
async def mentoring(query: CallbackQuery, ctx: Context) -> None:
    await show(query, ctx, screens.my_mentoring(await queries.my_mentoring(ctx)))
