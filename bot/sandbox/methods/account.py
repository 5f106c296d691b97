"""Methods about the bot itself: its identity, updates, names and command menus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.parameters import Parameters
from bot.sandbox.profile import Command, Profile
from bot.sandbox.telegram import Sandbox
from bot.sandbox.telegram_view import bot_user
from bot.sandbox.updates import Update

Json = dict[str, Any]

MAX_COMMANDS = 100
MAX_UPDATES = 100
MAX_POLL_SECONDS = 50
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = frozenset(
    {
        *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
        *("chat", "chat_administrators", "chat_member"),
    }
)


def get_me(sandbox: Sandbox, parameters: Parameters) -> Json:
    return {
        **bot_user(sandbox),
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(sandbox: Sandbox, parameters: Parameters) -> list[Update]:
    if sandbox.webhook:
        raise ApiError(
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
        )
    allowed = parameters.structure("allowed_updates")
    if allowed is not None:
        sandbox.updates.allow(allowed)
    limit = parameters.integer("limit", MAX_UPDATES)
    seconds = min(max(parameters.integer("timeout"), 0), MAX_POLL_SECONDS)
    return await sandbox.updates.poll(parameters.integer("offset"), min(max(limit, 1), MAX_UPDATES), seconds)


def delete_webhook(sandbox: Sandbox, parameters: Parameters) -> bool:
    if parameters.flag("drop_pending_updates"):
        sandbox.updates.clear()
    sandbox.webhook = ""
    return True


def get_webhook_info(sandbox: Sandbox, parameters: Parameters) -> Json:
    return {
        "url": sandbox.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(sandbox.updates),
    }


def set_my_commands(sandbox: Sandbox, parameters: Parameters) -> bool:
    commands = parameters.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    scope = _scope(sandbox, parameters)
    sandbox.profile.commands[scope] = [_command(one) for one in commands]
    _publish_commands(sandbox, scope)
    return True


def get_my_commands(sandbox: Sandbox, parameters: Parameters) -> list[Command]:
    return sandbox.profile.commands.get(_scope(sandbox, parameters), [])


def delete_my_commands(sandbox: Sandbox, parameters: Parameters) -> bool:
    scope = _scope(sandbox, parameters)
    sandbox.profile.commands.pop(scope, None)
    _publish_commands(sandbox, scope)
    return True


def _publish_commands(sandbox: Sandbox, scope: tuple[str, int, str]) -> None:
    sandbox.publish({"type": "commands", "chat": scope[1] or None})


def _scope(sandbox: Sandbox, parameters: Parameters) -> tuple[str, int, str]:
    scope = parameters.structure("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat_id = 0
    if "chat_id" in scope:
        chat = sandbox.find_chat(int(scope["chat_id"]))
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        chat_id = chat.id
    return kind, chat_id, parameters.text("language_code")


def _command(given: Json) -> Command:
    command = str(given.get("command", "")).removeprefix("/")
    description = str(given.get("description", "")).strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _text_setter(
    texts: Callable[[Profile], dict[str, str]], field: str, longest: int
) -> Callable[[Sandbox, Parameters], bool]:
    """A method that sets one of the three texts of a profile, which differ only in name and length."""

    def set_text(sandbox: Sandbox, parameters: Parameters) -> bool:
        text = parameters.text(field)
        if len(text) > longest:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        kept, language = texts(sandbox.profile), parameters.text("language_code")
        if text:
            kept[language] = text
        else:
            kept.pop(language, None)
        return True

    return set_text


def _text_getter(
    texts: Callable[[Profile], dict[str, str]], field: str
) -> Callable[[Sandbox, Parameters], Json]:
    def get_text(sandbox: Sandbox, parameters: Parameters) -> Json:
        kept = texts(sandbox.profile)
        default = sandbox.bot_name if field == "name" else ""
        return {field: kept.get(parameters.text("language_code"), kept.get("", default))}

    return get_text


def accept(sandbox: Sandbox, parameters: Parameters) -> bool:
    """A method whose effect no simulated person could see."""
    return True


METHODS: dict[str, Callable[[Sandbox, Parameters], Any]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _text_setter(lambda profile: profile.name, "name", 64),
    "setMyDescription": _text_setter(lambda profile: profile.description, "description", 512),
    "setMyShortDescription": _text_setter(
        lambda profile: profile.short_description, "short_description", 120
    ),
    "getMyName": _text_getter(lambda profile: profile.name, "name"),
    "getMyDescription": _text_getter(lambda profile: profile.description, "description"),
    "getMyShortDescription": _text_getter(lambda profile: profile.short_description, "short_description"),
    "setChatMenuButton": accept,
    "logOut": accept,
    "close": accept,
}
