"""Joining, leaving, names and teams (rules 9; details, "Starting and joining")."""

from typing import Final

from arcadia.core.text import visible_name
from arcadia.play.domain import commands as do
from arcadia.play.domain import events as ev
from arcadia.play.domain.checks import Asked
from arcadia.play.domain.clock import Moment, moment
from arcadia.play.domain.outcomes import Decision, Rejected, Unchanged
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import LateJoin, Ownership, Sight, TeamsMode
from arcadia.play.domain.state import Presence, Role, Seat, State
from arcadia.play.domain.unfolding import Unfolding

LONGEST_NAME: Final = 24
FIXED_TEAMS: Final = 2
"""How many teams there are at least where people join teams."""
PALETTE: Final = (
    "blue", "orange", "green", "pink", "yellow", "purple", "red", "cyan", "brown", "lime", "navy", "teal",
)  # fmt: skip


def join(state: State, command: do.Join, *, now: int) -> Decision:
    """Take a seat, or sit down again. The order of reasons: banned, locked, full, late, name."""
    before = state.seat_of(command.principal)
    if before is not None and before.presence in (Presence.IN, Presence.WAITING):
        return Unchanged({"seat": before.number, "name": before.name})
    role = before.role if before and before.role is not Role.SPECTATOR else command.role
    refusal = _closed_door(state, command, role, now, is_back=_is_back(before, role))
    if refusal is not None:
        return refusal
    name = unused_name(state, command.name, besides=before.number if before else 0)
    if name is None:
        return Rejected(Refusal.NAME)
    unfolding = Unfolding(state, now)
    number = before.number if before else max(state.seats, default=0) + 1
    is_waiting = state.settings.approval and role is Role.PLAYER
    team = None if is_waiting or role is not Role.PLAYER else _place(unfolding, command.team, before, name)
    unfolding.add(
        ev.SeatTaken(
            seat=number,
            principal=command.principal,
            name=name,
            role=role,
            team=team,
            is_waiting=is_waiting,
            address=command.address if state.settings.ban_addresses else "",
        )
    )
    return unfolding.accepted({"seat": number, "name": name})


def _is_back(before: Seat | None, role: Role) -> bool:
    """Whether somebody takes up again what they had: not who looked on, or was never let in, and would play now."""
    return before is not None and before.role is role and (role is not Role.PLAYER or before.team is not None)


def _closed_door(state: State, command: do.Join, role: Role, now: int, *, is_back: bool) -> Rejected | None:
    settings = state.settings
    if command.principal in state.banned or (command.address and command.address in state.banned_addresses):
        return Rejected(Refusal.BANNED)
    if state.is_locked:
        return Rejected(Refusal.LOCKED)
    if command.role not in (Role.PLAYER, Role.SPECTATOR):
        return Rejected(Refusal.ROLE, {"needs": "host"})
    if role is Role.SPECTATOR and not settings.spectators:
        return Rejected(Refusal.SPECTATOR)
    if role is Role.PLAYER and is_full(state):
        return Rejected(Refusal.FULL)
    return None if is_back else _too_late(state, role, now)


def is_open_to(state: State, role: Role, now: int) -> bool:
    """Whether somebody new may come in as a player, or as a spectator."""
    has_room = state.settings.spectators if role is Role.SPECTATOR else not is_full(state)
    return has_room and not state.is_locked and _too_late(state, role, now) is None


def is_full(state: State) -> bool:
    """Whether no further player may come in."""
    return len(state.players()) >= state.settings.most_players


def _too_late(state: State, role: Role, now: int) -> Rejected | None:
    """After the start, `late_join` says who may still come; rated sessions take no player any more (rules 9)."""
    if moment(state, now) is Moment.WAITING:
        return None
    late = state.settings.late_join
    open_to = (LateJoin.PLAYERS, LateJoin.SPECTATORS) if role is Role.SPECTATOR else (LateJoin.PLAYERS,)
    is_open = late in open_to and not (state.settings.rated and role is Role.PLAYER)
    return None if is_open else Rejected(Refusal.LATE, {"late_join": late.value})


