"""Import: pasted text or a file becomes a board or a goal list, or an error at its line. Nothing is saved half."""

import re
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats import FormatName
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.pages import choices
from arcadia.boards.service import BoardService
from arcadia.boards.service.importing import as_board, as_list
from arcadia.core.errors import Invalid, Malformed, Problem
from arcadia.core.principal import Principal
from arcadia.web.body import Form, WireRequest, read_form
from arcadia.web.pages import Pages, see_other

LARGEST_FORM: Final = 2 * 1024 * 1024
MOST_SHOWN_TEXT: Final = 200_000
DEFAULT_TITLE: Final = "Imported goals"
_LINE: Final = re.compile(r"line (\d+)")


@get("/boards/import", include_in_schema=False)
async def show_import(
    request: WireRequest, pages: NamedDependency[Pages], into: FromQuery[str] = "board"
) -> Response[bytes]:
    """Show the import form."""
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
        path = await _store(boards, form, raw, owner=str(guest.id))
    except (Invalid, Malformed) as error:
        return _show_fault(request, pages, form, raw, error)
    return see_other(path)


def _given(form: Form) -> bytes:
    file = form.files.get("file")
    return file.content if file is not None and file.content else form.text("text").encode()


async def _store(boards: BoardService, form: Form, raw: bytes, *, owner: str) -> str:
    """Store the board or list that was read and return its address.

    Raises:
        Invalid: the file or a field is wrong; named by line, index or field.
    """
    name = form.text("format")
    if name and name not in set(FormatName):
        raise Invalid("unknown format", [Problem("format", "one of the offered ones")])
    read = boards.read_file(raw, name=FormatName(name) if name else None, title=form.text("title") or DEFAULT_TITLE)
    if form.text("into") == "list":
        saved_list = await boards.create_list(
            _titled(read if isinstance(read, GoalList) else as_list(read), form), owner=owner
        )
        return f"/goal-lists/{saved_list.id}"
    board = read if isinstance(read, Board) else as_board(read, form.text("size"))
    saved = await boards.create_board(_titled(board, form), owner=owner)
    return f"/boards/{saved.id}"


def _titled(read: "Board | GoalList", form: Form) -> Any:  # noqa: ANN401 - the same kind comes back
    changes = {name: form.text(name) for name in ("title", "game") if form.text(name)}
    return msgspec.structs.replace(read, **changes)


def _show_fault(
    request: WireRequest, pages: Pages, form: Form, raw: bytes, error: Invalid | Malformed
) -> Response[bytes]:
    problems = list(error.problems) if isinstance(error, Invalid) else [Problem(error.where, error.detail)]
    text = raw.decode("utf-8", "replace")
    context = {
        "message": "Nothing was imported.",
        "problems": problems,
        "fault": f"{problems[0].where}: expected {problems[0].expected}" if problems else error.detail,
        "faulty_lines": _faulty_lines(text, problems),
    }
    shown = {**form.as_dict(), "text": text if len(text) <= MOST_SHOWN_TEXT else form.text("text")}
    return _show(request, pages, shown, status=422, **context)


def _faulty_lines(text: str, problems: list[Problem]) -> list[dict[str, Any]]:
    lines = text.splitlines()
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
        "sizes": choices.sizes("As many as there are goals, else 5 × 5"),
    }
    return pages.render(request, "boards/import.html", status=status, **{**shown, **context})
