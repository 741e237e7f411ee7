"""The driver: a process of its own on plain sockets and epoll. Reads a plan from its input, prints what came of it.

python -m load.driver < plan.json
"""

import resource
import sys

import msgspec

from load.driver.broadcasts import measure_broadcasts
from load.driver.marks import measure_marks
from load.driver.plan import Plan
from load.driver.visits import ask_pages, hold_sockets, measure_joins

JOBS = {
    "broadcasts": measure_broadcasts,
    "marks": measure_marks,
    "joins": measure_joins,
    "hold": hold_sockets,
    "pages": ask_pages,
}


def main() -> None:
    """Do one job."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    plan = msgspec.json.decode(sys.stdin.readline(), type=Plan)
    runs = JOBS[plan.job](plan)
    print(msgspec.json.encode(runs).decode(), flush=True)


if __name__ == "__main__":
    main()
