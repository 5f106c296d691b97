"""The model: chats, messages, files and presses of one bot, in memory.

`methods` does the bot's actions and `people` those of people; both change the chats only through `Sandbox`,
which notifies the page and the waiting tests.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox import telegram_view
from bot.sandbox.bell import Bell
from bot.sandbox.errors import SandboxError
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Limits
from bot.sandbox.media import FileKind, StoredFile, guess_mime, image_size, image_type
from bot.sandbox.messages import Message, SandboxPerson
from bot.sandbox.page_view import message_for_page
from bot.sandbox.profile import Profile
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.user import SandboxUser
from services.clock import Clock

Event = dict[str, Any]

BOT_ID = 7_000_000_001
FIRST_UPDATE = 100_000_001


@dataclass(slots=True)
class Press:
    """A press of a button, which the bot answers by answerCallbackQuery."""

    query_id: str
    chat_id: int
    message_id: int
    at: datetime
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str | None = None
    alert: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat. `revisions` keeps the order in which its messages last changed.

    `acted_at` is the revision at the person's last action. `voices_forbidden` is a setting of the person.
    """

    person: SandboxPerson
    started: bool = False
    blocked: bool = False
    voices_forbidden: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    reply_keyboard: dict[str, Any] | None = None
    unread: int = 0
    revision: int = 0
    revisions: dict[int, int] = field(default_factory=dict)
    acted_at: int = 0
    callback_data: dict[int, set[str]] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    @property
    def id(self) -> int:
        return self.person.id

    def changed(self, message_id: int) -> None:
        self.revision += 1
        self.revisions.pop(message_id, None)  # so that the order of the keys is the order of changes
        self.revisions[message_id] = self.revision
        self.bell.ring()


