"""A finished session as a file, and the published JSON Schema of such files."""

from functools import cache
from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from arcadia.core.errors import Conflict
from arcadia.play.api.answers import TAGS, Caller, Play, answer_of, problems
from arcadia.play.api.sessions import open_for
from arcadia.play.domain.audience import audience_of, is_over
from arcadia.play.domain.session_file import schema_file
from arcadia.play.service.archive import Archive
from arcadia.web.streaming import AnswerInPieces, streamed

SCHEMA_PATH: Final = "/schemas/arcadia-session-1.json"


@get(
    "/api/v1/sessions/{code:str}/export",
    summary="Export a session",
    tags=TAGS,
    responses={
        **answer_of(dict[str, Any], f"A file of Arcadia JSON, as `{SCHEMA_PATH}` describes it"),
        **problems(403, 404, 409),
    },
)
async def export_session(
    code: FromPath[str], play: Play, archive: NamedDependency[Archive], principal: Caller
) -> AnswerInPieces:
    """All events of a session that is over, as Arcadia JSON; who sat where is told by the seat's number only.

    It is read while it is sent, however long it is. An answer that breaks off says by that that it is not whole.

    Raises:
        Conflict: it is not over; what is still secret would be in it.
    """
    live = await open_for(play, code, principal)
    audience = audience_of(play.seat_of(live, principal.id))
    state = live.state_for(audience)
    if not is_over(state):
        message = "a session is exported when it is over"
        raise Conflict(message)
    pieces = archive.read_pieces(audience, live.id, live.code, until=state.version)
    headers = {
        "content-disposition": f'attachment; filename="session-{live.code}.json"',
        "cache-control": "private, no-cache",
    }
    return await streamed(pieces, media_type="application/json", headers=headers)


@get(SCHEMA_PATH, summary="Read the JSON Schema of a session's file", tags=TAGS)
async def see_schema() -> Response[bytes]:
    """What a session looks like as Arcadia JSON, version 1."""
    headers = {"cache-control": "public, max-age=3600"}
    return Response(_schema(), media_type="application/schema+json", headers=headers)


@cache
def _schema() -> bytes:
    return schema_file()


routes: Final = [export_session, see_schema]
