"""`arcadia serve`: the site, on this machine.

Its options are read by the standard library: the library that the other commands use takes a quarter of a second to
import, which is a fifth of what a start may take.
"""

import argparse
import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from typing import Final

from arcadia.app import Application, make_app
from arcadia.cli.workers import supervise
from arcadia.core.errors import Conflict
from arcadia.platform.config import Settings, find_warnings
from arcadia.platform.config.settings import secret_texts
from arcadia.platform.health.probe_port import open_probe_port
from arcadia.platform.observability import set_up_logging
from arcadia.platform.secrets import load_settings
from arcadia.web.security_policy import STRICTEST
from arcadia.web.server.lan import find_lan_address, show_qr_code
from arcadia.web.server.serving import STARTUP_FAILED, Step, make_server

_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - names of all addresses, to tell them apart
_BACKLOG: Final = 2048


def app(args: Sequence[str], prog_name: str) -> None:
    """Serve until stopped.

    Raises:
        SettingsError: the settings cannot be used; nothing was started.
        Conflict: the address is taken.
    """
    options = make_parser(prog_name).parse_args(args)
    overrides = _overrides(options)
    settings = load_settings("arcadia serve", overrides=overrides)
    set_up_logging(settings.log_level, form=settings.log_format, secrets=secret_texts(settings))
    if options.inherit is not None:
        _serve(settings, socket.socket(fileno=options.inherit), tell=lambda: None, is_shared=True)
        return
    for warning in find_warnings(settings):
        print(f"warning: {warning}", file=sys.stderr)
    listening = _listen(settings)
    tell = partial(_tell, settings, listening.getsockname()[1], with_code=options.lan)
    if settings.workers > 1:
        supervise(settings, listening, overrides=overrides, tell=tell)
    else:
        _serve(settings, listening, tell=tell)


def make_parser(prog_name: str) -> argparse.ArgumentParser:
    """Return what reads the options of `serve`."""
    parser = argparse.ArgumentParser(prog=prog_name, description="Serve the site on this machine until stopped.")
    parser.add_argument("--host", help="the address to listen on (ARCADIA_HOST)")
    parser.add_argument("--port", help="the port to listen on, 0 for a free one (ARCADIA_PORT)")
    parser.add_argument("--lan", action="store_true", help="listen on all addresses and show a QR code for phones")
    parser.add_argument("--data", metavar="FOLDER", help="the data folder (ARCADIA_DATA)")
    parser.add_argument("--workers", metavar="N", help="how many processes serve (ARCADIA_WORKERS)")
    parser.add_argument(
        "--migrate",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="bring the database up to date first (ARCADIA_MIGRATE)",
    )
    parser.add_argument("--inherit", type=int, help=argparse.SUPPRESS)
    return parser


def _overrides(options: argparse.Namespace) -> dict[str, str]:
    given = {
        "ARCADIA_HOST": options.host or (_EVERYWHERE[0] if options.lan else None),
        "ARCADIA_PORT": options.port,
        "ARCADIA_DATA": options.data,
        "ARCADIA_WORKERS": "1" if options.inherit is not None else options.workers,
        "ARCADIA_MIGRATE": None if options.migrate is None else str(options.migrate),
    }
    return {name: value for name, value in given.items() if value is not None}


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        message = f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; choose another with --port"
        raise Conflict(message) from error
    listening.listen(_BACKLOG)
    return listening


def _tell(settings: Settings, port: int, *, with_code: bool) -> None:
    host = find_lan_address() if settings.host in _EVERYWHERE else settings.host
    shown = f"[{host}]" if ":" in host else host
    address = settings.public_url or f"http://{shown}:{port}"
    print(f"Arcadia is at {address} (Ctrl+C stops it)", flush=True)
    if with_code:
        show_qr_code(address)


def _serve(settings: Settings, listening: socket.socket, *, tell: Callable[[], None], is_shared: bool = False) -> None:
    application = make_app(settings)
    server = make_server(application, steps=partial(_steps, application), on_ready=tell, is_shared=is_shared)
    application.count_connections = lambda: len(server.server_state.connections)
    with _probes(settings, application), suppress(KeyboardInterrupt):
        server.run(sockets=[listening])  # raises KeyboardInterrupt when it has stopped by it, for whoever called it
    if not server.started:
        sys.exit(STARTUP_FAILED)


def _probes(settings: Settings, application: Application) -> AbstractContextManager[object]:
    if settings.probe_port is None:
        return nullcontext()
    return open_probe_port(settings.host, settings.probe_port, application.find_probe_fault, STRICTEST)


def _steps(application: Application) -> tuple[Step, ...]:
    """The end of a server, in its order (architecture, "Shutdown")."""
    node = application.node

    async def drain() -> None:
        application.is_draining = True
        await asyncio.sleep(application.settings.drain_delay_s)

    return (
        Step("report not ready", drain),
        Step("stop timers", _at_once(node.stop_timers)),
        Step("announce the restart", _at_once(node.announce_restart)),
        Step("refuse commands", _at_once(node.refuse_commands)),
        Step("finish requests", application.requests.finish),
        Step("end streams", _at_once(node.end_streams)),
        Step("flush the log", node.flush),
        Step("close sockets", _at_once(node.close_sockets)),
    )


def _at_once(act: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        act()

    return run
