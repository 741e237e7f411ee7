"""What of the session page's tools applies: by the phase, and by what the caller is and may.

Every tool stands in every page; one that does not apply now is hidden. The script decides the same when the session
moves on (static/session/tools.js): `data-when` names phases, `data-needs` what the caller must be.
"""

from collections.abc import Callable

from arcadia.play.domain.audience import is_covered, team_audience
from arcadia.play.domain.checks import Asked
from arcadia.play.domain.clock import Moment
from arcadia.play.domain.marking import may_undo
from arcadia.play.domain.phases import is_series_over
from arcadia.play.domain.seating import may_change_team
from arcadia.play.domain.settings import TeamsMode, WhoDeals
from arcadia.play.domain.state import Phase, Role, Seat, State
from arcadia.play.domain.views import shows_unwinnable
from arcadia.play.pages.seen import Seen

ANY_TIME = "any"


def make_shown(seen: Seen, seat: Seat | None) -> Callable[[str, str], bool]:
    """Return the templates' function `shown(when, needs)`."""
    rights, now_is = rights_of(seen, seat), seen.moment.value

    def shown(when: str, needs: str = "") -> bool:
        is_time = when == ANY_TIME or now_is in when.split()
        return is_time and rights.issuperset(needs.split())

    return shown


def rights_of(seen: Seen, seat: Seat | None) -> set[str]:
    """Everything that is true of the caller and the session now."""
    state = seen.state
    claims = {**_of_session(seen), **(_of_seat(state, seat, seen.now) if seat is not None and seat.is_in else {})}
    if claims.get("player"):
        claims["choosing"] = state.settings.teams is not TeamsMode.ONE and may_change_team(state, seen.now)
    return {word for word, holds in claims.items() if holds}


def _of_session(seen: Seen) -> dict[str, bool]:
    state = seen.state
    # As far as the caller sees: in a hidden session a tool that goes away would tell of others' marks.
    is_untouched = all(not team.squares for team in seen.teams)
    is_untouched_quick = state.settings.quick and state.phase is Phase.STARTED and is_untouched
    return {
        "open-door": not state.is_locked,
        "locked-door": state.is_locked,
        "covered": any(is_covered(state, team_audience(team), seen.now) for team in state.teams),
        "first-start": seen.moment is Moment.COUNTDOWN and not state.clock.elapsed and is_untouched,
        "changeable": state.phase is Phase.WAITING or is_untouched_quick,
        "unsettled": seen.moment is Moment.FINISHED and not state.is_final,
        "unwinnable": shows_unwinnable(state, seen.audience),
        "series-open": not is_series_over(state),
    }


def _of_seat(state: State, seat: Seat, now: int) -> dict[str, bool]:
    is_host = seat.number == state.host
    is_player = seat.role is Role.PLAYER
    is_judge = is_host or seat.role is Role.REFEREE
    deals = state.settings.who_deals
    return {
        "seat": True,
        "host": is_host,
        "judge": is_judge,
        "player": is_player,
        "watcher": not is_player,
        "referee": seat.role is Role.REFEREE,
        "all-seeing": seat.role in (Role.REFEREE, Role.CASTER),
        "in-play": is_player and seat.team is not None and not state.teams[seat.team].is_out,
        "undoable": may_undo(Asked(state, seat, now)),
        "ready": seat.is_ready,
        "unready": not seat.is_ready,
        "dealer": is_host
        or (seat.role is Role.REFEREE and deals is not WhoDeals.HOST)
        or (is_player and deals is WhoDeals.PLAYERS),
    }
