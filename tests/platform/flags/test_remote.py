"""C10: flagd by its address, over its own protocol; LaunchDarkly by its key, with its own test data, as no test can reach it."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ldclient.integrations.test_data import TestData

from arcadia.core.errors import Unavailable
from arcadia.platform.flags import Flags
from arcadia.platform.flags.catalogue import BOARDS_IMPORT, GUESTS_NEW, LIMITS_BUDGETS, SESSIONS_CREATE, BudgetWish
from arcadia.platform.flags.remote import make_launchdarkly
from arcadia.platform.flags.source import Source
from support.flagd import FlagdServer
from support.flags import ROLLOUT, open_flags, switch

PATIENCE_S = 60
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
"""A thread of gRPC's looks at its channel once more after flagd's provider has closed it."""

USERS = [f"guest-{number}" for number in range(400)]


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.02)


async def until_look(flags: Flags, *, is_well: bool) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await looks_well(flags) is not is_well:
            await asyncio.sleep(0.02)


async def looks_well(flags: Flags) -> bool:
    try:
        await flags.look()
    except Unavailable:
        return False
    return True


def flags_of(**flags: Any) -> str:
    return json.dumps({"flags": {name.replace("__", "."): flag for name, flag in flags.items()}})


@pytest.fixture(autouse=True)
def _threads_of_grpc_end_here() -> Iterator[None]:
    yield
    ends_at = time.monotonic() + PATIENCE_S
    while any(thread.name.endswith("(_run)") for thread in threading.enumerate()) and time.monotonic() < ends_at:
        time.sleep(0.02)


@pytest.fixture
def flagd() -> Iterator[FlagdServer]:
    server = FlagdServer(flags_of(boards__import=switch("off"), sessions__create=switch("off", ROLLOUT)))
    server.start()
    yield server
    server.stop()


async def test_c10_flags_of_a_flagd_are_followed_and_evaluated_here(flagd: FlagdServer, tmp_path: Path) -> None:
    async with open_flags(tmp_path, {"ARCADIA_FLAGD": flagd.address}) as flags, flags.following():
        await flags.wait_until_ready(PATIENCE_S)
        await until(lambda: flags.get(BOARDS_IMPORT) is False)
        assert flags.evaluate(BOARDS_IMPORT).source == "flagd"
        assert 60 < sum(flags.get(SESSIONS_CREATE, user) for user in USERS) < 140
        for variant in ("on", "off", "on"):
            flagd.put(flags_of(boards__import=switch(variant)))
            await until(lambda variant=variant: flags.get(BOARDS_IMPORT) is (variant == "on"))
        await until_look(flags, is_well=True)


async def test_c10_a_flagd_that_is_away_leaves_its_last_values_and_is_told(flagd: FlagdServer, tmp_path: Path) -> None:
    async with open_flags(tmp_path, {"ARCADIA_FLAGD": flagd.address}) as flags, flags.following():
        await until(lambda: flags.get(BOARDS_IMPORT) is False)
        flagd.stop()
        await until_look(flags, is_well=False)
        assert flags.get(BOARDS_IMPORT) is False
        flagd.start()
        flagd.put(flags_of(boards__import=switch("on")))
        await until(lambda: flags.get(BOARDS_IMPORT) is True)
        await until_look(flags, is_well=True)


async def test_c10_a_start_does_not_wait_for_a_flagd(tmp_path: Path) -> None:
    away = FlagdServer("{}")
    async with asyncio.timeout(5), open_flags(tmp_path, {"ARCADIA_FLAGD": away.address}) as flags:
        assert flags.get(BOARDS_IMPORT) is True
        assert flags.evaluate(BOARDS_IMPORT).reason == "DEFAULT"
        with pytest.raises(Unavailable, match="flagd is "):
            await flags.look()


async def test_c10_flags_of_launchdarkly_are_rolled_out_targeted_and_typed() -> None:
    data = TestData.data_source()
    data.update(data.flag("boards.import").boolean_flag().fallthrough_variation(False).variation_for_user("ada", True))
    data.update(data.flag("guests.new").boolean_flag().if_match("region", "eu").then_return(False))
    data.update(data.flag("sessions.create").value_for_all("yes"))
    data.update(data.flag("limits.budgets").value_for_all({"api": {"calls": 7}}))
    source = Source("LaunchDarkly", make_launchdarkly("sdk-key-of-a-test", data_source=data))
    source.open(is_awaited=False)
    try:
        flags = Flags([source], surroundings={"region": "eu"})
        await flags.wait_until_ready(PATIENCE_S)
        await flags.look()
        assert [flags.get(BOARDS_IMPORT, user) for user in ("ada", "grace", None)] == [True, False, False]
        assert flags.evaluate(BOARDS_IMPORT, "ada").reason == "TARGETING_MATCH"
        assert flags.get(GUESTS_NEW) is False
        assert flags.get(LIMITS_BUDGETS) == {"api": BudgetWish(calls=7)}
        wrong = flags.evaluate(SESSIONS_CREATE, "ada")
        assert (wrong.value, wrong.reason, wrong.source) == (True, "ERROR", "LaunchDarkly")
        data.update(data.flag("boards.import").boolean_flag().variation_for_all(True))
        flags.work_out()
        assert flags.get(BOARDS_IMPORT) is True
    finally:
        source.close()


async def test_c10_launchdarkly_that_cannot_be_reached_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    async with asyncio.timeout(20), open_flags(tmp_path, {"LAUNCHDARKLY_SDK_KEY": "sdk-of-nobody"}) as flags:
        assert flags.get(BOARDS_IMPORT) is True
        with pytest.raises(Unavailable, match="LaunchDarkly is "):
            await flags.look()
