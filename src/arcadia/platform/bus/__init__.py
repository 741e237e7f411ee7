"""Messages between the nodes of an instance: hints that something happened, never the truth.

Any message may be lost; the event log knows. So publishing never waits and never fails, and whoever subscribes also
asks `on_gap` to be told when messages may have been missed, and reads the log then. Of one node, messages on one topic
arrive in the order of publishing. A node hears its own messages too.

- `interface`   what a bus is
- `memory`      within one process
- `redis`       between processes, over Redis or Valkey pub/sub
- `lossy`       for tests: loses every message while it is told to
- `opening`     makes the one that the settings ask for
"""

from arcadia.platform.bus.interface import Bus, Handler, Subscription
from arcadia.platform.bus.memory import MemoryBus

__all__ = ["Bus", "Handler", "MemoryBus", "Subscription"]
