"""The tree of errors: each has a code, an HTTP status and a sentence that says what to do.

BelowlineError
├── Refused (422)          the input breaks a rule that the sentence names
│   └── TooLarge (413)
├── SignInNeeded (401)
├── TokenRefused (401)     single sign-on: the log says why, the answer does not
├── KeyNeeded (401)        only programs with a key may ask for scores
├── Forbidden (403)
├── NotFound (404)
├── Conflict (409)         somebody else was first; the sentence says what happened
├── TooMany (429)          carries the seconds to wait
└── Unavailable (503)      nothing was kept; the text is still the sender's
    └── Overloaded         carries the seconds to wait
"""

from belowline.kernel.said import Said


class BelowlineError(Exception):
    """Something a person can be told about, in words that say what to do next."""

    status = 500
    code = "internal"
    title = "Something went wrong on our side"

    def __init__(
        self, detail: str | Said, *, code: str | None = None, field: str | None = None
    ) -> None:
        self.said = Said(detail) if isinstance(detail, str) else detail
        self.detail = str(self.said)
        super().__init__(self.detail)
        self.code = code or self.code
        self.field = field


class Refused(BelowlineError):
    """The input cannot be taken as it is; the sentence names the rule and the way out."""

    status = 422
    code = "refused"
    title = "This can't be accepted as it is"


class TooLarge(Refused):
    """The request has more bytes than any comment needs."""

    status = 413
    code = "too-large"
    title = "This is too large"


class SignInNeeded(BelowlineError):
    """Only somebody who has signed in may do this."""

    status = 401
    code = "sign-in-needed"
    title = "Please sign in"


class TokenRefused(BelowlineError):
    """A token of single sign-on that can't be taken; `reason` is for the log alone.

    The answer is the same for every reason, so that nobody learns from it how to forge one.
    """

    status = 401
    code = "token-refused"
    title = "You are no longer signed in"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "You are no longer signed in here. Sign in again on the publisher's site, and send "
            "this once more."
        )
        self.reason = reason


class KeyNeeded(BelowlineError):
    """Only a program with a key may do this; `was_given` says that it sent another."""

    status = 401
    code = "key-needed"
    title = "A key is needed"

    def __init__(self, detail: str, *, was_given: bool) -> None:
        super().__init__(detail)
        self.was_given = was_given


class Forbidden(BelowlineError):
    """The person is known and may not do this."""

    status = 403
    code = "forbidden"
    title = "You can't do this"


class NotFound(BelowlineError):
    """There is no such thing, or none that this person may see."""

    status = 404
    code = "not-found"
    title = "Not found"


class Conflict(BelowlineError):
    """Somebody else was first."""

    status = 409
    code = "conflict"
    title = "Somebody was first"


class TooMany(BelowlineError):
    """Too many of these in too short a time."""

    status = 429
    code = "too-many"
    title = "Slow down a little"

    def __init__(self, detail: str = "", *, retry_after: int) -> None:
        seconds = "1 second" if retry_after == 1 else f"{retry_after} seconds"
        # Every language has forms of its own for a number; so who says it asks for `retry_after`.
        self.is_plain = not detail
        super().__init__(detail or f"That was too often in a short time. Try again in {seconds}.")
        self.retry_after = retry_after


class Unavailable(BelowlineError):
    """The database can't be reached; nothing was kept."""

    status = 503
    code = "unavailable"
    title = "Not possible right now"
    # A database that restarts is back within seconds; who asks at once finds it as it was.
    retry_after = 5


class Overloaded(Unavailable):
    """More is asked at once than can be answered in time."""

    code = "overloaded"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
