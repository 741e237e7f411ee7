"""A session as one audience sees it at one time: made once a page, through the masks, for everything that is drawn."""

from typing import NamedTuple

from arcadia.play.domain.audience import Audience, team_of
from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.state import State
from arcadia.play.domain.views import SquareView, TeamView, square_views, team_views


class Seen(NamedTuple):
    """The state that an audience may know of, its squares and teams as views, and the phase as people see it."""

    state: State
    audience: Audience
    now: int
    moment: Moment
    squares: tuple[SquareView, ...]
    teams: tuple[TeamView, ...]

    @property
    def own(self) -> int | None:
        """The team that looks, None for everybody else."""
        return team_of(self.audience)


def see(state: State, audience: Audience, now: int) -> Seen:
    """Look at a state as an audience does."""
    return Seen(
        state=state,
        audience=audience,
        now=now,
        moment=moment(state, now),
        squares=square_views(state, audience, now),
        teams=team_views(state, audience),
    )
