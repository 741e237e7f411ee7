"""Counts of what happened. An addition costs one attribute; exporting them is somebody else's part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from arcadia.platform.observability.metrics import Labels, Metric, counted


@dataclass(slots=True)
class Counter:
    """One count that only grows, for the life of the process. Add to it on the event loop only."""

    name: str
    about: str
    labels: Labels = field(default_factory=dict)
    value: int = 0

    def add(self, amount: int = 1) -> None:
        """Count `amount` more."""
        self.value += amount

    @property
    def full_name(self) -> str:
        """The name with its labels, such as `cache_hits{kind=board}`."""
        labels = ",".join(f"{name}={value}" for name, value in self.labels.items())
        return f"{self.name}{{{labels}}}" if labels else self.name


@dataclass(frozen=True, slots=True)
class Counters:
    """All counters of a process. Names are lower case with underscores and end in the thing counted; those of one name
    have the same labels with other values, of which there must be few.
    """

    _by_key: dict[tuple[str, ...], Counter] = field(default_factory=dict)

    def counter(self, name: str, about: str, **labels: str) -> Counter:
        """Return the counter of that name and those labels, made when first asked for."""
        key = (name, *labels.values())
        counter = self._by_key.get(key)
        if counter is None:
            counter = self._by_key[key] = Counter(name, about, labels)
        return counter

    def snapshot(self) -> Mapping[str, int]:
        """Return every count as it stands, by its full name."""
        return {counter.full_name: counter.value for counter in self._by_key.values()}

    def metrics(self) -> Iterator[Metric]:
        """Return every count as it stands, those of one name together."""
        by_name: dict[str, list[Counter]] = {}
        for counter in self._by_key.values():
            by_name.setdefault(counter.name, []).append(counter)
        for name, several in by_name.items():
            yield counted(name, several[0].about, *((counter.labels, counter.value) for counter in several))
