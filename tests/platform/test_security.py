"""Keys, passwords and tokens."""

import asyncio
import stat
import time
from pathlib import Path

import pytest

from arcadia.platform.ids import make_token
from arcadia.platform.security import KeyRing, Passwords, hash_token, is_same_token, load_key_ring


def test_the_newest_key_signs_and_all_verify() -> None:
    old, ring, other = KeyRing(["old"]), KeyRing(["new", "old"]), KeyRing(["other"])
    signature = old.sign("guest", "message")
    assert ring.verify("guest", "message", signature)
    assert not ring.is_newest("guest", "message", signature)
    assert ring.is_newest("guest", "message", ring.sign("guest", "message"))
    assert not other.verify("guest", "message", signature)


@pytest.mark.parametrize("change", [("ticket", "message"), ("guest", "Message"), ("gues", "t\nmessage")])
def test_a_signature_opens_nothing_else(change: tuple[str, str]) -> None:
    ring = KeyRing(["key"])
    assert not ring.verify(*change, ring.sign("guest", "message"))


@pytest.mark.parametrize("junk", ["", "é", "\x00", "x" * 100_000])
def test_junk_is_no_signature(junk: str) -> None:
    assert not KeyRing(["key"]).verify("guest", "message", junk)


def test_a_ring_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        KeyRing([])


def test_without_a_secret_one_is_generated_once_and_kept_private(tmp_path: Path) -> None:
    signature = load_key_ring((), tmp_path).sign("guest", "message")
    assert load_key_ring((), tmp_path).is_newest("guest", "message", signature)
    assert stat.S_IMODE((tmp_path / "session.key").stat().st_mode) == 0o600


def test_a_set_secret_is_used_and_none_is_generated(tmp_path: Path) -> None:
    load_key_ring(("set",), tmp_path)
    assert list(tmp_path.iterdir()) == []


async def test_a_password_is_hashed_with_salt_and_verified() -> None:
    hasher = Passwords()
    first, second = await hasher.hash("härdlösenord"), await hasher.hash("härdlösenord")
    assert first.startswith("$argon2id$")
    assert first != second
    assert await hasher.verify("härdlösenord", first)
    assert not await hasher.verify("hardlosenord", first)
    hasher.close()


async def test_hashing_leaves_the_event_loop_free() -> None:
    """While a hash is made the loop answers more often than it could if it were blocked for that time."""
    hasher = Passwords()
    task = asyncio.create_task(hasher.hash("x"))
    turns, began = 0, time.monotonic()
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    assert time.monotonic() - began > 0
    assert turns > 10
    hasher.close()


def test_a_token_is_known_by_its_hash_only() -> None:
    token = make_token()
    assert is_same_token(token, hash_token(token))
    assert not is_same_token(make_token(), hash_token(token))
    assert token not in hash_token(token)
