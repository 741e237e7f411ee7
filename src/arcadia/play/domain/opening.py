"""The first events of a session: it is created, a card is dealt, the host sits down."""

from arcadia.play.domain import events as ev
from arcadia.play.domain.card import Card
from arcadia.play.domain.outcomes import Decision, Rejected
from arcadia.play.domain.phases import settings_refusal
from arcadia.play.domain.presets import check_settings, cleaned
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.seating import FIXED_TEAMS, make_team, unused_name
from arcadia.play.domain.settings import Settings, TeamsMode
from arcadia.play.domain.state import Role, State
from arcadia.play.domain.unfolding import Unfolding


def open_session(settings: Settings, card: Card, *, code: str, principal: str, name: str, now: int) -> Decision:
    """Decide the making of a session. The host plays, as seat 1; `settings` and `name` may be refused."""
    settings = cleaned(settings)
    problems = check_settings(settings, card.rows, card.columns, free=card.free is not None, teams=_teams(settings))
    if problems:
        return settings_refusal(problems[0].field, problems[0].expected)
    host_name = unused_name(EMPTY, name)
    if host_name is None:
        return Rejected(Refusal.NAME)
    unfolding = Unfolding(EMPTY, now)
    unfolding.add(ev.Created(code=code, settings=settings))
    unfolding.add(ev.CardDealt(card=card, running_from=now if settings.quick else None))
    team = _first_teams(unfolding, settings, host_name)
    unfolding.add(ev.SeatTaken(seat=1, principal=principal, name=host_name, role=Role.PLAYER, team=team))
    unfolding.add(ev.HostChanged(seat=1, is_owner=True))
    return unfolding.accepted({"seat": 1, "name": host_name})


EMPTY = State(settings=Settings())
"""The state before the first event: what every fold begins with."""


def _teams(settings: Settings) -> int:
    return 1 if settings.teams is TeamsMode.ONE or settings.most_players == 1 else 2


def _first_teams(unfolding: Unfolding, settings: Settings, host_name: str) -> int:
    if settings.teams is TeamsMode.FREE_FOR_ALL:
        return make_team(unfolding, "", owner=host_name)
    first = make_team(unfolding)
    for _ in range(FIXED_TEAMS - 1 if settings.teams is TeamsMode.FIXED else 0):
        make_team(unfolding)
    return first
