"""What the operating system says of this process and its machine. Nothing here waits."""

import os
import resource
import sys
import time
from pathlib import Path
from typing import Final

import msgspec

_STATM: Final = Path("/proc/self/statm")
_begun_at: Final = time.monotonic()


class ProcessFigures(msgspec.Struct, frozen=True, kw_only=True):
    """This process. `cpu_s` is the time that all its threads have worked, `load` that of the machine over 1, 5, 15 min."""

    pid: int
    uptime_s: float
    memory_bytes: int
    cpu_s: float
    load: tuple[float, float, float]
    cores: int


def uptime_s() -> float:
    """Return the seconds since this process began, give or take its first imports."""
    return round(time.monotonic() - _begun_at, 3)


def memory_bytes() -> int:
    """Return the memory that is resident now; where the system does not say, the most that ever was."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def process_figures() -> ProcessFigures:
    """Return the figures of now."""
    return ProcessFigures(
        pid=os.getpid(),
        uptime_s=uptime_s(),
        memory_bytes=memory_bytes(),
        cpu_s=round(time.process_time(), 3),
        load=os.getloadavg(),
        cores=os.cpu_count() or 1,
    )
