"""A template as an answer. Edges get `Pages` as the dependency `pages` and return what it makes."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass

from litestar import Response
from litestar.response import Redirect

from arcadia.web.answer import header
from arcadia.web.body import WireRequest
from arcadia.web.navigation import NavigationEntry, entries_for
from arcadia.web.page_cache import LONGEST_KEPT_S, cache_page
from arcadia.web.personal_pages import FOR_THIS_CALLER
from arcadia.web.streaming import AnswerInPieces, streamed
from arcadia.web.templating import Templates

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class PartsOfPage:
    """What stands in a long page behind a text of it: a template, once for each of the contexts, which are made late."""

    template: str
    behind: str
    contexts: Iterator[Mapping[str, object]]


class Pages:
    """Renders pages with what the layout needs: the path, the navigation and the canonical address."""

    def __init__(
        self,
        templates: Templates,
        *,
        navigation: tuple[NavigationEntry, ...],
        public_url: str | None,
        site_name: str = "Arcadia",
    ) -> None:
        self.site_name = site_name
        self._templates = templates
        self._navigation = navigation
        self._public_url = public_url

    def render(self, request: WireRequest, name: str, /, *, status: int = 200, **context: object) -> Response[bytes]:
        """Return a page for this caller alone: it is not kept anywhere."""
        return Response(
            self._body(request, name, context),
            status_code=status,
            media_type=HTML,
            headers={"cache-control": FOR_THIS_CALLER},
        )

    def render_shared(
        self,
        request: WireRequest,
        name: str,
        /,
        *,
        tags: tuple[str, ...],
        ttl_s: float,
        stale_s: float = LONGEST_KEPT_S,
        **context: object,
    ) -> Response[bytes]:
        """Return a page that is the same for everybody and may be kept under `tags`: fresh for `ttl_s` seconds, then
        stale for `stale_s` more while it is rendered anew.

        The context must hold nothing personal. A caller with an identity gets it fresh.
        """
        cache_page(request.asgi_scope, *tags, ttl_s=ttl_s, stale_s=stale_s)
        return self.render(request, name, status=200, **context)

    async def stream(self, request: WireRequest, name: str, parts: PartsOfPage, /, **context: object) -> AnswerInPieces:
        """Return a long page for this caller alone in pieces: what comes before its parts is there before they are made."""
        pieces = self._pieces(self._body(request, name, context), parts)
        return await streamed(pieces, media_type=HTML, headers={"cache-control": FOR_THIS_CALLER})

    async def _pieces(self, page: bytes, parts: PartsOfPage) -> AsyncGenerator[bytes]:
        begin, mark, end = page.partition(parts.behind.encode())
        yield begin + mark
        for context in parts.contexts:
            yield self._templates.render(parts.template, **context)
            await asyncio.sleep(0)  # others have their turn, also where the client takes everything at once
        yield end

    def origin(self, request: WireRequest) -> str:
        """Return the configured public address, else the one that the caller's browser used."""
        return self._public_url or site_origin(request)

    def _body(self, request: WireRequest, name: str, context: dict[str, object]) -> bytes:
        path = request.scope["path"]
        origin = self.origin(request)
        layout = {
            "path": path,
            "origin": origin,
            "canonical": f"{origin}{path}",
            "navigation": entries_for(path, self._navigation),
        }
        return self._templates.render(name, **{**layout, **context})


def site_origin(request: WireRequest) -> str:
    """Return the origin that the caller's browser used, for links and QR codes (details.md, "One flat")."""
    host = header(request.asgi_scope, b"host") or "localhost"
    return f"{request.scope['scheme']}://{host}"


def see_other(path: str) -> Redirect:
    """Return the answer to a form that did its work: look there now (303), so that a reload repeats nothing."""
    return Redirect(path, status_code=303)
