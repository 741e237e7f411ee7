"""Log lines: one JSON object each for collectors, coloured text for people (O1).

Lines of the standard library (the server, the database driver) go through the same renderer. Never pass a secret as a
value: as a last guard, values under the names in `_SECRET_NAMES` are replaced.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

_SECRET_NAMES: Final = ("password", "secret", "token", "cookie", "authorization", "database_url", "redis_url")
_HIDDEN: Final = "(hidden)"
_QUIET: Final = {
    "aiosqlite": logging.INFO,
    "asyncio": logging.INFO,
    "alembic": logging.WARNING,
    "uvicorn": logging.WARNING,
}
"""Libraries that tell more than an operator wants to read, and the level from which on they are heard."""


def set_up_logging(level: str, *, form: str) -> None:
    """Send all log lines to standard error from now on.

    Args:
        level: `debug`, `info`, `warning` or `error`.
        form: `json` for collectors, `console` for people.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(number, least))
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _shared() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide_secrets,
    ]


def _last(form: str) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _hide_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    for name in line:
        if any(word in name.lower() for word in _SECRET_NAMES):
            line[name] = _HIDDEN
    return line
