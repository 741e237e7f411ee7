"""What the driver is told, and what it answers: one JSON object each way."""

import msgspec


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One socket to open: where, as whom (a cookie; empty for a watcher), and in which session."""

    path: str
    cookie: str = ""
    session: int = 0


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A server under load. `greeting` is said after the upgrade; `greeted` stands in the last frame of its answer."""

    name: str
    port: int
    seats: tuple[Seat, ...]
    greeting: str = ""
    greeted: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A job for the driver. `rate`: marks a second, 0 for as many as are answered; `rounds`: how often; `is_patient`: what
    is late for want of answers is sent later, where the rate is the load of another measurement.
    """

    job: str
    targets: tuple[Target, ...]
    rounds: int = 1
    seconds: float = 2.0
    rate: int = 0
    is_patient: bool = False
    paths: tuple[str, ...] = ()
    together: int = 1


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one target. `waits_ms` is sorted; `own_cpu` is the driver's share of its core while it measured."""

    name: str
    done: int
    seconds: float
    waits_ms: tuple[float, ...] = ()
    refused: int = 0
    heard: int = 0
    own_cpu: float = 0.0
