"""Installed and without the net: the shell and the session that is played can be read, and nothing pretends to be live."""

from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from support.browsers import QUICK, Person

KEPT = """async () => { const found = {}; for (const name of await caches.keys())
    found[name.replace(/-.*/, '')] = (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname); return found; }"""
IS_KEPT = "async path => Boolean(await (await caches.open('session')).match(path))"


async def paths_kept(page: Page) -> list[str]:
    kept: dict[str, list[str]] = await page.evaluate(KEPT)
    return sorted(path for paths in kept.values() for path in paths if not path.startswith("/static/"))


async def test_the_session_that_is_played_is_read_without_the_net_and_is_never_called_live(host: Person) -> None:
    """Issue 4, "Installable"; details.md, "Words": what is known, with its age."""
    host.forgiven += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource", "WebSocket connection"]
    code = await host.make(settings=QUICK)
    path = f"/play/{code}"
    await host.mark(1, 2)
    await host.page.wait_for_function(IS_KEPT, arg=path)
    await host.page.reload()
    await host.is_live()
    await expect(host.page.locator("#kept")).to_be_hidden()
    await host.page.goto(f"{path}/result")
    await host.page.goto(path)
    assert await paths_kept(host.page) == ["/offline", path], (
        "no other page of a person is kept, and no answer of the API"
    )

    await host.context.set_offline(True)
    await host.page.reload()
    await expect(
        host.page.get_by_text("You are offline and this is not live. It is the session as it stood")
    ).to_be_visible()
    await expect(host.square(2)).to_have_attribute("data-team", "1")
    await expect(host.page.locator("#session")).not_to_have_attribute("data-connection", "live")
    await expect(host.page.locator("[data-connection-word]")).to_have_text("Offline")
    await host.page.goto("/boards")
    await expect(host.page.get_by_role("heading", name="You are offline")).to_be_visible()
    await host.page.get_by_role("link", name="open it").click()
    await expect(host.square(25)).to_be_visible()

    await host.context.set_offline(False)
    await host.is_live()
    await expect(host.page.locator("#kept")).to_be_hidden()
    await host.mark(3)


async def test_a_session_that_is_over_or_followed_by_another_is_forgotten(host: Person) -> None:
    first = await host.make(settings=QUICK)
    await host.page.wait_for_function(IS_KEPT, arg=f"/play/{first}")
    second = await host.make(settings={**QUICK, "win": {"kind": "squares", "n": 1}})
    await host.page.reload()
    await host.is_live()
    assert await paths_kept(host.page) == ["/offline", f"/play/{second}"]
    await host.square(1).click()
    await expect(host.banner).to_contain_text("won")
    await host.page.reload()
    await expect(host.banner).to_contain_text("won")
    await host.page.wait_for_function("async () => (await (await caches.open('session')).keys()).length === 0")


async def test_readers_are_led_ahead_and_nobody_into_a_session(host: Person) -> None:
    """Speculation rules: the browser has taken them, and a page that a pointer rests on is there before its click."""
    await host.make(settings=QUICK)
    await host.page.goto("/")
    session = await host.context.new_cdp_session(host.page)
    rules: list[dict[str, str]] = []
    ahead: list[str] = []
    session.on("Preload.ruleSetUpdated", lambda event: rules.append(event["ruleSet"]))
    session.on("Preload.prerenderStatusUpdated", lambda event: ahead.append(urlsplit(event["key"]["url"]).path))
    await session.send("Preload.enable")
    await host.page.get_by_role("link", name="Boards", exact=True).first.hover()
    while "/boards" not in ahead:
        await host.page.wait_for_timeout(50)
    assert [one.get("errorMessage", "") for one in rules] == [""]
    assert [path for path in ahead if path.startswith(("/play", "/j/")) or path.endswith(("/edit", "/new"))] == []
