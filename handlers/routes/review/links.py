"""Where the buttons of the queue of decisions lead."""

from aiogram.filters.callback_data import CallbackData


class Review(CallbackData, prefix="review"):
    """The queue of what waits for a decision; `skip` so many of the first."""

    skip: int = 0
