"""The names that the founding document gave to settings (C5), so that an environment made for it works.

Most are aliases in the declarations. Here stands what an alias cannot do: values in another form than ours, and names
of things that Arcadia does otherwise, each with the sentence that says so at the start.
"""

from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from arcadia.platform.config.problems import SettingProblem
from arcadia.platform.config.sources import Source

REDIS_REST_URL: Final = "UPSTASH_REDIS_REST_URL"
REDIS_REST_TOKEN: Final = "UPSTASH_REDIS_REST_TOKEN"  # noqa: S105 - a name
VERCEL_URL: Final = "VERCEL_URL"
_REDIS_PORT: Final = 6379

WITHOUT_EFFECT: Final[Mapping[str, str]] = {
    "NEXT_PUBLIC_SENTRY_DSN": "errors go to the log",
    "NEXT_PUBLIC_SENTRY_ENVIRONMENT": "ARCADIA_ENV says what the process is run for",
    "SENTRY_AUTH_TOKEN": "there are no source maps to upload: scripts are served as they are written",
    "SENTRY_ORG": "there are no source maps to upload: scripts are served as they are written",
    "SENTRY_PROJECT": "there are no source maps to upload: scripts are served as they are written",
    "RATE_LIMIT_WINDOW_MS": "each budget has its own window",
    "RATE_LIMIT_MAX_REQUESTS": "each budget has its own number",
    "EDGE_CONFIG": "what it held is in these settings",
    "NEXT_PUBLIC_SUPABASE_URL": "set DATABASE_URL to the connection string that Supabase shows for the project",
    "SUPABASE_SERVICE_ROLE_KEY": "the database is reached by DATABASE_URL, not by Supabase's API",
}
"""What is accepted and does nothing, and what stands in its place. A name that a setting takes as its own counts there."""


def adapt(source: Source) -> Source:
    """Return the source with foreign forms in ours: an Upstash address and token, and a host name without https://."""
    values = source.values
    ours = {
        name: text
        for name, text in ((VERCEL_URL, _vercel(values)), (REDIS_REST_URL, _redis(values)))
        if text is not None
    }
    return Source(source.label, ChainMap(ours, dict(values))) if ours else source


def _vercel(values: Mapping[str, str]) -> str | None:
    host = values.get(VERCEL_URL, "").strip()
    return f"https://{host}" if host and "://" not in host else None


def _redis(values: Mapping[str, str]) -> str | None:
    """An Upstash database answers Redis itself beside its REST interface: same host, and the token is the password."""
    address, token = (values.get(name, "").strip() for name in (REDIS_REST_URL, REDIS_REST_TOKEN))
    host = urlsplit(address).hostname
    if not address:
        return None
    # Half a pair is told by `find_unpaired`; there is nothing to read then.
    return f"rediss://default:{quote(token, safe='')}@{host}:{_REDIS_PORT}/0" if host and token else ""


def find_unpaired(source: Source) -> Iterator[SettingProblem]:
    """Return the problem of a source that has half of what belongs together, or an address without a host."""
    address, token = (source.values.get(name, "").strip() for name in (REDIS_REST_URL, REDIS_REST_TOKEN))
    if bool(address) != bool(token):
        there, missing = (REDIS_REST_URL, REDIS_REST_TOKEN) if address else (REDIS_REST_TOKEN, REDIS_REST_URL)
        wrong = f"it is not set, and {there} in {source.label} says nothing without it"
        yield SettingProblem(missing, wrong, "Set both, or REDIS_URL instead")
    elif address and not urlsplit(address).hostname:
        yield SettingProblem(
            REDIS_REST_URL, "it has no https:// and host name", "Copy it from Upstash, or set REDIS_URL"
        )


def find_without_effect(environ: Mapping[str, str], known: Collection[str]) -> Iterator[str]:
    """Return a sentence for each name that is set and does nothing here."""
    for name, instead in WITHOUT_EFFECT.items():
        if environ.get(name, "").strip() and name not in known:
            yield f"{name} is accepted and has no effect: {instead}."
