"""Health over HTTP (H1 to H10), and the jobs that an external scheduler runs (J3).

Map: `desk` (what the answers hold) · `routes` (its addresses) · `cron` (jobs by name).
"""

from arcadia.web.health.cron import Job, make_cron_routes
from arcadia.web.health.desk import Desk
from arcadia.web.health.routes import make_health_routes

__all__ = ["Desk", "Job", "make_cron_routes", "make_health_routes"]
