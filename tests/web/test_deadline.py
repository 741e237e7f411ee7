"""S7: a handler that does not answer in time is stopped with 504; a stream that has begun is not."""

import asyncio

import httpx
import pytest
from structlog.testing import capture_logs

from arcadia.platform.resilience import DeadlineExceeded, remaining_s, within
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.deadline import HANDLER_S, HEALTH_S, IDLE_S, DeadlineLayer, is_of_health
from arcadia.web.stack import Web


async def call(app: ASGIApp, web: Web, *, handler_s: float = 0.02, idle_s: float = IDLE_S) -> httpx.Response:
    layer = DeadlineLayer(app, errors=web.errors, handler_s=handler_s, idle_s=idle_s)
    transport = httpx.ASGITransport(layer)
    async with httpx.AsyncClient(transport=transport, base_url="http://arcadia.test") as client:
        return await client.post("/slow", content=b"a body")


async def test_s7_a_handler_that_hangs_is_504(web: Web) -> None:
    async def hang(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await asyncio.Event().wait()

    with capture_logs() as logged:
        answer = await call(hang, web)
    assert (answer.status_code, answer.json()["code"]) == (504, "too_slow")
    assert answer.json()["detail"] == "This took too long and was stopped."
    assert [(line["event"], line["log_level"]) for line in logged] == [("handler_too_slow", "warning")]


async def test_s7_a_body_that_never_ends_is_504_and_no_fault_of_ours(web: Web) -> None:
    """The log has one plain line of it: anybody can provoke it, and no stack would tell where."""

    async def read(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass

    pieces = iter([{"type": "http.request", "body": b".", "more_body": True}])
    sent: list[Message] = []

    async def receive() -> Message:
        piece = next(pieces, None)
        if piece is None:
            await asyncio.Event().wait()
        return piece or {}

    async def send(message: Message) -> None:
        sent.append(message)

    layer = DeadlineLayer(read, errors=web.errors, handler_s=0.02, idle_s=0.02)
    with capture_logs() as logged:
        await layer({"type": "http", "path": "/api/v1/boards", "headers": []}, receive, send)
    assert sent[0]["status"] == 504
    (line,) = logged
    assert line == {"event": "request_never_whole", "log_level": "info", "path": "/api/v1/boards", "after_s": 0.02}


async def test_s7_a_stream_that_has_begun_goes_on(web: Web) -> None:
    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(5):
            await asyncio.sleep(0.02)
            await send({"type": "http.response.body", "body": b".", "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    answer = await call(stream, web)
    assert (answer.status_code, answer.text) == (200, ".....")


async def ok(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def test_s7_the_bounds_are_those_of_the_requirement() -> None:
    assert (HANDLER_S, HEALTH_S, IDLE_S) == (10, 5, 30)


def test_s7_only_addresses_of_health_have_its_bound() -> None:
    assert all(is_of_health(path) for path in ("/health", "/health/live", "/api/health", "/api/health/detailed"))
    assert not any(is_of_health(path) for path in ("/healthcheck", "/boards/health/1", "/", "/api/healthy"))


async def test_s7_a_stream_that_stands_still_is_cut_and_told() -> None:
    async def stand_still(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b".", "more_body": True})
        await asyncio.Event().wait()

    sent: list[str] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(str(message["type"]))

    layer = DeadlineLayer(stand_still, errors=None, idle_s=0.05)  # type: ignore[arg-type]
    with capture_logs() as logged:
        await layer({"type": "http", "path": "/stream"}, asyncio.Event().wait, send)  # type: ignore[arg-type]
    assert sent == ["http.response.start", "http.response.body"], "nothing that would make it look whole"
    assert [line["event"] for line in logged] == ["answer_stood_still"]


async def test_s7_a_stream_with_a_pulse_outlasts_the_idle_deadline(web: Web) -> None:
    async def pulse(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(6):
            await asyncio.sleep(0.3)
            await send({"type": "http.response.body", "body": b".", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    answer = await call(pulse, web, handler_s=10, idle_s=1.2)
    assert answer.text == "......"


async def test_s7_a_body_that_comes_in_slowly_has_the_idle_deadline() -> None:
    """Each piece grants anew what one may take; the handler's own bound begins with the last."""
    left: list[float] = []

    async def upload(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            left.append(remaining_s(100))
        left.append(remaining_s(100))
        await ok(scope, receive, send)

    pieces = iter([True, True, False])

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b".", "more_body": next(pieces)}

    async def send(message: object) -> None:
        pass

    layer = DeadlineLayer(upload, errors=None, handler_s=10, idle_s=30)  # type: ignore[arg-type]
    await layer({"type": "http", "path": "/upload"}, receive, send)  # type: ignore[arg-type]
    assert [round(seconds) for seconds in left] == [30, 30, 10]


async def test_s7_the_deadline_travels_to_whatever_the_handler_asks(web: Web) -> None:
    seen: list[float] = []

    async def ask(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(remaining_s(60))
        async with within(60):
            seen.append(remaining_s(60))
        await ok(scope, receive, send)

    assert (await call(ask, web, handler_s=10)).status_code == 200
    assert all(9 < seconds <= 10 for seconds in seen)
    assert remaining_s(60) == 60


async def test_s7_what_goes_on_behind_a_request_is_free_of_its_deadline(web: Web) -> None:
    may_look = asyncio.Event()

    async def look() -> float:
        await may_look.wait()
        return remaining_s(60)

    behind: list[asyncio.Task[float]] = []

    async def begin(scope: Scope, receive: Receive, send: Send) -> None:
        behind.append(asyncio.create_task(look()))
        await ok(scope, receive, send)

    await call(begin, web, handler_s=10)
    may_look.set()
    assert await behind[0] == 60


async def test_s7_a_dependency_that_is_too_slow_is_504_like_the_handler_itself(web: Web) -> None:
    answer = web.errors.answer({"type": "http", "path": "/api/x", "headers": []}, DeadlineExceeded("no answer"))
    assert answer.status == 504


async def test_s7_a_deadline_that_has_passed_is_not_moved() -> None:
    with pytest.raises(DeadlineExceeded):
        async with within(0.01) as deadline:
            try:
                await asyncio.sleep(5)
            finally:
                deadline.move(60)
