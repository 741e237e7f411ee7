"""Log lines: one JSON object each for collectors, coloured text for people (O1).

Lines of the standard library (the server, the database driver) go through the same renderer. Never pass a secret as a
value: as last guards, values under the names in `_SECRET_NAMES` are replaced, and so are the secrets of this process
wherever they stand in a line, in what an exception says, too (C9). Tokens in an address are hidden by their name there.
"""

import logging
import re
import sys
from collections.abc import Collection, MutableMapping
from typing import Any, Final

import structlog

_SECRET_NAMES: Final = ("password", "secret", "token", "cookie", "authorization", "database_url", "redis_url")
_HIDDEN: Final = "(hidden)"
_IN_ADDRESS: Final = re.compile(r"([?&](?:token|ticket)=)[^&\s\"'\\]+")
_SHORTEST_SECRET: Final = 6
"""Shorter ones, a password of development, would be found in words that are none."""

_QUIET: Final = {
    "aiosqlite": logging.INFO,
    "asyncio": logging.INFO,
    "alembic": logging.WARNING,
    "openfeature": logging.CRITICAL + 1,
    "uvicorn": logging.WARNING,
}
"""Libraries that tell more than an operator wants to read, and the level from which on they are heard. What is wrong with
flags comes back as the reason of an answer, which we count and tell once; OpenFeature tells it at every answer.
"""


def set_up_logging(level: str, *, form: str, secrets: Collection[str] = ()) -> None:
    """Send all log lines to standard error from now on.

    Args:
        level: `debug`, `info`, `warning` or `error`.
        form: `json` for collectors, `console` for people.
        secrets: texts that no line may hold.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form), _Scrubber(secrets)],
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


class _Scrubber:
    """Takes secrets out of a line that is ready to be written: 1 µs for each ten of them."""

    def __init__(self, secrets: Collection[str]) -> None:
        # The longest first: one may be part of another.
        self._secrets = sorted({text for text in secrets if len(text) >= _SHORTEST_SECRET}, key=len, reverse=True)

    def __call__(self, _logger: Any, _method: str, line: Any) -> Any:  # noqa: ANN401 - structlog's, a text by then
        for text in self._secrets:
            line = line.replace(text, _HIDDEN)
        return _IN_ADDRESS.sub(rf"\1{_HIDDEN}", line) if "=" in line else line
