"""A small application with all web layers around it, and a client that talks to it without a network."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping

import httpx
import msgspec
import pytest
from litestar import Litestar, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from arcadia.core.errors import Conflict, Invalid, Problem, TooMany
from arcadia.core.ids import GuestId
from arcadia.core.principal import ANONYMOUS, Principal, PrincipalKind
from arcadia.platform.bus import MemoryBus
from arcadia.platform.observability import Counters
from arcadia.web.body import MAX_BODY_BYTES, WireRequest, read_form
from arcadia.web.credentials import Credentials, Identified, make_set_cookie
from arcadia.web.navigation import NavigationEntry
from arcadia.web.page_cache import PurgeRule, cache_page
from arcadia.web.security_headers import allow_embedding
from arcadia.web.stack import Web, WebSettings, make_web

COOKIE = "guest"


class HandClock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = 0.0

    def now_ms(self) -> int:
        return int(time.time() * 1000)

    def monotonic(self) -> float:
        return self.at


class CookieGuests:
    """The smallest real `Authenticate`: the cookie is the guest's id."""

    def has_identity_cookie(self, cookies: Mapping[str, str]) -> bool:
        return COOKIE in cookies

    async def identify(self, credentials: Credentials) -> Identified:
        known = credentials.cookies.get(COOKIE)
        return Identified(Principal(PrincipalKind.GUEST, GuestId(known)) if known else ANONYMOUS)

    async def issue_guest(self, credentials: Credentials) -> Identified:
        cookie = make_set_cookie(COOKIE, "new", max_age_s=60, is_secure=credentials.is_secure)
        return Identified(Principal(PrincipalKind.GUEST, GuestId("new")), cookie)

    async def continue_guest(self, credentials: Credentials, guest_id: GuestId) -> Identified:
        cookie = make_set_cookie(COOKIE, guest_id, max_age_s=60, is_secure=credentials.is_secure)
        return Identified(Principal(PrincipalKind.GUEST, guest_id), cookie)


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    size: int
    tags: list[str] = []


@get("/slow")
async def slow(request: WireRequest) -> Response[str]:
    cache_page(request.asgi_scope, "boards", ttl_s=60)
    await asyncio.sleep(0.3)
    return Response("slow", media_type="text/html")


@get("/whoami")
async def whoami(principal: NamedDependency[Principal]) -> dict[str, str | None]:
    return {"id": principal.id}


@post("/things")
async def make_thing(data: JSONBody[Thing], guest: NamedDependency[Principal]) -> dict[str, object]:
    return {"size": data.size, "owner": guest.id}


@post("/form", status_code=200)
async def take_form(request: WireRequest) -> dict[str, object]:
    form = await read_form(request)
    return {"title": form.text("title"), "rows": form.whole("rows", 5)}


@get("/number")
async def number(n: FromQuery[int]) -> dict[str, int]:
    return {"n": n}


@get("/wrong/{kind:str}")
async def wrong(kind: FromPath[str]) -> None:
    known: dict[str, Exception] = {
        "invalid": Invalid("Two things are wrong.", [Problem("rows", "3 to 10")]),
        "conflict": Conflict("Somebody else saved it.", {"revision": 2}),
        "slow": TooMany("Slow down.", 1500),
    }
    raise known.get(kind, RuntimeError("a secret detail"))


@get("/overlay")
async def overlay(request: WireRequest) -> str:
    allow_embedding(request.asgi_scope)
    return "overlay"


@pytest.fixture
def rendered() -> list[None]:
    """Grows whenever `/shared` is rendered."""
    return []


@pytest.fixture
def outcome() -> list[int]:
    """What `/changing` answers: a status."""
    return [200]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def counters() -> Counters:
    return Counters()


@pytest.fixture(scope="session")
def web_settings(tmp_path_factory: pytest.TempPathFactory) -> WebSettings:
    return WebSettings(keep_assets_in=tmp_path_factory.mktemp("assets"))


@pytest.fixture
def web(web_settings: WebSettings, clock: HandClock, counters: Counters) -> Web:
    entries = (NavigationEntry("Boards", "/boards"),)
    purges = (PurgeRule("/things", ("boards",)),)
    return make_web(
        web_settings,
        authenticate=CookieGuests(),
        clock=clock,
        counters=counters,
        bus=MemoryBus(counters),
        navigation=entries,
        purges=purges,
    )


@pytest.fixture
async def client(web: Web, rendered: list[None], outcome: list[int]) -> AsyncIterator[httpx.AsyncClient]:
    @get("/shared")
    async def shared(request: WireRequest) -> Response[str]:
        cache_page(request.asgi_scope, "boards", ttl_s=60)
        rendered.append(None)
        return Response("<p>lorem ipsum</p>" * 100, media_type="text/html")

    @get("/changing")
    async def changing(request: WireRequest) -> Response[str]:
        cache_page(request.asgi_scope, "boards", ttl_s=60)
        return Response("changing", media_type="text/html", status_code=outcome[0])

    app = Litestar(
        [*web.routes(), shared, changing, slow, whoami, make_thing, take_form, number, wrong, overlay],
        request_class=WireRequest,
        request_max_body_size=MAX_BODY_BYTES,
        exception_handlers=web.errors.exception_handlers(),
        dependencies=web.dependencies(),
        openapi_config=None,
    )
    transport = httpx.ASGITransport(web.wrap(app))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://arcadia.test") as client:
        yield client
