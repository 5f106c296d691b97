"""Methods of the Bot API. Each takes the sandbox and the parameters, and returns the `result` as JSON."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import ApiError
from bot.sandbox.methods import account, editing, interaction, sending
from bot.sandbox.parameters import Parameters
from bot.sandbox.telegram import Sandbox

Method = Callable[[Sandbox, Parameters], Any]

METHODS: dict[str, Method] = {
    name.lower(): method
    for methods in (account.METHODS, sending.METHODS, editing.METHODS, interaction.METHODS)
    for name, method in methods.items()
}


async def call(sandbox: Sandbox, name: str, parameters: Parameters) -> Any:
    """Call a method by its name in any letter case. Raises ApiError."""
    method = METHODS.get(name.lower())
    if method is None:
        raise ApiError(404, "Not Found: method not found")
    result = method(sandbox, parameters)
    return await result if inspect.isawaitable(result) else result
