"""The one place where ids, codes and tokens are made (the domain receives them in its commands, like `now`)."""

import secrets
from typing import Final

import uuid_utils

CODE_ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What a session code is made of: nothing that looks or sounds like something else (no I, L, O, 0, 1)."""

CODE_LENGTH: Final = 6
_TOKEN_BYTES: Final = 32


def make_id() -> str:
    """Return a new UUIDv7 as canonical text of 36 characters; ids made later sort later, to the millisecond."""
    return str(uuid_utils.uuid7())


def make_code() -> str:
    """Return a new random session code of 6 letters; it is a key, so it comes from the system's randomness.

    About 887 million are possible; the caller makes another when the database refuses one as taken.
    """
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def make_token() -> str:
    """Return a new secret of 256 random bits in URL-safe text of 43 characters."""
    return secrets.token_urlsafe(_TOKEN_BYTES)
