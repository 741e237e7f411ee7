"""Measures Arcadia beside the bare loop. `bin/bench` calls it.

bin/bench                     every figure, as a table
bin/bench fanout start        some of them
bin/bench --json fanout.1000  one JSON object a line
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from load.costs import measure_cpu, measure_joins, measure_memory, measure_start, measure_weight
from load.figures import Figure, print_json, print_table, say
from load.lighthouse import measure_lighthouse
from load.live import measure_fanout, measure_marks
from load.opening import measure_open
from load.page import measure_page
from load.platform import measure_platform

Measure = Callable[[Path, Sequence[str]], Iterator[Figure]]

GROUPS: Final[dict[str, Measure]] = {
    "start": measure_start,
    "fanout": measure_fanout,
    "marks": measure_marks,
    "open": measure_open,
    "joins": measure_joins,
    "memory": measure_memory,
    "cpu": measure_cpu,
    "weight": measure_weight,
    "platform": measure_platform,
    "page": measure_page,
    "lighthouse": measure_lighthouse,
}


def main(arguments: Sequence[str]) -> int:
    """Measure what is named; everything where nothing is."""
    parser = argparse.ArgumentParser(
        prog="bin/bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(GROUPS)}, or a figure's name")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args(arguments)
    names: list[str] = chosen.names or list(GROUPS)
    unknown = [name for name in names if name.split(".")[0] not in GROUPS]
    if unknown:
        parser.error(f"there is no figure {unknown[0]!r}; there are {', '.join(GROUPS)}")
    figures = []
    for figure in measure(names):
        figures.append(figure)
        if chosen.json:
            print_json(figure)
    if not chosen.json:
        print_table(figures)
    return 0


def measure(names: Sequence[str]) -> Iterator[Figure]:
    """Measure group by group, each in a folder of its own."""
    for group, measure_group in GROUPS.items():
        wanted = [name for name in names if name.split(".")[0] == group]
        if not wanted:
            continue
        say(f"measuring {group} …")
        with tempfile.TemporaryDirectory(prefix="arcadia-bench-") as folder:
            yield from measure_group(Path(folder), wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
