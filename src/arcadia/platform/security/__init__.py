"""Keys, signatures, passwords and comparisons that leak nothing by their duration.

- `keys`        a ring of secrets: the newest signs, all verify
- `sealing`     encryption at rest under such a ring
- `passwords`   Argon2id, in a few threads of its own
"""

from arcadia.platform.security.keys import KeyRing, find_generated_key, load_key_ring
from arcadia.platform.security.passwords import Passwords
from arcadia.platform.security.sealing import SealBroken, Sealer
from arcadia.platform.security.tokens import hash_token, is_same_token

__all__ = [
    "KeyRing",
    "Passwords",
    "SealBroken",
    "Sealer",
    "find_generated_key",
    "hash_token",
    "is_same_token",
    "load_key_ring",
]
