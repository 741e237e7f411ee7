"""Passwords: Argon2id by a library. One hash takes a core for a while and 64 MB, so only a few run at a time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

_THREADS: Final = 2
_WAITING: Final = 64


class _Algorithm(Protocol):
    def hash(self, password: str) -> str: ...

    def verify(self, password: str, hash: str) -> bool: ...  # noqa: A002 - the library's name


class Passwords:
    """Hashes and verifies in a small pool of threads, never on the event loop."""

    def __init__(self) -> None:
        self._threads: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")
        self._turns: Final = asyncio.Semaphore(_WAITING)
        self._algorithm: _Algorithm | None = None

    async def hash(self, password: str) -> str:
        """Return a salted hash that names its own algorithm and cost, as text of about 100 characters."""
        async with self._turns:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._hash, password)

    async def verify(self, password: str, stored: str) -> bool:
        """Whether `password` is the one behind `stored`.

        Raises:
            pwdlib.exceptions.UnknownHashError: `stored` was not made by `hash`.
        """
        async with self._turns:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._verify, password, stored)

    def close(self) -> None:
        """Let the threads end when they are done."""
        self._threads.shutdown(wait=False)

    def _hash(self, password: str) -> str:
        return self._get_algorithm().hash(password)

    def _verify(self, password: str, stored: str) -> bool:
        return self._get_algorithm().verify(password, stored)

    def _get_algorithm(self) -> _Algorithm:
        # Imported in the thread, when somebody first has a password: most instances start without one.
        if self._algorithm is None:
            from pwdlib import PasswordHash  # noqa: PLC0415

            self._algorithm = PasswordHash.recommended()
        return self._algorithm
