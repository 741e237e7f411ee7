"""In which language somebody is answered: chosen on this site (a cookie), else by the browser, else the instance's own.

The choice is made once a request and kept on its scope, so that the page cache and whoever renders agree. It is one of
our tags, never what the browser sent: a kept page stands at most once a language. What programs read has none:
a page of ours that shows somebody what the API says names its own language in a header.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from litestar import post
from litestar.di import NamedDependency
from litestar.response import Redirect

from arcadia.core.errors import Invalid, Problem
from arcadia.platform.languages import speaking
from arcadia.platform.languages.catalogue import ENGLISH, languages, read_catalogue
from arcadia.platform.languages.choosing import choose_language
from arcadia.platform.languages.writing import prepare
from arcadia.web.answer import header
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.body import WireRequest, read_form
from arcadia.web.credentials import make_set_cookie
from arcadia.web.identity import parse_cookies
from arcadia.web.pages import see_other

SCOPE_KEY: Final = "arcadia.language"
COOKIE: Final = "language"
PAGE_LANGUAGE: Final = b"arcadia-language"
"""The header by which a page says that a person reads the answer of the API, and in which language."""
A_YEAR_S: Final = 31_536_000
FOR_MANY: Final = (".png", ".svg", ".txt")
"""Pictures for links and texts for streams: one is shown to many, so none is in the language of who fetched it."""
_HTML: Final = b"text/html"


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of this site, and the one for whoever asks for none of them."""

    usual: str = ENGLISH
    ours: tuple[str, ...] = field(default_factory=languages)

    def of(self, scope: Scope) -> str:
        """Return the language that a request is answered in."""
        known: str | None = scope.get(SCOPE_KEY)
        if known is None and scope["path"].endswith(FOR_MANY):
            known = scope[SCOPE_KEY] = self.usual
        elif known is None:
            line = header(scope, b"cookie")
            wish = _language_of_page(scope) or (parse_cookies(line).get(COOKIE) if line else None)
            known = choose_language(wish, header(scope, b"accept-language"), self.ours, self.usual)
            scope[SCOPE_KEY] = known
        return known

    def names(self) -> list[dict[str, str]]:
        """Return tag and name of each, as the switch at the foot of a page shows them."""
        return [{"tag": tag, "name": read_catalogue(tag).name} for tag in self.ours]


def is_for_people(scope: Scope) -> bool:
    """Whether sentences of an answer are read by a person: outside of the API, and in it where a page of ours asks."""
    return not _is_api(scope) or _language_of_page(scope) is not None


def _language_of_page(scope: Scope) -> str | None:
    return header(scope, PAGE_LANGUAGE) if _is_api(scope) else None


def _is_api(scope: Scope) -> bool:
    return str(scope.get("path")).startswith("/api/")


class LanguageLayer:
    """Lets everything inside speak the language of the request, and says in each page's headers which that is."""

    def __init__(self, app: ASGIApp, *, languages: Languages) -> None:
        self._app = app
        self._languages = languages
        self._prepared = {ENGLISH}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        tag = self._languages.of(scope)
        if tag not in self._prepared:
            await asyncio.to_thread(prepare, tag)
            self._prepared.add(tag)
        with speaking(tag):
            await self._app(scope, receive, _telling(tag, scope, send))


def _telling(tag: str, scope: Scope, send: Send) -> Send:
    is_asked_by_page = _language_of_page(scope) is not None

    async def send_and_tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
            if is_asked_by_page or dict(headers).get(b"content-type", b"").startswith(_HTML):
                message["headers"] = [*headers, (b"content-language", tag.encode())]
        await send(message)

    return send_and_tell


@post("/language", include_in_schema=False)
async def choose(request: WireRequest, languages: NamedDependency[Languages]) -> Redirect:
    """Remember a language on this device, and lead back to the page that asked.

    Raises:
        Invalid: we have no such language.
    """
    wanted = (await read_form(request)).text("language")
    if wanted not in languages.ours:
        raise Invalid("There is no such language here.", [Problem("language", f"one of {', '.join(languages.ours)}")])
    answer = see_other(_came_from(request))
    is_secure = request.scope["scheme"] == "https"
    answer.headers["set-cookie"] = make_set_cookie(COOKIE, wanted, max_age_s=A_YEAR_S, is_secure=is_secure)
    return answer


def _came_from(request: WireRequest) -> str:
    """The page of ours that the browser names as where it comes from, else the start page."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host", "") or not came.path.startswith("/") or came.path.startswith("//"):
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path


LanguageOf = Callable[[Scope], str]
routes: Final = (choose,)
