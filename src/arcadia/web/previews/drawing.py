"""Draws a preview with Pillow; for a thread, some 50 ms. The board stands at the right, the words at the left."""

from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from arcadia.web.previews import colours
from arcadia.web.previews.colours import rgb
from arcadia.web.previews.lettering import Lines, load_font, set_text
from arcadia.web.previews.preview import Cell, Preview, Score
from arcadia.web.previews.symbols import draw_symbol

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH: Final = 1_200
HEIGHT: Final = 630
MARGIN: Final = 56
BOARD_PX: Final = 518
WORDS_PX: Final = WIDTH - 3 * MARGIN - BOARD_PX
FINER: Final = 2
"""Drawn at twice the size and shrunk: edges come out smooth."""
MOST_SCORES: Final = 5
SMALLEST_TEXT_PX: Final = 62
"""Squares that are smaller than this hold no text: nobody could read it."""
LARGEST_GOAL_PX: Final = 26
SMALLEST_GOAL_PX: Final = 10
"""A goal is set in a sixth of its square's width where it fits: texts of one board then differ little in size."""
BANDS_SHARE: Final = 0.16
MOST_SYMBOLS: Final = 3
CHIP_PX: Final = 34
SCORE_STEP: Final = 46
FOOT: Final = HEIGHT - MARGIN - 44


class Box(NamedTuple):
    """A place in the picture, in pixels of the finished one."""

    x: float
    y: float
    width: float
    height: float


