"""A viewer in a test: it holds a snapshot and applies frames to it as a client does."""

from typing import Any

import msgspec

from arcadia.play.domain.deltas import Delta
from arcadia.play.domain.views import SessionView

PARTS = (
    "settings",
    "clock",
    "card",
    "host",
    "owner",
    "is_locked",
    "is_final",
    "is_unwinnable",
    "result",
    "placed",
    "tally",
)
TEXTS = ("text", "key", "description", "types", "difficulty", "target", "icon")
Json = dict[str, Any]


def as_json(value: object) -> Any:
    """What arrives of a value."""
    return msgspec.json.decode(msgspec.json.encode(value))


class Follower:
    """One audience's client."""

    def __init__(self, view: SessionView) -> None:
        self.view: Json = as_json(view)

    def apply(self, delta: Delta | None, *, version: int) -> None:
        """Apply a frame, or the bare version."""
        frame: Json = {} if delta is None else as_json(delta)
        self.view["v"] = version
        for name in PARTS:
            if name in frame:
                self.view[name] = frame[name]
        for part in ("teams", "seats"):
            known = {one["n"]: one for one in self.view[part]}
            self.view[part] = list({**known, **{one["n"]: one for one in frame.get(part, [])}}.values())
        self._apply_squares(frame.get("squares", []))

    def _apply_squares(self, squares: list[Json]) -> None:
        held = {square["n"]: square for square in self.view["squares"]}
        if len(squares) > len(held):
            held = {}
        for square in squares:
            old = held.get(square["n"])
            keeps_text = "text" not in square and square.get("state") not in ("unseen", "covered")
            kept = {name: old[name] for name in TEXTS if name in old} if old is not None and keeps_text else {}
            held[square["n"]] = {**kept, **square}
        count = self.view["card"]["rows"] * self.view["card"]["columns"]
        self.view["squares"] = [held[number] for number in sorted(held) if number <= count]

    def differences(self, fresh: SessionView) -> Json:
        """What a fresh snapshot says otherwise, by field."""
        wanted = as_json(fresh)
        ignored = {"at"}
        names = (wanted.keys() | self.view.keys()) - ignored
        return {
            name: (self.view.get(name), wanted.get(name))
            for name in names
            if (self.view.get(name) or None) != (wanted.get(name) or None)
        }
