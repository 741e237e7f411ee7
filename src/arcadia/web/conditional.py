"""What HTTP calls negotiation: which coding a client takes, and whether it has the answer already."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Final

PREFERRED: Final = ("zstd", "br", "gzip")


def choose_coding(accept_encoding: str | None, available: Collection[str], preferred: Sequence[str] = PREFERRED) -> str:
    """Return the best coding of `available` that the client takes, else `identity`; `preferred` says which is better."""
    if not accept_encoding:
        return "identity"
    taken = _taken(accept_encoding)
    for coding in preferred:
        if coding in available and taken.get(coding, taken.get("*", 0.0)) > 0:
            return coding
    return "identity"


def choose_media_type(accept: str | None, offered: Sequence[str]) -> str:
    """Return the first of `offered`, the best first, that the client names itself; the last where it names none.

    `image/*` and `*/*` name none: older programs send them and know only what was there when they were made.
    """
    taken = _taken(accept or "")
    return next((one for one in offered if taken.get(one, 0.0) > 0), offered[-1])


def etag_of(body: bytes) -> str:
    """Return the entity tag of a body; weak, since every coding of it shares the tag."""
    return f'W/"{hashlib.blake2b(body, digest_size=9).hexdigest()}"'


def has_same(if_none_match: str | None, etag: str) -> bool:
    """Whether the client's `If-None-Match` names this entity, weakly compared."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    wanted = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == wanted for one in if_none_match.split(","))


def _taken(line: str) -> dict[str, float]:
    taken: dict[str, float] = {}
    for part in line.split(","):
        coding, _, rest = part.partition(";")
        taken[coding.strip().lower()] = _weight(rest)
    return taken


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
