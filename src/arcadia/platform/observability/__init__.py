"""What the process tells about itself: log lines, counters and metrics.

- `logs`       structlog, set up once by the entry point; other modules use `structlog.get_logger` or `logging`
- `counters`   named counts; an exporter reads `Counters.metrics`
- `metrics`    what is counted and measured, and how Prometheus reads it
"""

from arcadia.platform.observability.counters import Counter, Counters
from arcadia.platform.observability.logs import set_up_logging
from arcadia.platform.observability.metrics import Metric, counted, measured

__all__ = ["Counter", "Counters", "Metric", "counted", "measured", "set_up_logging"]
