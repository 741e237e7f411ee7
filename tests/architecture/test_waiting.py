"""How code of ours waits."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "arcadia"


def test_nothing_waits_in_a_way_that_loses_a_cancellation() -> None:
    """On Python 3.11 `asyncio.wait_for` returns, cancelled or not, when what it waits for comes at that moment: a task that
    was to end goes on, and whoever closes it waits for ever. `asyncio.timeout` around an `await` does not.
    """
    users = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "wait_for(" in path.read_text()]
    assert users == []
