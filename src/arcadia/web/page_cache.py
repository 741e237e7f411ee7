"""Anonymous pages from memory (F4, F7): the same bytes for everyone, compressed once, with an ETag of the body.

An edge marks its answer with `cache_page(request, tags, ttl_s)`. Requests that carry an identity cookie bypass the
cache altogether, and an answer that sets a cookie is never kept: nothing personal can stand in a kept page. The CSP
nonce is in the header only, so a kept body fits any nonce.

A page is fresh for its `ttl_s`; then it is served stale while one request of our own renders it anew, for an hour at
most. A change that succeeds drops the pages of its tags at once (`PurgeRule`), on all nodes: what another node changed
shows as soon as its message is here, and whoever changed it has a cookie and sees no kept page at all.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import msgspec
import structlog

from arcadia.core import wire
from arcadia.core.clock import Clock
from arcadia.core.errors import Malformed, TooLarge
from arcadia.platform.bus import Bus
from arcadia.web.answer import Answer, header, send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.compression import COMPRESSORS, PieceCoder, compressing
from arcadia.web.conditional import PREFERRED, choose_coding, etag_of, has_same
from arcadia.web.credentials import Authenticate
from arcadia.web.identity import parse_cookies
from arcadia.web.methods import SAFE_METHODS
from arcadia.web.personal_pages import passing_answer

RULE_KEY: Final = "arcadia.cache_rule"
MAX_PAGES: Final = 512
MAX_PAGE_BYTES: Final = 512 * 1024
LONGEST_KEPT_S: Final = 3_600.0
TOPIC: Final = "pages"
VARY: Final = b"accept-encoding, accept-language, cookie"
_HTML: Final = "text/html"
_TRACKING: Final = (b"utm_", b"fbclid=", b"gclid=", b"mc_eid=", b"msclkid=")
_TAGS: Final = msgspec.json.Decoder(tuple[str, ...])
_log: Final = structlog.get_logger(__name__)

Key = tuple[str, str, str, bytes, str]
"""What a page varies on: the address of the site as the browser used it, the path, whether HTML is taken, the query, and
which of our languages is answered in.
"""


@dataclass(frozen=True, slots=True)
class CacheRule:
    """How long an answer may be kept, and the words under which it is dropped early."""

    tags: tuple[str, ...]
    ttl_s: float
    stale_s: float


@dataclass(frozen=True, slots=True)
class PurgeRule:
    """Changes under a path, by form or API, drop the pages of these tags."""

    prefix: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class KeptPage:
    """A kept answer with the codings that somebody asked for so far."""

    headers: tuple[tuple[bytes, bytes], ...]
    etag: str
    tags: frozenset[str]
    fresh_until: float
    kept_until: float
    variants: dict[str, bytes] = field(default_factory=dict)

    def body(self, coding: str) -> bytes:
        """Return the body in a coding, compressed once."""
        if coding not in self.variants:
            self.variants[coding] = COMPRESSORS[coding](self.variants["identity"])
        return self.variants[coding]


@dataclass(slots=True, eq=False)
class Rendering:
    """A page that is being rendered, and the tags that were purged meanwhile: it may have seen what was before."""

    purged: set[str] = field(default_factory=set)
    is_void: bool = False


class PageCache:
    """The kept pages of one process, oldest use first out; what one node purges, all do."""

    def __init__(self, clock: Clock, bus: Bus) -> None:
        self._clock = clock
        self._bus = bus
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._renderings: set[Rendering] = set()
        self.hits = 0
        self.misses = 0
        bus.subscribe(TOPIC, self._hear)
        bus.on_gap(self._clear)

    def find(self, key: Key) -> KeptPage | None:
        """Return a page that may be served, stale or not, or None."""
        page = self._pages.get(key)
        if page is None or page.kept_until <= self._clock.monotonic():
            self.misses += 1
            return None
        self._pages.move_to_end(key)
        self.hits += 1
        return page

    def is_fresh(self, page: KeptPage) -> bool:
        """Whether a page need not be rendered anew."""
        return page.fresh_until > self._clock.monotonic()

    @contextmanager
    def rendering(self) -> Iterator[Rendering]:
        """Note what is purged while the block renders a page."""
        rendering = Rendering()
        self._renderings.add(rendering)
        try:
            yield rendering
        finally:
            self._renderings.discard(rendering)

    def keep(self, key: Key, page: KeptPage, rendering: Rendering) -> None:
        """Keep a page, unless it was overtaken; the one that was used longest ago makes room."""
        if rendering.is_void or not page.tags.isdisjoint(rendering.purged):
            return
        self._pages[key] = page
        self._pages.move_to_end(key)
        while len(self._pages) > MAX_PAGES:
            self._pages.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Drop one page here."""
        self._pages.pop(key, None)

    def purge(self, *tags: str) -> int:
        """Drop all pages that carry one of these tags, on all nodes; return how many were dropped here."""
        if self._bus.reaches_others:
            self._bus.publish(TOPIC, wire.encode(tags))
        return self._purge_here(tags)

    def _purge_here(self, tags: Collection[str]) -> int:
        for rendering in self._renderings:
            rendering.purged.update(tags)
        wanted = frozenset(tags)
        old = [key for key, page in self._pages.items() if page.tags & wanted]
        for key in old:
            del self._pages[key]
        return len(old)

    def _hear(self, message: bytes) -> None:
        try:
            tags = wire.decode(message, _TAGS)
        except (Malformed, TooLarge):
            self._clear()  # said by a newer version of us, perhaps: it changed something
        else:
            self._purge_here(tags)

    def _clear(self) -> None:
        for rendering in self._renderings:
            rendering.is_void = True
        self._pages.clear()

    def make_page(self, headers: Collection[tuple[bytes, bytes]], body: bytes, rule: CacheRule, path: str) -> KeptPage:
        """Return a page to keep, with its ETag of the body. Its path is one of its tags."""
        now = self._clock.monotonic()
        return KeptPage(
            headers=tuple(headers),
            etag=etag_of(body),
            tags=frozenset((*rule.tags, path_tag(path))),
            fresh_until=now + min(rule.ttl_s, LONGEST_KEPT_S),
            kept_until=now + min(rule.ttl_s + rule.stale_s, LONGEST_KEPT_S),
            variants={"identity": body},
        )


