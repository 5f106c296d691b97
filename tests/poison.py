"""Updates of every kind, and what becomes of them when a field is missing or of another type."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]

# Words of the samples: no log may quote them.
SECRET = "Тайна"
# What takes a field's place.
_OTHERS = (
    *(None, True, -1, 0, 1.5, 2**31, 2**63, 2**70, -(2**70), 1e300, float("nan")),
    *("", "x", "0", "\ud83d", "\x00", [], [[]], [{}], {}, {"type": "hologram"}),
)


def sender(chat_id: int) -> Json:
    """User: a person of this chat."""
    return {"id": chat_id, "is_bot": False, "first_name": f"{SECRET} имени", "language_code": "ru"}


def message(chat_id: int, number: int, **content: Any) -> Json:
    """A message of a private chat."""
    return {
        "message_id": number,
        "from": sender(chat_id),
        "chat": {"id": chat_id, "type": "private", "first_name": f"{SECRET} имени"},
        "date": 1_795_000_000,
        **content,
    }


def _file(**more: Any) -> Json:
    return {"file_id": "FILE", "file_unique_id": "u", "file_size": 10, **more}


_SIDES = {"width": 90, "height": 90}
_POLL = {
    "id": "1",
    "question": SECRET,
    "options": [{"persistent_id": "1", "text": "да", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
# A message's content, by what the sample is about.
CONTENTS: dict[str, Json] = {
    "text": {
        "text": f"{SECRET} слов",
        "entities": [{"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org/x"}],
        "link_preview_options": {"is_disabled": True},
    },
    "command": {"text": "/menu", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]},
    "forwarded": {
        "text": SECRET,
        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": SECRET},
    },
    "from a channel": {
        "text": SECRET,
        "forward_origin": {
            "type": "channel",
            "date": 1,
            "chat": {"id": -100, "type": "channel", "title": SECRET},
            "message_id": 4,
        },
    },
    "reply from elsewhere": {
        "text": SECRET,
        "external_reply": {
            "origin": {"type": "hidden_user", "date": 1, "sender_user_name": SECRET},
            "story": {"chat": {"id": -100, "type": "channel"}, "id": 1},
        },
        "quote": {"text": SECRET, "position": 0},
    },
    "photo": {"photo": [_file(**_SIDES)], "caption": SECRET, "media_group_id": "9"},
    "document": {"document": _file(file_name="план.pdf", mime_type="application/pdf"), "caption": SECRET},
    "voice": {"voice": _file(duration=3, mime_type="audio/ogg")},
    "video": {"video": _file(**_SIDES, duration=3)},
    "video note": {"video_note": _file(length=90, duration=3)},
    "audio": {"audio": _file(duration=3, title=SECRET)},
    "sticker": {"sticker": _file(**_SIDES, type="regular", is_animated=False, is_video=False)},
    "contact": {"contact": {"phone_number": "79990000000", "first_name": SECRET, "user_id": 5}},
    "location": {"location": {"latitude": 55.7, "longitude": 37.6}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "poll": {"poll": _POLL},
    "paid media": {
        "paid_media": {"star_count": 1, "paid_media": [{"type": "preview", "width": 1, "height": 1}]}
    },
    "checklist": {"checklist": {"title": SECRET, "tasks": [{"id": 1, "text": SECRET}]}},
    "service": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
}


def samples(chat_id: int) -> Iterator[tuple[str, Json]]:
    """The kind and the content of a sound update for every type that the bot asks for."""
    for number, content in enumerate(CONTENTS.values(), start=1):
        yield "message", message(chat_id, number, **content)
    earlier = message(chat_id, 90, text=SECRET)
    yield "message", message(chat_id, 91, text=SECRET, reply_to_message=earlier)
    for content in (CONTENTS["text"], CONTENTS["photo"]):
        yield "edited_message", message(chat_id, 92, edit_date=1_795_000_001, **content)
    keyboard = {"inline_keyboard": [[{"text": "Меню", "callback_data": "menu:home"}]]}
    press = {"id": "77", "from": sender(chat_id), "chat_instance": "-5", "data": "menu:home"}
    yield "callback_query", {**press, "message": message(chat_id, 93, text=SECRET, reply_markup=keyboard)}
    chat = {"id": chat_id, "type": "private"}
    yield "callback_query", {**press, "message": {"chat": chat, "message_id": 94, "date": 0}}
    bot = {"id": 424242, "is_bot": True, "first_name": "Горизонт"}
    yield (
        "my_chat_member",
        {
            "chat": chat,
            "from": sender(chat_id),
            "date": 1_795_000_000,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        },
    )


def spoiled(chat_id: int) -> list[tuple[str, Json]]:
    """Every sample with each field in turn dropped or replaced by each value of another type."""
    found: list[tuple[str, Json]] = []
    for kind, sample in samples(chat_id):
        for path in _paths(sample):
            found.append((kind, _without(sample, path)))
            found += [(kind, _with(sample, path, other)) for other in _OTHERS]
        found += [(kind, other) for other in _OTHERS]  # type: ignore[misc]
    return found


def some_spoiled(chat_id: int, count: int, seed: int) -> list[tuple[str, Json]]:
    """So many of the spoiled updates, the same ones for each seed; no more than there are."""
    every = spoiled(chat_id)
    return random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311 (repeatable on purpose)


def _paths(value: Any, before: Path = ()) -> Iterator[Path]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*before, key)
        yield from _paths(child, (*before, key))


def _without(sample: Json, path: Path) -> Json:
    changed = copy.deepcopy(sample)
    del _holder(changed, path)[path[-1]]
    return changed


def _with(sample: Json, path: Path, other: object) -> Json:
    changed = copy.deepcopy(sample)
    _holder(changed, path)[path[-1]] = copy.deepcopy(other)
    return changed


def _holder(value: Any, path: Path) -> Any:
    for key in path[:-1]:
        value = value[key]
    return value
