"""What the framework is made to leave out."""

from pathlib import Path

from litestar.routes import HTTPRoute

from support.site import running_site


async def test_services_are_handed_over_in_turn_and_not_by_a_task_each(tmp_path: Path) -> None:
    async with running_site(tmp_path) as site:
        routes = site.app._get_running().framework.routes
    maps = [route.route_handler_map for route in routes if isinstance(route, HTTPRoute)]
    batches = [
        len(batch) for handlers in maps for _, asked_for in handlers.values() for batch in asked_for.dependency_batches
    ]
    assert len(batches) > 100
    assert set(batches) == {1}
