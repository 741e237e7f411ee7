"""Peers that leave unread what was sent to them: the kernel ends their connections."""

import socket
from typing import Any


def give_up_unread(
    connection: Any,  # noqa: ANN401 - a socket, or uvloop's view of one, which is no socket for the type checker
    within_s: float,
) -> None:
    """Bound how long sent bytes may stay without an answer. What a listening socket accepts inherits it (Linux only)."""
    if hasattr(socket, "TCP_USER_TIMEOUT") and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(within_s * 1000))
