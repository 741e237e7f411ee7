"""Whose address a request has (L3): the one that connected, or what a proxy says that the settings name.

Every proxy on the way appends the address that it saw, so the list is read from its end, and the first address that
is no trusted proxy is the caller. What stands before that the caller made up. A proxy that knows only one of the two
headers passes the other on as it came: where both are there and do not agree, the proxy's own address stands.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from arcadia.web.asgi import ASGIApp, Receive, Scope, Send

Networks = tuple[IPv4Network | IPv6Network, ...]

_SECURE: Final = {"http": "https", "ws": "wss"}
_PLAIN: Final = {"https": "http", "wss": "ws"}
_SITE_BITS: Final = 64
"""What one customer of an IPv6 provider has at the least, and may choose addresses from as they like."""


class ProxyLayer:
    """Puts the caller's address and scheme into the scope."""

    def __init__(self, app: ASGIApp, *, trusted: Networks) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self._trusted and scope["type"] in {"http", "websocket"}:
            peer = scope.get("client")
            if peer and _is_trusted(peer[0], self._trusted):
                _believe(scope, peer[0], self._trusted)
        await self._app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 of an IPv6 one; empty where there is none."""
    client = scope.get("client")
    found = _parsed(client[0]) if client else None
    if found is None:
        return client[0] if client else ""
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, _SITE_BITS), strict=False))
    return str(found)


def _believe(scope: Scope, peer: str, trusted: Networks) -> None:
    told, forwarded = _forwarded(scope)
    chain = [part.strip() for line in _lines(scope, b"x-forwarded-for") for part in line.split(",")]
    callers = {_caller(one, peer, trusted) for one in (chain, forwarded) if one}
    if len(callers) == 1:
        scope["client"] = (callers.pop(), 0)
    schemes = _lines(scope, b"x-forwarded-proto")
    scheme = schemes[-1].rpartition(",")[2].strip().lower() if schemes else told
    if scheme in {"https", "wss"}:
        scope["scheme"] = _SECURE.get(scope["scheme"], scope["scheme"])
    elif scheme in {"http", "ws"}:
        scope["scheme"] = _PLAIN.get(scope["scheme"], scope["scheme"])


def _caller(chain: Iterable[str], peer: str, trusted: Networks) -> str:
    """Return the last address of the chain that is no trusted proxy; where it cannot be read, the proxy behind it."""
    last = peer
    for one in reversed(list(chain)):
        address = _parsed(_bare(one))
        if address is None:
            return last
        last = str(address)
        if not _is_trusted(last, trusted):
            return last
    return last


def _forwarded(scope: Scope) -> tuple[str, list[str]]:
    """Return the scheme that the last proxy tells in `Forwarded` (RFC 7239), and the addresses of the chain."""
    scheme, addresses = "", []
    for line in _lines(scope, b"forwarded"):
        for element in line.split(","):
            pairs = {
                name.strip().lower(): value.strip() for name, _, value in (p.partition("=") for p in element.split(";"))
            }
            addresses.append(pairs.get("for", ""))
            scheme = pairs.get("proto", "").strip('"').lower()
    return scheme, addresses


def _bare(node: str) -> str:
    """Return an address without quotes, brackets and port."""
    text = node.strip().strip('"')
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _parsed(text: str) -> object | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: str, trusted: Networks) -> bool:
    found = _parsed(address)
    return any(found in network for network in trusted)


def _lines(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
