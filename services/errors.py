"""Errors of the domain. An error carries a key and arguments; the words are in `locales/`."""

from __future__ import annotations


class DomainError(Exception):
    """The system refuses what a person asked for, and can tell why.

    `key` names the sentence in `locales/*/errors.ftl`, `arguments` fill it.
    """

    default_key = "error-domain"

    def __init__(self, key: str | None = None, **arguments: object) -> None:
        self.key = key or self.default_key
        self.arguments = arguments
        super().__init__(self.key)


class NotFound(DomainError):
    """What was asked for is gone, or the acting person may not know of it."""

    default_key = "error-not-found"


class NotAllowed(DomainError):
    """The acting person's roles and scope do not cover this."""

    default_key = "error-not-allowed"


class WrongState(DomainError):
    """The state has changed since the button was drawn."""

    default_key = "error-wrong-state"


class Invalid(DomainError):
    """What was typed, sent or chosen cannot be used."""

    default_key = "error-invalid"
