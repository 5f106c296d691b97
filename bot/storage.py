"""aiogram's form storage over the database: what a chat is being asked for outlives a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy import select

from services.clock import Clock
from services.db import Database, upsert
from services.people.models import FormState


class DatabaseStorage(BaseStorage):
    """Forms of one channel, by chat: the bot talks to people in private chats only."""

    def __init__(self, database: Database, clock: Clock, channel: str) -> None:
        self._database = database
        self._clock = clock
        self._channel = channel

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._save(key, state=name)

    async def get_state(self, key: StorageKey) -> str | None:
        form = await self._load(key)
        return form.state if form else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._save(key, data=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        form = await self._load(key)
        return dict(form.data) if form else {}

    async def close(self) -> None:
        """Nothing to close: the database belongs to the app."""

    async def _load(self, key: StorageKey) -> FormState | None:
        async with self._database.transaction() as session:
            return await session.scalar(
                select(FormState).where(FormState.channel == self._channel, FormState.chat_id == key.chat_id)
            )

    async def _save(self, key: StorageKey, **values: Any) -> None:
        values["updated_at"] = self._clock.now()
        async with self._database.transaction() as session:
            await session.execute(
                upsert(session, FormState)
                .values(channel=self._channel, chat_id=key.chat_id, **({"data": {}} | values))
                .on_conflict_do_update(index_elements=["channel", "chat_id"], set_=values)
            )
