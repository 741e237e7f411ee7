"""Anonymous pages from memory (F4, F7): the same bytes for everyone, compressed once, with an ETag of the body.

An edge marks its answer with `cache_page(request, tags, ttl_s)`. Requests that carry an identity cookie bypass the
cache altogether, and an answer that sets a cookie is never kept: nothing personal can stand in a kept page. The CSP
nonce is in the header only, so a kept body fits any nonce. A change that succeeds drops the pages of its tags at once
(`PurgeRule`). The cache is of this process: what another node changed shows when the page's time is over.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import brotli
import zstandard

from arcadia.core.clock import Clock
from arcadia.web.answer import Answer, header, send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.conditional import PREFERRED, choose_coding, etag_of, has_same
from arcadia.web.credentials import Authenticate
from arcadia.web.identity import parse_cookies
from arcadia.web.methods import SAFE_METHODS

RULE_KEY: Final = "arcadia.cache_rule"
MAX_PAGES: Final = 512
MAX_PAGE_BYTES: Final = 512 * 1024
SMALLEST_COMPRESSED: Final = 512
_HTML: Final = "text/html"

Key = tuple[str, str, str, bytes]


@dataclass(frozen=True, slots=True)
class CacheRule:
    """How long an answer may be kept, and the words under which it is dropped early."""

    tags: tuple[str, ...]
    ttl_s: float


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
    expires_at: float
    variants: dict[str, bytes] = field(default_factory=dict)

    def body(self, coding: str) -> bytes:
        """Return the body in a coding, compressed once."""
        if coding not in self.variants:
            self.variants[coding] = COMPRESSORS[coding](self.variants["identity"])
        return self.variants[coding]


class PageCache:
    """The kept pages of one process, oldest use first out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def find(self, key: Key) -> KeptPage | None:
        """Return a page that is still good, or None."""
        page = self._pages.get(key)
        if page is None or page.expires_at <= self._clock.monotonic():
            self.misses += 1
            return None
        self._pages.move_to_end(key)
        self.hits += 1
        return page

    def keep(self, key: Key, page: KeptPage) -> None:
        """Keep a page; the one that was used longest ago makes room."""
        self._pages[key] = page
        self._pages.move_to_end(key)
        while len(self._pages) > MAX_PAGES:
            self._pages.popitem(last=False)

    def purge(self, *tags: str) -> int:
        """Drop all pages that carry one of these tags; return how many."""
        wanted = frozenset(tags)
        stale = [key for key, page in self._pages.items() if page.tags & wanted]
        for key in stale:
            del self._pages[key]
        return len(stale)

    def make_page(self, headers: Collection[tuple[bytes, bytes]], body: bytes, rule: CacheRule) -> KeptPage:
        """Return a page to keep, with its ETag of the body."""
        return KeptPage(
            headers=tuple(headers),
            etag=etag_of(body),
            tags=frozenset(rule.tags),
            expires_at=self._clock.monotonic() + rule.ttl_s,
            variants={"identity": body},
        )


def cache_page(scope: Scope, *tags: str, ttl_s: float) -> None:
    """Mark the answer of this request as one for everybody, to be kept for at most `ttl_s` seconds."""
    scope[RULE_KEY] = CacheRule(tags, ttl_s)


