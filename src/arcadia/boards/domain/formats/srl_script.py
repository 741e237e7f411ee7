"""SRL script text: `bingoList[1] = [{name: "…", types: ["…"]}, …]; …` as in `.js` files. Tokenized, never run.

The script may hold anything around the assignments; what stands in its comments and strings is none. What is assigned
is read by `script_literal`. As in the script itself, a tier that is assigned twice has its last goals.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from arcadia.boards.domain.formats.error import FormatError, Placed, checked, text_of
from arcadia.boards.domain.formats.script_literal import COMMENT, STRING, LiteralReader
from arcadia.boards.domain.goal import Goal

TIERS: Final = 25
_TEMPLATE: Final = r"`(?:[^`\\]|\\.)*`"
_PATTERN: Final = r"(?<=[(,=:\[!&|?{};])/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,20}\]){1,40}/"
"""A regular expression, which may hold a lone quote. Its length is bounded, so that a scan stays linear."""
_SCAN: Final = re.compile(
    rf"{COMMENT}|{STRING}|{_TEMPLATE}|{_PATTERN}|\\."
    r"|(?P<assignment>\bbingoList\s*\[\s*(?P<tier>\d{1,4})\s*\]\s*=(?!=))",
    re.DOTALL,
)
"""What a scan stops at: an assignment, or something that may look as if it held one."""


def read_srl_script(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a script in the order of tiers; the index of a tier is their difficulty.

    Raises:
        FormatError: names the line and column.
    """
    text = text_of(raw)
    tiers: dict[int, list[Placed]] = {}
    reader = LiteralReader(text)
    for match in _assignments(text, reader):
        tier = int(match["tier"])
        if not 1 <= tier <= TIERS:
            raise FormatError(reader.places.of(match.start()), f"a tier from 1 to {TIERS}, not {tier}")
        tiers[tier] = list(_goals_of(reader, match, tier))
    if not tiers:
        raise FormatError("file", "assignments like bingoList[1] = […]")
    return checked((placed for tier in sorted(tiers) for placed in tiers[tier]), at=_field)


def has_assignment(text: str) -> bool:
    """Whether a text assigns a tier anywhere."""
    return any(match["assignment"] for match in _SCAN.finditer(text))


def _assignments(text: str, reader: LiteralReader) -> Iterator["re.Match[str]"]:
    """Every assignment, with the reader put where its value begins; the scan goes on where the reader then is."""
    at = 0
    while (match := _SCAN.search(text, at)) is not None:
        at = match.end()
        if match["assignment"]:
            reader.at = at
            yield match
            at = reader.at


def _goals_of(reader: LiteralReader, match: "re.Match[str]", tier: int) -> Iterator[Placed]:
    entries = reader.items()
    if not entries:
        raise FormatError(reader.places.of(match.start()), "a list with at least one goal")
    for number, (entry, at) in enumerate(entries, 1):
        yield _goal(entry, tier, f"{reader.places.of(at)} (tier {tier}, goal {number})")


def _goal(entry: Any, tier: int, where: str) -> Placed:  # noqa: ANN401 - foreign literals
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise FormatError(where, 'an object with a name, like {name: "…"}')
    types = [] if entry.get("types") is None else entry["types"]
    if not isinstance(types, list) or not all(isinstance(kind, str) and kind.strip() for kind in types):
        raise FormatError(where, "types as a list of texts")
    return Placed(Goal(text=name, types=tuple(types), difficulty=tier), where)


def _field(where: str, _name: str) -> str:
    return where
