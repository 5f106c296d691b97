"""A simulated person for tests: writes, presses and looks at the screen.

    user = sandbox.user(1001)
    await user.says("/start")
    card = await user.sees("Здравствуйте")
    toast = await user.presses("Маршрут")

Nothing here sleeps: every wait ends as soon as its event happens.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

from bot.sandbox import people
from bot.sandbox.messages import Contact, Message

if TYPE_CHECKING:
    from bot.sandbox.telegram import Chat, Sandbox

PATIENCE = 0.7
"""Seconds to wait for the bot's reaction before something older on the screen may count."""
LATEST = 12
"""How many of the last messages a person looks at."""

Found = TypeVar("Found")


class SandboxUser:
    """A person at a phone; several objects for one person share the chat."""

    def __init__(self, sandbox: Sandbox, chat: Chat) -> None:
        self._sandbox = sandbox
        self._chat = chat
        self.id = chat.person.id
        self.person = chat.person

    # Looking

    @property
    def messages(self) -> list[Message]:
        """All messages of the chat, oldest first."""
        return [message for _, message in sorted(self._chat.messages.items())]

    @property
    def last(self) -> Message:
        """The latest message of the bot."""
        message = next((one for one in reversed(self.messages) if one.from_bot), None)
        assert message is not None, f"the bot has written nothing\n{self.screen()}"  # noqa: S101 - for tests
        return message

    @property
    def toasts(self) -> list[str]:
        """Texts of the answers to presses, oldest first."""
        return list(self._chat.toasts)

    @property
    def reply_keys(self) -> list[str]:
        """Labels of the reply keyboard shown now."""
        keyboard = self._chat.reply_keyboard
        return [key["text"] for row in keyboard["keyboard"] for key in row] if keyboard else []

    def buttons(self, message: Message | None = None) -> list[list[str]]:
        """Labels of a message's inline buttons now, row by row; by default of the bot's latest message."""
        shown = self._now(message) if message else self.last
        return [[button.text for button in row] for row in shown.buttons]

    def screen(self) -> str:
        """The person's screen as text, for the message of a failure."""
        lines = [str(message) for message in self.messages[-LATEST:]]
        if self.reply_keys:
            lines.append(f"клавиатура: {self.reply_keys}")
        if self._chat.toasts:
            lines.append(f"всплывало: {self._chat.toasts[-3:]}")
        name = f"{self.person.first_name} {self.person.last_name}"
        return f"--- экран: {name} ({self.id})\n" + ("\n".join(lines) or "(пусто)")

    async def sees(self, *fragments: str, within: float = 15.0) -> Message:
        """Wait for a message of the bot whose text or caption has every fragment, and return it.

        Messages sent or edited since the person's last action come first, newest first. An older message
        counts only after `PATIENCE` seconds, when the bot has had time to react.
        """
        return await self._find(
            lambda message: message if all(fragment in message.words for fragment in fragments) else None,
            within,
            f"does not see {list(fragments)}",
        )

    async def quiet(self, seconds: float = 0.3) -> None:
        """Wait until nothing has changed in the chat for so many seconds."""
        while await self._chat.bell.wait(seconds):
            pass

    # Acting

    async def says(self, text: str, reply_to: Message | None = None) -> Message:
        """Send a text."""
        return people.say(self._sandbox, self._chat, text, reply_to.message_id if reply_to else None)

    async def presses(
        self, label_or_part: str, message: Message | None = None, within: float = 5.0
    ) -> str | None:
        """Press an inline button and wait for the bot's answer; returns the text of the toast, if any.

        Without `message`, waits for a message with the button, chosen as in `sees`.
        """
        if message is None:
            pressed = await self._find(
                lambda one: one if one.button(label_or_part) else None,
                within,
                f"finds no button {label_or_part!r}",
            )
        else:
            # The caller's message may have outdated buttons, as on a screen that is not yet redrawn.
            pressed = message if message.button(label_or_part) else self._now(message)
        button = pressed.button(label_or_part)
        if button is None:
            self._fail(f"finds no button {label_or_part!r} on #{pressed.message_id}")
        if button.data is None:
            self._fail(f"cannot press {button}: {button.raw}")
        return await self._press(pressed, button.data, within, forged=False)

    async def presses_data(
        self, data: str, message: Message | None = None, within: float = 5.0
    ) -> str | None:
        """Press a button that may not exist, with any data, as a hostile or outdated client can."""
        return await self._press(message or self.last, data, within, forged=True)

    async def taps_reply_key(self, label: str) -> Message:
        """Tap a key of the reply keyboard: sends its text, or the person's contact."""
        keyboard = self._chat.reply_keyboard or {"keyboard": []}
        keys = [key for row in keyboard["keyboard"] for key in row]
        matching = [key for key in keys if key["text"] == label] or [
            key for key in keys if label in key["text"]
        ]
        if not matching:
            self._fail(f"has no reply key {label!r}")
        if matching[0]["request_contact"]:
            return people.share_contact(self._sandbox, self._chat)
        return await self.says(matching[0]["text"])

    async def shares_contact(
        self,
        phone: str | None = None,
        user_id: int | None = None,
        first_name: str | None = None,
    ) -> Message:
        """Share a contact: the person's own, or one with another phone, owner or name."""
        own = people.own_contact(self._chat) if phone is None else Contact(phone, self.person.first_name)
        contact = Contact(
            phone or own.phone,
            first_name or own.first_name,
            own.last_name if first_name is None else "",
            self.id if user_id is None else user_id,
        )
        return people.share_contact(self._sandbox, self._chat, contact)

    async def sends_photo(self, data: bytes | None = None, caption: str | None = None) -> Message:
        """Send a picture, by default a tiny grey one."""
        return people.send_file(self._sandbox, self._chat, "photo", data=data, caption=caption or "")

    async def sends_file(
        self, name: str, data: bytes, caption: str | None = None, mime: str | None = None
    ) -> Message:
        """Send a document."""
        return people.send_file(
            self._sandbox, self._chat, "document", data=data, name=name, mime=mime, caption=caption or ""
        )

    async def sends_voice(self) -> Message:
        """Send a voice message."""
        data = b"OggS" + bytes(60)
        return people.send_file(
            self._sandbox, self._chat, "voice", data=data, name="voice.ogg", mime="audio/ogg"
        )

    async def sends_audio(self) -> Message:
        """Send a sound file."""
        return people.send_file(
            self._sandbox, self._chat, "audio", data=b"ID3" + bytes(60), name="song.mp3", mime="audio/mpeg"
        )

    async def sends_video_note(self) -> Message:
        """Send a round video message."""
        return people.send_file(
            self._sandbox, self._chat, "video_note", data=bytes(64), name="note.mp4", mime="video/mp4"
        )

    async def sends_sticker(self) -> Message:
        """Send a sticker."""
        return people.send_file(self._sandbox, self._chat, "sticker", name="sticker.png")

    async def edits(self, message: Message, new_text: str) -> Message:
        """Edit one of the person's messages."""
        return people.edit(self._sandbox, self._chat, message.message_id, new_text)

    async def blocks(self) -> None:
        """Block the bot."""
        people.block(self._sandbox, self._chat, blocked=True)

    async def unblocks(self) -> None:
        """Unblock the bot."""
        people.block(self._sandbox, self._chat, blocked=False)

    # Waiting and searching

    async def _press(self, message: Message, data: str, within: float, *, forged: bool) -> str | None:
        press = people.press(self._sandbox, self._chat, message.message_id, data, forged=forged)
        try:
            await asyncio.wait_for(press.answered.wait(), within)
        except TimeoutError:
            self._fail(f"pressed {data!r} on #{message.message_id} and got no answer in {within} s")
        return press.text

    async def _find(self, match: Callable[[Message], Found | None], within: float, failure: str) -> Found:
        begun = time.monotonic()
        while True:
            waited = time.monotonic() - begun
            found = self._first(match, fresh=True)
            if found is None and waited >= min(PATIENCE, within):
                found = self._first(match, fresh=False)
            if found is not None:
                return found
            if waited >= within:
                self._fail(failure)
            await self._chat.bell.wait((PATIENCE if waited < PATIENCE else within) - waited)

    def _first(self, match: Callable[[Message], Found | None], *, fresh: bool) -> Found | None:
        """The first match among the bot's latest messages, the last changed one first.

        `fresh` leaves out messages that have not changed since the person's last action.
        """
        looked_at = 0
        for message_id, revision in reversed(self._chat.revisions.items()):
            if looked_at == LATEST or (fresh and revision <= self._chat.acted_at):
                break
            message = self._chat.messages.get(message_id)
            if message is None or not message.from_bot:
                continue
            looked_at += 1
            if (found := match(message)) is not None:
                return found
        return None

    def _now(self, message: Message) -> Message:
        """The message as it is now, or as it was before it was deleted."""
        return self._chat.messages.get(message.message_id, message)

    def _fail(self, what: str) -> NoReturn:
        raise AssertionError(f"{self.person.first_name} {self.person.last_name} {what}\n{self.screen()}")