class PageCacheLayer:
    """Answers from kept pages, keeps marked answers, and compresses the other texts on their way out."""

    def __init__(
        self, app: ASGIApp, *, cache: PageCache, authenticate: Authenticate, purges: Collection[PurgeRule]
    ) -> None:
        self._app = app
        self._purges = tuple(purges)
        self._cache = cache
        self._authenticate = authenticate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        key = self._key(scope)
        kept = self._cache.find(key) if key else None
        if kept is not None:
            await send_answer(page_answer(kept, scope), scope, send)
            return
        collector = _Collector(scope, send, on_page=self._keeper(scope, key))
        await self._app(scope, receive, self._purging(scope, collector.send))

    def _key(self, scope: Scope) -> Key | None:
        if scope["method"] != "GET" or header(scope, b"authorization") is not None:
            return None
        line = header(scope, b"cookie")
        if line is not None and self._authenticate.has_identity_cookie(parse_cookies(line)):
            return None
        accepts_html = "html" if _HTML in (header(scope, b"accept") or "") else ""
        return (header(scope, b"host") or "", scope["path"], accepts_html, scope["query_string"])

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

    def _keeper(self, scope: Scope, key: Key | None) -> "Callable[[Message, bytes], Answer | None]":
        def keep(start: Message, body: bytes) -> Answer | None:
            rule = scope.get(RULE_KEY)
            headers: list[tuple[bytes, bytes]] = list(start.get("headers", ()))
            if key is None or rule is None or start.get("status") != HTTPStatus.OK or len(body) > MAX_PAGE_BYTES:
                return None
            if any(name == b"set-cookie" for name, _ in headers):
                return None
            plain = [one for one in headers if one[0] not in {b"content-length", b"etag", b"cache-control"}]
            page = self._cache.make_page(plain, body, rule)
            self._cache.keep(key, page)
            return page_answer(page, scope)

        return keep


class _Collector:
    """Holds back the start of an answer until its body is known to be whole, then keeps or compresses it."""

    def __init__(self, scope: Scope, send: Send, *, on_page: "Callable[[Message, bytes], Answer | None]") -> None:
        self._scope = scope
        self._send = send
        self._on_page = on_page
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not _is_stream(message):
            self._start = message
            return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        start, self._start = self._start, None
        if message.get("more_body"):
            await self._send(start)
            await self._send(message)
            return
        body = message.get("body", b"")
        answer = self._on_page(start, body) or compressed(start, body, self._scope)
        await send_answer(answer, self._scope, self._send)


def page_answer(page: KeptPage, scope: Scope) -> Answer:
    """Return a kept page in the coding that the client takes, or 304 where it has it."""
    shared = ((b"etag", page.etag.encode()), (b"cache-control", b"no-cache"), (b"vary", b"accept-encoding, cookie"))
    if has_same(header(scope, b"if-none-match"), page.etag):
        return Answer(304, shared, b"")
    coding = choose_coding(header(scope, b"accept-encoding"), PREFERRED)
    coded = ((b"content-encoding", coding.encode()),) if coding != "identity" else ()
    return Answer(200, (*page.headers, *shared, *coded), page.body(coding))


def compressed(start: Message, body: bytes, scope: Scope) -> Answer:
    """Return a whole answer, its text compressed lightly where the client takes that."""
    status: int = start["status"]
    headers = tuple(one for one in start.get("headers", ()) if one[0] != b"content-length")
    names = dict(headers)
    if len(body) < SMALLEST_COMPRESSED or b"content-encoding" in names or not _is_text(names.get(b"content-type", b"")):
        return Answer(status, headers, body)
    coding = choose_coding(header(scope, b"accept-encoding"), PREFERRED)
    varied = (*headers, (b"vary", b"accept-encoding"))
    if coding == "identity":
        return Answer(status, varied, body)
    return Answer(status, (*varied, (b"content-encoding", coding.encode())), LIGHT_COMPRESSORS[coding](body))


def _is_stream(start: Message) -> bool:
    headers: list[tuple[bytes, bytes]] = list(start.get("headers", ()))
    return dict(headers).get(b"content-type", b"").startswith(b"text/event-stream")


def _is_text(media_type: bytes) -> bool:
    return media_type.startswith((b"text/", b"application/json", b"application/problem+json", b"image/svg"))


COMPRESSORS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "identity": lambda body: body,
    "zstd": lambda body: zstandard.ZstdCompressor(level=12).compress(body),
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
LIGHT_COMPRESSORS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=3).compress(body),
    "br": lambda body: brotli.compress(body, quality=3),
    "gzip": lambda body: gzip.compress(body, compresslevel=4, mtime=0),
}
