"""C9: the record of reads is only added to, is this user's alone, and stands in whole lines."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from arcadia.platform.audit import AuditTrail, SecretRead

ENTRY = SecretRead(at="2026-11-27T16:00:00.000+00:00", secret="CRON_SECRET", source="here", by="a test", pid=1)


def test_c9_an_entry_says_which_by_what_from_where_and_when(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "audit"
    AuditTrail(path).record([ENTRY])
    assert json.loads(path.read_text()) == {
        "type": "secret_read", "at": "2026-11-27T16:00:00.000+00:00", "secret": "CRON_SECRET", "source": "here",
        "by": "a test", "pid": 1,
    }  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_c9_what_was_recorded_stays(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    AuditTrail(path).record([ENTRY])
    before = path.read_bytes()
    AuditTrail(path).record([ENTRY, ENTRY])
    assert path.read_bytes() == before * 3


def test_c9_writers_at_the_same_time_do_not_cut_each_others_lines(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: AuditTrail(path).record([ENTRY] * 5), range(200)))
    assert len([json.loads(line) for line in path.read_text().splitlines()]) == 1_000


def test_c9_nothing_read_leaves_no_file(tmp_path: Path) -> None:
    AuditTrail(tmp_path / "folder" / "audit").record([])
    assert list(tmp_path.iterdir()) == []


def test_c9_what_cannot_be_recorded_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        AuditTrail(Path("/proc/nowhere/audit")).record([ENTRY])
