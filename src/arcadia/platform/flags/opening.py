"""Opens the sources of flags that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final

from arcadia.core.errors import Invalid
from arcadia.platform.config import Settings
from arcadia.platform.flags.environment import read_values
from arcadia.platform.flags.file import FlagFileError
from arcadia.platform.flags.flags import Flags
from arcadia.platform.observability import Counters

if TYPE_CHECKING:
    from arcadia.platform.flags.source import Source

THE_FILE: Final = "the file"


@asynccontextmanager
async def running_flags(settings: Settings, counters: Counters) -> AsyncIterator[Flags]:
    """Open flags for the block. Those of a file are there at once, those of other servers as soon as these answer.

    Raises:
        Invalid: the file cannot be used.
    """
    surroundings = {
        "environment": settings.environment.value,
        "region": settings.region or "",
        "release": settings.release or "",
    }
    with ExitStack() as closing:
        sources = _open_sources(settings, closing) if settings.are_flags_on and settings.has_flag_source else []
        yield Flags(sources, is_on=settings.are_flags_on, surroundings=surroundings, counters=counters)


def _open_sources(settings: Settings, closing: ExitStack) -> "list[Source]":
    # OpenFeature takes 40 ms to import, which a process that is told of no flags should not pay for.
    from arcadia.platform.flags.source import Source  # noqa: PLC0415

    sources: list[Source] = []
    if settings.flag_values:
        from arcadia.platform.flags.environment_provider import EnvironmentProvider  # noqa: PLC0415

        sources.append(Source("the environment", EnvironmentProvider(read_values(settings.flag_values))))
    if settings.flags_file is not None:
        from arcadia.platform.flags.file_provider import FileProvider  # noqa: PLC0415

        file = FileProvider(settings.flags_file)
        sources.append(Source(THE_FILE, file, refresh=file.refresh, find_fault=lambda: file.fault))
    near = len(sources)
    sources += _remote_sources(settings)
    for position, source in enumerate(sources):
        closing.callback(source.close)
        try:
            source.open(is_awaited=position < near)
        except FlagFileError as error:
            raise Invalid(str(error)) from error
    return sources


def _remote_sources(settings: Settings) -> "list[Source]":
    from arcadia.platform.flags.remote import make_flagd, make_launchdarkly  # noqa: PLC0415
    from arcadia.platform.flags.source import Source  # noqa: PLC0415

    sources: list[Source] = []
    if settings.flagd_address is not None:
        sources.append(Source("flagd", make_flagd(settings.flagd_address)))
    if settings.launchdarkly_key is not None:
        sources.append(Source("LaunchDarkly", make_launchdarkly(settings.launchdarkly_key)))
    return sources
