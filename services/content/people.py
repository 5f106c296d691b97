"""Titles of roles, and the consent people are asked for: `roles.yaml`, `consent.yaml`."""

from __future__ import annotations

from services.content.parts import Part


class RoleTitle(Part):
    title: str
    aliases: tuple[str, ...] = ()


class RolePack(Part):
    roles: dict[str, RoleTitle]
    computed: tuple[str, ...]


class ConsentText(Part):
    """The consent to personal data processing a person is asked for."""

    version: str
    text: str
