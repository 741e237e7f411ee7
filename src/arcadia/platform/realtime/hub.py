"""All rooms of this node."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from arcadia.core.clock import Clock
from arcadia.platform.realtime.member import Member
from arcadia.platform.realtime.room import Room
from arcadia.platform.realtime.sse import StreamMember

LOOK_EVERY_S: Final = 0.1

Resync = Callable[[str, Member], None]
"""Sends a drained viewer of the room with this key everything anew."""


class Hub:
    """Rooms by key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._lagging: set[str] = set()

    def room(self, key: str) -> Room:
        """The room of a key, made where there is none."""
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room(on_cut=partial(self._lagging.add, key))
        return room

    def drop(self, key: str) -> None:
        """Forget an empty room."""
        self._rooms.pop(key, None)
        self._lagging.discard(key)

    def __len__(self) -> int:
        return len(self._rooms)

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))

    def viewers(self) -> list[Member]:
        """Everybody who watches here, lagging ones included."""
        return [member for room in self for member in room.members()]

    def end_streams(self) -> None:
        """End every event stream after what is buffered for it."""
        for member in self.viewers():
            if isinstance(member, StreamMember):
                member.close(0, "")

    def close_all(self, code: int, reason: str) -> None:
        """Close every connection politely."""
        for member in self.viewers():
            member.close(code, reason)

    async def run(self, resync: Resync) -> None:
        """Look after lagging viewers ten times a second until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now = self._clock.monotonic()
            for key in list(self._lagging):
                room = self._rooms[key]
                room.look_after_lagging(partial(resync, key), now=now)
                if not room.has_lagging:
                    self._lagging.discard(key)
