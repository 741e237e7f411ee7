"""Generate: a goal list, a kind and a seed become a board. The preview is a plain GET; saving deals the same again."""

from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from arcadia.boards.domain.board import LARGEST_SIDE, SMALLEST_SIDE, Board
from arcadia.boards.domain.generators import Generated, GeneratorKind, Wish
from arcadia.boards.pages import choices, views
from arcadia.boards.service import BoardService
from arcadia.boards.service.importing import make_seed
from arcadia.boards.store.lists import ListFilter
from arcadia.boards.store.rows import SavedList
from arcadia.core.errors import Invalid, Problem
from arcadia.core.principal import Principal
from arcadia.platform.languages import _
from arcadia.web.body import WireRequest, read_form
from arcadia.web.pages import Pages, see_other

MOST_LISTS: Final = 100
LONGEST_SEED: Final = 64


@get("/boards/generate", include_in_schema=False)
async def generate_board(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    pages: NamedDependency[Pages],
    principal: NamedDependency[Principal],
    list_id: Annotated[str, QueryParameter(name="list")] = "",
    kind: FromQuery[str] = GeneratorKind.BALANCED.value,
    seed: FromQuery[str] = "",
    rows: FromQuery[int] = 5,
    columns: FromQuery[int] = 5,
    again: FromQuery[str] = "",
) -> Response[bytes]:
    """Show the form, and the board that it describes."""
    form = {"list": list_id, "kind": kind, "seed": "" if again else seed, "rows": str(rows), "columns": str(columns)}
    context: dict[str, Any] = {"message": "", "problems": [], "faults": {"seed": ""}, "preview": None, "status": 200}
    if list_id:
        try:
            context["preview"] = await _preview(boards, form, viewer=principal.id)
        except Invalid as error:
            context |= {"message": error.detail, "problems": list(error.problems), "status": 422}
    return pages.render(
        request,
        "boards/generate.html",
        form=form,
        lists=await _lists(boards, principal.id),
        kinds=choices.kinds(),
        counts=choices.counts(),
        **context,
    )


@post("/boards/generate", include_in_schema=False)
async def save_generated(
    request: WireRequest,
    boards: NamedDependency[BoardService],
    guest: NamedDependency[Principal],
) -> Response[Any]:
    """Deal the previewed board again and store it."""
    form = await read_form(request)
    fields = {name: form.text(name) for name in ("list", "kind", "seed", "rows", "columns")}
    saved_list, wish, dealt = await _deal(boards, fields, viewer=guest.id)
    board = Board(
        title=form.text("title") or f"{saved_list.list.title} {dealt.seed}",
        rows=wish.rows,
        columns=wish.columns,
        squares=dealt.squares,
        game=saved_list.list.game,
        seed=dealt.seed,
        generator=wish.kind.value,
    )
    saved = await boards.create_board(board, owner=str(guest.id))
    return see_other(f"/boards/{saved.id}")


async def _deal(
    boards: BoardService, fields: dict[str, str], *, viewer: str | None
) -> tuple[SavedList, Wish, Generated]:
    saved_list = await boards.get_list(fields["list"], viewer=viewer)
    wish = _wish(fields)
    return saved_list, wish, await boards.generate_from_list(saved_list.id, wish, viewer=viewer)


def _wish(fields: dict[str, str]) -> Wish:
    """Return the wish of a form.

    Raises:
        Invalid: a field is none of the offered ones.
    """
    problems = [Problem(name, "3 to 10") for name in ("rows", "columns") if not _is_side(fields[name])]
    if fields["kind"] not in set(GeneratorKind):
        problems.append(Problem("kind", f"one of {', '.join(GeneratorKind)}"))
    if len(fields["seed"]) > LONGEST_SEED:
        problems.append(Problem("seed", f"at most {LONGEST_SEED} characters"))
    if problems:
        raise Invalid("This board cannot be dealt.", problems)
    seed = fields["seed"] or make_seed()
    return Wish(kind=GeneratorKind(fields["kind"]), seed=seed, rows=int(fields["rows"]), columns=int(fields["columns"]))


def _is_side(raw: str) -> bool:
    return raw in {str(side) for side in range(SMALLEST_SIDE, LARGEST_SIDE + 1)}


async def _preview(boards: BoardService, form: dict[str, str], *, viewer: str | None) -> views.View:
    saved_list, wish, dealt = await _deal(boards, form, viewer=viewer)
    board = Board(title=saved_list.list.title, rows=wish.rows, columns=wish.columns, squares=dealt.squares)
    return {
        "squares": views.squares(board),
        "rows": wish.rows,
        "columns": wish.columns,
        "seed": dealt.seed,
        "list_title": saved_list.list.title,
        "notes": list(dealt.notes),
        "fields": {**form, "seed": dealt.seed},
        "title": f"{saved_list.list.title} {dealt.seed}"[:100],
    }


async def _lists(boards: BoardService, viewer: str | None) -> list[choices.Option]:
    public = await boards.list_lists(ListFilter(), limit=MOST_LISTS)
    own = await boards.list_lists(ListFilter(owner=viewer), limit=MOST_LISTS) if viewer else None
    found = {one.id: one for one in (*(own.items if own else ()), *public.items)}
    named = [choices.option(one.id, f"{one.game}: {one.title}" if one.game else one.title) for one in found.values()]
    return [choices.option("", _("Choose a list")), *named]
