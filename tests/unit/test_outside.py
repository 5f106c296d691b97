"""An id of a messenger is written with its channel; an id without a channel is of Telegram."""

from __future__ import annotations

import pytest

from services import outside
from services.outside import MAX, TELEGRAM


def test_message_is_written_with_its_channel() -> None:
    written = outside.source(MAX, 2**53 + 1, 117_000_000_000_000_001)
    assert written == "max:9007199254740993:117000000000000001"
    assert outside.message_id(written) == 117_000_000_000_000_001
    assert outside.message_id("100:7") == 7
    assert len(outside.source(TELEGRAM, 2**63 - 1, 2**63 - 1)) <= 64, "it fits the columns that keep it"


@pytest.mark.parametrize(
    ("kept", "channel", "own"),
    [
        ("telegram:AgAC-1_2", TELEGRAM, "AgAC-1_2"),
        ("AgAC-1_2", TELEGRAM, "AgAC-1_2"),
        ("100:7", TELEGRAM, "100:7"),
        ("telegram:100:7", TELEGRAM, "100:7"),
        ("max:0fa1:0:photo", MAX, "0fa1:0:photo"),
        ("maximum", TELEGRAM, "maximum"),
    ],
)
def test_stored_id_tells_its_channel(kept: str, channel: str, own: str) -> None:
    assert outside.split(kept) == (channel, own)
    assert outside.own(kept) == own
    assert outside.complete(kept) == outside.with_channel(channel, own)
    assert outside.split(outside.complete(kept)) == (channel, own)


@pytest.mark.parametrize("wrong", ["", "max:", "icq:5", "five", "max:five"])
def test_chat_of_an_unknown_messenger_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        outside.chat(wrong)
