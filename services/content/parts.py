"""What every piece of content is built from."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A piece of content; keys this version of the code does not use are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Titled(Part):
    code: str
    title: str
    button: str = ""
