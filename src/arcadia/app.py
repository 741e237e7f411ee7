"""THE composition root: settings, then services, then routes. Reading it is reading the architecture.

    async with open_services(settings) ...   the services, for commands and tests (`services`)
    app = make_app(read_settings())          an ASGI application; its lifespan opens and closes everything

Nothing else in Arcadia knows which implementation of a service is in use, and nothing is made at import time.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler

from arcadia import __version__, upkeep
from arcadia.accounts import api as accounts_api
from arcadia.boards import api as boards_api
from arcadia.boards import pages as boards_pages
from arcadia.boards.jobs import keeping_warm
from arcadia.core.errors import ArcadiaError
from arcadia.metrics import Measured, collect_metrics
from arcadia.platform.config import Settings
from arcadia.platform.db.file_lock import FileInUse
from arcadia.platform.health import Check
from arcadia.platform.health.history import History
from arcadia.platform.health.loop_watch import LoopWatch
from arcadia.platform.ids import make_id
from arcadia.platform.languages import marked
from arcadia.platform.observability import Metric
from arcadia.play import api as play_api
from arcadia.play import pages as play_pages
from arcadia.play.fanout import Fanout
from arcadia.play.service.running import PlayNode, PlayParts, running_play
from arcadia.play.socket import make_socket_route
from arcadia.services import Services, serving_services
from arcadia.web.asgi import Receive, Scope, Send
from arcadia.web.body import MAX_BODY_BYTES, WireRequest
from arcadia.web.door import Door
from arcadia.web.framework import Framework, as_asgi, make_openapi_config, offered
from arcadia.web.limits import API_RULES
from arcadia.web.navigation import NavigationEntry
from arcadia.web.revalidating import make_revalidate_route
from arcadia.web.stack import Web, WebLimits, make_web, web_settings
from arcadia.web.under_way import RequestsUnderWay


def make_app(settings: Settings) -> "Application":
    """Return the ASGI application. Nothing is opened before its lifespan begins."""
    return Application(settings)


@dataclass(frozen=True, slots=True)
class Running:
    """What is there while the application runs: its services, play on this node, every feature's routes in the
    framework, our layers around it, which serve connections, and what watches the event loop.
    """

    services: Services
    node: PlayNode
    framework: Litestar
    serve: RequestsUnderWay
    loop_watch: LoopWatch


class Application:
    """Opens the services when the server starts, serves with them, and closes them when it stops."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.is_draining = False
        """Set by the server when it is about to stop: the node then reports itself not ready."""
        self.count_connections: Callable[[], int] = int
        """Set by the server, which alone knows."""
        self._running: Running | None = None
        self._door: Door | None = None

    @property
    def services(self) -> Services:
        """The open services. Raises RuntimeError before the lifespan begins and after it."""
        return self._get_running().services

    @property
    def node(self) -> PlayNode:
        """Play as it runs in this process. Raises RuntimeError before the lifespan begins and after it."""
        return self._get_running().node

    @property
    def requests(self) -> RequestsUnderWay:
        """The requests under way. Raises RuntimeError before the lifespan begins and after it."""
        return self._get_running().serve

    def find_probe_fault(self, kind: str) -> str | None:
        """Return why this process does not live, or is not `ready`, as far as that is known without the event loop.

        May be called from any thread, at any time.
        """
        running = self._running
        if running is not None and running.loop_watch.is_stuck:
            return "the event loop is stuck"
        return None if kind == "live" else self._find_own_faults().get("server")

    def _find_own_faults(self) -> dict[str, str]:
        if self.is_draining:
            return {"server": "about to stop"}
        return {} if self._running is not None else {"server": "not started yet, or stopped"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the lifespan."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._door is None:
            message = "the application has no lifespan; is the server run with lifespan off?"
            raise RuntimeError(message)
        else:
            await self._door(scope, receive, send)

    def _get_running(self) -> Running:
        if self._running is None:
            message = "the application runs only during its lifespan"
            raise RuntimeError(message)
        return self._running

    async def _live(self, receive: Receive, send: Send) -> None:
        self._door = Door()
        await receive()
        async with AsyncExitStack() as closing:
            closing.callback(self._door.shut)
            try:
                self._running = await closing.enter_async_context(self._run())
            except (FileInUse, ArcadiaError) as error:
                # What the operator can mend needs a sentence, not a stack.
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            self._door.open(self._running.serve)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._running = None
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def _run(self) -> AsyncIterator[Running]:
        async with serving_services(self.settings) as services, services.following():
            fanout = Fanout(services.clock)
            async with running_play(_play_parts(services, fanout)) as node, keeping_warm(services.boards, services.bus):
                services.health.add(Check(name="jobs", look=node.check_tasks))
                web = _make_web(services)
                upkeep.purge_on_change(services.flags, web.page_cache, (*boards_pages.FLAGGED, *play_pages.FLAGGED))
                desk = upkeep.make_desk(
                    self.settings,
                    health=services.health,
                    history=History(services.database, services.clock),
                    cache_figures=partial(upkeep.cache_figures, services.cache, web.page_cache),
                    find_own_faults=self._find_own_faults,
                    figures=self._figures,
                    metrics=partial(self._metrics, web),
                )
                health = upkeep.make_upkeep_routes(desk, node, services.boards, services.board_pictures)
                framework = _make_framework(services, node, fanout, web=web, health=health)
                serve = RequestsUnderWay(web.wrap(as_asgi(framework)))
                with upkeep.watched_as_set(self.settings) as loop_watch:
                    yield Running(services, node, framework, serve, loop_watch)

    def _traffic(self) -> dict[str, int]:
        running = self._get_running()
        connections, requests = self.count_connections(), len(running.serve)
        return {"connections": connections, "requests": requests, **upkeep.count_viewers(running.node.hub)}

    def _metrics(self, web: Web) -> Iterator[Metric]:
        services = self.services
        parts = Measured(
            about=services.health.about,
            counters=services.counters,
            database=services.database,
            cache=services.cache,
            page_cache=web.page_cache,
            limits=services.limits,
            loop_watch=self._get_running().loop_watch,
            traffic=self._traffic(),
        )
        return collect_metrics(parts)

    def _figures(self) -> dict[str, Any]:
        running = self._get_running()
        return {
            "event_loop": running.loop_watch.figures(),
            "traffic": self._traffic(),
            "pools": running.services.database.pools(),
            "limits": running.services.limits.report().figures(),
            "flags": running.services.flags.figures(),
            "counters": running.services.counters.snapshot(),
        }


NAVIGATION: Final = (
    NavigationEntry(marked("Play"), "/", also=("/play", "/join", "/j")),
    NavigationEntry(marked("Boards"), "/boards"),
    NavigationEntry(marked("Goal lists"), "/goal-lists"),
)


def _play_parts(services: Services, fanout: Fanout) -> PlayParts:
    return PlayParts(
        node=make_id(),
        log=services.log,
        database=services.database,
        boards=services.boards,
        bus=services.bus,
        clock=services.clock,
        flags=services.flags,
        passwords=services.passwords,
        announcer=fanout,
    )


def _make_web(services: Services) -> Web:
    return make_web(
        web_settings(services.settings),
        authenticate=services.accounts,
        clock=services.clock,
        counters=services.counters,
        flags=services.flags,
        bus=services.bus,
        navigation=NAVIGATION,
        purges=(*boards_pages.PURGES, *play_pages.PURGES),
        limits=WebLimits(
            services.limits, (*API_RULES, *boards_pages.LIMITS, *play_pages.LIMITS), guesses=play_pages.GUESSES
        ),
    )


def _make_framework(
    services: Services, node: PlayNode, fanout: Fanout, *, web: Web, health: Sequence[HTTPRouteHandler]
) -> Litestar:
    """Return the framework with every feature's routes, without our layers around it."""
    return Framework(
        [
            *web.routes(),
            make_revalidate_route(services.settings.revalidate_tokens, web.page_cache, drop_values=services.cache.drop),
            *health,
            *accounts_api.routes,
            *boards_pages.routes,
            *boards_api.routes,
            *play_pages.routes,
            *play_api.routes,
            make_socket_route(
                node.play, fanout, services.counters, view_tokens=node.view_tokens, seat_tokens=node.seat_tokens
            ),
        ],
        request_class=WireRequest,
        exception_handlers=web.errors.exception_handlers(),
        dependencies={**web.dependencies(), **_dependencies(services, node, fanout)},
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=make_openapi_config(__version__),
        logging_config=None,
    )


def _dependencies(services: Services, node: PlayNode, fanout: Fanout) -> dict[str, Provide]:
    """Return what handlers may ask for by name, beside what `web` offers."""
    return offered(
        accounts=services.accounts,
        boards=services.boards,
        board_pictures=services.board_pictures,
        drawings=services.drawings,
        archive=services.archive,
        **node.offered(),
        fanout=fanout,
        clock=services.clock,
    )
