"""Which entries of a batch go in, given what the log holds. Pure; the same rules as the statement for PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from arcadia.core.ids import SessionId
from arcadia.play.store.entries import CodeTaken, CommandKey, Committed, Duplicate, Entry, Failed, Lost, Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """What the log holds of the sessions, commands and codes that a batch names."""

    heads: dict[SessionId, int] = field(default_factory=dict)
    commands: dict[CommandKey, Duplicate] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()


def arbitrate(batch: Sequence[Entry], known: Known) -> list[Outcome]:
    """Return the outcome of each entry, all being tried in order.

    A command that was sent before is a duplicate, whatever it was decided on. Else an entry goes in exactly when its
    base is the head; after one that did not, the rest of its session is lost, since a gap is impossible.
    """
    heads = dict(known.heads)
    codes = set(known.codes)
    broken: set[SessionId] = set()
    return [_judge(entry, known, heads, codes, broken) for entry in batch]


def _judge(entry: Entry, known: Known, heads: dict[SessionId, int], codes: set[str], broken: set[SessionId]) -> Outcome:
    outcome = _find_obstacle(entry, known, heads, codes, broken)
    if outcome is None:
        heads[entry.session_id] = entry.base_version + len(entry.rows)
        if entry.create is not None:
            codes.add(entry.create.code)
        return Committed(heads[entry.session_id])
    if entry.rows or not isinstance(outcome, Duplicate):
        broken.add(entry.session_id)
    return outcome


def _find_obstacle(
    entry: Entry, known: Known, heads: dict[SessionId, int], codes: set[str], broken: set[SessionId]
) -> Outcome | None:
    head = heads.get(entry.session_id)
    if entry.session_id in broken:
        return Lost(head or 0)
    if entry.command is not None and (duplicate := known.commands.get(entry.command)):
        return duplicate
    if entry.create is not None and head is None:
        return CodeTaken() if entry.create.code in codes else None
    if head is None:
        return Failed("there is no such session")
    return None if head == entry.base_version and entry.create is None else Lost(head)
