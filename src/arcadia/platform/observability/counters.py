"""Counts of what happened. An addition costs one attribute; exporting them is somebody else's part."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counter:
    """One count that only grows, for the life of the process. Add to it on the event loop only."""

    name: str
    about: str
    value: int = 0

    def add(self, amount: int = 1) -> None:
        """Count `amount` more."""
        self.value += amount


@dataclass(frozen=True, slots=True)
class Counters:
    """All counters of a process, by name. Names are lower case with underscores and end in the thing counted."""

    _by_name: dict[str, Counter] = field(default_factory=dict)

    def counter(self, name: str, about: str) -> Counter:
        """Return the counter of that name, made when first asked for."""
        return self._by_name.setdefault(name, Counter(name, about))

    def snapshot(self) -> Mapping[str, int]:
        """Return every count as it stands."""
        return {name: counter.value for name, counter in self._by_name.items()}
