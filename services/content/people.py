"""Titles of roles, and the text of consent: `roles.yaml`, `consent.yaml`."""

from __future__ import annotations

from services.content.parts import Part


class RoleTitle(Part):
    title: str
    aliases: tuple[str, ...] = ()


class RolePack(Part):
    roles: dict[str, RoleTitle]
    computed: tuple[str, ...]


class ConsentText(Part):
    """The text with which a person consents to the processing of personal data."""

    version: str
    text: str
