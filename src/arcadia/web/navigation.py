"""The top bar's entries. Features contribute theirs; the composition root puts them in order."""

from dataclasses import dataclass

from arcadia.platform.languages import _


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One link of the top bar, its label `marked`. It is current on its own address, on those of `also`, and below all but
    the start page.
    """

    label: str
    href: str
    also: tuple[str, ...] = ()

    def is_current(self, path: str) -> bool:
        """Whether a page at `path` belongs to this entry."""
        places = (self.href, *self.also)
        return path in places or any(path.startswith(f"{place}/") for place in places if place != "/")


def entries_for(path: str, entries: tuple[NavigationEntry, ...]) -> list[dict[str, object]]:
    """Return the entries as the layout template shows them at `path`."""
    return [{"label": _(one.label), "href": one.href, "is_current": one.is_current(path)} for one in entries]
