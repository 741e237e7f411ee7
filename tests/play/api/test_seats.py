"""`POST /seats`: who gets in, and the word for each reason why not (rules 2 and 9; details, "Starting and joining")."""

import asyncio
from typing import Any

import httpx
import pytest

from support.api_player import ApiPlayer, refusal
from support.players import settings
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "correct horse battery"


def seat_in(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_guest_gets_a_seat_and_a_name_of_their_own(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make()
    told = seat_in(await guest.join(made["code"], nickname="host"))
    assert (told["ok"], told["changed"], told["data"]) == (True, True, {"seat": 2, "name": "host 2"})
    seats = (await guest.see())["seats"]
    assert [(seat["n"], seat["name"], seat["team"]) for seat in seats] == [(1, "Host", 1), (2, "host 2", 2)]


async def test_joining_twice_is_the_same_seat(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make()
    first = seat_in(await guest.join(made["code"], nickname="Mira", id="a"))
    again = seat_in(await guest.join(made["code"], nickname="Somebody else", id="b"))
    assert (again["changed"], again["data"]) == (False, first["data"])
    assert (first["id"], again["id"]) == ("a", "b")
    assert len((await host.see())["seats"]) == 2


async def test_who_left_gets_the_old_seat_and_the_marks_are_there(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make()
    await guest.seat(made["code"])
    await guest.done("mark", square=7)
    await guest.done("leave")
    assert (await guest.do("mark", square=8)).status_code == 401
    assert await guest.seat(made["code"]) == 2
    assert (await guest.see())["squares"][6]["held"] == [2]


async def test_a_code_is_read_as_people_type_it(host: ApiPlayer, guest: ApiPlayer) -> None:
    code = (await host.make())["code"]
    assert await guest.seat(f" {code[:3].lower()}-{code[3:]} ".replace(" ", "%20")) == 2


async def test_spectators_sit_without_a_team_and_never_mark(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make()
    await guest.seat(made["code"], role="spectator")
    assert (await guest.see())["seats"][1] == {"n": 2, "name": "Guest", "role": "spectator"}
    assert refusal(await guest.do("mark", square=1))[:2] == (403, "spectator")


async def test_a_team_may_be_wished_where_people_join_teams(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make(settings=settings(teams="fixed", quick=False))
    await guest.seat(made["code"], team=1)
    assert (await guest.see())["seats"][1]["team"] == 1


# Reasons why not, in their order


async def test_no_session_has_this_code(guest: ApiPlayer) -> None:
    assert refusal(await guest.join("AAAAAA"))[:2] == (404, "no_session")


async def test_a_banned_guest_stays_out_until_the_ban_is_lifted(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make()
    await guest.seat(made["code"])
    await host.done("ban", seat=2)
    assert refusal(await guest.join(made["code"], nickname="Another"))[:2] == (403, "banned")
    await host.done("unban", seat=2)
    assert await guest.seat(made["code"]) == 2


async def test_a_locked_door_lets_nobody_new_in_and_everybody_back(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    made = await host.make()
    await guest.seat(made["code"])
    await host.done("lock")
    assert refusal(await stranger.join(made["code"]))[:2] == (403, "locked")
    assert await guest.seat(made["code"]) == 2
    await host.done("lock", locked=False)
    assert await stranger.seat(made["code"]) == 3


async def test_a_full_session_takes_no_player_but_spectators(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    made = await host.make(settings=settings(most_players=2))
    await guest.seat(made["code"])
    assert refusal(await stranger.join(made["code"]))[:2] == (409, "full")
    assert await stranger.seat(made["code"], role="spectator") == 3


async def test_fifty_players_are_a_full_session(site: Site, host: ApiPlayer) -> None:
    """Issue 2, "Limits"."""
    code = (await host.make())["code"]
    players = [ApiPlayer(site) for _ in range(50)]
    answers = await asyncio.gather(*(player.join(code, nickname="Guest") for player in players))
    words = sorted(answer.json().get("code", "in") for answer in answers)
    assert words == ["full", *["in"] * 49]
    names = [seat["name"] for seat in (await host.see())["seats"]]
    assert len({name.casefold() for name in names}) == 50
    for player in players:
        await player.http.aclose()


@pytest.mark.parametrize(
    ("late_join", "as_player", "as_spectator"),
    [("players", "in", "in"), ("spectators", "late", "in"), ("nobody", "late", "late")],
)
async def test_who_may_come_late(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer, late_join: str, as_player: str, as_spectator: str
) -> None:
    """Rules 9."""
    made = await host.make(settings=settings(late_join=late_join))
    for player, role, expected in ((guest, "player", as_player), (stranger, "spectator", as_spectator)):
        answer = await player.join(made["code"], role=role)
        if expected == "in":
            assert answer.status_code == 201
        else:
            assert refusal(answer) == (409, "late", {"late_join": late_join})


@pytest.mark.parametrize("nickname", ["", "\u200b", "x" * 25])
async def test_a_nickname_that_cannot_be_shown_is_refused(host: ApiPlayer, guest: ApiPlayer, nickname: str) -> None:
    made = await host.make()
    assert refusal(await guest.join(made["code"], nickname=nickname))[:2] == (422, "name")


async def test_where_nobody_may_watch_there_are_no_spectators(host: ApiPlayer, guest: ApiPlayer) -> None:
    made = await host.make(settings=settings(spectators=False))
    assert refusal(await guest.join(made["code"], role="spectator"))[:2] == (403, "spectator")


@pytest.mark.parametrize(
    "body", [{"role": "referee"}, {"role": 7}, {"team": "red"}, {"id": ""}, {"id": "a b"}, {"pasword": "x"}]
)
async def test_a_seat_that_is_not_of_the_shape_is_refused(host: ApiPlayer, guest: ApiPlayer, body: Any) -> None:
    made = await host.make()
    assert (await guest.join(made["code"], **body)).status_code == 400
    assert len((await host.see())["seats"]) == 1


# Passwords


async def with_password(host: ApiPlayer, **wanted: Any) -> str:
    made = await host.make(password=PASSWORD, settings=settings(**wanted))
    return str(made["code"])


async def test_a_password_stands_before_the_session_for_everybody_but_those_inside(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    code = await with_password(host)
    assert refusal(await guest.join(code))[:2] == (403, "wrong_password")
    assert refusal(await guest.join(code, password="wrong"))[:2] == (403, "wrong_password")
    assert await guest.seat(code, password=PASSWORD) == 2
    assert await guest.seat(code) == 2, "who sits there needs it no more"
    stranger.code = code
    for path in ("", "/board", "/feed", "/events"):
        assert (await stranger.get(path)).status_code == 403
        assert (await guest.get(path)).status_code == 200


async def test_who_waits_for_the_host_has_shown_the_password_already(host: ApiPlayer, guest: ApiPlayer) -> None:
    code = await with_password(host, approval=True)
    assert await guest.seat(code, password=PASSWORD) == 2
    again = seat_in(await guest.join(code))
    assert again["changed"] is False


async def test_who_left_needs_the_password_again(host: ApiPlayer, guest: ApiPlayer) -> None:
    code = await with_password(host)
    await guest.seat(code, password=PASSWORD)
    await guest.done("leave")
    assert refusal(await guest.join(code))[:2] == (403, "wrong_password")


async def test_after_ten_wrong_passwords_nobody_of_that_address_may_try_for_a_while(
    host: ApiPlayer, guest: ApiPlayer, stranger: ApiPlayer
) -> None:
    """Details, "One flat, one address": a missing password is no try, and right ones do not count."""
    code = await with_password(host)
    other = await with_password(host)
    for _ in range(3):
        await guest.join(code)
    assert await stranger.seat(code, password=PASSWORD) == 2
    for _ in range(10):
        assert refusal(await guest.join(code, password="wrong"))[:2] == (403, "wrong_password")
    tired = await guest.join(code, password=PASSWORD)
    assert (tired.status_code, tired.json()["code"]) == (429, "slow_down")
    assert 0 < tired.json()["retry_after_ms"] <= 60_000
    assert int(tired.headers["retry-after"]) == -(-tired.json()["retry_after_ms"] // 1000)
    assert await stranger.seat(code) == 2, "who sits there is not asked"
    assert await guest.seat(other, password=PASSWORD) == 2, "another session has a budget of its own"


async def test_twelve_phones_behind_one_router_come_in_at_once(site: Site, host: ApiPlayer) -> None:
    """Details, "One flat, one address". Each of them knows the password; none is told to slow down."""
    code = await with_password(host)
    phones = [ApiPlayer(site) for _ in range(12)]
    answers = await asyncio.gather(*(phone.join(code, password=PASSWORD) for phone in phones))
    assert [answer.status_code for answer in answers] == [201] * 12
    for phone in phones:
        await phone.http.aclose()


async def test_the_event_loop_goes_on_while_a_password_is_verified(host: ApiPlayer, guest: ApiPlayer) -> None:
    """It takes a core for a while, in a thread: on the loop nothing else would happen meanwhile."""
    code = await with_password(host)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count())
    assert await guest.seat(code, password=PASSWORD) == 2
    counting.cancel()
    assert turns > 1_000


async def test_a_password_is_kept_as_a_hash_and_nowhere_in_clear(
    site: Site, host: ApiPlayer, guest: ApiPlayer, capfd: pytest.CaptureFixture[str]
) -> None:
    code = await with_password(host)
    await guest.join(code, password="not quite the right horse")
    await guest.seat(code, password=PASSWORD)
    row = await site.app.node.play.get_row(code)
    assert row.password_hash is not None
    assert row.password_hash.startswith("$argon2id$")
    stored = b"".join(path.read_bytes() for path in site.services.settings.data_folder.rglob("*") if path.is_file())
    logged = "".join(capfd.readouterr())
    for secret in (PASSWORD, "not quite the right horse"):
        assert secret.encode() not in stored
        assert secret not in logged
    assert b"Guest" in stored, "this looks at the right files"
