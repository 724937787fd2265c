"""Telegram's refusals: status codes and texts, word for word, so that no client can tell the difference."""

from dataclasses import dataclass

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class ApiError(Exception):
    """A method was refused; the server turns it into `{"ok": false, …}`."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after  # seconds


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def blocked() -> ApiError:
    """The visitor has left for good: nothing can be delivered any more."""
    return ApiError(403, "Forbidden: bot was blocked by the user")


def not_found() -> ApiError:
    return ApiError(404, "Not Found")


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that a test wants instead of the real one."""

    status: int
    description: str = ""
    retry_after: int | None = None  # seconds, for 429
    html: str | None = None  # a page of a broken proxy instead of JSON


def too_many_requests(seconds: int) -> Fault:
    """Telegram's 429."""
    return Fault(429, f"Too Many Requests: retry after {seconds}", seconds)
