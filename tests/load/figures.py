"""A figure, what it should reach, and how it is printed."""

import sys
from collections.abc import Sequence
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value. `reach` is what it should come to; `baseline` is the bare run of the same call.

    `ratio` is how much of the baseline's speed is kept (1 is as fast as bare). `valid` is false where the driver took
    more than 70 % of its core: then the driver was measured, not the server.
    """

    name: str
    value: float
    unit: str
    reach: float | None = None
    baseline: float | None = None
    ratio: float | None = None
    ok: bool | None = None
    valid: bool = True
    driver_cpu: float | None = None


LOWER_IS_BETTER: Final = {"ms", "s", "µs", "KB", "MB"}
DRIVER_MAY_TAKE: Final = 0.7


def make_figure(
    name: str,
    value: float,
    unit: str,
    *,
    reach: float | None = None,
    baseline: float | None = None,
    driver_cpu: float | None = None,
) -> Figure:
    """Judge a value by its unit: times and weights should be at most `reach`, rates and ratios at least."""
    is_cost = unit in LOWER_IS_BETTER
    ratio = None
    if baseline:
        ratio = round(baseline / value if is_cost else value / baseline, 3)
    return Figure(
        name=name,
        value=round(value, 3),
        unit=unit,
        reach=reach,
        baseline=None if baseline is None else round(baseline, 3),
        ratio=ratio,
        ok=None if reach is None else (value <= reach if is_cost else value >= reach),
        valid=driver_cpu is None or driver_cpu <= DRIVER_MAY_TAKE,
        driver_cpu=None if driver_cpu is None else round(driver_cpu, 2),
    )


def percentile(waits: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted waits lie."""
    return waits[min(len(waits) - 1, int(len(waits) * share))]


def print_json(figure: Figure) -> None:
    """One object a line, at once: a long run is worth reading while it lasts."""
    print(msgspec.json.encode(figure).decode(), flush=True)


def print_table(figures: Sequence[Figure]) -> None:
    """All figures for people."""
    table = Table("figure", "value", "reach", "bare", "ratio", "driver", "")
    for one in figures:
        verdict = "invalid" if not one.valid else {True: "ok", False: "short", None: ""}[one.ok]
        cells = (one.reach, one.baseline, one.ratio, one.driver_cpu)
        table.add_row(
            one.name, f"{one.value:g} {one.unit}", *["" if cell is None else f"{cell:g}" for cell in cells], verdict
        )
    Console().print(table)


def say(text: str) -> None:
    """Progress, beside the figures."""
    print(text, file=sys.stderr, flush=True)
