"""Values that are dear to make, kept for a while: in this process and, with REDIS_URL, for all nodes together.

Invariants: a cache never fails a request; what `Cache.get` returns is as new as the last change that ended anywhere
before it was asked; one key is loaded once at a time, on all nodes together; what does not fit its kind's type is a miss.

How a change takes effect without a scan: every tag has a generation, a random word in the server. A kept value carries
the generations that its tags had BEFORE it was loaded, and counts only while they are the same. Dropping a tag deletes
its generation, so that everything kept under it is void at once, also what a slow loader stores after it.

- `kinds`      what is kept: type, lifetime, version; all lifetimes in one table (K1)
- `store`      what a store is: `memory` (one process) and `redis` (all nodes)
- `nearby`     decoded values of this process, in front of the store
- `loading`    one loader a key, the others wait or get the stale value (K7)
- `dropping`   drops that the server did not hear are owed, and paid when it is back
- `cache`      the typed face of all of it
- `opening`    the one that the settings ask for
- `figures`    hits, misses, errors and latency by kind (K8)
"""

from arcadia.platform.cache.cache import Cache
from arcadia.platform.cache.figures import CacheReport, KindReport
from arcadia.platform.cache.kinds import Kind, Lifetime
from arcadia.platform.cache.memory import MemoryStore
from arcadia.platform.cache.store import Store

__all__ = ["Cache", "CacheReport", "Kind", "KindReport", "Lifetime", "MemoryStore", "Store"]
