"""What a store is, and what may go wrong with one. No message holds a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Store:
    """One store: what people call it, the setting that names it, and how it is read.

    `read` blocks, returns secrets by the names of their settings, and raises StoreAway or StoreRefused.
    """

    label: str
    variable: str
    read: Callable[[], Mapping[str, str]]


class StoreAway(Exception):
    """It did not answer, or answered that it cannot now; asking again may help."""


class StoreRefused(Exception):
    """It answered, and there is nothing to be had: `variable` is the setting to look at, `mend` what to do."""

    def __init__(self, variable: str, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.variable = variable
        self.mend = mend
