"""The picture of a board: set, take away."""

from dataclasses import dataclass
from typing import Annotated, Final

from litestar import Response, delete, put
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, QueryParameter

from arcadia.boards.api.answers import Caller, answer, problems
from arcadia.boards.domain.picture import LONGEST_ALT
from arcadia.boards.schemas import PictureView, picture_view
from arcadia.boards.service import BoardPictures
from arcadia.platform.images import Limits
from arcadia.platform.images.pictures import too_many_bytes
from arcadia.web.body import WireRequest, called

TAGS: Final = ["boards"]
Alt = Annotated[
    str, QueryParameter(max_length=LONGEST_ALT, description="What it shows, in words for who cannot see it")
]
Tools = NamedDependency[BoardPictures]


@dataclass
class PictureOperation(Operation):
    """An operation whose body is a picture as it is."""

    def __post_init__(self) -> None:
        """Describe the body: the framework knows none, since the handler reads the bytes itself."""
        content = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        self.request_body = RequestBody(
            content={"image/*": content},
            description="A PNG, JPEG, WebP or GIF: at most 5 MiB, 24 million pixels, 12,000 on its longer side",
            required=True,
        )


@put(
    "/api/v1/boards/{board_id:str}/picture",
    summary="Set a board's picture",
    tags=TAGS,
    responses=problems(403, 404, 413, 422),
    request_max_body_size=Limits().most_bytes,
    operation_class=PictureOperation,
)
async def set_picture(
    request: WireRequest, board_id: FromPath[str], board_pictures: Tools, principal: Caller, alt: Alt = ""
) -> Response[PictureView]:
    """Show a picture on a board, in the place of the one that it had. The bytes decide what it is.

    What is stored is made of the first frame's pixels alone: nothing else of the file is kept.
    """
    with called(too_many_bytes(Limits())):
        raw = await request.body()
    return answer(picture_view(await board_pictures.set_picture(board_id, raw, alt=alt, viewer=principal.id)))


@delete(
    "/api/v1/boards/{board_id:str}/picture",
    summary="Take a board's picture away",
    tags=TAGS,
    responses=problems(403, 404),
)
async def remove_picture(board_id: FromPath[str], board_pictures: Tools, principal: Caller) -> None:
    """The board has no picture afterwards, whether it had one or not."""
    await board_pictures.remove_picture(board_id, viewer=principal.id)


routes: Final = (set_picture, remove_picture)
