"""Flags as one service: what they are now, for everybody and for one user, and who is told of changes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import msgspec
import structlog

from arcadia.core.errors import SwitchedOff, Unavailable
from arcadia.platform.flags.catalogue import FLAGS, Flag, Value
from arcadia.platform.flags.evaluation import DEFAULT, DISABLED, ERROR, Evaluation
from arcadia.platform.observability import Counters

if TYPE_CHECKING:
    from arcadia.platform.flags.source import Source

LOOK_EVERY_S: Final = 0.5
"""A change of a file is to take effect within 2 s; a look costs 0.3 ms."""

_log: Final = structlog.get_logger(__name__)


class Flags:
    """What flags are now. Without sources, every flag has its default.

    Args:
        sources: who is asked, in this order; open already.
        is_on: the master switch. Off, every flag has its default and nobody is asked.
        surroundings: what a rule may go by beside the user: `environment`, `region`, `release`.
    """

    def __init__(
        self,
        sources: "Sequence[Source]" = (),
        *,
        is_on: bool = True,
        surroundings: Mapping[str, str] | None = None,
        counters: Counters | None = None,
    ) -> None:
        self._sources = tuple(sources) if is_on else ()
        self._reason = DEFAULT if is_on else DISABLED
        self._surroundings = dict(surroundings or {})
        self._faults = (counters or Counters()).counter(
            "flag_faults", "Flags that could not be evaluated as they stand"
        )
        self._told: dict[str, str] = {}
        self._listeners: dict[str, list[Callable[[], object]]] = {name: [] for name in FLAGS}
        self._for_all: dict[str, Evaluation[Any]] = {}
        self.work_out()

    @property
    def is_configured(self) -> bool:
        """Whether anybody is asked at all."""
        return bool(self._sources)

    # What a flag is

    def get(self, flag: Flag[Value], user: str | None = None) -> Value:
        """Return what a flag is for a user, or for whoever has no id. Never raises; 0.2 µs where all have the same."""
        found: Evaluation[Value] = self._for_all[flag.name]
        if user is None or found.is_for_all:
            return found.value
        return self.evaluate(flag, user).value

    def require(self, switch: Flag[bool], user: str | None = None) -> None:
        """Go on where a switch is on.

        Raises:
            SwitchedOff: it is off; says so in the flag's own words.
        """
        if not self.get(switch, user):
            raise SwitchedOff(switch.says)

    def evaluate(self, flag: Flag[Value], user: str | None = None) -> Evaluation[Value]:
        """Return what a flag is, and why. Asks the sources anew: 40 µs."""
        found = self._ask(flag, user)
        if found.fault is not None:
            self._faults.add()
            self._tell_once(flag.name, found.fault)
        return found

    def _ask(self, flag: Flag[Value], user: str | None) -> Evaluation[Value]:
        attributes = {**self._surroundings, "principal": "anonymous" if user is None else "guest"}
        for source in self._sources:
            answer = source.ask(flag, user, attributes)
            if answer is None:
                continue
            if answer.error_code is None:
                return _checked(flag, answer.value, str(answer.reason), answer.variant, source.name)
            fault = f"{answer.error_code.value}: {answer.error_message or 'no more is said'}"
            return Evaluation(flag.default, ERROR, source=source.name, fault=fault)
        return Evaluation(flag.default, self._reason)

    def _tell_once(self, name: str, fault: str) -> None:
        if self._told.get(name) != fault:
            self._told[name] = fault
            _log.warning("flag_has_its_default", flag=name, error=fault)

    # What changes

    def on_change(self, flag: Flag[Any], listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` when what a flag is for everybody has changed; return what ends that."""
        self._listeners[flag.name].append(listener)
        return lambda: self._listeners[flag.name].remove(listener)

    def work_out(self) -> None:
        """Ask anew what every flag is for everybody, and tell who listens of those that changed."""
        before = self._for_all
        found: dict[str, Evaluation[Any]] = {}
        for name, flag in FLAGS.items():
            found[name] = now = self._ask(flag, None)
            if now.fault is None:
                self._told.pop(name, None)
            elif self._told.get(name) != now.fault:
                self._faults.add()
                self._tell_once(name, now.fault)
        self._for_all = found
        for name in [name for name in before if before[name].value != found[name].value]:
            _log.info("flag_changed", flag=name, value=found[name].value, reason=found[name].reason)
            for listener in tuple(self._listeners[name]):
                listener()

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Keep up with the sources for the block."""
        if not self._sources:
            yield
            return
        task = asyncio.create_task(self._follow(), name="flags")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.refresh()
            except Exception:  # noqa: BLE001 - one listener's defect must not end what all others follow
                _log.exception("flags_not_followed")

    async def refresh(self) -> None:
        """Bring the sources up to date, and work out what follows."""
        for source in self._sources:
            if source.refresh is not None:
                await asyncio.to_thread(source.refresh)
        self.work_out()

    # How it does

    async def look(self) -> None:
        """Return when every source does its work.

        Raises:
            Unavailable: one does not; names it for operators.
        """
        faults = [fault for source in self._sources if (fault := source.fault()) is not None]
        if faults:
            raise Unavailable("; ".join(faults))

    async def wait_until_ready(self, within_s: float) -> None:
        """Return when every source has had its values once, or when the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not all(source.is_ready for source in self._sources):  # noqa: ASYNC110 - threads of others set it
                    await asyncio.sleep(0.02)
        self.work_out()

    def figures(self) -> list[dict[str, Any]]:
        """Return every flag as it is for everybody, as plain values for operators."""
        return [told(FLAGS[name], found) for name, found in self._for_all.items()]


def _checked(flag: Flag[Value], value: object, reason: str, variant: str | None, source: str) -> Evaluation[Value]:
    """The answer of a source, as the flag's type."""
    try:
        return Evaluation(msgspec.convert(value, flag.kind), reason, variant, source)
    except msgspec.ValidationError as error:
        return Evaluation(flag.default, ERROR, variant, source, f"TYPE_MISMATCH: {error}")


def told(flag: Flag[Any], found: Evaluation[Any]) -> dict[str, Any]:
    """Return an evaluation as plain values."""
    return {
        "name": flag.name,
        "value": msgspec.to_builtins(found.value),
        "variant": found.variant,
        "reason": found.reason,
        "source": found.source,
        "fault": found.fault,
    }
