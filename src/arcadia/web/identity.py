"""Who is asking, found once a request and only when somebody asks.

`web` knows no accounts: `accounts.service` implements `Authenticate`, the composition root hands it over. A guest is
issued at the first write: an edge awaits `guest(request)`, and the layer adds the signed cookie to that answer.
"""

from typing import Any, Final, cast

from litestar import Request, WebSocket
from litestar.types import Scope as FrameworkScope

from arcadia.core.ids import GuestId
from arcadia.core.principal import Principal
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.credentials import Authenticate, Credentials, Identified

SCOPE_KEY: Final = "arcadia.identity"
_COOKIE_LIMIT: Final = 8192


class RequestIdentity:
    """The identity of one request, found when first asked for."""

    __slots__ = ("_authenticate", "_credentials", "_found", "_scope")

    def __init__(self, authenticate: Authenticate, scope: Scope) -> None:
        self._authenticate = authenticate
        self._credentials: Credentials | None = None
        self._found: Identified | None = None
        self._scope = scope

    @property
    def credentials(self) -> Credentials:
        """What the request carries, read when first asked for."""
        if self._credentials is None:
            self._credentials = read_credentials(self._scope)
        return self._credentials

    async def principal(self) -> Principal:
        """Return who is asking, anonymous included."""
        if self._found is None:
            self._found = await self._authenticate.identify(self.credentials)
        return self._found.principal

    async def guest(self) -> Principal:
        """Return a known principal, issuing a guest where the caller is anonymous. For writes only."""
        found = await self.principal()
        if found.is_known:
            return found
        self._found = await self._authenticate.issue_guest(self.credentials)
        return self._found.principal

    async def continue_as(self, guest_id: GuestId) -> Principal:
        """Be a guest that another device is already, whoever asked before."""
        self._found = await self._authenticate.continue_guest(self.credentials, guest_id)
        return self._found.principal

    @property
    def set_cookie(self) -> str | None:
        """The `Set-Cookie` value that the answer must carry, where there is one."""
        return None if self._found is None else self._found.set_cookie


class IdentityLayer:
    """Hangs a `RequestIdentity` on the scope and sends its cookie with the answer or the socket's acceptance."""

    def __init__(self, app: ASGIApp, *, authenticate: Authenticate) -> None:
        self._app = app
        self._authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        identity = RequestIdentity(self._authenticate, scope)
        scope[SCOPE_KEY] = identity

        async def send_with_cookie(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"} and identity.set_cookie:
                _add_cookie(message, identity.set_cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)


async def provide_principal(scope: FrameworkScope) -> Principal:
    """Dependency `principal`: who is asking, anonymous included."""
    return await identity_of(cast(Scope, scope)).principal()


async def provide_guest(scope: FrameworkScope) -> Principal:
    """Dependency `guest`: a known principal, issued now if need be. Only for handlers of unsafe methods."""
    return await identity_of(cast(Scope, scope)).guest()


async def principal(connection: Request[Any, Any, Any] | WebSocket[Any, Any, Any]) -> Principal:
    """Return who is asking, anonymous included, where a handler holds the connection itself."""
    return await identity_of(cast(Scope, connection.scope)).principal()


async def guest(connection: Request[Any, Any, Any] | WebSocket[Any, Any, Any]) -> Principal:
    """Return a known principal, issued now if need be. Only while answering a write."""
    return await identity_of(cast(Scope, connection.scope)).guest()


async def continue_as(connection: Request[Any, Any, Any], guest_id: GuestId) -> Principal:
    """Let the caller's browser be a guest that another device is already. Only after proof that both are one's own."""
    return await identity_of(cast(Scope, connection.scope)).continue_as(guest_id)


def identity_of(scope: Scope) -> RequestIdentity:
    """Return the identity that `IdentityLayer` hung on the scope."""
    found: RequestIdentity = scope[SCOPE_KEY]
    return found


def read_credentials(scope: Scope) -> Credentials:
    """Return the cookies and headers of a connection; of a repeated header the last counts, except for cookies."""
    headers: dict[str, str] = {}
    cookie_lines: list[str] = []
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        value = raw_value.decode("latin-1")
        if name == "cookie":
            cookie_lines.append(value)
        headers[name] = value
    return Credentials(parse_cookies("; ".join(cookie_lines)), headers, scope["scheme"] in {"https", "wss"})


def parse_cookies(line: str) -> dict[str, str]:
    """Return the cookies of a `Cookie` header; of a repeated name the first counts."""
    found: dict[str, str] = {}
    if not line or len(line) > _COOKIE_LIMIT:
        return found
    for part in line.split(";"):
        name, separator, value = part.partition("=")
        if separator:
            found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def _add_cookie(message: Message, value: str) -> None:
    message["headers"] = [*message.get("headers", ()), (b"set-cookie", value.encode("latin-1"))]
