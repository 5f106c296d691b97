"""The file with everything the bot knows about a person, in their language."""

from __future__ import annotations

from handlers.words import Words, translator
from services.context import Context
from services.people.my_data.export import export_my_data


async def export_file(ctx: Context) -> bytes:
    """The acting person's data as an `.xlsx`."""
    words = translator(ctx.locale)
    return await export_my_data(ctx, lambda key, **arguments: words.plain(Words(key, **arguments)))
