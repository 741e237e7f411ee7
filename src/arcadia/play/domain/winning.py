"""Who has won, who still can, and what follows from it (rules 5).

Free squares count as held in lines and patterns only; dead squares are never held, so a line through one never
completes, and they leave every total.
"""

from arcadia.play.domain.presets import pattern_mask
from arcadia.play.domain.settings import Ownership, PatternNeed, SquareValue, Win, WinKind
from arcadia.play.domain.state import State


def playable(state: State) -> int:
    """Squares in play as a mask: all but free and dead (rules 1.10)."""
    card = state.the_card
    return card.grid.full & ~card.free_mask & ~state.dead


def unheld(state: State) -> int:
    """Playable squares that nobody holds, as a mask (F in the rules)."""
    mask = playable(state)
    for held in state.held.values():
        mask &= ~held
    return mask


def lines_with(state: State, held: int) -> int:
    """Indexes of the lines that these squares complete together with the free square, as a mask."""
    own = held | state.the_card.free_mask
    done = 0
    for index, line in enumerate(state.the_card.grid.lines):
        if line & own == line:
            done |= 1 << index
    return done


def teams_in_play(state: State) -> list[int]:
    """Teams that can still win: not out, and with a seat or a square. Absence is not being out (rules 9)."""
    seated = {seat.team for seat in state.seats.values()}
    return [
        number
        for number, team in state.teams.items()
        if not team.is_out and (number in seated or state.held.get(number))
    ]


def find_winners(state: State) -> list[int]:
    """Teams in play that fulfil the win condition now and are not placed yet."""
    fulfilling = [team for team in state.teams if is_winner(state, team)]
    if not fulfilling:
        return fulfilling
    placed, in_play = {entry.team for entry in state.placed}, set(teams_in_play(state))
    return [team for team in fulfilling if team in in_play and team not in placed]


def is_winner(state: State, team: int) -> bool:
    """Whether this team fulfils the win condition."""
    win, held = state.settings.win, state.held.get(team, 0)
    match win.kind:
        case WinKind.LINES:
            return state.lines.get(team, 0).bit_count() >= win.n
        case WinKind.SQUARES:
            return held.bit_count() >= win.n
        case WinKind.MAJORITY:
            return has_majority(state, team)
        case WinKind.LINE_OR_MAJORITY:
            return state.lines.get(team, 0).bit_count() >= win.n or _has_quiet_majority(state, team)
        case WinKind.PATTERN:
            return _has_patterns(state, held)
        case WinKind.ALL:
            return held == playable(state) != 0
        case WinKind.POINTS:
            return win.target is not None and points(state, team) >= win.target


def has_majority(state: State, team: int) -> bool:
    """The majority rule of the session's ownership (rules 5)."""
    count = state.held.get(team, 0).bit_count()
    if state.settings.ownership is Ownership.SHARED:
        return count >= playable(state).bit_count() // 2 + 1
    free = unheld(state).bit_count()
    in_play = set(teams_in_play(state))
    rivals = [other for other in _all_who_count(state, in_play) if other != team]
    if not rivals:
        # Nobody else is here yet: as against one team without a square, that is more than half.
        return count > free
    return all(count > state.held.get(other, 0).bit_count() + (free if other in in_play else 0) for other in rivals)


def _all_who_count(state: State, in_play: set[int]) -> set[int]:
    """Teams in play, teams that are out, and whoever holds a square."""
    return in_play | state.held.keys() | {number for number, team in state.teams.items() if team.is_out}


def _has_quiet_majority(state: State, team: int) -> bool:
    """Majority, and no other team in play can still make its lines."""
    return has_majority(state, team) and not any(
        can_make_lines(state, other) for other in teams_in_play(state) if other != team
    )


def can_make_lines(state: State, team: int) -> bool:
    """Whether at least n lines have no dead square and, in lockout, no square of another team."""
    return open_lines(state, team) >= state.settings.win.n


