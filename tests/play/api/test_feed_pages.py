"""Reading the feed backwards: whatever stands in `before`, the answer is lines or says what is wrong."""

import pytest

from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUMBERS = ("0", "-1", "-9223372036854775809", "9" * 30)


async def make(site: Site) -> tuple[str, dict[str, str]]:
    async with site.browser() as host:
        goals = [{"text": f"goal {number}"} for number in range(1, 26)]
        made = await host.post("/api/v1/sessions", json={"nickname": "Mira", "card": {"goals": goals}})
        code = made.json()["code"]
        for text in ("one", "two", "three"):
            await host.post(f"/api/v1/sessions/{code}/messages", json={"text": text})
        return code, dict(host.cookies)


async def test_pages_of_lines_follow_each_other(site: Site) -> None:
    code, _ = await make(site)
    path = f"/api/v1/sessions/{code}/feed?kind=chat&limit=2"
    async with site.browser() as reader:
        first = (await reader.get(path)).json()
        second = (await reader.get(f"{path}&before={first['before']}")).json()
    assert [line["line"]["text"] for line in first["lines"] + second["lines"]] == ["three", "two", "one"]
    assert second.get("before") is None


@pytest.mark.parametrize("number", NUMBERS)
async def test_numbers_that_no_version_has(site: Site, number: str) -> None:
    code, cookies = await make(site)
    async with site.browser() as host:
        host.cookies.update(cookies)
        api = await host.get(f"/api/v1/sessions/{code}/feed?before={number}")
        page = await host.get(f"/play/{code}?before={number}")
    assert api.status_code == (200 if number.startswith("9") else 422)
    assert page.status_code == 200
