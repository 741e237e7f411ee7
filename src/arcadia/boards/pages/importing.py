"""Import: pasted text or a file becomes a board or a goal list, or an error at its line. Nothing is saved half."""

import re
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from arcadia.boards.domain.formats import FormatName
from arcadia.boards.domain.formats.error import LARGEST_DOCUMENT
from arcadia.boards.domain.formats.plain_text import LINE_END
from arcadia.boards.domain.formats.registry import READABLE
from arcadia.boards.pages import choices
from arcadia.boards.service import BoardService
from arcadia.boards.service.importing import ImportWish, Into
from arcadia.boards.store.rows import SavedBoard
from arcadia.core.errors import Invalid, Problem
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.web.body import Form, WireRequest, read_form
from arcadia.web.pages import Pages, see_other

LARGEST_FORM: Final = LARGEST_DOCUMENT + 65_536
MOST_SHOWN_TEXT: Final = 200_000
_LINE: Final = re.compile(r"line (\d+)")


@get("/boards/import", include_in_schema=False)
async def show_import(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    into: FromQuery[str] = "board",
) -> Response[bytes]:
    """Show the import form.

    Raises:
        SwitchedOff: the flag `boards.import` is off.
    """
    boards.check_import(principal.id)
    return _show(request, pages, {"into": into})


@post("/boards/import", include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def import_file(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    guest: NamedDependency[Principal],
) -> Response[Any]:
    """Read the text or file and store what it holds."""
    form = await read_form(request)
    raw = _given(form)
    try:
        saved = await boards.import_file(raw, _wish(form), owner=str(guest.id))
    except Invalid as error:
        return _show_fault(request, pages, form, raw, error)
    return see_other(f"/boards/{saved.id}" if isinstance(saved, SavedBoard) else f"/goal-lists/{saved.id}")


def _given(form: Form) -> bytes:
    """The file, else the text as it was pasted: its reader names the lines, so nothing is stripped before."""
    file = form.files.get("file")
    if file is not None and file.content:
        return file.content
    return form.as_dict().get("text", "").encode(errors="replace")


def _wish(form: Form) -> ImportWish:
    """Return what the fields ask for.

    Raises:
        Invalid: a field is none of the offered ones.
    """
    name = form.text("format")
    if name and name not in set(READABLE):
        raise Invalid("unknown format", [Problem("format", "one of the offered ones")])
    return ImportWish(
        format=FormatName(name) if name else None,
        into=Into.LIST if form.text("into") == Into.LIST else Into.BOARD,
        title=form.text("title") or None,
        game=form.text("game") or None,
        size=form.text("size"),
    )


def _show_fault(request: WireRequest, pages: Pages, form: Form, raw: bytes, error: Invalid) -> Response[bytes]:
    problems = list(error.problems)
    context = {
        "message": _("Nothing was imported."),
        "problems": problems,
        "fault": f"{problems[0].where}: expected {problems[0].expected}" if problems else error.detail,
        "faulty_lines": _faulty_lines(raw.decode("utf-8", "replace"), problems),
    }
    return _show(request, pages, _refilled(form, raw), status=422, **context)


def _refilled(form: Form, raw: bytes) -> dict[str, str]:
    """Return the fields as typed; a file's text stands in an empty field, unless the field would garble it."""
    typed = form.as_dict()
    if typed.get("text") or len(raw) > MOST_SHOWN_TEXT or b"\0" in raw:
        return typed
    try:
        return {**typed, "text": raw.decode()}
    except UnicodeDecodeError:
        return typed


def _faulty_lines(text: str, problems: list[Problem]) -> list[dict[str, Any]]:
    lines = LINE_END.split(text)
    found = []
    for one in problems:
        place = _LINE.search(one.where)
        number = int(place.group(1)) if place else 0
        if 1 <= number <= len(lines):
            found.append({"number": number, "text": lines[number - 1][:300], "expected": one.expected})
    return found


def _show(
    request: WireRequest, pages: Pages, form: dict[str, str], *, status: int = 200, **context: object
) -> Response[bytes]:
    blank = dict.fromkeys(("text", "into", "format", "title", "game", "size"), "")
    shown = {
        "form": {**blank, **form},
        "message": "",
        "problems": [],
        "fault": "",
        "faulty_lines": [],
        "formats": choices.readable_formats(),
        "sizes": choices.sizes(_("As many as there are goals, else 5 × 5")),
    }
    return pages.render(request, "boards/import.html", status=status, **{**shown, **context})
