"""The figures of live play: how soon all have a mark, and how many marks are stored a second."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from load.driver.plan import Plan, Run
from load.figures import Figure, make_figure, percentile, say
from load.machine import bare_loop, drive, serving
from load.players import audience_of_one_session, bare_rooms, many_sessions
from support.postgres import PostgresServer

FANOUT_REACH_MS: Final = {200: 5.0, 1000: 20.0, 2000: 40.0}
RATIO_AT: Final = 1000
RATIO_REACH: Final = 0.7
BROADCASTS: Final = 500
SESSIONS: Final = 500
PLAYERS: Final = 4
MARKS_REACH: Final = {"sqlite": 4500.0, "postgres": 3500.0}
ANSWER_RATE: Final = 1000
ANSWER_REACH_MS: Final = 25.0


def measure_fanout(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`fanout.{200,1000,2000}.{p50,p99,ratio}` and `fanout.ratio` (decision 0017: which bare loop is which)."""
    for sockets in FANOUT_REACH_MS:
        is_wanted = any(name == "fanout" or name.startswith(f"fanout.{sockets}") for name in names)
        if is_wanted or (sockets == RATIO_AT and "fanout.ratio" in names):
            yield from _fanout(folder / str(sockets), sockets)


def _fanout(folder: Path, sockets: int) -> Iterator[Figure]:
    say(f"  one mark to {sockets} sockets, {BROADCASTS} times: raw, stored and ours in turns")
    with serving(folder / "arcadia") as node, bare_loop(folder / "bare", f"sqlite:///{folder}/bare.db") as bare:
        targets = (
            bare_rooms(bare, "broadcast", rooms=1, sockets=sockets),
            bare_rooms(bare, "durable", rooms=1, sockets=sockets),
            audience_of_one_session(node, sockets - 1),
        )
        raw, stored, ours = drive(Plan(job="broadcasts", targets=targets, rounds=BROADCASTS))
    half, most = percentile(ours.waits_ms, 0.5), percentile(ours.waits_ms, 0.99)
    raw_half, raw_most = percentile(raw.waits_ms, 0.5), percentile(raw.waits_ms, 0.99)
    stored_half = percentile(stored.waits_ms, 0.5)
    cpu = max(run.own_cpu for run in (raw, stored, ours))
    reach = FANOUT_REACH_MS[sockets]
    yield make_figure(f"fanout.{sockets}.p50", half, "ms", reach=reach, baseline=raw_half, driver_cpu=cpu)
    worst = min(4 * half, 2 * raw_most)
    yield make_figure(f"fanout.{sockets}.p99", most, "ms", reach=worst, baseline=raw_most, driver_cpu=cpu)
    yield make_figure(f"fanout.{sockets}.ratio", stored_half / half, "of stored", reach=RATIO_REACH, driver_cpu=cpu)
    if sockets == RATIO_AT:
        yield make_figure("fanout.ratio", raw_half / half, "of bare", reach=RATIO_REACH, driver_cpu=cpu)


def measure_marks(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`marks.{sqlite,postgres}`, the share of the bare loop, and the answer's p99 at 1,000 marks a second."""
    for database in MARKS_REACH:
        if any(name in ("marks", f"marks.{database}") for name in names):
            with ExitStack() as stack:
                urls = _databases(stack, database, folder)
                yield from _marks(folder / database, database, *urls)


def _databases(stack: ExitStack, database: str, folder: Path) -> tuple[dict[str, str], str]:
    """The environment of our node, and the address of the bare loop's database."""
    if database == "sqlite":
        return {}, f"sqlite:///{folder}/bare.db"
    server = PostgresServer()
    stack.callback(server.remove)
    server.start()
    environment = {
        "DATABASE_URL": server.make_database(),
        "ARCADIA_MIGRATE": "yes",
        "SESSION_SECRET": secrets.token_urlsafe(48),
    }
    return environment, server.make_database()


def _marks(folder: Path, database: str, environment: dict[str, str], bare_url: str) -> Iterator[Figure]:
    say(f"  {SESSIONS} sessions of {PLAYERS} sockets on {database}: making them")
    with serving(folder / "arcadia", environment) as node, bare_loop(folder / "bare", bare_url) as bare:
        ours = many_sessions(node, sessions=SESSIONS, players=PLAYERS)
        plain = bare_rooms(bare, "durable", rooms=SESSIONS, sockets=PLAYERS)
        say("  marking as fast as answers come, bare and ours in turns")
        bare_run, our_run = drive(Plan(job="marks", targets=(plain, ours), rounds=4, seconds=3))
        say(f"  marking at {ANSWER_RATE} a second")
        bare_paced, paced = drive(Plan(job="marks", targets=(plain, ours), rounds=4, seconds=3, rate=ANSWER_RATE))
    _check(our_run)
    _check(paced)
    rate, bare_rate = our_run.done / our_run.seconds, bare_run.done / bare_run.seconds
    cpu = max(our_run.own_cpu, bare_run.own_cpu)
    name = f"marks.{database}"
    yield make_figure(name, rate, "marks/s", reach=MARKS_REACH[database], baseline=bare_rate, driver_cpu=cpu)
    yield make_figure(f"{name}.ratio", rate / bare_rate, "of bare", reach=0.55, driver_cpu=cpu)
    slowest, bare_slowest = percentile(paced.waits_ms, 0.99), percentile(bare_paced.waits_ms, 0.99)
    answer = f"{name}.answer_p99"
    yield make_figure(answer, slowest, "ms", reach=ANSWER_REACH_MS, baseline=bare_slowest, driver_cpu=paced.own_cpu)


def _check(run: Run) -> None:
    """A run that was refused something has not measured marks."""
    if run.refused:
        raise RuntimeError(f"{run.refused} marks were refused")
