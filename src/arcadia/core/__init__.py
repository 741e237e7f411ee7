"""Vocabulary shared by every part of Arcadia.

Values and protocols only: no I/O, no clock reading, no making of ids. The one dependency beside the standard library
is msgspec, for the wire decoder (docs/decisions/0002-core-knows-msgspec.md).

- `ids`         the id types
- `errors`      the one error tree
- `clock`       what a clock is
- `principal`   who is asking
- `pagination`  one page of a list
- `text`        what text people may type
- `wire`        the one decoder of foreign bytes
"""
