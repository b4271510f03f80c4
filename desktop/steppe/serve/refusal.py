"""What the server will not do, in the shape in which OpenAI's clients expect an error."""

from __future__ import annotations

from typing import Any

from steppe_models.errors import SteppeError


class Refusal(Exception):
    """A request that is not answered as it stands: an HTTP status and a sentence."""

    def __init__(
        self, status: int, message: str, *, code: str = "", parameter: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.parameter = parameter
        self.headers = headers or {}

    def to_json(self) -> dict[str, Any]:
        """The body of the reply."""
        return {
            "error": {
                "message": self.message,
                "type": _kind(self.status),
                "param": self.parameter or None,
                "code": self.code or None,
            }
        }


def refusal_of(error: SteppeError) -> Refusal:
    """What went wrong below, as a reply."""
    return Refusal(400 if error.code == "bad_input" else 500, str(error), code=error.code)


def _kind(status: int) -> str:
    if status == 401:
        return "authentication_error"
    if status == 429:
        return "rate_limit_error"
    return "server_error" if status >= 500 else "invalid_request_error"