def draw_preview(preview: Preview) -> bytes:
    """Return the picture as PNG, with nothing in it but its pixels."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - a start should not pay for what is used when a link is shown

    shapes = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), rgb(colours.INK_0))
    words = _place_words(preview)
    _draw_brand(shapes)
    fine_pen = ImageDraw.Draw(shapes)
    boxes = _cell_boxes(preview)
    for cell, box in zip(preview.cells, boxes, strict=False):
        _draw_cell(fine_pen, cell, box)
    for score, y in words.scores:
        _draw_chip(fine_pen, score.colour, y)
    picture = shapes.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(picture)
    for cell, box in zip(preview.cells, boxes, strict=False):
        _write_cell(pen, cell, box)
    _write_words(pen, preview, words)
    made = BytesIO()
    picture.save(made, "PNG", compress_level=7)
    return made.getvalue()


def _draw_brand(picture: "Image") -> None:
    """A band along the left edge, from one colour of the brand to the other."""
    first, last = rgb(colours.BRAND_A), rgb(colours.BRAND_B)
    for y in range(0, picture.height, FINER):
        share = y / picture.height
        mixed = tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
        picture.paste(mixed, (0, y, 10 * FINER, y + FINER))


def _cell_boxes(preview: Preview) -> list[Box]:
    """The squares' places: the board is centred in its part of the picture, its squares are square."""
    longer = max(preview.rows, preview.columns)
    gap = max(4, 44 // longer)
    side = (BOARD_PX - gap * (longer - 1)) / longer
    left = WIDTH - MARGIN - BOARD_PX + (BOARD_PX - side * preview.columns - gap * (preview.columns - 1)) / 2
    top = (HEIGHT - side * preview.rows - gap * (preview.rows - 1)) / 2
    return [
        Box(left + (side + gap) * column, top + (side + gap) * row, side, side)
        for row in range(preview.rows)
        for column in range(preview.columns)
    ]


def _draw_cell(pen: "ImageDraw", cell: Cell, box: Box) -> None:
    radius = min(14, box.width / 8)
    if len(cell.colours) == 1:
        _rounded(pen, box, radius, colours.fill_of(cell.colours[0]), None)
        _draw_corner_symbol(pen, cell.colours[0], box)
        return
    is_flat = cell.kind in ("free", "dead")
    ground = colours.INK_0 if is_flat else colours.INK_2 if cell.kind == "hidden" else colours.INK_1
    _rounded(pen, box, radius, rgb(ground), rgb(colours.LINE))
    # A text is read on plain ground: its holders are bands along one edge then, as on the page.
    width = box.width * (BANDS_SHARE if cell.text else 1)
    height = box.height / max(1, len(cell.colours))
    for place, colour in enumerate(cell.colours):
        band = Box(box.x, box.y + height * place, width, height)
        _rounded(pen, band, radius / 2, colours.fill_of(colour), None)
        if not cell.text and len(cell.colours) <= MOST_SYMBOLS:
            _draw_corner_symbol(pen, colour, band)


def _draw_corner_symbol(pen: "ImageDraw", team: str, box: Box) -> None:
    size = min(box.width * 0.14, box.height * 0.4)
    margin = size * 0.45
    place = {"x": (box.x + box.width - size - margin) * FINER, "y": (box.y + margin) * FINER}
    draw_symbol(pen, team, **place, size=size * FINER, ink=colours.ink_of(team))


def _draw_chip(pen: "ImageDraw", team: str, y: float) -> None:
    _rounded(pen, Box(MARGIN, y, CHIP_PX, CHIP_PX), 9, colours.fill_of(team), None)
    inset = CHIP_PX * 0.22
    place = {"x": (MARGIN + inset) * FINER, "y": (y + inset) * FINER}
    draw_symbol(pen, team, **place, size=(CHIP_PX - 2 * inset) * FINER, ink=colours.ink_of(team))


def _rounded(pen: "ImageDraw", box: Box, radius: float, fill: colours.Rgb, outline: colours.Rgb | None) -> None:
    corners = (box.x * FINER, box.y * FINER, (box.x + box.width) * FINER - 1, (box.y + box.height) * FINER - 1)
    pen.rounded_rectangle(corners, radius * FINER, fill=fill, outline=outline, width=2 * FINER if outline else 0)


def _write_cell(pen: "ImageDraw", cell: Cell, box: Box) -> None:
    if not cell.text or box.width < SMALLEST_TEXT_PX:
        return
    is_held, is_shared = len(cell.colours) == 1, len(cell.colours) > 1
    left = box.width * BANDS_SHARE if is_shared else 0
    top = box.height * 0.14 if is_held else 0
    place = Box(box.x + left, box.y + top, box.width - left, box.height - top)
    padding = max(5, box.width / 14)
    room = {"width": round(place.width - 2 * padding), "height": round(place.height - 1.6 * padding)}
    ink = colours.ink_of(cell.colours[0]) if is_held else rgb(colours.TEXT if cell.kind == "open" else colours.TEXT_3)
    largest = min(LARGEST_GOAL_PX, round(box.width * 0.17))
    _write_centred(pen, set_text(cell.text, **room, sizes=tuple(range(largest, SMALLEST_GOAL_PX - 1, -2))), place, ink)


def _write_centred(pen: "ImageDraw", text: Lines, box: Box, ink: colours.Rgb) -> None:
    y = box.y + (box.height - text.height) / 2
    for number, line in enumerate(text.lines):
        middle = (box.x + box.width / 2, y + text.step * (number + 0.5))
        pen.text(middle, line, font=text.font, fill=ink, anchor="mm", stroke_width=0.3)


class _Words(NamedTuple):
    """What stands at the left: texts with their height, how bold and in which ink; and rows of scores."""

    texts: list[tuple[Lines, float, float, colours.Oklch]]
    scores: list[tuple[Score, float]]


def _place_words(preview: Preview) -> _Words:
    """From the top: label, title, facts, scores, and how many more there are."""
    label = set_text(preview.label, width=WORDS_PX, height=32, sizes=(24,))
    title_height = 230 if preview.scores else 330
    title = set_text(preview.title, width=WORDS_PX, height=title_height, sizes=(60, 52, 44, 38, 32))
    facts = set_text(preview.facts, width=WORDS_PX, height=68, sizes=(26, 22))
    at_title = MARGIN + label.height + 10
    at_facts = at_title + title.height + 14
    at_scores = at_facts + facts.height + 22
    places = min(MOST_SCORES, int((FOOT - 16 - at_scores) // SCORE_STEP))
    shown = preview.scores if len(preview.scores) <= places else preview.scores[: max(0, places - 1)]
    texts: list[tuple[Lines, float, float, colours.Oklch]] = [
        (label, MARGIN, 0.3, colours.TEXT_3),
        (title, at_title, 1.1, colours.TEXT),
        (facts, at_facts, 0.3, colours.TEXT_2),
    ]
    if len(preview.scores) > len(shown):
        more = set_text(f"+ {len(preview.scores) - len(shown)}", width=WORDS_PX, height=40, sizes=(24,))
        texts.append((more, at_scores + SCORE_STEP * len(shown) + 4, 0.3, colours.TEXT_3))
    return _Words(texts, [(score, at_scores + SCORE_STEP * row) for row, score in enumerate(shown)])


def _write_words(pen: "ImageDraw", preview: Preview, words: _Words) -> None:
    for text, y, bold, ink in words.texts:
        for number, line in enumerate(text.lines):
            pen.text((MARGIN, y + text.step * number), line, font=text.font, fill=rgb(ink), stroke_width=bold)
    for score, y in words.scores:
        _write_score(pen, score, y)
    _write_foot(pen, preview, FOOT + 42)


def _write_score(pen: "ImageDraw", score: Score, y: float) -> None:
    ink, middle = rgb(colours.TEXT), y + CHIP_PX / 2
    figure = set_text(score.score, width=110, height=40, sizes=(30,))
    end = (MARGIN + WORDS_PX, middle)
    pen.text(end, figure.lines[0], font=figure.font, fill=ink, anchor="rm", stroke_width=0.8)
    name = set_text(score.name, width=WORDS_PX - CHIP_PX - 140, height=38, sizes=(28, 24, 20))
    # A name that no font here can write is told by its colour.
    said = name.lines[0] or f"Team {score.colour}"
    pen.text((MARGIN + CHIP_PX + 16, middle), said, font=name.font, fill=ink, anchor="lm", stroke_width=0.4)


def _write_foot(pen: "ImageDraw", preview: Preview, base: float) -> None:
    site = set_text(preview.site, width=WORDS_PX // 2, height=40, sizes=(28,))
    pen.text((MARGIN, base), site.lines[0], font=site.font, fill=rgb(colours.TEXT_3), anchor="ls", stroke_width=0.5)
    spaced, end = " ".join(preview.code), (MARGIN + WORDS_PX, base)
    pen.text(end, spaced, font=load_font(46), fill=rgb(colours.TEXT), anchor="rs", stroke_width=1.2)
