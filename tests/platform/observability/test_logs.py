"""C9: a secret that gets into a log line by mistake does not get out."""

import subprocess
import sys
from pathlib import Path

import pytest

from arcadia.platform.config import read_settings
from arcadia.platform.config.settings import secret_texts
from support.tools import ROOT

LOG = """
import logging, sys
import structlog
from arcadia.platform.observability import set_up_logging

set_up_logging("debug", form=sys.argv[1], secrets=["hunter2hunter2", "hunter2", "abc"])
log = structlog.get_logger("one")
log.info("told hunter2hunter2", address="redis://:hunter2@cache", plain="abc stays")
logging.getLogger("two").warning("a library says %s", "hunter2hunter2")
log.info("asked for /play/K7QM3X/overlay?view=full&token=Zq1-_x&theme=dark", also="/events?ticket=Zq1-_x")
try:
    raise ValueError("cannot reach postgresql://u:hunter2@db")
except ValueError:
    log.exception("failed")
"""


@pytest.mark.parametrize("form", ["json", "console"])
def test_c9_secrets_are_taken_out_of_finished_lines(form: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOG, form],
        env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "hunter2" not in done.stderr
    assert done.stderr.count("(hidden)") >= 4
    assert "a library says (hidden)" in done.stderr
    assert "postgresql://u:(hidden)@db" in done.stderr
    assert "abc stays" in done.stderr
    assert "Zq1-_x" not in done.stderr, "nor what stands in an address"
    assert "?view=full&token=(hidden)&theme=dark" in done.stderr


def test_c9_what_must_not_be_told_is_secrets_each_key_and_passwords(tmp_path: Path) -> None:
    one, two, three = (f"{word}-kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp" for word in ("one", "two", "three"))
    settings = read_settings(
        {
            "SESSION_SECRET": f"{one},{two}",
            "CRON_SECRET": three,
            "REDIS_URL": "redis://:hunter%2B2@cache/0",
        },
        folder=tmp_path,
    )
    assert secret_texts(settings) == {one, two, three, "redis://:hunter%2B2@cache/0", "hunter%2B2", "hunter+2"}
