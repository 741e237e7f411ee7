"""What a process does for its own upkeep: jobs by name, the watch over its event loop, counts for operators.

Part of the composition root: it knows features by their services, and nobody but `app` knows it.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from litestar.handlers import HTTPRouteHandler

from arcadia.boards.service import BoardPictures, BoardService
from arcadia.platform.cache import Cache
from arcadia.platform.config import Settings
from arcadia.platform.flags import Flag, Flags
from arcadia.platform.health import Health, Status
from arcadia.platform.health.freezing import freeze_on_command
from arcadia.platform.health.history import History
from arcadia.platform.health.loop_watch import LoopWatch, WatchPace, watched_loop
from arcadia.platform.realtime.hub import Hub
from arcadia.platform.realtime.member import SocketMember
from arcadia.platform.realtime.sse import StreamMember
from arcadia.play.service.running import PlayNode
from arcadia.web.bearer import BearerToken
from arcadia.web.health import Desk, Job, make_cron_routes, make_health_routes
from arcadia.web.health.desk import Faults, Figures, Metrics
from arcadia.web.page_cache import PageCache

END_STUCK_AFTER_S: Final = 15.0


def make_desk(
    settings: Settings,
    *,
    health: Health,
    history: History,
    cache_figures: Figures,
    find_own_faults: Faults,
    figures: Figures,
    metrics: Metrics,
) -> Desk:
    """Return what answers about health, with the tokens that the settings hold."""
    return Desk(
        health=health,
        history=history,
        operator=BearerToken(settings.operator_tokens),
        scheduler=BearerToken(settings.cron_secrets),
        find_own_faults=find_own_faults,
        figures=figures,
        metrics=metrics,
        cache_figures=cache_figures,
    )


def cache_figures(cache: Cache, page_cache: PageCache) -> dict[str, Any]:
    """Return how the caches do: values, and kept pages, which need no server and are never down (H5)."""
    report = cache.report()
    asked = page_cache.hits + page_cache.misses
    return {
        "status": Status.DEGRADED if report.status == "degraded" else Status.HEALTHY,
        "breaker": report.breaker,
        "total_operations": report.total.operations + asked,
        "values": report,
        "pages": {
            "hits": page_cache.hits,
            "misses": page_cache.misses,
            "hit_rate": round(page_cache.hits / asked, 4) if asked else None,
        },
    }


def make_upkeep_routes(
    desk: Desk, node: PlayNode, boards: BoardService, pictures: BoardPictures
) -> list[HTTPRouteHandler]:
    """Return the routes of health, and of the jobs that a scheduler may run by name (J3)."""
    jobs: dict[str, Job] = {
        "health": desk.record,
        "clean-up": partial(_clean_up, node, desk.history, pictures),
        "warm-up": boards.warm_up,
    }
    return [*make_health_routes(desk), *make_cron_routes(jobs, desk.scheduler)]


async def _clean_up(node: PlayNode, history: History, pictures: BoardPictures) -> dict[str, int]:
    return {
        "tickets": await node.tickets.forget_expired(),
        "health_runs": await history.forget(),
        "pictures": await pictures.remove_all_unused(),
    }


def purge_on_change(flags: Flags, pages: PageCache, flagged: Iterable[tuple[Flag[Any], tuple[str, ...]]]) -> None:
    """Drop the kept pages of some tags whenever a flag that they show is another for everybody."""
    for flag, tags in flagged:
        flags.on_change(flag, partial(pages.purge, *tags))


def count_viewers(hub: Hub) -> dict[str, int]:
    """Return how many watch here, by what they watch on, and in how many rooms."""
    viewers = hub.viewers()
    return {
        "sockets": sum(isinstance(viewer, SocketMember) for viewer in viewers),
        "streams": sum(isinstance(viewer, StreamMember) for viewer in viewers),
        "rooms": len(hub),
    }


@contextmanager
def watched_as_set(settings: Settings) -> Iterator[LoopWatch]:
    """Watch the running loop for the block, as the settings say; in tests, freeze it on command."""
    pace = WatchPace(exit_s=END_STUCK_AFTER_S if settings.ends_when_stuck else None)
    with watched_loop(pace) as watch:
        freezing = asyncio.create_task(freeze_on_command(settings.test_freeze)) if settings.test_freeze else None
        try:
            yield watch
        finally:
            if freezing is not None:
                freezing.cancel()
