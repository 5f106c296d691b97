"""Reading and checking keyboards (Bot API, "InlineKeyboardMarkup", "ReplyKeyboardMarkup")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.formatting import checked_url
from bot.sandbox.messages import Button, Keyboard
from bot.sandbox.parameters import Parameters

MAX_INLINE_BUTTONS = 100
MAX_INLINE_ROW = 8
MAX_REPLY_KEYS = 300
MAX_REPLY_ROW = 12
MAX_CALLBACK_DATA = 64

_ACTIONS = frozenset(
    {
        *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"),
        *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"),
    }
)


@dataclass(frozen=True, slots=True)
class Markup:
    """The content of `reply_markup`."""

    buttons: Keyboard = ()
    reply_keyboard: dict[str, Any] | None = None
    removes_keyboard: bool = False
    forces_reply: bool = False

    @property
    def locks(self) -> bool:
        """Whether Telegram refuses to edit a message sent with this markup."""
        return self.reply_keyboard is not None or self.removes_keyboard or self.forces_reply


def read_markup(parameters: Parameters) -> Markup:
    """Read and check `reply_markup`. Raises ApiError 400."""
    markup = parameters.structure("reply_markup")
    if markup is None:
        return Markup()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return Markup(buttons=_inline_keyboard(markup["inline_keyboard"]))
    if "keyboard" in markup:
        return Markup(reply_keyboard=_reply_keyboard(markup))
    return Markup(
        removes_keyboard=bool(markup.get("remove_keyboard")), forces_reply=bool(markup.get("force_reply"))
    )


def _rows(value: Any, field: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" of the ReplyMarkup must be an Array of Arrays of Buttons')
    if not all(isinstance(row, list) for row in value):
        raise bad_request(f'field "{field}" must be an Array of Arrays')
    return [row for row in value if row]


def _limit(rows: list[list[Any]], total: int, in_row: int) -> None:
    if sum(map(len, rows)) > total or any(len(row) > in_row for row in rows):
        raise bad_request("reply markup is too long")


def _inline_keyboard(value: Any) -> Keyboard:
    rows = _rows(value, "inline_keyboard")
    keyboard = tuple(tuple(_inline_button(button) for button in row) for row in rows)
    _limit(rows, MAX_INLINE_BUTTONS, MAX_INLINE_ROW)
    return keyboard


def _inline_button(button: Any) -> Button:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}InlineKeyboardButton must be an Object")
    raw = {name: value for name, value in button.items() if value is not None}
    if not isinstance(raw.get("text"), str):
        raise bad_request(f'{prefix}Can\'t find field "text"')
    if not raw["text"].strip():
        raise bad_request(f'{prefix}Field "text" must be non-empty')
    if not _ACTIONS & raw.keys():
        raise bad_request(f"{prefix}Text buttons are unallowed in the inline keyboard")
    if "callback_data" in raw:
        data = raw["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in raw:
        url = checked_url(str(raw["url"]))
        if url is None:
            raise bad_request(f"inline keyboard button URL '{raw['url']}' is invalid: Wrong HTTP URL")
        raw["url"] = url
    return Button(raw)


def _reply_keyboard(markup: dict[str, Any]) -> dict[str, Any]:
    """The keyboard in the page's format."""
    rows = _rows(markup["keyboard"], "keyboard")
    keyboard = [[_reply_key(key) for key in row] for row in rows]
    if not keyboard:
        raise bad_request("reply keyboard must be non-empty")
    _limit(rows, MAX_REPLY_KEYS, MAX_REPLY_ROW)
    return {
        "keyboard": keyboard,
        "resize": bool(markup.get("resize_keyboard")),
        "one_time": bool(markup.get("one_time_keyboard")),
        "placeholder": markup.get("input_field_placeholder"),
    }


def _reply_key(key: Any) -> dict[str, Any]:
    raw = {"text": key} if isinstance(key, str) else key
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not raw["text"].strip():
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return {"text": raw["text"], "request_contact": bool(raw.get("request_contact"))}
