"""An example of every message that the server sends: a little game, played by the rules and encoded by the protocol."""

from collections.abc import Iterator
from typing import Final

import msgspec

from arcadia.core.errors import Malformed
from arcadia.play.domain import commands as do
from arcadia.play.domain.card import Card, Square
from arcadia.play.domain.deltas import make_delta
from arcadia.play.domain.outcomes import Accepted, Rejected, Unchanged
from arcadia.play.domain.refusals import Refusal
from arcadia.play.domain.settings import Ownership, Win
from arcadia.play.domain.views import view
from arcadia.play.protocol import (
    PROTOCOL,
    Fault,
    Pong,
    PresenceNow,
    Restart,
    Snapshot,
    Welcome,
    decode_frame,
    encode_event,
    encode_frame,
    encode_reply,
)
from arcadia.play.service.replies import Reply, Verdict
from support.rules import Game

GOALS: Final = (
    Square(text="Tame three cats"),
    Square(text="Ride a pig off a cliff"),
    Square(text="Breed a blue axolotl", key="axolotl"),
    Square(text="Hatch a turtle egg"),
    Square(text="Free"),
    Square(text="Throw a trident in thunder"),
    Square(text="Eat 5 different foods", key="foods", target=5),
    Square(text="Survive a raid"),
    Square(text="Find a pink sheep"),
)


class Example(msgspec.Struct, frozen=True):
    """An encoded frame and what it tells."""

    about: str
    frame: bytes


class Table:
    """Mira (seat 1, team 1) hosts a lockout of nine squares; Ana (seat 2, team 2) plays against her."""

    def __init__(self) -> None:
        card = Card(number=1, rows=3, columns=3, squares=GOALS, free=5, title="Cosy nine", game="Minecraft", seed="42")
        self.game = Game(card, ownership=Ownership.LOCKOUT, win=Win(), mark_rate=30)
        self.does(1, do.Rename(name="Mira"))
        self.does(1, do.ChangeTeam(name="Mira"))
        self.game.do(0, do.Join(principal="p2", name="Ana"))

    def does(self, seat: int, command: do.Command, audience: str = "team:1") -> bytes:
        """Let a seat do something; return the frame of its first event as an audience gets it."""
        before = self.game.state
        self.game.wait(5)
        happened = len(self.game.events)
        decision = self.game.do(seat, command)
        assert isinstance(decision, Accepted), decision
        after = decision.states[0]
        delta = make_delta(before, self.game.events[happened], after, audience, seat=seat, command_id=command.id)
        return encode_event(delta, after.version)

    def answers(self, seat: int, command: do.Command) -> bytes:
        """Let a seat do something; return the answer that only it gets."""
        self.game.wait(5)
        version = self.game.state.version
        decision = self.game.do(seat, command)
        match decision:
            case Rejected(reason=reason, data=data):
                reply = Reply(id=command.id, verdict=Verdict.REFUSED, version=version, reason=reason, data=data)
            case Unchanged(data=data):
                reply = Reply(id=command.id, verdict=Verdict.UNCHANGED, version=version, data=data)
            case Accepted(data=data):
                reply = Reply(id=command.id, verdict=Verdict.DONE, version=version + 1, data=data)
        return encode_reply(reply)


def make_examples() -> dict[str, tuple[Example, ...]]:
    """Return the examples by the tag of their message; `""` is the bare version."""
    table = Table()
    return {
        "welcome": (Example("Mira has seat 1 and plays for team 1.", _welcome(table)),),
        "snapshot": (Example("The whole view of her team.", _snapshot(table)),),
        "event": tuple(_events(table)),
        "": (Example("Ana chats to her team alone: to Mira's it is a bare version.", _unseen(table)),),
        "ok": tuple(_unchanged(table)),
        "refused": tuple(_refused(table)),
        "presence": (Example("Both are here, and three watch.", encode_frame(PresenceNow(seats=(1, 2), watching=3))),),
        "pong": (Example("The answer to the ping 7.", encode_frame(Pong(n=7, now=table.game.now))),),
        "restart": (Example("Come back in 2.3 s.", encode_frame(Restart(in_ms=2_317))),),
        "error": (Example('The frame `{"do":"dance"}` is not in the list.', _fault()),),
    }


def _welcome(table: Table) -> bytes:
    game = table.game
    return encode_frame(Welcome(protocol=PROTOCOL, now=game.now, seat=1, audience="team:1", v=game.state.version))


def _snapshot(table: Table) -> bytes:
    return encode_frame(Snapshot(view=view(table.game.state, "team:1", table.game.now)))


def _events(table: Table) -> Iterator[Example]:
    own = table.does(1, do.Mark(id="c1", card=1, square=1))
    yield Example("Mira marks: her own event, with the id of her command, is the acknowledgement.", own)
    yield Example("Ana counts: a square with a target has progress by team.", table.does(2, _foods(4)))
    yield Example("Ana says something to all.", table.does(2, do.Say(id="c2", text="good luck")))
    yield Example("Mira pauses: the clock has changed.", table.does(1, do.Pause(id="c3", card=1)))
    table.does(1, do.Resume(id="c4", card=1))


def _foods(value: int) -> do.SetCounter:
    return do.SetCounter(id="c1", card=1, key="foods", value=value)


def _unseen(table: Table) -> bytes:
    return table.does(2, do.Say(id="c5", text="I take the raid", to_team=True))


def _unchanged(table: Table) -> Iterator[Example]:
    yield Example("The mark was there already.", table.answers(1, do.Mark(id="c6", card=1, square=1)))
    wishes = (do.Wanted(key="axolotl"), do.Wanted(square=1), do.Wanted(square=5))
    done = table.answers(1, do.Bulk(id="c7", card=1, squares=wishes))
    yield Example("A bulk command: one was marked, one held already, one is the free square.", done)


def _refused(table: Table) -> Iterator[Example]:
    taken = table.answers(2, do.Mark(id="c8", card=1, square=1))
    yield Example("Ana was too late: square 1 is Mira's.", taken)
    slow = Reply(
        id="c9",
        verdict=Verdict.REFUSED,
        version=table.game.state.version,
        reason=Refusal.SLOW_DOWN,
        data={"retry_ms": 1_840},
    )
    yield Example("Too many marks: the same id may be sent again in 1.84 s.", encode_reply(slow))


def _fault() -> bytes:
    try:
        decode_frame(b'{"do":"dance"}')
    except Malformed as error:
        return encode_frame(Fault(reason=error.code, detail=f"{error.detail} at {error.where}"))
    raise AssertionError("the protocol knows how to dance")
