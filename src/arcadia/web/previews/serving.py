"""Previews as answers: drawn once, kept by their content, told apart by an ETag."""

from typing import Final

from litestar import Response

from arcadia.platform.images.drawings import Drawings
from arcadia.web.body import WireRequest
from arcadia.web.personal_pages import FOR_THIS_CALLER
from arcadia.web.previews.drawing import draw_preview
from arcadia.web.previews.preview import Preview
from arcadia.web.tagged import tagged

PNG: Final = "image/png"
KEPT: Final = "public, max-age=60"
"""Long enough for a room full of people who see the same link, short enough for a game."""


async def answer_preview(
    request: WireRequest, drawings: Drawings, preview: Preview, *, is_public: bool
) -> Response[bytes]:
    """Return the picture, or 304 where the caller has it. Only what everybody may see is kept on the way.

    Raises:
        Unavailable: too many wait to be drawn.
    """
    body = await drawings.get(preview.name, draw_preview, preview)
    return tagged(request, body, PNG, cache_control=KEPT if is_public else FOR_THIS_CALLER)
