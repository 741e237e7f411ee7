"""The requirements of the platform in a few words each, and those that nothing shows yet.

The plan has them whole; here stands what to look for. A row that is not met says why in `NOT_YET`, and a test sees to
it that the list is exact: neither forgets it when the row is met, nor grows in silence.
"""

from typing import Final

AREAS: Final = {
    "H": "Health",
    "C": "Configuration, secrets, flags",
    "K": "Cache",
    "L": "Limits",
    "S": "Security",
    "F": "Pages",
    "J": "Jobs",
    "D": "Deployment",
}

ROWS: Final = {
    "H1": "`/api/health`: the whole, and each dependency with status, message and latency",
    "H2": "`/api/health/ready`: 503 while starting, unmigrated, draining, or without what is needed",
    "H3": "`/api/health/live`: the process and its event loop; a watchdog for a stuck one",
    "H4": "`/api/health/detailed`: numbers of the system and of the deployment, for operators",
    "H5": "`/api/health/cache`: the cache's breaker, rates and latency",
    "H6": "Checks run side by side, each with a deadline; the whole within 5 s",
    "H7": "Answers of health are never cached",
    "H8": "What is optional and not set never makes it unhealthy; what is set and down is told by its fallback",
    "H9": "Short addresses: `/health` and below; `/healthcheck` redirects",
    "H10": "`/api/health/scheduled` keeps its result for uptime figures",
    "C1": "One typed settings value, read once; every setting in `.env.example` and the reference",
    "C2": "All problems of a start at once, each with what mends it; nothing half-started",
    "C3": "Production insists on secrets, https, a cache, no debug output",
    "C4": "A missing optional service is one warning, and its feature degrades visibly",
    "C5": "The founding document's names are understood",
    "C6": "Five environments with defaults of their own",
    "C7": "Secrets from the environment, files, Vault, AWS, an encrypted file",
    "C8": "A ring of keys and a command that rotates; nobody is signed out",
    "C9": "Reads of secrets are audited; no value is ever shown",
    "C10": "Flags through OpenFeature: a file, flagd, LaunchDarkly",
    "K1": "Times to live by kind, in one place",
    "K2": "Values are checked against their type when read",
    "K3": "Structured, versioned keys; invalidation by tag or prefix",
    "K4": "Without a cache server, or with one that is down, requests succeed",
    "K5": "Pool, retries, budgets; never longer than the request has",
    "K6": "A circuit breaker at 50 % errors, its state told",
    "K7": "One load for many misses, across processes; a loader that dies blocks nobody",
    "K8": "Hits, misses, errors, latency by kind",
    "K9": "Public boards are warmed every 15 minutes",
    "L1": "Sliding window, fixed window, token bucket, each atomic",
    "L2": "Budgets for the API, signing in, uploads, sessions, marks, unknown codes",
    "L3": "By user, by guest under an address ceiling, by address; proxies only where trusted",
    "L4": "Headers on every limited answer, old and new; `Retry-After` on 429",
    "L5": "Without a server limits hold per process, by a policy for each budget",
    "L6": "Counts by budget and route; the most refused identities",
    "L7": "Budgets change at run time, and tighten under overload",
    "S1": "The content policy: a nonce, nothing unsafe, the overlay's narrow exception, reports",
    "S2": "Frame, type, referrer and transport headers",
    "S3": "Permissions, opener, embedder and resource policies",
    "S4": "The headers stand on every answer; a fault in their code fails closed",
    "S5": "CSRF, Origin at handshakes, CORS for configured origins only",
    "S6": "API answers are not cached unless the route says so",
    "S7": "Limits on time, body, headers, depth, frames, decompression",
    "S8": "User content is sanitised on output; uploads are re-encoded",
    "F1": "Budgets over the wire for every page: bytes, script, how many files",
    "F4": "Public pages from cache, refreshed behind the scenes, purged by change or call",
    "F5": "Long answers in pieces: exports, replays, lists; bounded memory, an end when the client is gone",
    "F6": "Pictures in a closed list of widths, AVIF or WebP by negotiation, kept for ever by their hash",
    "F7": "Compression prepared ahead; ETags and conditional requests",
    "J3": "Jobs for an external scheduler, with a secret",
    "D11": "Assets by content hash, kept for a year, from a CDN where one is set; pictures from another",
}

NOT_YET: Final = {
    "C4": "error tracking, mail, sign-in by others and storage have no settings yet",
    "C5": "names of services that are not built are understood and said to have no effect",
    "C8": "no field of the database needs encryption yet; only the secrets file is sealed",
    "C9": "a read is a value that leaves its source; later uses within the process are not recorded",
    "K1": "only boards and lists are kept; sessions, profiles and leaderboards have nothing to keep yet",
    "K8": "error tracking does not exist yet",
    "K9": "leaderboards and totals do not exist yet",
    "L6": "there are no admins yet, and no page for them",
}
