"""What the query of an overlay asks for. What cannot be understood is as usual: a stream must not show an error over a
typing slip (details, "Streams and casters").
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from arcadia.web.legible_colours import is_apart, shades_of
from arcadia.web.previews.colours import TEAMS, rgb

PARTS: Final[tuple[str, ...]] = ("board", "scores", "timer", "feed", "names")
USUAL_PARTS: Final = "board,scores"
THEMES: Final = ("dark", "light")
SMALLEST_SCALE: Final = 0.5
LARGEST_SCALE: Final = 4.0
LONGEST_DELAY_S: Final = 900
_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})")
_FONT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,39}")


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How an overlay looks. `background` is `#rrggbb` or empty, `font` a family of the machine that shows it or empty;
    `delay_s` comes on top of the session's own delay; `wanted_colours` are as typed, for the session's teams decide.
    """

    parts: tuple[str, ...]
    theme: str = "dark"
    background: str = ""
    scale: float = 1.0
    font: str = ""
    has_text: bool = True
    has_names: bool = True
    is_mirrored: bool = False
    is_covering: bool = True
    delay_s: int = 0
    wanted_colours: str = ""


def chosen_parts(raw: str) -> tuple[str, ...]:
    """The known parts of a list, the usual ones where none is known."""
    chosen = tuple(part for part in PARTS if part in raw.split(","))
    return chosen or tuple(USUAL_PARTS.split(","))


def chosen_colour(raw: str) -> str:
    """A background as `#rrggbb`, empty for none."""
    found = _COLOUR.fullmatch(raw.strip())
    return f"#{found[1].lower()}" if found else ""


def chosen_team_colours(raw: str, theme: str, teams: Iterable[str]) -> str:
    """Legible shades of the colours that teams shall have on this stream, given like `blue:ff5500,pink:00aaff`.

    One team a line: the colour that it has in the session, then fill, ink, name and edge. `teams` are the colours in the
    session: one that some eye could not tell from another team's is left out, as is what cannot be understood.
    """
    wanted = _wanted_colours(raw)
    fills = {team: _preset_fill(team) for team in {*teams, *wanted} if team in TEAMS}
    lines = []
    for team, colour in wanted.items():
        shades = shades_of(colour, theme)
        if is_apart(shades.fill, (fill for other, fill in fills.items() if other != team)):
            fills[team] = shades.fill
            lines.append(f"{team} {shades.fill} {shades.ink} {shades.name} {shades.edge}")
    return "\n".join(lines)


def _wanted_colours(raw: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in raw.lower().split(","))
    return {team: colour for team, _, given in pairs if team in TEAMS and (colour := chosen_colour(given))}


def _preset_fill(team: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb(TEAMS[team][0]))


def chosen_scale(raw: str) -> float:
    """How much larger than usual everything is."""
    try:
        scale = float(raw)
    except ValueError:
        return 1.0
    return min(max(scale, SMALLEST_SCALE), LARGEST_SCALE) if scale == scale else 1.0  # noqa: PLR0124 - not a number is not itself


def chosen_font(raw: str) -> str:
    """The name of a font, or a kind of fonts, as people may type it; empty for what is no name."""
    name = raw.strip()
    return name if _FONT.fullmatch(name) else ""


def chosen_delay(raw: str) -> int:
    """By how many seconds the stream wants to be later."""
    return min(int(raw), LONGEST_DELAY_S) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0  # noqa: PLR2004 - a day
