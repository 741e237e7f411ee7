"""View tokens: who makes them, for what, and when they end (details, "Streams and casters"; rules 7)."""

import pytest

from support.api_player import ApiPlayer
from support.players import settings

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def make(player: ApiPlayer, view: str) -> str:
    """Make a token that must be made."""
    made = await player.post("/view-tokens", view=view)
    assert made.status_code == 201, made.text
    assert made.json()["overlay_path"] == f"/play/{player.code}/overlay?token={made.json()['token']}"
    assert made.headers["cache-control"] == "no-store"
    return str(made.json()["token"])


async def shows(player: ApiPlayer, token: str, name: str = "score-1", view: str = "") -> str | int:
    """What a text says by a token, or the status of its refusal."""
    answer = await player.http.get(f"/play/{player.code}/text/{name}.txt", params={"token": token, "view": view})
    return answer.text if answer.status_code == 200 else answer.status_code


async def referee(host: ApiPlayer, other: ApiPlayer, role: str = "referee") -> None:
    """Let somebody in who judges, or casts."""
    seat = await other.seat(host.code, nickname="Judge", role="spectator")
    await host.done("role", seat=seat, role=role)


async def test_only_host_and_referees_make_list_and_take_back(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    await host.make()
    await guest.seat(host.code)
    stranger.code = host.code
    for player in (guest, stranger):
        assert (await player.post("/view-tokens")).status_code == 403
        assert (await player.get("/view-tokens")).status_code == 403
        assert (await player.http.delete(f"/api/v1/sessions/{host.code}/view-tokens/public")).status_code == 403
    await make(host, "public")
    listed = (await host.get("/view-tokens")).json()["tokens"]
    assert [(one["view"], one["seat"]) for one in listed] == [("public", 1)]
    assert "token" not in listed[0]


async def test_one_a_view_and_the_new_one_ends_the_old_one(host: ApiPlayer) -> None:
    await host.make()
    old, new = await make(host, "public"), await make(host, "public")
    assert old != new
    assert await shows(host, old) == 403
    assert await shows(host, new) == "0"
    assert len((await host.get("/view-tokens")).json()["tokens"]) == 1


async def test_a_host_who_plays_shows_the_own_team_and_no_more(host: ApiPlayer, guest: ApiPlayer) -> None:
    """Rules 7: nobody who plays comes to see all of the card, by no detour."""
    await host.make(settings=settings(sight="hidden"))
    await guest.seat(host.code)
    for view in ("full", "team:2"):
        refused = await host.post("/view-tokens", view=view)
        assert refused.status_code == 403, view
        assert "referee" in refused.json()["detail"]
    assert (await host.post("/view-tokens", view="team:3")).status_code == 422
    await host.done("mark", square=1)
    token = await make(host, "team:1")
    assert await shows(host, token) == "1"
    assert await shows(host, token, view="full") == "1"
    assert await shows(host, token, "score-2", view="full") == "-", "a wish for more changes nothing"
    assert await shows(host, token, view="public") == "-"


async def test_a_referee_shows_every_view_and_narrows_it(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    await host.make(settings=settings(sight="hidden"))
    await guest.seat(host.code)
    await referee(host, stranger)
    await guest.done("mark", square=1)
    full = await make(stranger, "full")
    assert [await shows(host, full, name) for name in ("score-1", "score-2")] == ["0", "1"]
    assert await shows(host, full, "score-2", view="team:1") == "-"
    assert await shows(host, full, "score-2", view="team:2") == "1"
    assert await shows(host, await make(stranger, "team:2"), "score-1") == "-"


async def test_a_token_ends_with_what_its_maker_may_see(host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer) -> None:
    await host.make(settings=settings(sight="hidden"))
    await guest.seat(host.code)
    await referee(host, stranger)
    full, public = await make(stranger, "full"), await make(stranger, "public")
    await host.done("role", seat=3, role="spectator")
    assert await shows(host, full) == 403
    assert await shows(host, public) == "-", "the public one goes on"
    await host.done("role", seat=3, role="caster")
    assert await shows(host, full) == "0", "a caster sees everything again, and so does the token"
    await host.done("kick", seat=3)
    assert await shows(host, full) == 403


async def test_a_token_is_of_one_session(host: ApiPlayer, guest: ApiPlayer) -> None:
    await host.make()
    token = await make(host, "public")
    await guest.make()
    assert await shows(guest, token) == 403
    assert await shows(guest, "") == "0"
