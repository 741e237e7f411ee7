"""One store, asked behind a deadline and retries. Imported only where a store is set, as it brings their libraries."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from arcadia.platform.observability import Counters
from arcadia.platform.resilience import Dependency, Policy
from arcadia.platform.secrets.store import Store, StoreAway

_POLICY: Final = Policy(timeout_s=3, attempts=3, first_wait_s=0.2, budget_s=6)
"""A start waits 6 s at most for a store, and asks three times: stores restart, too."""


def ask(store: Store) -> Mapping[str, str]:
    """Return what the store holds.

    Raises:
        StoreRefused: it answered, and does not give it.
        DependencyDown: it did not answer in its time.
    """
    # In a thread with an event loop of its own: whoever loads settings may have one already, or none.
    with ThreadPoolExecutor(1, thread_name_prefix="secret store") as thread:
        return thread.submit(asyncio.run, _ask(store)).result()


async def _ask(store: Store) -> Mapping[str, str]:
    dependency = Dependency("secret_store", _POLICY, Counters(), faults=(StoreAway,))
    return await dependency.call(lambda: asyncio.to_thread(store.read))
