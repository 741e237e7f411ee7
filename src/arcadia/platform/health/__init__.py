"""How this process and what it depends on are: for proxies, orchestrators, schedulers and people (H1 to H10).

Invariants: a check that hangs or breaks never makes an answer hang or break; whether the process lives is told without
asking any dependency, and by a thread where the event loop itself is stuck.

Map: `checks` (one part, looked at within its time) · `report` (all parts, and one word for them) · `parts` (the
parts that platform itself knows) · `process` (memory, load and the like) · `loop_watch` (the thread that watches the event
loop) · `probe_port` (the thread that answers probes) · `history` (what was recorded, for figures of uptime) ·
`freezing` (for tests: a stuck loop on command).
"""

from arcadia.platform.health.checks import Check, Finding, NotWell, Status
from arcadia.platform.health.report import About, Health, Report

__all__ = ["About", "Check", "Finding", "Health", "NotWell", "Report", "Status"]
