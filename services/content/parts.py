"""The base classes of content."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A piece of content; unknown keys in its file are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Titled(Part):
    code: str
    title: str
    button: str = ""
