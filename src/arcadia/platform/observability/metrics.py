"""Figures of a process in the form that Prometheus reads (O5)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

Labels = Mapping[str, str]
Sample = tuple[Labels, float]

MEDIA_TYPE: Final = "text/plain; version=0.0.4"
"""In UTF-8."""
_PREFIX: Final = "arcadia_"


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is counted or measured, and what it came to. The samples of one metric have the same labels.

    Units are those of Prometheus, seconds and bytes, and stand at the end of the name.
    """

    name: str
    about: str
    is_counter: bool
    samples: tuple[Sample, ...]


def counted(name: str, about: str, *samples: Sample) -> Metric:
    """Return what only grows while the process lives; readers see the name with `_total` behind it."""
    return Metric(name, about, True, samples)


def measured(name: str, about: str, *samples: Sample) -> Metric:
    """Return what goes up and down."""
    return Metric(name, about, False, samples)


def import_exposition() -> None:
    """Import what `render_metrics` needs: 60 ms, which neither a start nor the event loop should pay for."""
    import prometheus_client.exposition  # noqa: F401, PLC0415


def render_metrics(metrics: Iterable[Metric], *, everywhere: Labels) -> bytes:
    """Return the metrics as text. Every sample carries the labels `everywhere` too."""
    from prometheus_client.exposition import generate_latest  # noqa: PLC0415 - see import_exposition

    return generate_latest(_Collected([_family(metric, everywhere) for metric in metrics if metric.samples]))


class _Collected:
    """What the library takes for a registry."""

    def __init__(self, families: "list[CounterMetricFamily | GaugeMetricFamily]") -> None:
        self._families = families

    def collect(self) -> "Iterator[CounterMetricFamily | GaugeMetricFamily]":
        return iter(self._families)


def _family(metric: Metric, everywhere: Labels) -> "CounterMetricFamily | GaugeMetricFamily":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415 - see import_exposition

    kind = CounterMetricFamily if metric.is_counter else GaugeMetricFamily
    first, _ = metric.samples[0]
    family = kind(_PREFIX + metric.name, metric.about, labels=[*first, *everywhere])
    for labels, value in metric.samples:
        family.add_metric([*labels.values(), *everywhere.values()], value)
    return family
