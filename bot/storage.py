"""aiogram's form storage over what the context keeps, for features that still keep forms by hand."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from services.context import Context
from services.people.kept import save


class KeptStorage(BaseStorage):
    """The chat of one update. Reading costs nothing; a change is written at once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        self._ctx.kept.asked = state.state if isinstance(state, State) else state
        await save(self._ctx)

    async def get_state(self, key: StorageKey) -> str | None:
        return self._ctx.kept.asked

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._ctx.kept.data = dict(data)
        await save(self._ctx)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return deepcopy(self._ctx.kept.data)

    async def close(self) -> None:
        """Nothing to close."""
