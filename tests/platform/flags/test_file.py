"""C10: a flags file that is changed, broken, taken away and put back while a process runs; one that is wrong at the start."""

import json
import os
import threading
import time
from pathlib import Path

import pytest
import structlog

from arcadia.core.errors import Invalid, Unavailable
from arcadia.platform.flags.catalogue import BOARDS_IMPORT
from arcadia.platform.flags.file import LARGEST, FlagFileError, parse, read_bytes
from arcadia.platform.flags.file_provider import FileProvider
from support.flags import open_flags, put_flags, switch, write_flags

PATIENCE_S = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "flags.json"
    write_flags(made, boards__import=switch("off"))
    return made


def is_on(provider: FileProvider) -> bool:
    return bool(provider.resolve_boolean_details(BOARDS_IMPORT.name, True).value)


def provider_of(path: Path) -> FileProvider:
    from openfeature.evaluation_context import EvaluationContext

    provider = FileProvider(path)
    provider.initialize(EvaluationContext())
    return provider


def take_away(path: Path) -> Path:
    return path.rename(path.with_suffix(".away"))


def break_(path: Path) -> None:
    path.write_text("{")


def test_c10_every_way_to_change_a_file_is_seen(path: Path) -> None:
    provider = provider_of(path)
    for round_ in range(50):
        for write in (write_flags, put_flags):
            for variant in ("on", "off"):
                write(path, boards__import=switch(variant))
                provider.refresh()
                assert is_on(provider) is (variant == "on"), (round_, write)


def test_c10_a_file_with_an_older_time_of_change_is_seen(path: Path) -> None:
    """A rollback and a mounted volume put one in place; flagd's own watcher goes by the time and never sees it."""
    provider = provider_of(path)
    write_flags(path, boards__import=switch("on"))
    os.utime(path, (1, 1))
    provider.refresh()
    assert is_on(provider)


def test_c10_a_folder_that_is_swapped_by_a_link_is_seen(tmp_path: Path) -> None:
    """As Kubernetes changes a mounted ConfigMap."""
    for name, variant in (("one", "off"), ("two", "on")):
        (tmp_path / name).mkdir()
        write_flags(tmp_path / name / "flags.json", boards__import=switch(variant))
    link = tmp_path / "now"
    link.symlink_to(tmp_path / "one")
    provider = provider_of(link / "flags.json")
    assert not is_on(provider)
    (tmp_path / "next").symlink_to(tmp_path / "two")
    (tmp_path / "next").replace(link)
    provider.refresh()
    assert is_on(provider)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b'{"flags": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b" " * (LARGEST + 1),
        b'{"flags": {}, "metadata": 7}',
        b'{"flags": {}, "$evaluators": [7]}',
        b'{"flags": {"boards.import": {}}}',
    ],
)
def test_c10_a_broken_file_leaves_the_last_good_values_and_is_told_once(path: Path, broken: bytes) -> None:
    provider = provider_of(path)
    with structlog.testing.capture_logs() as lines:
        path.write_bytes(broken)
        for _ in range(5):
            provider.refresh()
        assert not is_on(provider)
        assert str(path) in str(provider.fault)
        write_flags(path, boards__import=switch("on"))
        provider.refresh()
    assert provider.fault is None
    assert is_on(provider)
    assert [line["event"] for line in lines] == ["flags_file_unusable", "flags_file_usable_again"]


async def test_c10_a_file_that_vanishes_is_degraded_and_well_when_it_is_back(path: Path, tmp_path: Path) -> None:
    async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(path)}) as flags:
        await flags.look()
        away = take_away(path)
        with structlog.testing.capture_logs() as lines:
            for _ in range(3):
                await flags.refresh()
        assert [line["event"] for line in lines] == ["flags_file_unusable"]
        assert flags.get(BOARDS_IMPORT) is False
        with pytest.raises(Unavailable, match="No such file"):
            await flags.look()
        away.replace(path)
        await flags.refresh()
        await flags.look()


async def test_c10_a_process_does_not_open_with_a_file_that_cannot_be_used(path: Path, tmp_path: Path) -> None:
    break_(path)
    with pytest.raises(Invalid, match=r"flags\.json:1:2: "):
        async with open_flags(tmp_path, {"ARCADIA_FLAGS_FILE": str(path)}):
            raise AssertionError("it opened")


def test_c10_what_is_no_file_holds_up_nobody(tmp_path: Path) -> None:
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder):
        with pytest.raises(FlagFileError, match=f"{path.name} is no file"):
            read_bytes(path)


def test_c10_a_file_that_is_written_to_all_the_time_is_never_half_read(path: Path) -> None:
    """Whoever writes into a file leaves it empty or cut off for a moment."""
    provider = provider_of(path)
    ends = threading.Event()

    def write_on() -> None:
        while not ends.is_set():
            for variant in ("on", "off"):
                write_flags(path, boards__import=switch(variant), guests__new=switch(variant))

    writer = threading.Thread(target=write_on)
    writer.start()
    seen, broken = set(), 0
    ends_at = time.monotonic() + PATIENCE_S
    while not (seen == {True, False} and broken > 3) and time.monotonic() < ends_at:
        provider.refresh()
        broken += provider.fault is not None
        seen.add(is_on(provider))
    ends.set()
    writer.join()
    assert seen == {True, False}
    assert broken > 3, "no half-written file was met: the test shows nothing"
    provider.refresh()
    assert provider.fault is None
    assert not is_on(provider)


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ({"state": "ON", "variants": {"a": 1}}, "flag 'x': Invalid enum value 'ON' - at `$.state`"),
        ({"state": "ENABLED", "variants": {}}, "flag 'x': Expected `object` of length >= 1 - at `$.variants`"),
        (
            {"state": "ENABLED", "variants": {"a": 1}, "defaultVariant": "b"},
            "defaultVariant 'b' is none of its variants",
        ),
        ({"state": "ENABLED", "variants": {"a": 1}, "targeting": []}, "Expected `object | null`, got `array`"),
        ({"state": "ENABLED", "variants": {"a": 1}, "default": "a"}, "unknown field `default`"),
        (7, "flag 'x': Expected `object`, got `int`"),
    ],
)
def test_c10_what_is_wrong_with_a_file_is_said_with_its_place(flag: object, told: str) -> None:
    with pytest.raises(FlagFileError) as caught:
        parse(json.dumps({"flags": {"x": flag}}).encode(), Path("/etc/flags.json"))
    assert str(caught.value).startswith("/etc/flags.json: ")
    assert told in str(caught.value)
