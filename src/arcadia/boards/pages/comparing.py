"""Where two versions of a board differ, in words: what the editor shows before one of them replaces the other."""

from typing import Final

import msgspec

from arcadia.boards.pages import choices
from arcadia.boards.pages.drafts import Draft, resized, tags_of, text_of
from arcadia.boards.pages.facts import has_same_facts, in_words
from arcadia.platform.languages import _, marked

HIDDEN: Final = marked("What this page does not show")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the page, and what stands there in either version."""

    where: str
    mine: str
    theirs: str


def differences(mine: Draft, theirs: Draft) -> list[Difference]:
    """Return the settings and then the squares that differ; of another size, theirs is laid over the squares of mine."""
    laid = resized(theirs, mine.rows, mine.columns)
    others = {**_settings(laid), _("Size"): _size(theirs)}
    found = [
        Difference(where=where, mine=text, theirs=others[where])
        for where, text in _settings(mine).items()
        if text.split() != others[where].split()
    ]
    found += _squares(mine, laid)
    return found or [Difference(where=_(HIDDEN), mine=_("as it was"), theirs=_("changed"))]


def with_differences(draft: Draft, found: list[Difference]) -> Draft:
    """Return the draft with the squares marked that differ."""
    places = {one.where for one in found}
    cells = enumerate(draft.squares, 1)
    squares = tuple(msgspec.structs.replace(cell, differs=_square(number) in places) for number, cell in cells)
    return msgspec.structs.replace(draft, squares=squares)


def _settings(draft: Draft) -> dict[str, str]:
    free = next((number for number, cell in enumerate(draft.squares, 1) if cell.free), None)
    return {
        _("Title"): draft.title,
        _("Game"): draft.game,
        _("Tags"): ", ".join(tags_of(draft)).lower(),
        _("Description"): draft.description,
        _("Difficulty"): _label(choices.difficulties(_("Not said")), draft.difficulty),
        _("Who can see it"): _label(choices.visibilities(), draft.visibility),
        _("Size"): _size(draft),
        _("Free square"): _square(free) if free else _("None"),
    }


def _squares(mine: Draft, theirs: Draft) -> list[Difference]:
    """The squares that differ; what belongs to their goals beside the text only where that differs too."""
    found = []
    for number, (own, other) in enumerate(zip(mine.squares, theirs.squares, strict=True), 1):
        is_text = has_same_facts(own.facts, other.facts)
        texts = [text_of(cell) if is_text else in_words(text_of(cell), cell.facts) for cell in (own, other)]
        if texts[0].split() != texts[1].split():
            found.append(Difference(where=_square(number), mine=texts[0], theirs=texts[1]))
    return found


def _square(number: int) -> str:
    return _("Square {n}", n=number)


def _size(draft: Draft) -> str:
    return f"{draft.rows} × {draft.columns}"


def _label(options: list[choices.Option], value: str) -> str:
    return next((one["label"] for one in options if one["value"] == value), value)
