"""S7: a handler that does not answer in time is stopped with 504; a stream that has begun is not."""

import asyncio

import httpx

from arcadia.web.asgi import ASGIApp, Receive, Scope, Send
from arcadia.web.deadline import DeadlineLayer
from arcadia.web.stack import Web


async def call(app: ASGIApp, web: Web) -> httpx.Response:
    layer = DeadlineLayer(app, errors=web.errors, handler_s=0.02)
    transport = httpx.ASGITransport(layer)
    async with httpx.AsyncClient(transport=transport, base_url="http://arcadia.test") as client:
        return await client.post("/slow", content=b"a body")


async def test_s7_a_handler_that_hangs_is_504(web: Web) -> None:
    async def hang(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await asyncio.Event().wait()

    answer = await call(hang, web)
    assert (answer.status_code, answer.json()["code"]) == (504, "too_slow")


async def test_s7_a_stream_that_has_begun_goes_on(web: Web) -> None:
    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(5):
            await asyncio.sleep(0.02)
            await send({"type": "http.response.body", "body": b".", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    answer = await call(stream, web)
    assert (answer.status_code, answer.text) == (200, ".....")
