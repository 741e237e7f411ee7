"""Secrets that people carry: stored as a hash, compared in constant time."""

import hashlib
import hmac


def hash_token(token: str) -> str:
    """Return what is stored of a made token: SHA-256 in hex. Tokens have 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_same_token(given: str, stored_hash: str) -> bool:
    """Whether `given` is the token behind the stored hash. Takes equally long either way."""
    return hmac.compare_digest(hash_token(given).encode(), stored_hash.encode())