def path_tag(path: str) -> str:
    """Return the tag that every page of this path carries."""
    return f"path:{path}"


def cache_page(scope: Scope, *tags: str, ttl_s: float, stale_s: float = LONGEST_KEPT_S) -> None:
    """Mark the answer of this request as one for everybody: fresh for `ttl_s` seconds, served stale for `stale_s` more."""
    scope[RULE_KEY] = CacheRule(tags, ttl_s, stale_s)


class PageCacheLayer:
    """Answers from kept pages, keeps marked answers, and tags and compresses the others on their way out.

    `is_keeping` says whether pages are kept at all at this moment, `has_one_address` that links are made from the
    configured address, so that pages do not vary on the browser's, `language_of` in which language a request is answered.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        cache: PageCache,
        authenticate: Authenticate,
        purges: Collection[PurgeRule],
        is_keeping: Callable[[], bool] = lambda: True,
        has_one_address: bool = False,
        language_of: Callable[[Scope], str] = lambda _: "",
    ) -> None:
        self._app = app
        self._purges = tuple(purges)
        self._cache = cache
        self._authenticate = authenticate
        self._is_keeping = is_keeping
        self._has_one_address = has_one_address
        self._language_of = language_of
        self._refreshes: dict[Key, asyncio.Task[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        key = self._key(scope)
        kept = self._cache.find(key) if key else None
        if key is None or kept is None:
            with self._cache.rendering() as rendering:
                collector = _Collector(scope, send, on_page=self._keeper(scope, key, rendering))
                await self._app(scope, receive, self._purging(scope, collector.send))
            return
        if not self._cache.is_fresh(kept):
            self._refresh_once(key, scope)
        await send_answer(page_answer(kept, scope), scope, send)

    def _refresh_once(self, key: Key, scope: Scope) -> None:
        if key not in self._refreshes:
            refreshing = self._refresh(key, _anonymous(scope))
            task = asyncio.get_running_loop().create_task(refreshing, context=Context(), name="page-refresh")
            self._refreshes[key] = task
            task.add_done_callback(lambda _: self._refreshes.pop(key, None))

    async def _refresh(self, key: Key, scope: Scope) -> None:
        """Render a page anew. A fault leaves the stale one in its place; a page that is gone goes."""
        with self._cache.rendering() as rendering:
            keep = self._keeper(scope, key, rendering)

            def keep_or_forget(start: Message, body: bytes) -> Answer | None:
                if HTTPStatus.OK < start["status"] < HTTPStatus.INTERNAL_SERVER_ERROR:
                    self._cache.forget(key)
                return keep(start, body)

            try:
                await self._app(scope, _receive_nothing, _Collector(scope, _send_nowhere, on_page=keep_or_forget).send)
            except Exception:  # noqa: BLE001 - nobody waits for it, and the stale page still stands
                _log.exception("page_refresh_failed", path=scope["path"])

    def _key(self, scope: Scope) -> Key | None:
        if scope["method"] != "GET" or header(scope, b"authorization") is not None or not self._is_keeping():
            return None
        line = header(scope, b"cookie")
        if line is not None and self._authenticate.has_identity_cookie(parse_cookies(line)):
            return None
        accepts_html = "html" if _HTML in (header(scope, b"accept") or "") else ""
        address = "" if self._has_one_address else f"{scope['scheme']}://{header(scope, b'host') or ''}"
        return (address, scope["path"], accepts_html, _meant(scope["query_string"]), self._language_of(scope))

    def _purging(self, scope: Scope, send: Send) -> Send:
        """Return a `send` that drops pages when a change has succeeded, before its answer leaves."""
        path = scope["path"]
        tags = [tag for rule in self._purges if path.startswith(rule.prefix) for tag in rule.tags]
        if not tags or scope["method"] in SAFE_METHODS:
            return send

        async def send_and_purge(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < HTTPStatus.BAD_REQUEST:
                self._cache.purge(*tags)
            await send(message)

        return send_and_purge

    def _keeper(
        self, scope: Scope, key: Key | None, rendering: Rendering
    ) -> "Callable[[Message, bytes], Answer | None]":
        def keep(start: Message, body: bytes) -> Answer | None:
            rule = scope.get(RULE_KEY)
            headers: list[tuple[bytes, bytes]] = list(start.get("headers", ()))
            if key is None or rule is None or start.get("status") != HTTPStatus.OK or len(body) > MAX_PAGE_BYTES:
                return None
            if any(name == b"set-cookie" for name, _ in headers):
                return None
            plain = [one for one in headers if one[0] not in {b"content-length", b"etag", b"cache-control"}]
            page = self._cache.make_page(plain, body, rule, scope["path"])
            self._cache.keep(key, page, rendering)
            return page_answer(page, scope)

        return keep


def _meant(query: bytes) -> bytes:
    """Return the query without what only tells where a visitor came from, in one order for all that mean the same."""
    fields = [one for one in query.split(b"&") if one and not one.startswith(_TRACKING)]
    fields.sort(key=lambda one: one.partition(b"=")[0])
    return b"&".join(fields)


def _anonymous(scope: Scope) -> Scope:
    """Return the request as somebody without any cookie would send it."""
    headers = [one for one in scope["headers"] if one[0] in {b"host", b"accept"}]
    return {name: value for name, value in scope.items() if name != RULE_KEY} | {"headers": headers}


async def _receive_nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _send_nowhere(message: Message) -> None:
    """Drop what nobody waits for."""


class _Collector:
    """Holds back the start of an answer until its body is known to be whole, then keeps or compresses it; one that comes
    in pieces goes on in pieces.
    """

    def __init__(self, scope: Scope, send: Send, *, on_page: "Callable[[Message, bytes], Answer | None]") -> None:
        self._scope = scope
        self._send = send
        self._on_page = on_page
        self._start: Message | None = None
        self._coder: PieceCoder | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not _is_stream(message):
            self._start = message
            return
        is_body = message["type"] == "http.response.body"
        if is_body and self._start is not None:
            start, self._start = self._start, None
            if not message.get("more_body"):
                await self._send_whole(start, message.get("body", b""))
                return
            start, self._coder = compressing(start, self._scope)
            await self._send(start)
        await self._send(self._coder.coded(message) if self._coder and is_body else message)

    async def _send_whole(self, start: Message, body: bytes) -> None:
        answer = self._on_page(start, body) or passing_answer(start, body, self._scope)
        await send_answer(answer, self._scope, self._send)


def page_answer(page: KeptPage, scope: Scope) -> Answer:
    """Return a kept page in the coding that the client takes, or 304 where it has it."""
    shared = ((b"etag", page.etag.encode()), (b"cache-control", b"no-cache"), (b"vary", VARY))
    if has_same(header(scope, b"if-none-match"), page.etag):
        return Answer(304, shared, b"")
    coding = choose_coding(header(scope, b"accept-encoding"), PREFERRED)
    coded = ((b"content-encoding", coding.encode()),) if coding != "identity" else ()
    return Answer(200, (*page.headers, *shared, *coded), page.body(coding))


def _is_stream(start: Message) -> bool:
    headers: list[tuple[bytes, bytes]] = list(start.get("headers", ()))
    return dict(headers).get(b"content-type", b"").startswith(b"text/event-stream")
