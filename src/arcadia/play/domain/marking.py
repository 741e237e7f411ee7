"""Mark, unmark, counters, bulk and undo (rules 4). The last step of the order of reasons: the square's state."""

from collections.abc import Callable

from msgspec.structs import replace

from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.checks import Asked, is_running
from arcadia.play.domain.geometry import bit, squares_of
from arcadia.play.domain.outcomes import Decision, Rejected, Unchanged
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import Ownership, Sight, UnmarkRule
from arcadia.play.domain.state import State, slot
from arcadia.play.domain.targets import NamesSquare, find_square, find_team
from arcadia.play.domain.unfolding import Unfolding
from arcadia.play.domain.winning import lines_with

Step = Rejected | None
"""What one wish of a decision comes to: a refusal, or None, with or without events."""

Act = Callable[[Asked, Unfolding, int, int, int], Step]
"""Something done by a team to a square, at a cost in rate tokens."""


def mark(asked: Asked, command: do.Mark) -> Decision:
    """Hold a square for a team."""
    return _one_square(asked, command, command.team, _mark_by_tracker if command.by_tracker else _mark)


def unmark(asked: Asked, command: do.Unmark) -> Decision:
    """Let a square go."""
    return _one_square(asked, command, command.team, _unmark)


def set_counter(asked: Asked, command: do.SetCounter) -> Decision:
    """Set or move a counter."""

    def act(asked: Asked, unfolding: Unfolding, team: int, square: int, cost: int) -> Step:
        present = unfolding.state.counters.get(slot(team, square), 0)
        value = command.value if command.value is not None else present + (command.step or 0)
        return _count(asked, unfolding, team, square, cost, value=value)

    return _one_square(asked, command, command.team, act)


def undo(asked: Asked, command: do.Undo) -> Decision:
    """Unmark the sender's latest mark on this card that still stands."""
    latest = _find_latest_mark(asked)
    if latest is None:
        return Unchanged()
    marked_for, square = latest
    team = find_team(asked, marked_for)
    if isinstance(team, Rejected):
        return team
    unfolding = Unfolding(asked.state, asked.now)
    return _decided(_unmark(asked, unfolding, team, square, 1), unfolding)


def may_undo(asked: Asked) -> bool:
    """Whether the sender's latest mark can be taken back."""
    latest = _find_latest_mark(asked)
    return latest is not None and _may_unmark(asked, asked.state, *latest)


def _find_latest_mark(asked: Asked) -> tuple[int, int] | None:
    """Team and square of the sender's latest mark that stands."""
    number = asked.seat.number if asked.seat else 0
    own = [(mark.version, key) for key, mark in asked.state.marks.items() if mark.seat == number]
    return divmod(max(own)[1], 128) if own else None


def bulk(asked: Asked, command: do.Bulk) -> Decision:
    """Apply up to 100 wishes in order, one outcome each, one rate token per 10."""
    team = find_team(asked, None)
    if isinstance(team, Rejected):
        return team
    unfolding = Unfolding(asked.state, asked.now)
    outcomes: list[str] = []
    costed = 0
    for wanted in command.squares:
        before = len(unfolding.events)
        refusal = _apply_wanted(asked, unfolding, team, wanted, cost=1 if costed % 10 == 0 else 0)
        changed = len(unfolding.events) > before
        costed += changed
        outcomes.append(refusal.reason.value if refusal else ("ok" if changed else "unchanged"))
        if refusal is not None and refusal.told is not None:
            unfolding.add_all(refusal.told.events)
    data: dict[str, object] = {"outcomes": outcomes}
    return unfolding.accepted(data) if unfolding.events else Unchanged(data)


def _apply_wanted(asked: Asked, unfolding: Unfolding, team: int, wanted: do.Wanted, *, cost: int) -> Step:
    """One wish of a bulk command: a mark that ends the card refuses those behind it."""
    current = Asked(unfolding.state, asked.seat, asked.now)
    refusal = is_running(current)
    if refusal is not None:
        return refusal
    square = find_square(current, wanted)
    if isinstance(square, Rejected):
        return square
    if wanted.value is not None:
        step = _count(current, unfolding, team, square, cost, value=wanted.value)
    elif wanted.mark is False:
        step = _unmark(current, unfolding, team, square, cost)
    else:
        step = _mark(current, unfolding, team, square, cost)
    return step


def _one_square(asked: Asked, names: NamesSquare, wanted_team: int | None, act: Act) -> Decision:
    team = find_team(asked, wanted_team)
    if isinstance(team, Rejected):
        return team
    square = find_square(asked, names)
    if isinstance(square, Rejected):
        return square
    unfolding = Unfolding(asked.state, asked.now)
    return _decided(act(asked, unfolding, team, square, 1), unfolding)


def _decided(step: Step, unfolding: Unfolding) -> Decision:
    if step is not None:
        return step
    return unfolding.accepted() if unfolding.events else Unchanged()


def _mark(asked: Asked, unfolding: Unfolding, team: int, square: int, cost: int) -> Step:
    return _claim(asked, unfolding, team, square, event_of=lambda lines: _marked(asked, team, square, lines, cost))


def _mark_by_tracker(asked: Asked, unfolding: Unfolding, team: int, square: int, cost: int) -> Step:
    def event_of(lines: tuple[int, ...]) -> ev.Marked:
        return replace(_marked(asked, team, square, lines, cost), by_tracker=True)

    return _claim(asked, unfolding, team, square, event_of=event_of)


