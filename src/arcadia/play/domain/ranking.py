"""The order of teams at the end of a card, and the rule that made it (rules 5)."""

from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.state import Mark, Result, ResultReason, Standing, State
from arcadia.play.domain.winning import teams_in_play, win_value

LEVELS = ("value", "lines", "squares", "first")


def make_result(state: State, reason: ResultReason, *, now: int, among: list[int] | None = None) -> Result:
    """Rank all teams. `among` are those that fulfilled the condition: one of them is the winner.

    Without `among` (time, blocked, host's finish) the best placed team wins, unless all are level without a mark.
    """
    standings = _standings(state, first=set(among or ()))
    winner, rule = _winner(state, standings, fulfilled=bool(among))
    return Result(reason=reason, winner=winner, rule=rule, elapsed_ms=elapsed_ms(state, now), standings=standings)


def _standings(state: State, *, first: set[int]) -> tuple[Standing, ...]:
    placed = {entry.team: index for index, entry in enumerate(state.placed)}
    far = len(placed)
    latest = latest_marks(state)
    ranks = {team: _rank(state, team, latest) for team in _ranked_teams(state)}
    order = sorted(ranks, key=lambda team: (placed.get(team, far), team not in first, ranks[team], team))
    standings: list[Standing] = []
    for index, team in enumerate(order):
        is_level = index > 0 and ranks[order[index - 1]] == ranks[team] and team not in placed
        place = standings[-1].place if is_level else index + 1
        following = order[index + 1] if index + 1 < len(order) else None
        standings.append(
            Standing(
                team=team,
                place=place,
                value=win_value(state, team),
                lines=state.lines.get(team, 0).bit_count(),
                squares=state.held.get(team, 0).bit_count(),
                decided_by=_deciding_rule(ranks[team], ranks[following]) if following else "",
                last_mark_ms=latest[team].running_ms if team in latest else None,
            )
        )
    return tuple(standings)


def _ranked_teams(state: State) -> list[int]:
    in_play = set(teams_in_play(state))
    return [team for team in state.teams if team in in_play or state.held.get(team)]


def latest_marks(state: State) -> dict[int, Mark]:
    """Each team's latest mark that still stands."""
    latest: dict[int, Mark] = {}
    for key, mark in state.marks.items():
        team = key // 128
        if team not in latest or mark.version > latest[team].version:
            latest[team] = mark
    return latest


def _rank(state: State, team: int, latest: dict[int, Mark]) -> tuple[int, int, int, int]:
    """Smaller is better: win value, lines, squares, then the earlier latest mark. All levels are exact integers."""
    mark = latest.get(team)
    return (
        -win_value(state, team),
        -state.lines.get(team, 0).bit_count(),
        -state.held.get(team, 0).bit_count(),
        mark.version if mark else 0,
    )


def _deciding_rule(ahead: tuple[int, ...], behind: tuple[int, ...]) -> str:
    return next((level for level, a, b in zip(LEVELS, ahead, behind, strict=True) if a != b), "")


def _winner(state: State, standings: tuple[Standing, ...], *, fulfilled: bool) -> tuple[int | None, str]:
    if not standings:
        return None, ""
    best = standings[0]
    if fulfilled or state.placed:
        return best.team, ""
    is_level = len(standings) > 1 and standings[1].place == best.place
    if is_level or not best.squares:
        return None, "draw"
    return best.team, best.decided_by
