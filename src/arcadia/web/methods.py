"""Which HTTP methods change nothing (RFC 9110, section 9.2.1)."""

from typing import Final

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
