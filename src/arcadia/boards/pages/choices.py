"""What the fields of board pages offer, in words."""

from typing import Final

from arcadia.boards.domain.board import LARGEST_SIDE, SMALLEST_SIDE, Visibility
from arcadia.boards.domain.formats import FormatName
from arcadia.boards.domain.formats.registry import LIST_FORMATS, MEDIA_TYPES, READABLE
from arcadia.boards.domain.generators import GeneratorKind
from arcadia.boards.store.boards import BoardSort

Option = dict[str, str]

VISIBILITY_WORDS: Final = {
    Visibility.PUBLIC: "Everybody",
    Visibility.UNLISTED: "Whoever has the link",
    Visibility.PRIVATE: "Only me",
}
DIFFICULTY_WORDS: Final = {1: "Very easy", 2: "Easy", 3: "Medium", 4: "Hard", 5: "Very hard"}
FORMAT_WORDS: Final = {
    FormatName.ARCADIA: "Arcadia JSON",
    FormatName.BINGOSYNC: "Bingosync JSON",
    FormatName.CSV: "CSV table",
    FormatName.PLAYBINGO: "PlayBingo list",
    FormatName.SRL: "SRL script",
    FormatName.SVG: "Picture (SVG)",
    FormatName.TEXT: "Plain text, one goal a line",
}
KIND_WORDS: Final = {
    GeneratorKind.BALANCED: ("Balanced", "Difficulties and types spread over the lines; any size"),
    GeneratorKind.RANDOM: ("Random", "Any goals, none twice; any size"),
    GeneratorKind.SRL_V5: ("SRL v5", "25 tiers, magic square and synergy; 5 × 5"),
    GeneratorKind.ISAAC: ("Isaac", "Four tiers; 5 × 5"),
}
SORT_WORDS: Final = {BoardSort.MOST_PLAYED: "Most played", BoardSort.NEWEST: "Newest"}


def option(value: str, label: str) -> Option:
    """Return one choice of a select field."""
    return {"value": value, "label": label}


def counts() -> list[Option]:
    """Return the possible numbers of rows or columns."""
    return [option(str(count), str(count)) for count in range(SMALLEST_SIDE, LARGEST_SIDE + 1)]


def sizes(first: str) -> list[Option]:
    """Return the square sizes, after a first choice that leaves it open."""
    squares = [(f"{side}x{side}", f"{side} × {side}") for side in range(SMALLEST_SIDE, LARGEST_SIDE + 1)]
    return [option("", first), *(option(value, label) for value, label in squares)]


def games(known: tuple[str, ...]) -> list[Option]:
    """Return the games to filter by."""
    return [option("", "Any game"), *(option(game, game) for game in known)]


def difficulties(first: str) -> list[Option]:
    """Return the difficulties of boards, after a first choice that leaves it open."""
    return [option("", first), *(option(str(value), word) for value, word in DIFFICULTY_WORDS.items())]


def visibilities() -> list[Option]:
    """Return who may see a board."""
    return [option(value.value, words) for value, words in VISIBILITY_WORDS.items()]


def sorts() -> list[Option]:
    """Return the orders of the list of boards."""
    return [option(value.value, words) for value, words in SORT_WORDS.items()]


def kinds() -> list[Option]:
    """Return the generators with a hint each."""
    return [{"value": kind.value, "label": label, "hint": hint} for kind, (label, hint) in KIND_WORDS.items()]


def readable_formats() -> list[Option]:
    """Return the formats that can be imported."""
    return [option("", "Find out by itself"), *(option(name.value, FORMAT_WORDS[name]) for name in READABLE)]


def downloads(board_id: str) -> list[dict[str, str]]:
    """Return the links under which a board can be downloaded."""
    return [{"href": f"/boards/{board_id}/download/{name.value}", "label": FORMAT_WORDS[name]} for name in MEDIA_TYPES]


def list_downloads(list_id: str) -> list[dict[str, str]]:
    """Return the links under which a goal list can be downloaded."""
    path = f"/goal-lists/{list_id}/download"
    return [{"href": f"{path}/{name.value}", "label": FORMAT_WORDS[name]} for name in LIST_FORMATS]
