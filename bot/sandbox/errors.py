"""What can go wrong in the sandbox: a refusal of the Bot API, and something a simulated person cannot do."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal the Bot API answers with: `{"ok": false, "error_code": …, "description": …}`."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


class SandboxError(Exception):
    """A simulated person asked for the impossible; the page shows the text as it is, so it is in Russian."""


def bad_request(reason: str) -> ApiError:
    """400, the bot's own mistake."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403, the person does not want this."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """429, slow down."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
