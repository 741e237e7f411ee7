"""One page of a list that is read by cursor."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items and where the next page begins. `next_cursor` is None on the last page."""

    items: tuple[Item, ...]
    next_cursor: str | None = None
