"""Decoded values of this process: what is asked for all the time costs a look-up."""

from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from arcadia.core.clock import Clock

MOST_VALUES: Final = 2_000
LONGEST_SHARED_S: Final = 5.0
"""How long a value may stand here where other nodes can change it: a lost message between nodes costs no more."""


@dataclass(slots=True, eq=False)
class Watch:
    """Somebody is on the way with a value under these tags. It is void when one of them is dropped meanwhile."""

    tags: frozenset[str]
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class _Near:
    value: Any
    tags: frozenset[str]
    ends_at: float


@dataclass(slots=True)
class Nearby:
    """The values that were used last, each until its time is over or one of its tags is dropped."""

    clock: Clock
    most_s: float
    _values: OrderedDict[str, _Near] = field(default_factory=OrderedDict)
    _keys: dict[str, set[str]] = field(default_factory=dict)
    _watches: set[Watch] = field(default_factory=set)

    def find(self, key: str) -> Any | None:  # noqa: ANN401 - of the key's kind
        """Return a value that is still good, or None."""
        near = self._values.get(key)
        if near is None:
            return None
        if near.ends_at <= self.clock.monotonic():
            self._remove(key)
            return None
        self._values.move_to_end(key)
        return near.value

    @contextmanager
    def watching(self, tags: frozenset[str]) -> Iterator[Watch]:
        """Begin to fetch a value; what is dropped during the block is not kept by `keep`."""
        watch = Watch(tags)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def keep(self, key: str, value: object, watch: Watch, *, for_s: float) -> None:
        """Keep a value that was fetched under a watch."""
        if watch.is_void:
            return
        self._remove(key)
        self._values[key] = _Near(value, watch.tags, self.clock.monotonic() + min(for_s, self.most_s))
        for tag in watch.tags:
            self._keys.setdefault(tag, set()).add(key)
        while len(self._values) > MOST_VALUES:
            self._remove(next(iter(self._values)))

    def drop(self, tags: Collection[str]) -> None:
        """Forget what stands under any of these tags, also what is on its way."""
        for watch in self._watches:
            watch.is_void = watch.is_void or not watch.tags.isdisjoint(tags)
        for key in {key for tag in tags for key in self._keys.get(tag, ())}:
            self._remove(key)

    def clear(self) -> None:
        """Forget everything, also what is on its way."""
        for watch in self._watches:
            watch.is_void = True
        self._values.clear()
        self._keys.clear()

    def _remove(self, key: str) -> None:
        near = self._values.pop(key, None)
        for tag in near.tags if near else ():
            keys = self._keys[tag]
            keys.discard(key)
            if not keys:
                del self._keys[tag]
