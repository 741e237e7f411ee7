"""The address of this machine in its network, and a QR code of it in the terminal (details, "One flat")."""

import socket
import sys


def find_lan_address() -> str:
    """Return the address that other machines of the network reach this one by; loopback where there is no network.

    Nothing is sent: connecting a datagram socket only asks the routing table.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def show_qr_code(address: str) -> None:
    """Print a QR code of an address, for phones."""
    import segno  # noqa: PLC0415 - only --lan needs it

    segno.make(address, error="m").terminal(out=sys.stdout, compact=True)
    sys.stdout.flush()