class Sandbox:
    """A local Telegram for one bot and a few simulated people."""

    def __init__(
        self,
        clock: Clock,
        token: str,
        people: Sequence[SandboxPerson],
        *,
        rate_limits: bool = True,
        bot_username: str = "gorizont_demo_bot",
        bot_name: str = "Горизонт",
        zone: ZoneInfo | None = None,
        last_id: int = 0,  # of the messages and updates before: the bot takes a number met again for a repeat
    ) -> None:
        self.clock = clock
        self.token = token
        self.zone = zone or ZoneInfo("Europe/Moscow")
        self.bot_username = bot_username
        self.bot_name = bot_name
        self.limits = Limits(enabled=rate_limits)
        self.faults = Faults()
        self.updates = UpdateQueue(FIRST_UPDATE + last_id)
        self.profile = Profile()
        self.webhook = ""
        self.presses: dict[str, Press] = {}
        self.on_clock_moved: Callable[[], Awaitable[None]] | None = None
        self.reactions: dict[tuple[int, int], list[dict[str, Any]]] = {}
        self._chats = {person.id: Chat(person, last_id=last_id) for person in people}
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, StoredFile] = {}
        self._listeners: list[asyncio.Queue[Event | None]] = []

    # People and chats

    @property
    def chats(self) -> list[Chat]:
        return list(self._chats.values())

    def chat(self, person_id: int) -> Chat:
        """The chat with a person. Raises SandboxError for an unknown id."""
        try:
            return self._chats[person_id]
        except KeyError:
            raise SandboxError(f"Нет такого человека: {person_id}") from None

    def find_chat(self, person_id: int) -> Chat | None:
        return self._chats.get(person_id)

    def start_chat(self, person_id: int) -> None:
        """Mark the chat as if the person had written to the bot before."""
        self.chat(person_id).started = True

    def add_person(self, person: SandboxPerson) -> None:
        """Add a person with an empty chat."""
        self._chats.setdefault(person.id, Chat(person))

    def user(self, person_id: int) -> SandboxUser:
        """A person's actions and screen, for tests. Raises SandboxError for an unknown id."""
        return SandboxUser(self, self.chat(person_id))

    # Messages

    def add_message(self, chat: Chat, *, from_bot: bool, **content: Any) -> Message:
        """Put a new message in a chat."""
        chat.last_id += 1
        message = Message(chat.last_id, chat.id, from_bot, self.clock.now(), **content)
        self._keep(chat, message)
        if from_bot:
            self.set_unread(chat, chat.unread + 1)
        self._publish_message("message", message)
        return message

    def change_message(
        self, chat: Chat, message: Message, *, silent: bool = False, **content: Any
    ) -> Message:
        """Replace parts of a message; `silent` sets no edit mark, as when only the buttons change."""
        edited_at = message.edited_at if silent else self.clock.now()
        changed = replace(message, edited_at=edited_at, **content)
        self._keep(chat, changed)
        self._publish_message("edited", changed)
        return changed

    def remove_message(self, chat: Chat, message_id: int) -> None:
        """Delete a message for both sides."""
        del chat.messages[message_id]
        chat.changed(message_id)
        self.publish({"type": "deleted", "chat": chat.id, "message_id": message_id})

    def set_reply_keyboard(self, chat: Chat, keyboard: dict[str, Any] | None) -> None:
        """Show a reply keyboard to the person, or remove it with None."""
        if keyboard == chat.reply_keyboard:
            return
        chat.reply_keyboard = keyboard
        self.publish({"type": "keyboard", "chat": chat.id, "reply_keyboard": keyboard})

    def set_unread(self, chat: Chat, count: int) -> None:
        if chat.unread != count:
            chat.unread = count
            self.publish({"type": "unread", "chat": chat.id, "unread": count})

    def _keep(self, chat: Chat, message: Message) -> None:
        chat.messages[message.message_id] = message
        pressable = {button.data for row in message.buttons for button in row if button.data}
        if pressable:
            chat.callback_data.setdefault(message.message_id, set()).update(pressable)
        chat.changed(message.message_id)

    # Files

    def store_file(
        self,
        data: bytes,
        kind: FileKind,
        name: str,
        mime: str | None = None,
        *,
        thumbnail_id: str | None = None,
    ) -> StoredFile:
        """Keep a file. Every upload gets a new file id; equal bytes of a kind have one unique id."""
        width, height = image_size(data) if kind in ("photo", "sticker") else (0, 0)
        number = len(self._files) + 1
        file = StoredFile(
            file_id=f"{kind.upper()}-{number:06d}",
            file_unique_id=hashlib.sha256(kind.encode() + data).hexdigest()[:16],
            kind=kind,
            name=name,
            mime=mime or image_type(data) or guess_mime(name),
            data=data,
            width=width,
            height=height,
            thumbnail_id=thumbnail_id,
        )
        self._files[file.file_id] = file
        self._paths[file.path] = file
        return file

    def store_photo(self, data: bytes, name: str = "photo.jpg") -> StoredFile:
        """Keep a picture and its thumbnail, as Telegram does; here both have the same bytes."""
        thumbnail = self.store_file(data, "photo", name)
        return self.store_file(data, "photo", name, thumbnail_id=thumbnail.file_id)

    def lose_file(self, file_id: str) -> None:
        """Forget a file, as Telegram does when the bot gets another token. Raises KeyError."""
        del self._files[file_id]

    def file(self, file_id: str) -> StoredFile:
        """A kept file, its bytes in `.data`. Raises KeyError."""
        return self._files[file_id]

    def file_at(self, path: str) -> StoredFile:
        """A kept file by its `file_path`. Raises KeyError."""
        return self._paths[path]

    # Updates

    def redeliver_last_update(self) -> None:
        """Deliver the last update again under its update_id, as after a lost confirmation."""
        self.updates.redeliver_last()

    def repeat_last_update(self) -> None:
        """Deliver the content of the last update again under a new update_id, as after a double tap."""
        self.updates.repeat_last()

    def as_telegram(self, message: Message) -> dict[str, Any]:
        """The message in the format of the Bot API."""
        return telegram_view.message(self, message)

    # The page

    def subscribe(self) -> asyncio.Queue[Event | None]:
        """A queue of all events from now on; None is its end."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.append(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Event | None]) -> None:
        if queue in self._listeners:
            self._listeners.remove(queue)

    @property
    def has_listeners(self) -> bool:
        """Whether any page is open."""
        return bool(self._listeners)

    def publish(self, event: Event) -> None:
        """Send an event to all open pages."""
        for listener in self._listeners:
            listener.put_nowait(event)

    def close_listeners(self) -> None:
        """End every subscription and the waiting poll, since the server is stopping."""
        for listener in self._listeners:
            listener.put_nowait(None)
        self.updates.release()

    def _publish_message(self, kind: str, message: Message) -> None:
        if self._listeners:
            shown = message_for_page(self.chat(message.chat_id).messages, message)
            self.publish({"type": kind, "chat": message.chat_id, "message": shown})
