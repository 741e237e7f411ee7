"""Arcadia: make bingo boards, race on them live, keep the results."""

__version__ = "0.1.0"
