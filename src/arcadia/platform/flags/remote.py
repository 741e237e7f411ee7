"""Providers of others, made where a setting asks for them: their libraries take 150 to 220 ms to import."""

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from openfeature.provider import FeatureProvider

_ANSWER_MS: Final = 500
_RETRY_MS: Final = 1_000
_MOST_RETRY_MS: Final = 5_000


def make_flagd(address: str) -> "FeatureProvider":
    """Return what follows flagd's stream of flags (`grpc://host:port`, `grpcs://…` with TLS) and evaluates in this
    process: asking flagd for each answer would hold up the event loop for a round trip.
    """
    from openfeature.contrib.provider.flagd import FlagdProvider  # noqa: PLC0415
    from openfeature.contrib.provider.flagd.config import ResolverType  # noqa: PLC0415

    parts = urlsplit(address)
    return FlagdProvider(
        host=parts.hostname,
        port=parts.port,
        tls=parts.scheme == "grpcs",
        resolver_type=ResolverType.IN_PROCESS,
        deadline_ms=_ANSWER_MS,
        retry_backoff_ms=_RETRY_MS,
        retry_backoff_max_ms=_MOST_RETRY_MS,
        # An empty answer to that call ends the library's thread for good, and there is nothing in it for us.
        sync_metadata_disabled=True,
    )


def make_launchdarkly(key: str, *, data_source: Any = None) -> "FeatureProvider":  # noqa: ANN401 - LaunchDarkly's own
    """Return LaunchDarkly's provider. It evaluates in this process, and sends nothing about anybody: neither events nor
    diagnostics.

    Args:
        key: the SDK key of an environment.
        data_source: what stands in for LaunchDarkly's stream, such as its own test data.
    """
    from ld_openfeature import LaunchDarklyProvider  # noqa: PLC0415
    from ldclient import Config  # noqa: PLC0415

    config = Config(key, send_events=False, diagnostic_opt_out=True, update_processor_class=data_source)
    # Without waiting: a start does not depend on somebody else's site.
    return LaunchDarklyProvider(config, start_wait=0)
