"""K1: all lifetimes stand in one table."""

from arcadia.platform.cache import Kind, Lifetime


def test_k1_lifetimes_are_those_that_were_asked_for() -> None:
    assert {one.name: int(one) for one in Lifetime} == {
        "SESSION": 900,
        "USER_PROFILE": 1_800,
        "BOARD": 3_600,
        "LEADERBOARD": 7_200,
        "PUBLIC_BOARDS": 14_400,
    }


def test_k3_a_kind_prefixes_its_keys_with_its_name_and_version() -> None:
    kind = Kind("board", int, Lifetime.BOARD, version=3)
    assert (kind.key("7"), kind.tag) == ("board.3:7", "kind:board.3")
