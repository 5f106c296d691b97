"""Messages of a chat. They are immutable: an edit replaces a message, so a test may keep an old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.formatting import Entity
from bot.sandbox.media import StoredFile

# In UTF-16 code units (Bot API, sendMessage and sendPhoto).
MAX_TEXT = 4096
MAX_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """A simulated person; their private chat with the bot has the person's id."""

    id: int
    first_name: str
    last_name: str
    phone: str | None
    title: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button with callback data, a link, or an action the page cannot do; `raw` has all fields."""

    raw: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.raw["text"])

    @property
    def data(self) -> str | None:
        return self.raw.get("callback_data")

    @property
    def url(self) -> str | None:
        return self.raw.get("url")

    def __str__(self) -> str:
        return f"[{self.text}]"


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared contact; `user_id` is the contact's owner, who need not be the sender."""

    phone: str
    first_name: str
    last_name: str = ""
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message. It has a `caption` if it has media, else a `text`; `entities` belong to the one it has.

    `locked` means that it was sent with a reply keyboard or its removal: Telegram lets nobody edit it.
    """

    message_id: int
    chat_id: int
    from_bot: bool
    date: datetime
    text: str = ""
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: Keyboard = ()
    media: StoredFile | None = None
    contact: Contact | None = None
    reply_to: int | None = None
    edited_at: datetime | None = None
    album: str | None = None
    forward_origin: dict[str, Any] | None = None
    locked: bool = False

    @property
    def words(self) -> str:
        """The text or the caption, with non-breaking spaces as plain ones."""
        return (self.text or self.caption).replace("\u00a0", " ")

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def photo(self) -> StoredFile | None:
        return self._media("photo")

    @property
    def document(self) -> StoredFile | None:
        return self._media("document")

    @property
    def voice(self) -> StoredFile | None:
        return self._media("voice")

    @property
    def video(self) -> StoredFile | None:
        return self._media("video")

    @property
    def html(self) -> str:
        """The text or the caption as safe HTML."""
        from bot.sandbox.safe_html import safe_html

        return safe_html(self.words, list(self.entities))

    def button(self, label: str) -> Button | None:
        """The button with this label, else the first one whose label contains it."""
        every = [button for row in self.buttons for button in row]
        exact = [button for button in every if button.text == label]
        return next(iter(exact or [button for button in every if label in button.text]), None)

    def _media(self, kind: str) -> StoredFile | None:
        return self.media if self.media and self.media.kind == kind else None

    def summary(self) -> str:
        """The message in one line, for the list of chats."""
        if self.words:
            return self.words
        if self.contact:
            return f"Контакт: {self.contact.first_name}"
        if self.media is None:
            return ""
        names = {"photo": "Фото", "voice": "Голосовое сообщение", "video": "Видео", "sticker": "Стикер"}
        names |= {"audio": "Звук", "video_note": "Видеосообщение"}
        return names.get(self.media.kind, self.media.name)

    def __str__(self) -> str:
        who = "бот" if self.from_bot else "человек"
        media = f" <{self.media.kind} {self.media.name}>" if self.media else ""
        rows = "".join("\n    " + " ".join(map(str, row)) for row in self.buttons)
        edited = " (изменено)" if self.edited else ""
        return f"#{self.message_id} {who}{edited}:{media} {self.words or self.summary()}{rows}"
