"""The base of all button data: typed fields that travel in the button, in at most 64 bytes."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from aiogram.filters.callback_data import CallbackData
from pydantic import Field, model_validator

# Our ids have 32 bits: PostgreSQL raises an error for a larger number instead of finding nothing.
LARGEST_ID = 2**31 - 1
# The messenger gives a message its number, which may need 64 bits.
OutsideId = Annotated[int, Field(ge=0, le=2**63 - 1)]


class Link(CallbackData, prefix="link"):
    """Where a button leads. `final` marks a press that cannot be undone: no typed label presses it."""

    final: ClassVar[bool] = False

    def __init_subclass__(cls, *, final: bool = False, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.final = final

    @property
    def is_final(self) -> bool:
        """Whether pressing the button cannot be undone.

        The class says so itself, or the button follows a warning (`sure`) or loads a checked table (`apply`).
        """
        return self.final or any(getattr(self, name, False) for name in ("sure", "apply"))

    @model_validator(mode="after")
    def _refuse_forged(self) -> Self:
        """Refuse a number that cannot be an id: none of our buttons carries one."""
        for name, value in self.__dict__.items():
            is_outside = bool(type(self).model_fields[name].metadata)
            if isinstance(value, int) and abs(value) > LARGEST_ID and not is_outside:
                raise ValueError(f"{name} is no id")
        return self