def _marked(asked: Asked, team: int, square: int, lines: tuple[int, ...], cost: int) -> ev.Marked:
    return ev.Marked(team=team, square=square, seat=_number(asked), lines=lines, cost=cost)


def _claim(
    asked: Asked, unfolding: Unfolding, team: int, square: int, *, event_of: Callable[[tuple[int, ...]], ev.Marked]
) -> Step:
    state = unfolding.state
    refusal = _out_of_play(state, square)
    if refusal is not None:
        return refusal
    if state.held.get(team, 0) & bit(square):
        return None
    refusal = _taken(state, team, square, now=asked.now)
    if refusal is not None:
        return refusal
    unfolding.add(event_of(new_lines(state, team, square)))
    unfolding.follow()
    return None


def new_lines(state: State, team: int, square: int) -> tuple[int, ...]:
    """Indexes of the lines that this square completes for a team."""
    held = state.held.get(team, 0)
    before, after = state.lines.get(team, 0), lines_with(state, held | bit(square))
    return tuple(index - 1 for index in squares_of(after & ~before))


def _out_of_play(state: State, square: int) -> Step:
    if square == state.the_card.free:
        return Rejected(Refusal.FREE)
    return Rejected(Refusal.DEAD) if state.dead & bit(square) else None


def _taken(state: State, team: int, square: int, *, now: int) -> Step:
    """Lockout: another team holds it. In a hidden session the holder is not named, and the team remembers."""
    if state.settings.ownership is Ownership.SHARED:
        return None
    others = [other for other in state.holders(bit(square)) if other != team]
    if not others:
        return None
    if state.settings.sight is not Sight.HIDDEN:
        return Rejected(Refusal.TAKEN, {"team": others[0]})
    if state.taken.get(team, 0) & bit(square):
        return Rejected(Refusal.TAKEN)
    told = Unfolding(state, now)
    told.add(ev.TakenTold(team=team, square=square))
    return Rejected(Refusal.TAKEN, {}, told.accepted())


def _unmark(asked: Asked, unfolding: Unfolding, team: int, square: int, cost: int) -> Step:
    state = unfolding.state
    refusal = _out_of_play(state, square)
    if refusal is not None:
        return refusal
    if not state.held.get(team, 0) & bit(square):
        return _not_own(state, team, square)
    if not _may_unmark(asked, state, team, square):
        return Rejected(Refusal.UNMARK_CLOSED)
    unfolding.add(ev.Unmarked(team=team, square=square, seat=_number(asked), cost=cost))
    unfolding.follow()
    return None


def _not_own(state: State, team: int, square: int) -> Step:
    """`foreign` where only others hold it. In a hidden session that would tell, so it is `unchanged` there."""
    is_secret = state.settings.sight is Sight.HIDDEN and not state.taken.get(team, 0) & bit(square)
    return Rejected(Refusal.FOREIGN) if state.holders(bit(square)) and not is_secret else None


def _may_unmark(asked: Asked, state: State, team: int, square: int) -> bool:
    """By the session's rule, counted from that mark; a referee always may."""
    if asked.is_referee:
        return True
    match state.settings.unmark:
        case UnmarkRule.ANYTIME:
            return True
        case UnmarkRule.NEVER:
            return False
        case UnmarkRule.WITHIN:
            made_at = state.marks[slot(team, square)].at
            return asked.now - made_at <= state.settings.unmark_within_s * 1000


def _count(asked: Asked, unfolding: Unfolding, team: int, square: int, cost: int, *, value: int) -> Step:
    """Invariant: value = target ⇔ that team's mark, unless marked by hand below the target (rules 4)."""
    state = unfolding.state
    refusal = _out_of_play(state, square) or _no_counter(state, square, value)
    if refusal is None and not state.held.get(team, 0) & bit(square):
        refusal = _taken(state, team, square, now=asked.now)
    if refusal is not None:
        return refusal
    present, target = state.counters.get(slot(team, square), 0), state.the_card.square(square).target
    if value == present:
        return None
    if present == target:
        return _count_below_target(asked, unfolding, team, square, cost, value=value)
    unfolding.add(ev.CounterSet(team=team, square=square, seat=_number(asked), value=value, cost=cost))
    if value == target and not state.held.get(team, 0) & bit(square):
        return _mark(asked, unfolding, team, square, 0)
    return None


def _no_counter(state: State, square: int, value: int) -> Step:
    target = state.the_card.square(square).target
    if target is None:
        return Rejected(Refusal.NO_COUNTER)
    return None if 0 <= value <= target else Rejected(Refusal.VALUE, {"lowest": 0, "highest": target})


def _count_below_target(asked: Asked, unfolding: Unfolding, team: int, square: int, cost: int, *, value: int) -> Step:
    """Leaving the target is an unmark and follows its rules; the unmark itself leaves target - 1."""
    refusal = _unmark(asked, unfolding, team, square, cost)
    if refusal is None and unfolding.state.counters.get(slot(team, square)) != value:
        unfolding.add(ev.CounterSet(team=team, square=square, seat=_number(asked), value=value, cost=0))
    return refusal


def _number(asked: Asked) -> int:
    return asked.seat.number if asked.seat else 0
