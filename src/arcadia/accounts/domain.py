"""What a guest is, and what a nickname may be (A1)."""

import zlib
from typing import Final

import msgspec

from arcadia.core.errors import Invalid, Problem
from arcadia.core.ids import GuestId
from arcadia.core.text import visible_name

NICKNAME_LENGTH: Final = 24


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody without an account who has told a nickname. Times are milliseconds since the epoch."""

    id: GuestId
    nickname: str
    created_at: int


# fmt: off
_FIRST: Final = (
    "Amber", "Bold", "Brisk", "Calm", "Clever", "Coral", "Daring", "Eager", "Gentle", "Golden", "Happy",
    "Jolly", "Keen", "Lucky", "Merry", "Mighty", "Nimble", "Plucky", "Proud", "Quick", "Quiet", "Silver",
    "Sunny", "Swift",
)
_SECOND: Final = (
    "Badger", "Bear", "Beaver", "Crane", "Falcon", "Ferret", "Finch", "Fox", "Hare", "Heron", "Jackdaw", "Lynx",
    "Magpie", "Marten", "Moth", "Newt", "Otter", "Owl", "Puffin", "Raven", "Seal", "Stork", "Tern", "Wren",
)
# fmt: on


def propose_nickname(guest_id: str) -> str:
    """Return a nickname for somebody who has not told one; the same for the same guest."""
    number = zlib.crc32(guest_id.encode())
    return f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]}"


def clean_nickname(raw: str) -> str:
    """Return `raw` as it is shown: one line of 1 to 24 visible characters in NFC, invisible ones removed.

    Raises:
        Invalid: nothing visible is left, or more than 24 characters.
    """
    nickname = visible_name(raw)
    if not 1 <= len(nickname) <= NICKNAME_LENGTH:
        problem = Problem("$.nickname", f"1 to {NICKNAME_LENGTH} visible characters, not {len(nickname)}")
        message = "the nickname cannot be used"
        raise Invalid(message, (problem,))
    return nickname
