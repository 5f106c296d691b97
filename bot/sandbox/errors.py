"""Errors of the sandbox: refusals of the Bot API, and actions that a simulated person cannot do."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal of the Bot API: `{"ok": false, "error_code": …, "description": …}`."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


class SandboxError(Exception):
    """A simulated person cannot do this. The page shows the text as it is, so it is in Russian."""


def bad_request(reason: str) -> ApiError:
    """400: the bot made a mistake."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the person does not allow this."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """429: the bot sends too fast."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
