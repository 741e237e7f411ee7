"""`POST /play/CODE/act`: every tool of the session page as a plain form, for pages without script.

A form names its command in `do` (the words of the socket protocol, and a few short forms), or the square to mark in
`mark` or `unmark`. The answer is the page again, with the refusal as a sentence.
"""

from typing import Final, get_args

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from arcadia.core.principal import Principal
from arcadia.platform.ids import make_id
from arcadia.play.domain import commands as do
from arcadia.play.domain.refusals import Refusal
from arcadia.play.pages.refusals import UNKNOWN
from arcadia.play.protocol import PlayerCommand
from arcadia.play.service.live import Live
from arcadia.play.service.playing import PlayService
from arcadia.play.service.replies import Reply
from arcadia.web.body import Form, WireRequest, read_form
from arcadia.web.pages import see_other

Play = NamedDependency[PlayService]
COMMANDS: Final[dict[str, type[msgspec.Struct]]] = {
    str(command.__struct_config__.tag): command
    for command in get_args(PlayerCommand)
    if command not in (do.Bulk, do.ChangeSettings)
}
SHORT_FORMS: Final = {
    "unready": {"do": "ready", "ready": "false"},
    "unlock": {"do": "lock", "locked": "false"},
    "unmute": {"do": "mute", "muted": "false"},
    "void_dead": {"do": "void", "kill": "true"},
    **{f"role_{role}": {"do": "role", "role": role} for role in ("player", "spectator", "referee", "caster")},
}
"""One button, one word: a form's button can carry a single value."""

NEW_CARD: Final = "new_card"
NO_CARD: Final = "no_card"


@post("/play/{code:str}/act", include_in_schema=False)
async def act(request: WireRequest, code: FromPath[str], play: Play, guest: NamedDependency[Principal]) -> Redirect:
    """Do what a form asks for, and lead back to the page.

    Raises:
        NotFound: no session has this code.
    """
    form = await read_form(request)
    live = await play.open(code)
    wanted = _fields(form)
    if wanted["do"] == NEW_CARD:
        return await _deal(form, live, play, guest.id or "")
    try:
        command = _command(wanted)
    except KeyError:
        return _back(live, UNKNOWN)
    except msgspec.ValidationError:
        return _back(live, Refusal.VALUE.value)
    reply = await play.command(live, guest.id or "", command)
    if not reply.is_refused and isinstance(command, do.Leave):
        return see_other("/")
    return _back(live, _word(reply))


def _fields(form: Form) -> dict[str, str]:
    """What the form says, its short form written out; a pressed square is a mark or its opposite."""
    fields = {name: value for name, value in form.as_dict().items() if value}
    press = next((name for name in ("mark", "unmark") if name in fields), None)
    if press is not None:
        return {"do": press, "square": fields[press], "card": fields.get("card", "0")}
    fields |= SHORT_FORMS.get(fields.get("do", ""), {})
    return {**fields, "do": fields.get("do", "")}


def _command(wanted: dict[str, str]) -> PlayerCommand:
    """The command with those fields that it knows; text becomes numbers and booleans where the command has them.

    Raises:
        KeyError: there is no such command.
        msgspec.ValidationError: a field is missing or wrong.
    """
    known = COMMANDS[wanted["do"]]
    fields = {name: value for name, value in wanted.items() if name in known.__struct_fields__}
    command: PlayerCommand = msgspec.convert(
        {**fields, "do": wanted["do"], "id": make_id()}, PlayerCommand, strict=False
    )
    return command


async def _deal(form: Form, live: Live, play: PlayService, principal: str) -> Redirect:
    """Deal the next card. The form names the card that lies there now, so that a second press deals no third one."""
    if form.text("card") not in ("", str(live.state.the_card.number)):
        return _back(live, Refusal.OLD_CARD.value)
    seed, board = form.text("seed") or None, form.text("board") or None
    reply = await play.new_card(live, principal, board=board, seed=seed, command_id=make_id())
    return _back(live, NO_CARD if reply.reason is Refusal.SETTINGS else _word(reply))


def _word(reply: Reply) -> str:
    return (reply.reason or Refusal.UNAVAILABLE).value if reply.is_refused else ""


def _back(live: Live, word: str) -> Redirect:
    return see_other(f"/play/{live.code}?said={word}" if word else f"/play/{live.code}")


routes: Final = (act,)
