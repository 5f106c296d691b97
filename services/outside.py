"""Ids that a messenger gives, written with the channel they belong to: `telegram:100:7`, `max:AbC`.

A number names one person, message or file in Telegram and another one in MAX. An id without a channel was
written before there were several channels, and belongs to Telegram.
"""

from __future__ import annotations

TELEGRAM, MAX = "telegram", "max"
CHANNELS = (TELEGRAM, MAX)
_MARK = ":"

# A chat: its channel, and the number by which the channel knows it.
ChatId = tuple[str, int]


def with_channel(channel: str, own_id: str) -> str:
    """The stored form of a channel's own id."""
    return f"{channel}{_MARK}{own_id}"


def source(channel: str, chat_id: int, message_id: int) -> str:
    """The stored id of a message; equal for every delivery of the message."""
    return with_channel(channel, f"{chat_id}{_MARK}{message_id}")


def split(outside_id: str) -> tuple[str, str]:
    """The channel of a stored id, and the channel's own id."""
    channel, mark, own_id = outside_id.partition(_MARK)
    return (channel, own_id) if mark and channel in CHANNELS else (TELEGRAM, outside_id)


def complete(outside_id: str) -> str:
    """A stored id with its channel, for data kept before ids had one."""
    return with_channel(*split(outside_id))


def own(outside_id: str) -> str:
    """The channel's own id, out of a stored id."""
    return split(outside_id)[1]


def message_id(source: str) -> int:
    """The number of the message that a stored source names."""
    return int(source.rpartition(_MARK)[2])


def chat(written: str) -> ChatId:
    """A chat as an operator writes it: `456`, `max:456`. Raises ValueError for anything else."""
    channel, number = split(written.strip().casefold())
    return channel, int(number)
