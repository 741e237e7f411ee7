"""Who is asking, and nicknames, on SQLite."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy.schema import CreateTable

from arcadia.accounts.models import guests
from arcadia.accounts.service import AccountsService
from arcadia.accounts.service.guest_cookie import NAME, RENEWED_AFTER_S, SECURE_NAME
from arcadia.core.errors import Invalid, Unauthenticated
from arcadia.core.principal import ANONYMOUS, Principal
from arcadia.platform.clock import ManualClock
from arcadia.platform.db import Database, open_database
from arcadia.platform.ids import make_id
from arcadia.platform.security import KeyRing
from arcadia.web.credentials import Authenticate, Credentials


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/arcadia.db")
    async with opened.write() as tx:
        await tx.execute(CreateTable(guests))
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def accounts(database: Database, clock: ManualClock) -> AccountsService:
    return AccountsService(database=database, keys=KeyRing(["key"]), clock=clock, is_https=False)


def carrying(cookies: Mapping[str, str], *, is_secure: bool = False) -> Credentials:
    return Credentials(cookies, {}, is_secure)


def cookie_of(set_cookie: str | None) -> dict[str, str]:
    assert set_cookie is not None
    name, _, rest = set_cookie.partition("=")
    return {name: rest.partition(";")[0]}


async def test_the_service_is_what_the_web_layer_asks_for(accounts: AccountsService) -> None:
    authenticate: Authenticate = accounts
    assert (await authenticate.identify(carrying({}))).principal == ANONYMOUS


async def test_an_issued_guest_is_recognised_by_the_cookie(accounts: AccountsService) -> None:
    issued = await accounts.issue_guest(carrying({}))
    cookies = cookie_of(issued.set_cookie)
    found = await accounts.identify(carrying(cookies))
    assert found.principal == issued.principal
    assert found.set_cookie is None
    assert accounts.has_identity_cookie(cookies)
    assert not accounts.has_identity_cookie({"other": "1"})


@pytest.mark.parametrize(
    ("is_secure", "expected"),
    [
        (False, [f"{NAME}=v1.", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"]),
        (True, [f"{SECURE_NAME}=v1.", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000", "Secure"]),
    ],
)
async def test_the_cookie_has_its_attributes(accounts: AccountsService, is_secure: bool, expected: list[str]) -> None:
    set_cookie = (await accounts.issue_guest(carrying({}, is_secure=is_secure))).set_cookie or ""
    assert all(part in set_cookie for part in expected)
    assert ("Secure" in set_cookie) is is_secure


async def test_behind_an_https_proxy_the_cookie_is_secure_too(database: Database, clock: ManualClock) -> None:
    accounts = AccountsService(database=database, keys=KeyRing(["key"]), clock=clock, is_https=True)
    issued = await accounts.issue_guest(carrying({}))
    assert (issued.set_cookie or "").startswith(SECURE_NAME)
    assert (await accounts.identify(carrying(cookie_of(issued.set_cookie)))).principal == issued.principal


async def test_on_https_the_plain_cookie_counts_for_nothing(accounts: AccountsService) -> None:
    """Whoever could plant a cookie over http must not become somebody on https."""
    plain = cookie_of((await accounts.issue_guest(carrying({}))).set_cookie)
    assert (await accounts.identify(carrying(plain, is_secure=True))).principal == ANONYMOUS


async def test_after_30_days_the_same_guest_gets_a_new_cookie(accounts: AccountsService, clock: ManualClock) -> None:
    issued = await accounts.issue_guest(carrying({}))
    clock.advance(RENEWED_AFTER_S * 1000)
    renewed = await accounts.identify(carrying(cookie_of(issued.set_cookie)))
    assert renewed.principal == issued.principal
    again = await accounts.identify(carrying(cookie_of(renewed.set_cookie)))
    assert (again.principal, again.set_cookie) == (issued.principal, None)


async def guest_of(accounts: AccountsService) -> Principal:
    return (await accounts.issue_guest(carrying({}))).principal


async def test_a_nickname_is_cleaned_stored_and_replaced(accounts: AccountsService) -> None:
    guest = await guest_of(accounts)
    assert await accounts.find_guest(guest) is None
    assert await accounts.set_nickname(guest, "  Mi\u200bra\u202e \n  K ") == "Mira K"
    await accounts.set_nickname(guest, "Jörn")
    found = await accounts.find_guest(guest)
    assert found is not None
    assert (found.id, found.nickname) == (guest.id, "Jörn")


@pytest.mark.parametrize("raw", ["", " \t", "\u200b\u202e", "\x00", "x" * 25])
async def test_a_nickname_needs_1_to_24_visible_characters(accounts: AccountsService, raw: str) -> None:
    with pytest.raises(Invalid) as caught:
        await accounts.set_nickname(await guest_of(accounts), raw)
    assert caught.value.problems[0].where == "$.nickname"


async def test_a_nickname_needs_an_identity(accounts: AccountsService) -> None:
    with pytest.raises(Unauthenticated):
        await accounts.set_nickname(ANONYMOUS, "Mira")
    assert await accounts.find_guest(ANONYMOUS) is None


async def test_names_come_by_set(accounts: AccountsService) -> None:
    named = [await guest_of(accounts) for _ in range(3)]
    for number, guest in enumerate(named):
        await accounts.set_nickname(guest, f"guest {number}")
    ids = [str(guest.id) for guest in named]
    strangers = [make_id() for _ in range(1_200)]
    assert await accounts.names([*ids, *ids, *strangers]) == {one: f"guest {at}" for at, one in enumerate(ids)}
    assert await accounts.names([]) == {}
