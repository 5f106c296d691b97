"""Where the buttons of self-education and attestation lead."""

from aiogram.filters.callback_data import CallbackData


class MyTheme(CallbackData, prefix="theme"):
    """My theme of self-education, or how to begin one."""


class Attestation(CallbackData, prefix="attestation"):
    """The day of my attestation, how long it is till then, and the portfolio."""
