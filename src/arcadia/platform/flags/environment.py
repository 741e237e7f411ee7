"""Flags as text of a setting: `boards.import=off; sessions.create=25%; limits.budgets={"api": {"calls": 50}}`."""

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from arcadia.platform.config import SettingProblem
from arcadia.platform.config.forms import SWITCH
from arcadia.platform.flags.catalogue import FLAGS, Flag

VARIABLE: Final = "ARCADIA_FLAGS"
ALL: Final = 100
_SHARE: Final = re.compile(r"(\d{1,3})%")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Share:
    """On for so many in a hundred users, always the same ones; off for whoever is unknown, unless it is all."""

    percent: int

    def holds(self, flag: str, user: str | None) -> bool:
        """Whether `user` is among them. Flags choose independently of each other."""
        if user is None:
            return self.percent == ALL
        drawn = int.from_bytes(hashlib.sha256(f"{flag}\0{user}".encode()).digest()[:8])
        return drawn % 10_000 < self.percent * 100


def read_values(pairs: Pairs) -> dict[str, Any]:
    """Return values and shares by flag; for pairs that `find_problems` has nothing against."""
    return {name: _read(FLAGS[name], raw) for name, raw in pairs}


def find_problems(pairs: Pairs) -> Iterator[SettingProblem]:
    """Return what is wrong with each pair."""
    seen: set[str] = set()
    for name, raw in pairs:
        if name not in FLAGS:
            yield SettingProblem(VARIABLE, f"there is no flag {name!r}", _hint(name))
        elif name in seen:
            yield SettingProblem(VARIABLE, f"{name} is in it twice", "Remove one of them")
        else:
            yield from _find_fault(FLAGS[name], raw)
        seen.add(name)


def _hint(name: str) -> str:
    near = difflib.get_close_matches(name, FLAGS, n=1)
    return f"Did you mean {near[0]}" if near else f"There are {', '.join(FLAGS)}"


def _find_fault(flag: Flag[Any], raw: str) -> Iterator[SettingProblem]:
    try:
        _read(flag, raw)
    except ValueError as error:
        expected = "on, off or a share of users such as 25%" if flag.is_switch else "a JSON object"
        yield SettingProblem(VARIABLE, f"{flag.name}: {error}", f"Set it to {expected}")


def _read(flag: Flag[Any], raw: str) -> Any:  # noqa: ANN401 - of the flag's type
    """Return what a text says.

    Raises:
        ValueError: it is not what the flag takes; `msgspec.ValidationError` is one.
    """
    if not flag.is_switch:
        value: Mapping[str, object] = json.loads(raw)
        msgspec.convert(value, flag.kind)
        return value
    share = _SHARE.fullmatch(raw)
    if share is None:
        return SWITCH.read(raw)
    if int(share[1]) > ALL:
        message = f"{raw!r} is more than everybody"
        raise ValueError(message)
    return Share(int(share[1]))
