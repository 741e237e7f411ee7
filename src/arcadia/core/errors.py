"""The one error tree. `web.errors` maps it to HTTP in one place; nothing else knows status codes.

    ArcadiaError
    ├── Invalid            the input is wrong; carries one Problem per place        422
    ├── Malformed          the bytes are not what they claim to be                  400
    ├── TooLarge           more bytes, depth or items than allowed                  413
    ├── Unauthenticated    no identity where one is needed                          401
    ├── Forbidden          known, but may not                                       403
    │   └── SwitchedOff    nobody may, or not this caller: an operator's flag       403
    ├── NotFound           no such thing, or not for this caller                    404
    ├── Conflict           the thing changed meanwhile; may carry the other version 409
    ├── TooMany            slow down; carries when to come back                     429
    └── Unavailable        could not be done now; nothing happened                  503

Refusals of a live game are not errors: they are values of `play.domain`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: where it stands and what was expected there."""

    where: str
    expected: str


class ArcadiaError(Exception):
    """Base of all errors that a caller may be told about. `code` is a stable word, `detail` a sentence for people."""

    code = "error"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Invalid(ArcadiaError):
    """The input is understood but wrong."""

    code = "invalid"

    def __init__(self, detail: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail)
        self.problems = tuple(problems)


class Malformed(ArcadiaError):
    """The bytes cannot be read at all: bad UTF-8, bad JSON, wrong shape. `where` is a JSON path or a byte position."""

    code = "malformed"

    def __init__(self, detail: str, where: str = "$") -> None:
        super().__init__(detail)
        self.where = where


class TooLarge(ArcadiaError):
    """The input is bigger or deeper than the stated limit."""

    code = "too_large"


class Unauthenticated(ArcadiaError):
    """An identity is needed and none was given."""

    code = "unauthenticated"


class Forbidden(ArcadiaError):
    """The caller is known and may not do this."""

    code = "forbidden"


class SwitchedOff(Forbidden):
    """An operator has switched this off, for everybody or for some. Trying again soon changes nothing."""

    code = "switched_off"


class NotFound(ArcadiaError):
    """There is no such thing, or none that this caller may know of."""

    code = "not_found"


class Conflict(ArcadiaError):
    """The thing changed since the caller read it. `current` is the other version, where there is one."""

    code = "conflict"

    def __init__(self, detail: str, current: object | None = None) -> None:
        super().__init__(detail)
        self.current = current


class TooMany(ArcadiaError):
    """A budget is used up. `retry_after_ms` says when it is worth coming back."""

    code = "slow_down"

    def __init__(self, detail: str, retry_after_ms: int) -> None:
        super().__init__(detail)
        self.retry_after_ms = retry_after_ms


class Unavailable(ArcadiaError):
    """A part that is needed did not answer; nothing was changed."""

    code = "unavailable"
