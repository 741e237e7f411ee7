"""Serves assets by content-hashed addresses: immutable for a year, in the coding that the client takes (F7, D11)."""

from typing import Final

from litestar.exceptions import HTTPException, NotFoundException

from arcadia.web.answer import Answer, header, send_answer
from arcadia.web.asgi import ASGIApp, Receive, Scope, Send
from arcadia.web.assets.build import Asset
from arcadia.web.assets.library import AssetLibrary
from arcadia.web.conditional import choose_coding, has_same
from arcadia.web.errors import ErrorAnswers

PREFIX: Final = "/static/"
_IMMUTABLE: Final = (b"cache-control", b"public, max-age=31536000, immutable")
_VARY: Final = (b"vary", b"accept-encoding")


class StaticFilesLayer:
    """Answers everything under `/static/`; an unknown name is 404, another method 405."""

    def __init__(self, app: ASGIApp, *, library: AssetLibrary, errors: ErrorAnswers) -> None:
        self._app = app
        self._library = library
        self._errors = errors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        await send_answer(self._answer(scope), scope, send)

    def _answer(self, scope: Scope) -> Answer:
        if scope["method"] != "GET":
            return self._errors.answer(scope, HTTPException(status_code=405, headers={"allow": "GET, HEAD"}))
        asset = self._library.find(scope["path"])
        if asset is None:
            return self._errors.answer(scope, NotFoundException())
        return _asset_answer(asset, scope)


def _asset_answer(asset: Asset, scope: Scope) -> Answer:
    headers = ((b"etag", asset.etag.encode()), _IMMUTABLE, _VARY)
    if has_same(header(scope, b"if-none-match"), asset.etag):
        return Answer(304, headers, b"")
    smallest_first = sorted(asset.variants, key=lambda coding: len(asset.variants[coding]))
    coding = choose_coding(header(scope, b"accept-encoding"), asset.variants, smallest_first)
    coded = ((b"content-encoding", coding.encode()),) if coding != "identity" else ()
    return Answer(200, ((b"content-type", asset.media_type.encode()), *coded, *headers), asset.variants[coding])