def open_lines(state: State, team: int) -> int:
    """How many lines this team has or can still make."""
    closed = state.dead | _closed_by_others(state, team)
    return sum(1 for line in state.the_card.grid.lines if not line & closed)


def _closed_by_others(state: State, team: int) -> int:
    if state.settings.ownership is Ownership.SHARED:
        return 0
    closed = 0
    for other, held in state.held.items():
        if other != team:
            closed |= held
    return closed


def _pattern_masks(state: State) -> list[int]:
    card = state.the_card
    masks = (pattern_mask(name, card.rows, card.columns) for name in state.settings.win.patterns)
    return [mask for mask in masks if mask is not None]


def _has_patterns(state: State, held: int) -> bool:
    own = held | state.the_card.free_mask
    done = [mask & own == mask for mask in _pattern_masks(state)]
    return all(done) if state.settings.win.need is PatternNeed.ALL else any(done)


def points(state: State, team: int) -> int:
    """Σ square values + line bonus for each line, always recomputed from what is held."""
    return _worth(state, state.held.get(team, 0), state.lines.get(team, 0).bit_count())


def _worth(state: State, held: int, lines: int) -> int:
    win = state.settings.win
    worth = sum(
        _value(state, number, win) for number in range(1, len(state.the_card.squares) + 1) if held >> (number - 1) & 1
    )
    return worth + win.line_bonus * lines


def _value(state: State, number: int, win: Win) -> int:
    square = state.the_card.square(number)
    match win.square_value:
        case SquareValue.ONE:
            return 1
        case SquareValue.DIFFICULTY:
            return square.difficulty or 1
        case SquareValue.OWN:
            return square.value if square.value is not None else 1


def win_value(state: State, team: int) -> int:
    """What ranking compares first: lines, squares, points, or a pattern's held squares (rules 5)."""
    match state.settings.win.kind:
        case WinKind.LINES | WinKind.LINE_OR_MAJORITY:
            return state.lines.get(team, 0).bit_count()
        case WinKind.POINTS:
            return points(state, team)
        case WinKind.PATTERN:
            own = state.held.get(team, 0) | state.the_card.free_mask
            held = [(mask & own).bit_count() for mask in _pattern_masks(state)]
            return sum(held) if state.settings.win.need is PatternNeed.ALL else max(held, default=0)
        case _:
            return state.held.get(team, 0).bit_count()


def can_win(state: State, team: int) -> bool:
    """Whether this team could fulfil the condition if it got every square that it may still get."""
    win = state.settings.win
    reach = playable(state) & ~_closed_by_others(state, team)
    match win.kind:
        case WinKind.LINES:
            return can_make_lines(state, team)
        case WinKind.SQUARES:
            return reach.bit_count() >= win.n
        case WinKind.MAJORITY:
            return _can_lead(state, team, reach)
        case WinKind.LINE_OR_MAJORITY:
            return can_make_lines(state, team) or _can_lead(state, team, reach)
        case WinKind.PATTERN:
            return _has_patterns(state, reach)
        case WinKind.ALL:
            return reach == playable(state)
        case WinKind.POINTS:
            return win.target is None or _worth(state, reach, lines_with(state, reach).bit_count()) >= win.target


def _can_lead(state: State, team: int, reach: int) -> bool:
    if state.settings.ownership is Ownership.SHARED:
        return reach.bit_count() >= playable(state).bit_count() // 2 + 1
    others = [held.bit_count() for other, held in state.held.items() if other != team]
    return reach.bit_count() > max(others, default=0)


def is_nothing_left(state: State) -> bool:
    """Whether no mark could change anything: lockout without unheld squares, or points that all have all of."""
    if state.settings.ownership is not Ownership.SHARED:
        return not unheld(state)
    if state.settings.win.kind is not WinKind.POINTS:
        return False
    in_play = teams_in_play(state)
    return bool(in_play) and all(not playable(state) & ~state.held.get(team, 0) for team in in_play)
