"""A delayed public (rules 7) on pages: their clock is behind as their state is."""

import pytest

from arcadia.platform.clock import ManualClock
from arcadia.play.domain.audience import PUBLIC
from support.plain_browser import Person
from support.play_node import until

SETTINGS = {"delay_s": 1, "covered": True, "quick": False, "countdown_s": 3, "win": {"kind": "all"}}


async def test_a_covered_card_stays_covered_on_pages_until_the_countdown_ends_for_the_public(
    host: Person, guest: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a second after the players' start, the public is still half a second before it."""
    guest.code = await host.make(settings=SETTINGS)
    assert await host.act("start") == ""
    play = host.site.app.node.play
    live = await play.open(host.code)
    await until(lambda: live.state_for(PUBLIC).clock.running_from)
    begun = live.state.clock.running_from
    assert begun is not None
    monkeypatch.setattr(play, "clock", ManualClock(begun + 500))
    assert "Goal number 7" in (await host.see()).text
    addresses = ("/watch", "/overlay?parts=board,scores,timer,feed", "/result", "/share")
    texts = [(await guest.see(address)).text for address in addresses]
    texts += [(await guest.browser.get(address)).text for address in (f"/j/{host.code}", "/")]
    assert not [text for text in texts if "Goal number" in text]
    monkeypatch.setattr(play, "clock", ManualClock(begun + 1500))
    assert "Goal number 7" in (await guest.see("/watch")).text
    assert "Goal number 7" in (await guest.see("/overlay")).text
