"""Parameters of a request from its query, form, multipart body or JSON (Bot API, "Making requests")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent with the request."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Named values. As in Telegram, numbers, booleans and objects may come as strings."""

    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; empty if absent."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; the default if the value is not one, as in Telegram."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A boolean; true, yes and 1 in any letter case are true."""
        return self.text(name).lower() in ("true", "yes", "1")

    def structure(self, name: str) -> Any:
        """An object or array; None if absent. Raises ApiError 400 for broken JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file of a field: sent in the field, or named by the field as attach://…"""
        if name in self.uploads:
            return self.uploads[name]
        return self.attached(self.text(name))

    def attached(self, reference: str) -> Upload | None:
        """The file named by attach://…; None for another reference. Raises ApiError 400 if not sent."""
        if not reference.startswith("attach://"):
            return None
        try:
            return self.uploads[reference.removeprefix("attach://")]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None


async def read_parameters(request: web.Request) -> Parameters:
    """Read the parameters of a request; a parameter of the body replaces one of the query."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json() if request.can_read_body else {}
        except json.JSONDecodeError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object")
        values.update(body)
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode(errors="replace")
    return Parameters(values, uploads)
