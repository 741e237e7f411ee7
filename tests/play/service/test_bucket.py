"""The bucket of one connection's frames: 20 a second, 40 at once (issue 2, "Limits")."""

import pytest

from arcadia.play.service.bucket import FLOOD, Bucket


def send(bucket: Bucket, frames: int, *, at: float) -> int:
    """Send frames at one moment; return how many were taken."""
    return sum(bucket.take(now=at) == 0 for _ in range(frames))


def test_a_full_bucket_lets_40_through_and_then_20_a_second() -> None:
    bucket = Bucket(20, 40, now=100.0)
    assert send(bucket, 100, at=100.0) == 40
    assert send(bucket, 100, at=100.5) == 10
    assert send(bucket, 100, at=101.5) == 20
    assert send(bucket, 100, at=161.5) == 40


def test_it_says_after_how_many_ms_the_next_one_is_taken() -> None:
    bucket = Bucket(20, 40, now=0.0)
    send(bucket, 40, at=0.0)
    assert bucket.take(now=0.0) == 50
    assert bucket.take(now=0.04) == 10
    assert bucket.take(now=0.05) == 0


@pytest.mark.parametrize(
    ("a_second", "is_cut_off"), [(20, False), (30, False), (40, False), (100, True), (1_000, True)]
)
def test_somebody_who_sends_far_too_much_is_cut_off_and_who_sends_somewhat_too_much_is_not(
    a_second: int, is_cut_off: bool
) -> None:
    """However steadily: frames that are let through in between do not make a flood good."""
    bucket = Bucket(20, 40, now=0.0)
    flooded = False
    for number in range(a_second * 60):
        bucket.take(now=number / a_second)
        flooded = flooded or bucket.is_flooded
    assert flooded is is_cut_off


def test_a_burst_is_no_flood() -> None:
    """A client that sends its whole queue after a reconnect is told to slow down, no more."""
    bucket = Bucket(20, 40, now=0.0)
    send(bucket, 50, at=0.0)
    assert not bucket.is_flooded
    send(bucket, FLOOD, at=0.0)
    assert bucket.is_flooded
