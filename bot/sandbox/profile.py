"""A bot's profile: names, descriptions, command menus (Bot API, "BotCommandScope")."""

from __future__ import annotations

from dataclasses import dataclass, field

Command = dict[str, str]


@dataclass(slots=True)
class Profile:
    """Texts by language ("" is any language), and commands by scope, chat and language."""

    name: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, int, str], list[Command]] = field(default_factory=dict)

    def commands_for(self, chat_id: int, language: str) -> list[Command]:
        """The person's menu: that of the narrowest scope, in the person's language if there is one."""
        for scope in (("chat", chat_id), ("all_private_chats", 0), ("default", 0)):
            for code in (language, ""):
                found = self.commands.get((*scope, code))
                if found:
                    return found
        return []