def unused_name(state: State, raw: str, *, besides: int = 0) -> str | None:
    """A display name that nobody else has, ignoring case; a taken one gets a number. None: nothing visible is left,
    or it is longer than 24 characters.
    """
    name = visible_name(raw)
    if not 1 <= len(name) <= LONGEST_NAME:
        return None
    used = {seat.name.casefold() for seat in state.seats.values() if seat.number != besides and seat.is_in}
    wanted, count = name, 1
    while wanted.casefold() in used:
        count += 1
        wanted = f"{name[: LONGEST_NAME - len(str(count)) - 1]} {count}"
    return wanted


def _place(unfolding: Unfolding, wanted: int | None, before: Seat | None, name: str) -> int:
    """Choose a team: the former one, the wanted one, or the smallest; make one where everybody plays alone."""
    teams, mode = unfolding.state.teams, unfolding.state.settings.teams
    if before is not None and before.team in teams:
        return before.team or 0
    if wanted in teams and (mode is not TeamsMode.FREE_FOR_ALL or may_change_team(unfolding.state, unfolding.now)):
        return wanted or 0
    if mode is TeamsMode.FREE_FOR_ALL or not teams:
        return make_team(unfolding, "" if mode is TeamsMode.FREE_FOR_ALL else None, owner=name)
    sizes = {team: sum(1 for seat in unfolding.state.players() if seat.team == team) for team in teams}
    return min(sizes, key=lambda team: (sizes[team], team))


def make_team(unfolding: Unfolding, name: str | None = None, *, owner: str = "") -> int:
    """Open a team with the next colour of the palette and return its number.

    Colours go out in the order of the palette, which is the order of distinctness; beyond twelve they come again.
    """
    teams = unfolding.state.teams
    number = max(teams, default=0) + 1
    used = [team.colour for team in teams.values()]
    colour = min(PALETTE, key=lambda candidate: (used.count(candidate), PALETTE.index(candidate)))
    title = owner if name == "" and owner else colour.capitalize()
    unfolding.add(ev.TeamMade(team=number, colour=colour, name=title))
    return number


def admit(asked: Asked, command: do.Admit) -> Decision:
    """Let a waiting joiner in."""
    seat = asked.state.seats.get(command.seat)
    if seat is None or seat.presence is not Presence.WAITING:
        return Rejected(Refusal.NO_SEAT) if seat is None else Unchanged()
    if is_full(asked.state):
        return Rejected(Refusal.FULL)
    unfolding = Unfolding(asked.state, asked.now)
    team = _place(unfolding, None, None, seat.name)
    unfolding.add(ev.SeatAdmitted(seat=seat.number, team=team))
    return unfolding.accepted()


def leave(asked: Asked, command: do.Leave) -> Decision:
    """Leave; the marks stay. A host who leaves is followed by a referee, else by the player seated longest."""
    unfolding = Unfolding(asked.state, asked.now)
    number = asked.seat.number if asked.seat else 0
    unfolding.add(ev.SeatLeft(seat=number))
    if asked.is_host:
        pass_on_host(unfolding, connected=None)
    return unfolding.accepted()


def pass_on_host(unfolding: Unfolding, *, connected: tuple[int, ...] | None) -> None:
    """Give the host's right to the next in line among the connected seats (None: among all that are in)."""
    state = unfolding.state
    seats = [
        seat
        for seat in sorted(state.seats.values(), key=lambda seat: seat.number)
        if seat.is_in and seat.number != state.host and (connected is None or seat.number in connected)
    ]
    next_host = next((seat for seat in seats if seat.role is Role.REFEREE), None) or next(
        (seat for seat in seats if seat.role is Role.PLAYER), None
    )
    if next_host is not None:
        unfolding.add(ev.HostChanged(seat=next_host.number))


def host_away(state: State, command: do.HostAway, *, now: int) -> Decision:
    """The host is away for two minutes: somebody who is here acts, the owner gets it back (rules 9)."""
    if state.host in command.connected:
        return Unchanged()
    unfolding = Unfolding(state, now)
    pass_on_host(unfolding, connected=command.connected)
    return unfolding.accepted() if unfolding.events else Unchanged()


