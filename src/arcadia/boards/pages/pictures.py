"""Pictures of boards as browsers ask for them: by the hash of what they show, in one of a few widths (F6)."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.boards.service import BoardPictures
from arcadia.web.answer import header
from arcadia.web.body import WireRequest
from arcadia.web.conditional import choose_media_type, has_same

_IMMUTABLE: Final = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept"}


@get("/pictures/{picture_hash:str}/{width:int}", include_in_schema=False)
async def show_picture(
    request: WireRequest,
    picture_hash: FromPath[str],
    width: FromPath[int],
    board_pictures: NamedDependency[BoardPictures],
) -> Response[bytes]:
    """Give a picture in one of the widths 16, 32, 48, 64, 96, 128, 256, 640, 828, 1200 and 1920, never wider than it is.

    As AVIF where the browser takes it, else as WebP.
    """
    made_width = await board_pictures.find_width(picture_hash, width)
    offered = {kind.media_type: kind for kind in await board_pictures.formats()}
    media_type = choose_media_type(header(request.asgi_scope, b"accept"), tuple(offered))
    kind = offered[media_type]
    etag = f'"{picture_hash}-{made_width}-{kind}"'
    headers = {**_IMMUTABLE, "etag": f"W/{etag}"}
    if has_same(header(request.asgi_scope, b"if-none-match"), etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(
        await board_pictures.get_variant(picture_hash, made_width, kind), media_type=media_type, headers=headers
    )
