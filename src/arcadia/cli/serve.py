"""`arcadia serve`: the site, on this machine."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from arcadia.app import make_app
from arcadia.platform.config import find_warnings, read_settings
from arcadia.platform.observability import set_up_logging
from arcadia.web.server.socket_protocol import SocketProtocol

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder.")] = None,
    *,
    migrate: Annotated[bool | None, typer.Option(help="Bring the database up to date first.")] = None,
) -> None:
    """Serve until stopped."""
    given = {"ARCADIA_HOST": host, "ARCADIA_PORT": port, "ARCADIA_DATA": data, "ARCADIA_MIGRATE": migrate}
    settings = read_settings(overrides={name: str(value) for name, value in given.items() if value is not None})
    set_up_logging(settings.log_level, form=settings.log_format)
    for warning in find_warnings(settings):
        typer.echo(f"warning: {warning}", err=True)
    uvicorn.run(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        ws=SocketProtocol,
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        ws_ping_interval=12,
        ws_ping_timeout=12,
        log_config=None,
        access_log=False,
    )
