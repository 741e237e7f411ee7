"""A decision in the making: the events so far and the state that they lead to."""

from collections.abc import Iterable

from arcadia.play.domain import events as ev
from arcadia.play.domain.clock import elapsed_ms
from arcadia.play.domain.evolve import evolve
from arcadia.play.domain.outcomes import Accepted
from arcadia.play.domain.ranking import make_result
from arcadia.play.domain.settings import Finish, Ownership, WinKind
from arcadia.play.domain.state import Phase, ResultReason, State
from arcadia.play.domain.winning import can_win, find_winners, is_nothing_left, is_winner, teams_in_play

REASONS = {
    WinKind.LINES: ResultReason.LINES,
    WinKind.SQUARES: ResultReason.SQUARES,
    WinKind.MAJORITY: ResultReason.MAJORITY,
    WinKind.PATTERN: ResultReason.PATTERN,
    WinKind.ALL: ResultReason.ALL,
    WinKind.POINTS: ResultReason.POINTS,
}


class Unfolding:
    """Folds each event as it is added. `now` is the time of all events of the decision."""

    def __init__(self, state: State, now: int) -> None:
        self.state = state
        self.now = now
        self.events: list[ev.Event] = []
        self.states: list[State] = []

    def add(self, event: ev.Event) -> None:
        """Let an event happen."""
        self.state = evolve(self.state, event, version=self.state.version + 1, at=self.now)
        self.events.append(event)
        self.states.append(self.state)

    def add_all(self, events: Iterable[ev.Event]) -> None:
        """Let several events happen, in order."""
        for event in events:
            self.add(event)

    def accepted(self, data: dict[str, object] | None = None) -> Accepted:
        """The decision."""
        return Accepted(tuple(self.events), tuple(self.states), self.now, data or {})

    def follow(self) -> None:
        """Add what follows from changed holdings, dead squares or teams in play: a win, a place, an end (rules 5)."""
        if self.state.phase is Phase.FINISHED:
            return
        if self.state.review is not None:
            self._end_review_if_undone()
            return
        winners = find_winners(self.state)
        if not winners:
            self._end_if_stuck()
        elif self.state.settings.finish is Finish.PLACES:
            self._place(winners)
        else:
            self._win(winners)

    def _end_review_if_undone(self) -> None:
        review = self.state.review
        if review is not None and review.result.winner is not None and not is_winner(self.state, review.result.winner):
            self.add(ev.ReviewEnded(running_from=self.now))
            self.follow()

    def _win(self, winners: list[int]) -> None:
        result = make_result(self.state, self._reason(winners[0]), now=self.now, among=winners)
        if self.state.settings.review_s:
            self.add(ev.WinReached(result=result, until=self.now + self.state.settings.review_s * 1000))
        else:
            self.add(ev.Finished(result=result))

    def _reason(self, winner: int) -> ResultReason:
        win = self.state.settings.win
        if win.kind is WinKind.LINE_OR_MAJORITY:
            has_lines = self.state.lines.get(winner, 0).bit_count() >= win.n
            return ResultReason.LINES if has_lines else ResultReason.MAJORITY
        return REASONS[win.kind]

    def _place(self, winners: list[int]) -> None:
        """Teams that fulfil the condition through one event are placed by rank; the card ends with one team left."""
        ranked = make_result(self.state, ResultReason.PLACES, now=self.now, among=winners).standings
        for standing in ranked:
            if standing.team in winners:
                running = elapsed_ms(self.state, self.now)
                self.add(ev.TeamPlaced(team=standing.team, elapsed_ms=running))
        placed = {entry.team for entry in self.state.placed}
        if sum(1 for team in teams_in_play(self.state) if team not in placed) <= 1:
            self.add(ev.Finished(result=make_result(self.state, ResultReason.PLACES, now=self.now)))
        else:
            self._end_if_stuck()

    def _end_if_stuck(self) -> None:
        if is_nothing_left(self.state):
            is_points = self.state.settings.win.kind is WinKind.POINTS
            reason = ResultReason.POINTS if is_points else ResultReason.BLOCKED
            self.add(ev.Finished(result=make_result(self.state, reason, now=self.now)))
            return
        self._end_forfeited()
        if self.state.phase is not Phase.FINISHED and not self.state.is_unwinnable and self._is_unwinnable():
            self.add(ev.Unwinnable())

    def _end_forfeited(self) -> None:
        """In rated sessions the last team in play has won (rules 9); elsewhere the host is offered to finish."""
        if not self.state.settings.rated:
            return
        in_play = teams_in_play(self.state)
        someone_is_out = any(team.is_out for team in self.state.teams.values())
        if someone_is_out and len(in_play) == 1:
            result = make_result(self.state, ResultReason.FORFEIT, now=self.now, among=in_play)
            self.add(ev.Finished(result=result))

    def _is_unwinnable(self) -> bool:
        if self.state.settings.ownership is Ownership.SHARED and not self.state.dead:
            # Nobody's mark is in anybody's way, so this need not be worked out for each of them.
            return False
        in_play = teams_in_play(self.state)
        return bool(in_play) and not any(can_win(self.state, team) for team in in_play)
