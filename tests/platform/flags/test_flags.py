"""C10: what flags are, who says so and why; what holds for everybody, for some, and when somebody is told."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from arcadia.core.errors import SwitchedOff
from arcadia.platform.flags import FLAGS
from arcadia.platform.flags.catalogue import BOARDS_IMPORT, GUESTS_NEW, LIMITS_BUDGETS, SESSIONS_CREATE, BudgetWish
from arcadia.platform.observability import Counters
from support.flags import ROLLOUT, open_flags, put_flags, switch, write_flags

PATIENCE_S = 30
USERS = [f"guest-{number}" for number in range(1_000)]


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.01)


def test_c10_the_catalogue_is_typed() -> None:
    for name, flag in FLAGS.items():
        assert flag.name == name
        assert flag.about.endswith(".")
        assert isinstance(flag.default, bool) is flag.is_switch
    assert {name.partition(".")[0] for name in FLAGS} == {"boards", "sessions", "guests", "web", "limits"}


async def test_c10_without_sources_every_flag_has_its_default(tmp_path: Path) -> None:
    async with open_flags(tmp_path) as flags:
        assert [flags.get(flag, "ada") for flag in FLAGS.values()] == [flag.default for flag in FLAGS.values()]
        assert {one["reason"] for one in flags.figures()} == {"DEFAULT"}
        assert not flags.is_configured


async def test_c10_the_master_switch_gives_every_flag_its_default(tmp_path: Path) -> None:
    write_flags(tmp_path / "flags.json", boards__import=switch("off"))
    asked = {"ARCADIA_FLAGS_FILE": str(tmp_path / "flags.json"), "ARCADIA_FLAGS": "sessions.create=off"}
    async with open_flags(tmp_path, asked) as flags:
        assert (flags.get(BOARDS_IMPORT), flags.get(SESSIONS_CREATE)) == (False, False)
    async with open_flags(tmp_path, {**asked, "NEXT_PUBLIC_FEATURE_FLAGS_ENABLED": "false"}) as flags:
        assert (flags.get(BOARDS_IMPORT), flags.get(SESSIONS_CREATE)) == (True, True)
        assert {one["reason"] for one in flags.figures()} == {"DISABLED"}


async def test_c10_the_environment_goes_before_the_file_and_each_says_why(tmp_path: Path) -> None:
    write_flags(tmp_path / "flags.json", boards__import=switch("off"), guests__new=switch("off", state="DISABLED"))
    asked = {"ARCADIA_FLAGS_FILE": str(tmp_path / "flags.json"), "ARCADIA_FLAGS": "boards.import=on"}
    async with open_flags(tmp_path, asked) as flags:
        told = {one["name"]: (one["value"], one["reason"], one["variant"], one["source"]) for one in flags.figures()}
    assert told == {
        "boards.import": (True, "STATIC", None, "the environment"),
        "sessions.create": (True, "DEFAULT", None, None),
        "guests.new": (True, "DISABLED", None, "the file"),
        "web.page_cache": (True, "DEFAULT", None, None),
        "limits.budgets": ({}, "DEFAULT", None, None),
    }


async def test_c10_a_share_of_users_is_always_the_same_and_leaves_out_strangers(tmp_path: Path) -> None:
    asked = {"ARCADIA_FLAGS": "boards.import=25%; sessions.create=25%"}
    async with open_flags(tmp_path, asked) as flags, open_flags(tmp_path, asked) as again:
        chosen = {user for user in USERS if flags.get(BOARDS_IMPORT, user)}
        assert chosen == {user for user in USERS if again.get(BOARDS_IMPORT, user)}
        assert 180 < len(chosen) < 320
        assert chosen != {user for user in USERS if flags.get(SESSIONS_CREATE, user)}
        assert flags.get(BOARDS_IMPORT) is False
        assert flags.evaluate(BOARDS_IMPORT, "ada").reason == "SPLIT"
    async with open_flags(tmp_path, {"ARCADIA_FLAGS": "boards.import=60%"}) as flags:
        assert chosen < {user for user in USERS if flags.get(BOARDS_IMPORT, user)}, "a wider rollout loses nobody"
    async with open_flags(tmp_path, {"ARCADIA_FLAGS": "boards.import=100%; guests.new=0%"}) as flags:
        assert flags.get(BOARDS_IMPORT) is True
        assert not any(flags.get(GUESTS_NEW, user) for user in (*USERS, None))


async def test_c10_a_file_rolls_out_by_user_and_targets_by_attribute(tmp_path: Path) -> None:
    in_eu = {"if": [{"and": [{"==": [{"var": "region"}, "eu"]}, {"==": [{"var": "environment"}, "test"]}]}, "off"]}
    one = {"if": [{"==": [{"var": "targetingKey"}, "ada"]}, "on", "off"]}
    write_flags(
        tmp_path / "flags.json",
        boards__import=switch("off", ROLLOUT),
        sessions__create=switch("on", in_eu),
        guests__new=switch("on", one),
    )
    asked = {"ARCADIA_FLAGS_FILE": str(tmp_path / "flags.json")}
    async with open_flags(tmp_path, {**asked, "ARCADIA_REGION": "eu"}) as flags:
        assert 180 < sum(flags.get(BOARDS_IMPORT, user) for user in USERS) < 320
        assert flags.get(BOARDS_IMPORT) is False
        assert flags.evaluate(BOARDS_IMPORT, "ada").reason == "TARGETING_MATCH"
        assert flags.get(SESSIONS_CREATE, "ada") is False
        assert (flags.get(GUESTS_NEW, "ada"), flags.get(GUESTS_NEW, "grace")) == (True, False)
    async with open_flags(tmp_path, {**asked, "ARCADIA_REGION": "us"}) as flags:
        assert flags.get(SESSIONS_CREATE, "ada") is True
        assert flags.evaluate(SESSIONS_CREATE, "ada").reason == "DEFAULT"


@pytest.mark.parametrize(
    ("flag", "fault"),
    [
        ({"state": "ENABLED", "variants": {"on": "yes"}, "defaultVariant": "on"}, "TYPE_MISMATCH: "),
        (switch("on", {"if": [{"no such rule": []}, "on", "off"]}), "PARSE_ERROR: Invalid targeting"),
        (switch("on", {"if": [True, "maybe"]}), "GENERAL: "),
    ],
)
async def test_c10_what_cannot_be_evaluated_has_its_default_and_is_counted(
    tmp_path: Path, flag: dict[str, object], fault: str
) -> None:
    write_flags(tmp_path / "flags.json", boards__import=flag)
    counters = Counters()
    async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(tmp_path / "flags.json")}, counters) as flags:
        found = flags.evaluate(BOARDS_IMPORT, "ada")
        assert (found.value, found.reason, found.source) == (True, "ERROR", "the file")
        assert str(found.fault).startswith(fault)
        assert counters.snapshot()["flag_faults"] == 2, "for everybody, and for ada"
        flags.work_out()
        assert counters.snapshot()["flag_faults"] == 2, "a fault that stays is one fault"


async def test_c10_an_object_is_checked_against_its_type(tmp_path: Path) -> None:
    asked = {"ARCADIA_FLAGS": 'limits.budgets={"api": {"calls": 5, "seconds": 2.5}}'}
    async with open_flags(tmp_path, asked) as flags:
        assert flags.get(LIMITS_BUDGETS) == {"api": BudgetWish(calls=5, seconds=2.5)}
    wrong = {"state": "ENABLED", "variants": {"few": {"api": {"calls": "five"}}}, "defaultVariant": "few"}
    write_flags(tmp_path / "flags.json", limits__budgets=wrong)
    async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(tmp_path / "flags.json")}) as flags:
        found = flags.evaluate(LIMITS_BUDGETS)
        assert (found.value, found.reason) == ({}, "ERROR")
        assert "`int | null`" in str(found.fault)


async def test_c10_a_switch_that_is_off_says_so_in_its_own_words(tmp_path: Path) -> None:
    async with open_flags(tmp_path, {"ARCADIA_FLAGS": "guests.new=off"}) as flags:
        flags.require(BOARDS_IMPORT)
        with pytest.raises(SwitchedOff, match="This site takes nobody new at the moment"):
            flags.require(GUESTS_NEW)


async def test_c10_a_change_is_told_once_and_to_those_who_listen(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    write_flags(path, boards__import=switch("on"))
    told: list[bool] = []
    async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(path)}) as flags:
        cancel = flags.on_change(BOARDS_IMPORT, lambda: told.append(flags.get(BOARDS_IMPORT)))
        flags.on_change(GUESTS_NEW, lambda: told.append(True))
        async with flags.following():
            put_flags(path, boards__import=switch("off"))
            await until(lambda: told == [False])
            put_flags(path, boards__import=switch("on"))
            await until(lambda: told == [False, True])
            cancel()
            put_flags(path, boards__import=switch("off"))
            await until(lambda: not flags.get(BOARDS_IMPORT))
            assert told == [False, True]


async def test_c10_a_listener_that_breaks_does_not_end_the_following(tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    write_flags(path, boards__import=switch("on"))
    async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(path)}) as flags:
        flags.on_change(BOARDS_IMPORT, lambda: 1 / 0)
        async with flags.following():
            for variant in ("off", "on", "off"):
                put_flags(path, boards__import=switch(variant))
                await until(lambda variant=variant: flags.get(BOARDS_IMPORT) is (variant == "on"))


async def test_c10_two_applications_in_one_process_share_nothing(tmp_path: Path) -> None:
    async with open_flags(tmp_path, {"ARCADIA_FLAGS": "boards.import=off"}) as one:
        async with open_flags(tmp_path, {"ARCADIA_FLAGS": "guests.new=off"}) as other:
            assert (one.get(BOARDS_IMPORT), one.get(GUESTS_NEW)) == (False, True)
            assert (other.get(BOARDS_IMPORT), other.get(GUESTS_NEW)) == (True, False)
        assert one.evaluate(BOARDS_IMPORT, "ada").value is False, "the other's end is not this one's"
