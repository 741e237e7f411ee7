"""What the fields of board pages offer, in words."""

from typing import Final

from arcadia.boards.domain.board import LARGEST_SIDE, SMALLEST_SIDE, Visibility
from arcadia.boards.domain.formats import FormatName
from arcadia.boards.domain.formats.registry import LIST_FORMATS, MEDIA_TYPES, READABLE
from arcadia.boards.domain.generators import GeneratorKind
from arcadia.boards.store.boards import BoardSort
from arcadia.platform.languages import _, marked

Option = dict[str, str]

VISIBILITY_WORDS: Final = {
    Visibility.PUBLIC: marked("Everybody"),
    Visibility.UNLISTED: marked("Whoever has the link"),
    Visibility.PRIVATE: marked("Only me"),
}
DIFFICULTY_WORDS: Final = {
    1: marked("Very easy"),
    2: marked("Easy"),
    3: marked("Medium"),
    4: marked("Hard"),
    5: marked("Very hard"),
}
FORMAT_WORDS: Final = {
    FormatName.ARCADIA: marked("Arcadia JSON"),
    FormatName.BINGOSYNC: marked("Bingosync JSON"),
    FormatName.CSV: marked("CSV table"),
    FormatName.PLAYBINGO: marked("PlayBingo list"),
    FormatName.SRL: marked("SRL script"),
    FormatName.SVG: marked("Picture (SVG)"),
    FormatName.TEXT: marked("Plain text, one goal a line"),
}
KIND_WORDS: Final = {
    GeneratorKind.BALANCED: (marked("Balanced"), marked("Difficulties and types spread over the lines; any size")),
    GeneratorKind.RANDOM: (marked("Random"), marked("Any goals, none twice; any size")),
    GeneratorKind.SRL_V5: (marked("SRL v5"), marked("25 tiers, magic square and synergy; 5 × 5")),
    GeneratorKind.ISAAC: (marked("Isaac"), marked("Four tiers; 5 × 5")),
}
SORT_WORDS: Final = {BoardSort.MOST_PLAYED: marked("Most played"), BoardSort.NEWEST: marked("Newest")}


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
    return [option("", _("Any game")), *(option(game, game) for game in known)]


def difficulties(first: str) -> list[Option]:
    """Return the difficulties of boards, after a first choice that leaves it open."""
    return [option("", first), *(option(str(value), _(word)) for value, word in DIFFICULTY_WORDS.items())]


def visibilities() -> list[Option]:
    """Return who may see a board."""
    return [option(value.value, _(words)) for value, words in VISIBILITY_WORDS.items()]


def sorts() -> list[Option]:
    """Return the orders of the list of boards."""
    return [option(value.value, _(words)) for value, words in SORT_WORDS.items()]


def kinds() -> list[Option]:
    """Return the generators with a hint each."""
    return [{"value": kind.value, "label": _(label), "hint": _(hint)} for kind, (label, hint) in KIND_WORDS.items()]


def readable_formats() -> list[Option]:
    """Return the formats that can be imported."""
    return [
        option("", _("Recognise it from the content")),
        *(option(name.value, _(FORMAT_WORDS[name])) for name in READABLE),
    ]


def downloads(board_id: str) -> list[dict[str, str]]:
    """Return the links under which a board can be downloaded."""
    return [
        {"href": f"/boards/{board_id}/download/{name.value}", "label": _(FORMAT_WORDS[name])} for name in MEDIA_TYPES
    ]


def list_downloads(list_id: str) -> list[dict[str, str]]:
    """Return the links under which a goal list can be downloaded."""
    path = f"/goal-lists/{list_id}/download"
    return [{"href": f"{path}/{name.value}", "label": _(FORMAT_WORDS[name])} for name in LIST_FORMATS]
