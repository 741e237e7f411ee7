"""What the process tells about itself: log lines and counters.

- `logs`       structlog, set up once by the entry point; other modules use `structlog.get_logger` or `logging`
- `counters`   named counts; an exporter reads `Counters.snapshot`
"""

from arcadia.platform.observability.counters import Counter, Counters
from arcadia.platform.observability.logs import set_up_logging

__all__ = ["Counter", "Counters", "set_up_logging"]
