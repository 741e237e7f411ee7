"""The guest cookie: form, forgery, renewal."""

import uuid

import pytest

from arcadia.accounts.service.guest_cookie import RENEWED_AFTER_S, GuestCookie
from arcadia.core.ids import GuestId
from arcadia.platform.ids import make_id
from arcadia.platform.security import KeyRing

NOW = 1_700_000_000
GUEST = GuestId(make_id())
COOKIE = GuestCookie(KeyRing(["new", "old"]))


def test_the_value_has_the_four_parts_of_the_plan() -> None:
    version, guest_id, issued, signature = COOKIE.encode(GUEST, now_s=NOW).split(".")
    assert (version, guest_id, issued) == ("v1", GUEST, str(NOW))
    assert len(signature) == 43


def test_a_fresh_value_is_the_guest_and_not_due() -> None:
    carried = COOKIE.decode(COOKIE.encode(GUEST, now_s=NOW), now_s=NOW)
    assert carried is not None
    assert (carried.guest_id, carried.is_due) == (GUEST, False)


@pytest.mark.parametrize(("age_s", "is_due"), [(RENEWED_AFTER_S - 1, False), (RENEWED_AFTER_S, True), (-3600, False)])
def test_it_is_signed_again_after_30_days(age_s: int, *, is_due: bool) -> None:
    carried = COOKIE.decode(COOKIE.encode(GUEST, now_s=NOW), now_s=NOW + age_s)
    assert carried is not None
    assert carried.is_due is is_due


def test_what_an_older_key_signed_is_valid_and_due() -> None:
    carried = COOKIE.decode(GuestCookie(KeyRing(["old"])).encode(GUEST, now_s=NOW), now_s=NOW)
    assert carried is not None
    assert carried.is_due


def test_what_a_retired_key_signed_is_nobody() -> None:
    assert COOKIE.decode(GuestCookie(KeyRing(["retired"])).encode(GUEST, now_s=NOW), now_s=NOW) is None


def test_every_altered_character_makes_it_nobody() -> None:
    value = COOKIE.encode(GUEST, now_s=NOW)
    for place, letter in enumerate(value):
        altered = value[:place] + ("a" if letter != "a" else "b") + value[place + 1 :]
        assert COOKIE.decode(altered, now_s=NOW) is None, place


@pytest.mark.parametrize("junk", ["", "v1", "v1...", "v1.a.b.c", "....", "v2.x", "é" * 50, "v1." * 4000, "v1.\x00.1.a"])
def test_junk_is_nobody(junk: str) -> None:
    assert COOKIE.decode(junk, now_s=NOW) is None


def test_a_signed_value_with_a_strange_id_is_nobody() -> None:
    for guest_id in ("me", uuid.uuid4().hex, str(uuid.uuid4()).upper()):
        assert COOKIE.decode(COOKIE.encode(GuestId(guest_id), now_s=NOW), now_s=NOW) is None
