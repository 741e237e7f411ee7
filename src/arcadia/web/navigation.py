"""The top bar's entries. Features contribute theirs; the composition root puts them in order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One link of the top bar. It is current on its own address and below it."""

    label: str
    href: str

    def is_current(self, path: str) -> bool:
        """Whether a page at `path` belongs to this entry."""
        return path == self.href or (self.href != "/" and path.startswith(f"{self.href}/"))


def entries_for(path: str, entries: tuple[NavigationEntry, ...]) -> list[dict[str, object]]:
    """Return the entries as the layout template shows them at `path`."""
    return [{"label": one.label, "href": one.href, "is_current": one.is_current(path)} for one in entries]
