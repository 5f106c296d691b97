"""What can go wrong in the domain. An error carries a key and arguments; words are found in `locales/`."""

from __future__ import annotations


class DomainError(Exception):
    """Something a person asked for that the system will not do, for a reason it can tell.

    `key` names the sentence in `locales/*/errors.ftl`, `arguments` fill it.
    """

    default_key = "error-domain"

    def __init__(self, key: str | None = None, **arguments: object) -> None:
        self.key = key or self.default_key
        self.arguments = arguments
        super().__init__(self.key)


class NotFound(DomainError):
    """The thing is gone, or was never this person's to know about."""

    default_key = "error-not-found"


class NotAllowed(DomainError):
    """The acting person's roles and scope do not cover this."""

    default_key = "error-not-allowed"


class WrongState(DomainError):
    """The thing has moved on since the button was drawn."""

    default_key = "error-wrong-state"


class Invalid(DomainError):
    """What was typed, sent or chosen cannot be used."""

    default_key = "error-invalid"
