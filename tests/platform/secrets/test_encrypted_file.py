"""C7, C8: a file of secrets that says nothing without its key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from arcadia.platform.secrets import examine
from arcadia.platform.secrets.encrypted_file import Contents, SecretsFile
from arcadia.platform.secrets.store import StoreRefused

SECRET = "kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp-T"
OLD, NEW = f"old-{SECRET}", f"new-{SECRET}"
HELD = Contents(values={"CRON_SECRET": f"c-{SECRET}"})


def made(path: Path, *keys: str) -> SecretsFile:
    file = SecretsFile(path, keys or (OLD,))
    file.change(lambda _: HELD)
    return file


def test_c7_the_file_holds_neither_names_nor_values_in_the_clear(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "secrets"
    made(path)
    raw = path.read_bytes()
    assert raw.startswith(b"arcadia-secrets 1\n")
    assert SECRET.encode() not in raw
    assert b"CRON_SECRET" not in raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SECRET not in repr(SecretsFile(path, [OLD]).read())


def test_c7_settings_are_read_from_the_file_with_their_source(tmp_path: Path) -> None:
    made(tmp_path / "secrets")
    reading = examine({"ARCADIA_SECRETS_FILE": str(tmp_path / "secrets"), "ARCADIA_SECRETS_KEY": OLD}, folder=tmp_path)
    assert reading.problems == ()
    assert reading.settings.cron_secrets == (f"c-{SECRET}",)
    assert reading.origins["cron_secrets"] == f"the secrets file {tmp_path}/secrets"


def test_c8_the_newest_key_encrypts_and_all_decrypt(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    made(path, OLD)
    both = SecretsFile(path, [NEW, OLD])
    assert both.read() == HELD
    both.change(lambda contents: contents)
    assert SecretsFile(path, [NEW]).read() == HELD
    with pytest.raises(StoreRefused, match="no key opens the file"):
        SecretsFile(path, [OLD]).read()


@pytest.mark.parametrize("at", [0, 5, 40, -30])
def test_c7_an_altered_file_is_refused(at: int, tmp_path: Path) -> None:
    file = made(tmp_path / "secrets")
    raw = bytearray(file.path.read_bytes())
    raw[at] ^= 1
    file.path.write_bytes(raw)
    with pytest.raises(StoreRefused):
        file.read()


@pytest.mark.parametrize("length", [0, 10, 30, 90])
def test_c7_a_file_that_was_cut_off_is_refused(length: int, tmp_path: Path) -> None:
    file = made(tmp_path / "secrets")
    file.path.write_bytes(file.path.read_bytes()[:length])
    with pytest.raises(StoreRefused):
        file.read()


def test_c7_a_change_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = made(tmp_path / "secrets")
    before = file.path.read_bytes()

    def fail(contents: Contents) -> Contents:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        file.change(fail)
    assert file.path.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secrets", "secrets.lock"]


def test_c7_writers_do_not_lose_each_others_changes(tmp_path: Path) -> None:
    """In threads; the lock belongs to an open file, so processes exclude each other in the same way."""
    path = tmp_path / "secrets"
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda writer: write(path, writer), range(4)))
    assert len(SecretsFile(path, [OLD]).read().values) == 40


def write(path: Path, writer: int) -> None:
    file = SecretsFile(path, [OLD])
    for number in range(10):
        file.change(partial(with_one_more, name=f"S{writer}_{number}"))


def with_one_more(contents: Contents, *, name: str) -> Contents:
    return Contents(values={**contents.values, name: SECRET})


def test_c7_a_reader_beside_a_writer_always_finds_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    made(path)
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write, path, 0)
        while not writing.done():
            assert SecretsFile(path, [OLD]).read().values["CRON_SECRET"] == f"c-{SECRET}"
        writing.result()
    assert len(SecretsFile(path, [OLD]).read().values) == 11
