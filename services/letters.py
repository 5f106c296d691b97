"""What a person sent, in the bot's own terms, the same for every messenger. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services import outside

# The kinds of files; a messenger gives a file back only as the kind it came as.
KINDS = ("photo", "document", "voice", "video", "audio", "video_note")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file by its outside id: `kind` is one of `KINDS`; `size` is in bytes."""

    kind: str
    file_id: str
    name: str | None = None
    mime: str | None = None
    size: int = 0

    def __post_init__(self) -> None:
        """Add the channel to an id kept before ids named their channel."""
        object.__setattr__(self, "file_id", outside.complete(self.file_id))


@dataclass(frozen=True, slots=True)
class Contact:
    """A shared phone number. Anyone can forward a colleague's card: only `is_own` proves the owner."""

    phone: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of a person.

    `source` (`outside.source`) names the message in its chat. A message delivered twice and its correction
    have equal sources. `replies_to` is the source of the message that this one answers. `other` names what
    the bot cannot read (a sticker). `album_goes_on` tells that more of its album came with it.
    """

    source: str
    text: str = ""
    file: Attached | None = None
    album: str | None = None
    album_goes_on: bool = False
    replies_to: str | None = None
    contact: Contact | None = None
    other: str = ""
    is_edit: bool = False

    def __post_init__(self) -> None:
        """Add the channel to a source kept before ids named their channel."""
        object.__setattr__(self, "source", outside.complete(self.source))

    @property
    def number(self) -> int:
        """The number of the message in its chat."""
        return outside.message_id(self.source)

    @property
    def is_blank(self) -> bool:
        """Whether there is neither text nor a file."""
        return not self.text and self.file is None

    @property
    def command(self) -> tuple[str, str] | None:
        """A command's name in small letters and what was typed after it: `/Start@bot abc` is start, abc."""
        if self.file is not None or not self.text.startswith("/"):
            return None
        name, *rest = self.text[1:].split(maxsplit=1) or [""]
        return name.partition("@")[0].casefold(), rest[0].strip() if rest else ""