def host_back(state: State, command: do.HostBack, *, now: int) -> Decision:
    """The owner is here again."""
    owner = state.seats.get(state.owner)
    if owner is None or not owner.is_in or state.host == state.owner:
        return Unchanged()
    unfolding = Unfolding(state, now)
    unfolding.add(ev.HostChanged(seat=state.owner))
    return unfolding.accepted()


def rename(asked: Asked, command: do.Rename) -> Decision:
    """Have another name; a taken one gets a number."""
    seat = asked.seat
    if seat is None:
        return Rejected(Refusal.NO_SEAT)
    name = unused_name(asked.state, command.name, besides=seat.number)
    if name is None:
        return Rejected(Refusal.NAME)
    if name == seat.name:
        return Unchanged({"name": name})
    unfolding = Unfolding(asked.state, asked.now)
    unfolding.add(ev.SeatRenamed(seat=seat.number, name=name, was=seat.name))
    return unfolding.accepted({"name": name})


def choose_team(asked: Asked, command: do.ChooseTeam) -> Decision:
    """Play for another team, or open one with 0. After the start only with open sight and shared ownership."""
    seat, state = asked.seat, asked.state
    if seat is None or (command.team and command.team not in state.teams):
        return Rejected(Refusal.TEAM)
    if state.settings.teams is TeamsMode.ONE and command.team == 0:
        return Rejected(Refusal.TEAM)
    if command.team == seat.team:
        return Unchanged()
    if not may_change_team(state, asked.now):
        return Rejected(Refusal.PHASE, {"phase": moment(state, asked.now).value})
    unfolding = Unfolding(state, asked.now)
    team = command.team or make_team(unfolding)
    unfolding.add(ev.TeamJoined(seat=seat.number, team=team))
    return unfolding.accepted({"team": team})


def may_change_team(state: State, now: int) -> bool:
    """Before the start always; then only where it shows and takes nothing: open sight, shared ownership (rules 7)."""
    is_harmless = state.settings.sight is Sight.OPEN and state.settings.ownership is Ownership.SHARED
    return is_harmless or moment(state, now) is Moment.WAITING


def arrange_teams(unfolding: Unfolding) -> None:
    """Seat the players as the settings, changed before the start, now want it: all together, in teams, or each alone."""
    match unfolding.state.settings.teams:
        case TeamsMode.ONE:
            first = min(unfolding.state.teams)
            moved = [(seat, first) for seat in unfolding.state.players()]
        case TeamsMode.FIXED:
            for _ in range(FIXED_TEAMS - len(unfolding.state.teams)):
                make_team(unfolding)
            moved = []
        case TeamsMode.FREE_FOR_ALL:
            moved = [(seat, make_team(unfolding, "", owner=seat.name)) for seat in _sharing(unfolding.state)]
    unfolding.add_all(ev.TeamJoined(seat=seat.number, team=team) for seat, team in moved if seat.team != team)


def _sharing(state: State) -> list[Seat]:
    """Players whose team has an earlier seat."""
    taken: set[int | None] = set()
    sharing = []
    for seat in state.players():
        if seat.team in taken:
            sharing.append(seat)
        taken.add(seat.team)
    return sharing


def change_team(asked: Asked, command: do.ChangeTeam) -> Decision:
    """Give the own team another colour of the palette or another name; its marks follow."""
    seat, state = asked.seat, asked.state
    if seat is None or seat.team is None:
        return Rejected(Refusal.TEAM)
    team = state.teams[seat.team]
    colour = command.colour or team.colour
    taken = {other.colour for other in state.teams.values() if other.number != team.number}
    if colour not in PALETTE or (colour in taken and len(state.teams) <= len(PALETTE)):
        return Rejected(Refusal.TEAM, {"free": [free for free in PALETTE if free not in taken]})
    name = visible_name(command.name) if command.name is not None else team.name
    if not 1 <= len(name) <= LONGEST_NAME:
        return Rejected(Refusal.NAME)
    if (colour, name) == (team.colour, team.name):
        return Unchanged()
    unfolding = Unfolding(state, asked.now)
    unfolding.add(ev.TeamChanged(team=team.number, colour=colour, name=name))
    return unfolding.accepted()
